package overlays_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/overlay"
	"github.com/atlasrestore/atlasrestore/overlays"
)

// folders returns the folders of the files, each once, in order.
func folders(files []overlays.File) []string {
	var out []string
	for _, f := range files {
		out = append(out, path.Dir(f.Name))
	}
	return slices.Compact(out)
}

// TestFor states which folders apply to a version. A folder that is added
// later changes this test on purpose.
func TestFor(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"v1.0":                "common v1.0",
		"2023-01-01":          "common",
		"2023-10-01":          "common",
		"2024-11-12":          "common",
		"2024-11-13":          "common 2024-11-13",
		"2024-11-13.upcoming": "common 2024-11-13",
		"2025-03-11":          "common 2024-11-13",
		"2025-03-12":          "common 2024-11-13 2025-03-12",
		"2099-12-31":          "common 2024-11-13 2025-03-12",
		"2099-12-31.upcoming": "common 2024-11-13 2025-03-12",
		"preview":             "common 2024-11-13 2025-03-12",
	} {
		files, err := overlays.For(version)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Fields(want), folders(files)); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", version, diff)
		}
	}
}

func TestAll(t *testing.T) {
	t.Parallel()
	files, err := overlays.All()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"common", "2024-11-13", "2025-03-12", "v1.0"}, folders(files)); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	onDisk, err := fs.Glob(os.DirFS("."), "*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	if diff := cmp.Diff(onDisk, names); diff != "" {
		t.Errorf("mismatch (-on disk +embedded)\n%s", diff)
	}
}

// Within a folder the names give the order, and All holds every file that For
// gives, with the same text.
func TestOrderWithinAFolder(t *testing.T) {
	t.Parallel()
	all, err := overlays.All()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range all {
		texts[f.Name] = string(f.Data)
	}
	for _, version := range []string{"v1.0", "2023-10-01", "2024-11-13", "2025-03-12", "preview"} {
		files, err := overlays.For(version)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range files {
			if i > 0 && path.Dir(f.Name) == path.Dir(files[i-1].Name) && f.Name <= files[i-1].Name {
				t.Errorf("%s: %s comes after %s", version, f.Name, files[i-1].Name)
			}
			if texts[f.Name] != string(f.Data) || len(f.Data) == 0 {
				t.Errorf("%s: %s is another text than in All", version, f.Name)
			}
		}
	}
}

// TestEveryOverlayParses reads every overlay strictly; its name says its
// place in the order and its reason.
func TestEveryOverlayParses(t *testing.T) {
	t.Parallel()
	files, err := overlays.All()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no overlays")
	}
	name := regexp.MustCompile(`^(common|v1\.0|\d{4}-\d{2}-\d{2})/\d{2}-[a-z0-9-]+\.yaml$`)
	for _, f := range files {
		if !name.MatchString(f.Name) {
			t.Errorf("%s: want a folder and NN-reason.yaml", f.Name)
		}
		o, err := overlay.Parse(f.Name, f.Data)
		if err != nil {
			t.Error(err)
			continue
		}
		if o.Title == "" || o.Version == "" {
			t.Errorf("%s: title %q, version %q", f.Name, o.Title, o.Version)
		}
	}
}
