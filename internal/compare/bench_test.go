package compare_test

import (
	"os"
	"path/filepath"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/atlasrestore/atlasrestore/internal/compare"
)

// What a comparison costs beside reading the two documents: BenchmarkYAML is
// the bare YAML parse of one of them in the same run.
func BenchmarkUpstream(b *testing.B) {
	for _, pair := range [][2]string{
		{"v2-2026-08-21.yaml", "v2-2026-08-21.yaml"},
		{"v2-2026-08-12.yaml", "v2-2026-08-21.yaml"},
		{"v2-2026-02-24.yaml", "v2-2026-03-03.yaml"},
		{"v2-2025-04-10.yaml", "v2-2026-08-21.yaml"},
	} {
		b.Run(pair[0]+"_"+pair[1], func(b *testing.B) {
			base, rev := upstream(b, pair[0]), upstream(b, pair[1])
			b.ReportAllocs()
			for b.Loop() {
				run(b, base, rev, compare.Options{AsOf: "2026-08-21"})
			}
		})
	}
}

func BenchmarkYAML(b *testing.B) {
	upstream(b, "v2-2026-08-21.yaml")
	data, err := os.ReadFile(filepath.Join("../../../shared/upstream", "v2-2026-08-21.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var n yaml.Node
		if err := yaml.Unmarshal(data, &n); err != nil {
			b.Fatal(err)
		}
	}
}
