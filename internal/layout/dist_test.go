package layout_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The same source gives the same bytes, in whatever folder it lies and with
// nothing left from an earlier build.
func TestDistIsReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a command twice, the second time from nothing")
	}
	t.Parallel()
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("there is no make")
	}
	var built [][]byte
	for _, folder := range []string{"a", "b/a folder with another name"} {
		dir := filepath.Join(t.TempDir(), filepath.FromSlash(folder))
		copySource(t, dir)
		cmd := exec.CommandContext(t.Context(), "make", "dist", "COMMANDS=./cmd/atlasmock")
		cmd.Dir = dir
		cmd.Env = os.Environ()
		if len(built) > 0 {
			cmd.Env = append(cmd.Env, "GOCACHE="+filepath.Join(t.TempDir(), "cache"))
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("make dist: %v\n%s", err, out)
		}
		data, err := os.ReadFile(filepath.Join(dir, "dist", "atlasmock"))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(dir)) {
			t.Errorf("the command names the folder that it was built in")
		}
		built = append(built, data)
	}
	if !bytes.Equal(built[0], built[1]) {
		t.Error("two builds of the same source differ")
	}
}

// copySource copies what a build reads.
func copySource(t *testing.T, to string) {
	t.Helper()
	for _, folder := range []string{"atlastest", "cmd/atlasmock", "spec"} {
		if err := os.CopyFS(filepath.Join(to, filepath.FromSlash(folder)), os.DirFS(filepath.Join("../..", folder))); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"Makefile", "go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join("../..", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, file), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
