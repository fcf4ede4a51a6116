package downstream_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A way is one of keeping the generator in a module.
type way struct {
	archive string   // with more files of the module; empty for none
	get     []string // what the user runs once, after "go"
	call    []string // how atlasgen is called, after "go"
}

const atlasgen = "/cmd/atlasgen"

var (
	toolDirective = way{"", []string{"get", "-tool", ours.Path + atlasgen}, []string{"tool", "atlasgen"}}
	toolsFile     = way{"tools.txtar", []string{"get", ours.Path + atlasgen}, []string{"run", ours.Path + atlasgen}}
)

// testGenerate generates a client as docs/generate.md says.
func (b *bed) testGenerate(t *testing.T, env []string, w way) {
	u := b.module(t)
	if w.archive != "" {
		u.add(t, w.archive)
	}
	flags := pageLine(t, "//go:generate go tool atlasgen ") // in the folder that it is for
	call := strings.Join(w.call, " ") + " " + flags
	u.write(t, "internal/restore/generate.go", []byte("package restore\n\n//go:generate go "+call+"\n"))

	u.fetch(t, w.get...)
	u.run(t, "go", "generate", "./...")
	u.add(t, "generate.txtar")
	u.fetch(t, "mod", "tidy") // the generated code imports what the generator does not
	p := &program{user: u, env: env, want: "no such job in 2024-05-30\n"}
	p.run(t, nil)
	u.run(t, "go", "vet", "./...")

	first := u.tree(t, "internal/restore")
	u.run(t, "go", "generate", "./...")
	if diff := cmp.Diff(first, u.tree(t, "internal/restore")); diff != "" {
		t.Errorf("generating again changes files (-first +again)\n%s", diff)
	}
	check := append(strings.Fields(strings.Replace(call, "--output .", "--output internal/restore", 1)), "--check")
	u.run(t, "go", check...)
	u.replace(t, "internal/restore/models.gen.go", "struct", "struct ")
	if got := u.want(t, 1, "go", check...); !strings.Contains(got.stdout, "internal/restore/models.gen.go is stale") ||
		!strings.Contains(got.stderr, "without --check") {
		t.Errorf("a stale package is answered with %q and %q", got.stdout, got.stderr)
	}
	u.run(t, "go", "generate", "./...")
	if diff := cmp.Diff(first, u.tree(t, "internal/restore")); diff != "" {
		t.Errorf("generating does not mend files (-first +mended)\n%s", diff)
	}
}

// pageLine returns the rest of the only line of docs/generate.md that begins so.
func pageLine(t *testing.T, prefix string) string {
	t.Helper()
	var found []string
	for line := range strings.Lines(string(read(t, "../docs/generate.md"))) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), prefix); ok {
			found = append(found, rest)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d lines of docs/generate.md begin with %q, want 1", len(found), prefix)
	}
	return found[0]
}

// tree returns the files below a folder with their sums.
func (u *user) tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	root := os.DirFS(u.path(dir))
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		files[name] = fmt.Sprintf("%x", sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("%s is empty", dir)
	}
	return files
}
