package doc_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

var update = flag.Bool("update", false, "rewrite the wanted parts of testdata")

// TestParse reads testdata/parse: in.yaml or in.json, and what it must be
// (want.json, compact and in the order of the document) or the error
// (want.err).
func TestParse(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/parse/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(ar.Files) != 2 || len(bytes.TrimSpace(ar.Comment)) == 0 {
				t.Fatal("a case is a reason, an input and a wanted part")
			}
			got := txtar.File{Name: "want.json"}
			d, err := doc.Parse(ar.Files[0].Name, ar.Files[0].Data)
			if err != nil {
				got = txtar.File{Name: "want.err", Data: []byte(err.Error() + "\n")}
			} else {
				got.Data = append(doc.JSON(d.Root), '\n')
				checkRoundTrip(t, d.Root)
			}
			if diff := cmp.Diff(ar.Files[1], got, cmp.Transformer("text", func(b []byte) string { return string(b) })); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
			if *update {
				ar.Files[1] = got
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// checkRoundTrip states the property of the writers: what they write reads
// as the same value, and writing that gives the same bytes.
func checkRoundTrip(t *testing.T, n *doc.Node) {
	t.Helper()
	for name, write := range map[string]func(*doc.Node) []byte{"rt.yaml": doc.YAML, "rt.json": doc.JSON} {
		text := write(n)
		back, err := doc.Parse(name, text)
		if err != nil {
			t.Fatalf("%s does not read back: %v\n%s", name, err, text)
		}
		if !doc.Equal(n, back.Root) {
			t.Fatalf("%s reads back as another value:\n%s\n%s", name, text, doc.JSON(back.Root))
		}
		if again := write(back.Root); !bytes.Equal(text, again) {
			t.Fatalf("%s is not stable (-first +second)\n%s", name, cmp.Diff(string(text), string(again)))
		}
	}
}
