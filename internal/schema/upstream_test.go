package schema_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// upstream reads a real document that is not part of the project.
func upstream(t testing.TB, name string) *doc.Document {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "upstream", name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("no real document: %v", err)
	}
	d, err := doc.Parse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// pairs yields the components of the same name.
func pairs(base, rev *doc.Document, yield func(name string, a, b schema.Schema)) {
	right := rev.Root.Lookup("components", "schemas")
	for name, a := range base.Root.Lookup("components", "schemas").All() {
		if b := right.Get(name); b != nil {
			yield(name, schema.Schema{Doc: base, Node: a}, schema.Schema{Doc: rev, Node: b})
		}
	}
}

func TestUpstream(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	base, rev := upstream(t, "v2-2025-04-10.yaml"), upstream(t, "v2-2026-08-21.yaml")
	c := schema.NewChecker()
	began := time.Now()
	for name, n := range rev.Root.Lookup("components", "schemas").All() {
		_ = name
		c.Hash(schema.Schema{Doc: rev, Node: n}, schema.Response)
	}
	t.Logf("hashes of one document: %v", time.Since(began))
	type timed struct {
		name string
		took time.Duration
		r    schema.Result
	}
	var all []timed
	verdicts := map[string]int{}
	began = time.Now()
	for _, dir := range []schema.Direction{schema.Request, schema.Response} {
		pairs(base, rev, func(name string, a, b schema.Schema) {
			q := schema.Query{Sub: a, Super: b, Direction: dir, Closed: true}
			if dir == schema.Response {
				q.Sub, q.Super = b, a
			}
			start := time.Now()
			r := c.Contains(q)
			all = append(all, timed{fmt.Sprint(dir, " ", name), time.Since(start), r})
			verdicts[fmt.Sprint(dir, " ", r.Verdict)]++
			check(t, c, q)
		})
	}
	t.Logf("%d questions, %v with checks: %v", len(all), time.Since(began), verdicts)
	sort.Slice(all, func(i, j int) bool { return all[i].took > all[j].took })
	var total time.Duration
	for _, x := range all {
		total += x.took
	}
	t.Logf("questions alone: %v", total)
	for _, x := range all[:8] {
		t.Logf("%8v %s: %v %s", x.took.Round(time.Microsecond), x.name, x.r.Verdict, x.r.Reason)
	}
	for _, x := range all {
		if x.r.Verdict == schema.Unknown {
			t.Logf("unknown: %s: %s", x.name, x.r.Reason)
		}
	}
}
