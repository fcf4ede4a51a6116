package downstream_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"
)

// ours is this module in the version that it is packed as.
var ours = module.Version{Path: "github.com/atlasrestore/atlasrestore", Version: "v0.0.1"}

// pack writes the module, as the working tree has it, into a folder that can
// serve as a GOPROXY. Only what git knows is packed, so that a forgotten
// "git add" shows here.
func pack(t *testing.T, root, proxy string) {
	t.Helper()
	files, err := tracked(root)
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	if err := modzip.Create(&archive, ours, files); err != nil {
		t.Fatal(err)
	}
	goMod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(proxy, filepath.FromSlash(ours.Path), "@v")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"list":                 []byte(ours.Version + "\n"),
		ours.Version + ".info": fmt.Appendf(nil, "{%q: %q}", "Version", ours.Version),
		ours.Version + ".mod":  goMod,
		ours.Version + ".zip":  archive.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("packed %d files, %d KB", len(files), archive.Len()>>10)
	if others, err := git(root, "--others", "--exclude-standard"); err == nil && len(others) > 0 {
		t.Logf("not packed, git does not track it: %q", others)
	}
}

// git lists files of the module.
func git(root string, options ...string) ([]string, error) {
	cmd := exec.Command("git", append([]string{"ls-files", "-z"}, options...)...)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("list the files of the module: %w", err)
	}
	names := strings.Split(string(out), "\x00")
	return names[:len(names)-1], nil // each ends with the zero byte
}

// tracked returns the files that git tracks and that are still there.
func tracked(root string) ([]modzip.File, error) {
	names, err := git(root)
	if err != nil {
		return nil, err
	}
	var files []modzip.File
	for _, name := range names {
		f := file{root, name}
		if _, err := f.Lstat(); errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// A file is a file of the module, as the packer wants it.
type file struct{ root, name string }

func (f file) Path() string                 { return f.name }
func (f file) Lstat() (fs.FileInfo, error)  { return os.Lstat(f.local()) }
func (f file) Open() (io.ReadCloser, error) { return os.Open(f.local()) }
func (f file) local() string                { return filepath.Join(f.root, filepath.FromSlash(f.name)) }
