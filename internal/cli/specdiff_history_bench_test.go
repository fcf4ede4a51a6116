package cli_test

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

// upstreamHistory returns the real documents that are not part of this module,
// the oldest first.
func upstreamHistory(tb testing.TB) []string {
	tb.Helper()
	if testing.Short() {
		tb.Skip("the real documents are for the long run")
	}
	files, err := filepath.Glob("../../../shared/upstream/v2-*.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	if len(files) < 2 {
		tb.Skip("the upstream documents are not there")
	}
	slices.Sort(files)
	return files
}

// The figures to compare are those of one run: the history of all documents,
// from files to text, against the bare YAML parse of them, one after the other.
func BenchmarkHistory(b *testing.B) {
	files := upstreamHistory(b)
	b.Run("yaml", func(b *testing.B) {
		for b.Loop() {
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					b.Fatal(err)
				}
				var n yaml.Node
				if err := yaml.Unmarshal(data, &n); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("history", func(b *testing.B) {
		for b.Loop() {
			if code := cli.Specdiff(append([]string{"history"}, files...), strings.NewReader(""), io.Discard, io.Discard); code != 0 {
				b.Fatalf("exit code %d", code)
			}
		}
	})
}
