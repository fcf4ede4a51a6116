package apitext_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"
)

var update = flag.Bool("update", false, "rewrite api/, where nothing is broken")

const folder = "../../api"

// public are the packages that others may import.
var public = []string{"./atlas/...", "./atlastest", "./gen", "./generated/...", "./overlays", "./spec"}

// load returns the public packages; those that hold tests alone have no API.
func load(t *testing.T) []*packages.Package {
	t.Helper()
	cfg := &packages.Config{Mode: packages.NeedName | packages.NeedTypes, Dir: "../..", Context: t.Context()}
	found, err := packages.Load(cfg, public...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range found {
		for _, err := range p.Errors {
			t.Fatalf("%s: %v", p.PkgPath, err)
		}
	}
	return slices.DeleteFunc(found, func(p *packages.Package) bool { return len(p.Types.Scope().Names()) == 0 })
}

func TestExportedAPI(t *testing.T) {
	t.Parallel()
	changelog, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	known := announced(string(changelog))
	files, named := map[string]bool{}, map[string]string{}
	for _, p := range load(t) {
		if other, ok := named[p.Name]; ok {
			t.Errorf("%s and %s are both called %s: a changelog cannot tell them apart", p.PkgPath, other, p.Name)
		}
		named[p.Name] = p.PkgPath
		path := strings.TrimPrefix(p.PkgPath, module+"/")
		name := strings.ReplaceAll(path, "/", "-") + ".txt"
		files[name] = true
		check(t, p.Name, filepath.Join(folder, name), describe(path, p.Types), known)
	}
	onDisk, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range onDisk {
		if !files[f.Name()] {
			t.Errorf("api/%s is of no public package: a package that goes is announced under \"Removed\" and its file deleted", f.Name())
		}
	}
}

// check compares the API of one package with its file, or rewrites the file.
func check(t *testing.T, pkg, file string, now []string, known map[string]bool) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil && !(*update && os.IsNotExist(err)) {
		t.Errorf("%v: a new package is added with: go test ./internal/apitext -update", err)
		return
	}
	var old []string
	for line := range strings.Lines(string(data)) {
		old = append(old, strings.TrimSuffix(line, "\n"))
	}
	lost := broken(pkg, old, now, known)
	for _, line := range lost {
		t.Errorf("incompatible: %s\n\tis gone or has changed. Keep it, or name `%s.%s` under \"Changed\" or \"Removed\" of \"Unreleased\" in CHANGELOG.md", line, pkg, nameOf(line))
	}
	if len(lost) > 0 || slices.Equal(old, now) {
		return
	}
	if !*update {
		t.Errorf("%s is stale (-file +now), run: go test ./internal/apitext -update\n%s", file, cmp.Diff(old, now))
		return
	}
	if err := os.WriteFile(file, []byte(strings.Join(now, "\n")+"\n"), 0o644); err != nil {
		t.Error(err)
	}
}
