package layout_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What docs/threats.md names is there: a defence that nobody tests any more is
// not claimed.
func TestThreatsNameWhatExists(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../docs/threats.md")
	if err != nil {
		t.Fatal(err)
	}
	span := regexp.MustCompile("`([^`]+)`")
	rows := 0
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(line, " | ")
		if len(cells) != 4 || !strings.Contains(cells[2], "`") {
			continue
		}
		rows++
		var folders []string
		for _, m := range span.FindAllStringSubmatch(cells[2], -1) {
			if _, err := os.Stat(filepath.Join("../..", m[1])); err != nil {
				t.Errorf("%v", err)
			}
			folders = append(folders, filepath.Dir(m[1]))
		}
		for _, m := range span.FindAllStringSubmatch(cells[3], -1) {
			if !hasTest(t, folders, m[1]) {
				t.Errorf("%s is not in %s", m[1], strings.Join(folders, ", "))
			}
		}
	}
	if rows < 20 {
		t.Errorf("found %d rows, which is not the whole file", rows)
	}
}

// hasTest tells whether a test is in one of the folders, or below the root for
// what is no package.
func hasTest(t *testing.T, folders []string, name string) bool {
	t.Helper()
	for _, folder := range append(folders, "internal/layout") {
		files, err := filepath.Glob(filepath.Join("../..", folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(src, []byte("\nfunc "+name+"(")) {
				return true
			}
		}
	}
	return false
}
