package downstream_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What the programs ask for: group, cluster and snapshot.
var arguments = []string{"64a1b2c3d4e5f60718293a4b", "c0", "64a1b2c3d4e5f60718293a4c"}

// A program is one that was shown to work, and what it costs.
type program struct {
	name string
	user *user
	env  []string // that leads to a mock
	want string   // what it prints
	cost cost
}

// run builds the program into a new file, with settings added to the
// environment and flags to "go build", and runs it.
func (p *program) run(t *testing.T, settings []string, flags ...string) {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "nightly")
	args := append(append([]string{"build"}, flags...), "-o", binary, ".")
	if got := p.user.try(t, settings, "go", args...); got.code != 0 {
		t.Fatalf("go %q: %s", args, got.stderr)
	}
	got := p.user.try(t, p.env, binary, arguments...)
	if got.code != 0 || got.stdout != p.want {
		t.Fatalf("exit code %d, printed %q, want %q\n%s", got.code, got.stdout, p.want, got.stderr)
	}
}

// requirements returns the modules that go.mod names, sorted.
func (u *user) requirements(t *testing.T) []string {
	t.Helper()
	var mod struct{ Require []struct{ Path string } }
	if err := json.Unmarshal([]byte(u.run(t, "go", "mod", "edit", "-json")), &mod); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, r := range mod.Require {
		paths = append(paths, r.Path)
	}
	slices.Sort(paths)
	return paths
}

// packages returns the packages that the program imports, directly or not:
// those of the standard library, or the others without its own.
func (u *user) packages(t *testing.T, standard bool) []string {
	t.Helper()
	format := "{{if not .Standard}}{{.ImportPath}}{{end}}"
	if standard {
		format = "{{if .Standard}}{{.ImportPath}}{{end}}"
	}
	all := strings.Fields(u.run(t, "go", "list", "-deps", "-f", format, "."))
	return slices.DeleteFunc(all, func(path string) bool { return strings.HasPrefix(path, "example.com/") })
}

// size adds up the files of a folder.
func size(t *testing.T, dir string) int64 {
	t.Helper()
	var sum int64
	err := fs.WalkDir(os.DirFS(dir), ".", func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}
