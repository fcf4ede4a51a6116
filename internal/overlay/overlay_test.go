package overlay_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/overlay"
)

var update = flag.Bool("update", false, "rewrite the wanted parts of testdata")

// TestParse reads testdata/parse: an overlay, and a summary of it or its
// problems.
func TestParse(t *testing.T) {
	t.Parallel()
	eachCase(t, "testdata/parse", func(t *testing.T, files []txtar.File) string {
		o, err := overlay.Parse(files[0].Name, files[0].Data)
		if err != nil {
			return err.Error() + "\n"
		}
		return fmt.Sprintf("ok: %s %s, %d actions, extends %q\n", o.Title, o.Version, strings.Count(string(files[0].Data), "target:"), o.Extends)
	})
}

// TestApply reads testdata/apply: a document, overlays, and their effect or
// the error.
func TestApply(t *testing.T) {
	t.Parallel()
	eachCase(t, "testdata/apply", func(t *testing.T, files []txtar.File) string {
		base, err := doc.Parse(files[0].Name, files[0].Data)
		if err != nil {
			t.Fatal(err)
		}
		before := base.Root.Clone()
		var chain []*overlay.Overlay
		for _, f := range files[1:] {
			o, err := overlay.Parse(f.Name, f.Data)
			if err != nil {
				t.Fatal(err)
			}
			chain = append(chain, o)
		}
		after, err := overlay.Chain(base, chain, overlay.Options{})
		if diff := cmp.Diff(before, base.Root); diff != "" {
			t.Errorf("the document was changed (-before +after)\n%s", diff)
		}
		if err != nil {
			return err.Error() + "\n"
		}
		return overlay.Diff(base, after)
	})
}

// eachCase runs the txtar files of a folder: their last file is what got
// must return for the others.
func eachCase(t *testing.T, dir string, got func(*testing.T, []txtar.File) string) {
	files, err := filepath.Glob(dir + "/*.txtar")
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
			last := len(ar.Files) - 1
			if last < 1 || ar.Files[last].Name != "want.txt" || len(bytes.TrimSpace(ar.Comment)) == 0 {
				t.Fatal("a case is a reason, its input, and want.txt")
			}
			text := got(t, ar.Files[:last])
			if diff := cmp.Diff(string(ar.Files[last].Data), text); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
			if *update {
				ar.Files[last].Data = []byte(text)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
