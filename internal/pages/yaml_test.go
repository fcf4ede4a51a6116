package pages_test

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// A YAML block is a config of specdiff, which specdiff reads; an overlay, which
// atlasgen applies to a pin; or a file that the commands of the page use.
func TestYAML(t *testing.T) {
	t.Parallel()
	dir, work := commands(t), t.TempDir()
	for _, name := range pagesBelow(t, false) {
		for _, b := range parsePage(t, name).blocks {
			if b.language != "yaml" || strings.HasPrefix(b.text, "# base\n") {
				continue // or the two sides of a rule, which package compare tests
			}
			var doc map[string]any
			if err := yaml.Unmarshal([]byte(b.text), &doc); err != nil {
				t.Errorf("%s: %v", b, err)
				continue
			}
			path := filepath.Join(work, "block.yaml")
			write(t, path, b.text)
			switch {
			case isConfig(doc):
				run(t, b, work, filepath.Join(dir, "specdiff"), "config", "--config", path)
			case doc["overlay"] != nil:
				run(t, b, work, filepath.Join(dir, "atlasgen"), "client", "--api-version", "2025-03-12", "--output", "out", "--overlay", path)
			case b.file == "":
				t.Errorf("%s: the YAML is neither a config nor an overlay nor a file", b)
			}
		}
	}
}

func isConfig(doc map[string]any) bool {
	for key := range doc {
		if !slices.Contains([]string{"profile", "severity", "waivers"}, key) {
			return false
		}
	}
	return len(doc) > 0
}

func run(t *testing.T, b block, dir, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %s: %v\n%s", b, filepath.Base(program), err, out)
	}
}
