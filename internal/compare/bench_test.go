package compare_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// The figures to compare are those of one run: each pair of documents as text,
// read at the same time and compared, against the bare YAML parse of both one
// after the other.
func BenchmarkDocuments(b *testing.B) {
	for name, pair := range map[string][2]string{
		"distant":  {"v2-2025-04-10.yaml", "v2-2026-08-21.yaml"},
		"adjacent": {"v2-2026-08-12.yaml", "v2-2026-08-21.yaml"},
		"same":     {"v2-2026-08-21.yaml", "v2-2026-08-21.yaml"},
	} {
		base, rev := upstreamText(b, pair[0]), upstreamText(b, pair[1])
		b.Run(name+"/yaml", func(b *testing.B) {
			for b.Loop() {
				for _, data := range [][]byte{base, rev} {
					var n yaml.Node
					if err := yaml.Unmarshal(data, &n); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run(name+"/specdiff", func(b *testing.B) {
			for b.Loop() {
				readAndCompare(b, base, rev)
			}
		})
		b.Run(name+"/compare", func(b *testing.B) {
			x, y := parse(b, "base.yaml", string(base)), parse(b, "rev.yaml", string(rev))
			for b.Loop() {
				run(b, x, y, compare.Options{AsOf: "2026-08-21"})
			}
		})
	}
}

// BenchmarkPins: two pins from text to findings.
func BenchmarkPins(b *testing.B) {
	var text [2][]byte
	for i, version := range []string{"2024-11-13", "2025-03-12"} {
		data, err := os.ReadFile(filepath.Join("../../spec", version+".yaml"))
		if err != nil {
			b.Fatal(err)
		}
		text[i] = data
	}
	for b.Loop() {
		readAndCompare(b, text[0], text[1])
	}
}

// BenchmarkGrowth compares documents of one, two, four and eight times the
// size: the time for one operation shall stay the same.
func BenchmarkGrowth(b *testing.B) {
	base, rev := upstream(b, "v2-2026-02-24.yaml"), upstream(b, "v2-2026-04-17.yaml")
	for _, times := range []int{1, 2, 4, 8} {
		x, y := multiply(base, times), multiply(rev, times)
		b.Run(fmt.Sprintf("times=%d", times), func(b *testing.B) {
			for b.Loop() {
				run(b, x, y, compare.Options{AsOf: "2026-08-21"})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*times), "ns/size")
		})
	}
}

// BenchmarkSharing compares documents whose operations, more and more of them,
// refer to one response that changed.
func BenchmarkSharing(b *testing.B) {
	text := func(operations int, kind string) string {
		var s strings.Builder
		s.WriteString("openapi: 3.0.3\ninfo: {title: T, version: \"1\"}\npaths:\n")
		for i := range operations {
			fmt.Fprintf(&s, "  /p%d: {get: {responses: {\"200\": {$ref: '#/components/responses/R'}}}}\n", i)
		}
		s.WriteString("components:\n  responses:\n    R: {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}\n  schemas:\n")
		for i := range 100 {
			fmt.Fprintf(&s, "    S%d: {type: object, properties: {value: {type: %s}, next: {$ref: '#/components/schemas/S%d'}}}\n", i, kind, (i+1)%100)
		}
		return s.String()
	}
	for _, operations := range []int{1, 10, 100, 1000} {
		x, y := parse(b, "base.yaml", text(operations, "string")), parse(b, "rev.yaml", text(operations, "integer"))
		b.Run(fmt.Sprintf("operations=%d", operations), func(b *testing.B) {
			for b.Loop() {
				run(b, x, y, compare.Options{})
			}
		})
	}
}

func readAndCompare(b *testing.B, base, rev []byte) {
	b.Helper()
	var docs [2]*doc.Document
	var wait sync.WaitGroup
	for i, data := range [][]byte{base, rev} {
		wait.Go(func() {
			d, err := doc.Parse("document.yaml", data)
			if err != nil {
				b.Error(err)
				return
			}
			docs[i] = d
		})
	}
	wait.Wait()
	run(b, docs[0], docs[1], compare.Options{AsOf: "2026-08-21"})
}

// multiply returns a document with all paths and components n times, each copy
// under names of its own.
func multiply(d *doc.Document, n int) *doc.Document {
	out := *d
	out.Root = d.Root.Clone()
	for _, section := range []string{"paths", "components"} {
		out.Root.Set(section, doc.NewMap())
	}
	for i := range n {
		suffix := fmt.Sprintf("_%d", i)
		for name, item := range d.Root.Get("paths").All() {
			out.Root.Get("paths").Set("/copy"+suffix+name, suffixed(item, suffix))
		}
		for section, list := range d.Root.Get("components").All() {
			to := out.Root.Get("components").Get(section)
			if to == nil {
				to = doc.NewMap()
				out.Root.Get("components").Set(section, to)
			}
			for name, c := range list.All() {
				if section == "securitySchemes" {
					to.Set(name, c)
				} else {
					to.Set(name+suffix, suffixed(c, suffix))
				}
			}
		}
	}
	return &out
}

// suffixed returns a copy whose references lead to the components of a suffix.
func suffixed(n *doc.Node, suffix string) *doc.Node {
	out := n.Clone()
	var visit func(n *doc.Node)
	visit = func(n *doc.Node) {
		if n.Kind == doc.String && strings.HasPrefix(n.Value, "#/components/") {
			n.Value += suffix
		}
		for _, item := range n.Items {
			visit(item)
		}
		for _, m := range n.All() {
			visit(m)
		}
	}
	visit(out)
	return out
}
