package doc_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// TestClosure reads testdata/closure: a document, the pointers of the roots,
// and the components they reach or the error.
func TestClosure(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/closure/*.txtar")
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
			if len(ar.Files) != 3 || len(bytes.TrimSpace(ar.Comment)) == 0 {
				t.Fatal("a case is a reason, in.yaml, roots.txt and want.txt")
			}
			d, err := doc.Parse(ar.Files[0].Name, ar.Files[0].Data)
			if err != nil {
				t.Fatal(err)
			}
			var roots []*doc.Node
			for p := range strings.Lines(string(ar.Files[1].Data)) {
				n, err := d.At(doc.Pointer(strings.TrimSuffix(p, "\n")))
				if err != nil {
					t.Fatal(err)
				}
				roots = append(roots, n)
			}
			got := closure(d, roots)
			if diff := cmp.Diff(string(ar.Files[2].Data), got); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
			if *update {
				ar.Files[2].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func closure(d *doc.Document, roots []*doc.Node) string {
	found, err := d.Closure(roots...)
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	for _, p := range found {
		b.WriteString(string(p) + "\n")
	}
	return b.String()
}

func TestClosureOfNothing(t *testing.T) {
	t.Parallel()
	d := parse(t, "a: 1\n")
	if found, err := d.Closure(nil, d.Root); err != nil || len(found) != 0 {
		t.Errorf("got %v, %v", found, err)
	}
}
