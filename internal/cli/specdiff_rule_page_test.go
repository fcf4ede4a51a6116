package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

// What the page of a rule says to write into the config is a config that names
// the rule: whole blocks below the headings, one after the other.
func TestRulePagesShowConfigsThatWork(t *testing.T) {
	t.Parallel()
	block := regexp.MustCompile("(?s)## (Accept one change|Change the severity)\n.*?```yaml\n(.*?)```")
	for name, page := range cli.RuleReference() {
		if name == "docs/rules.md" {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			var text strings.Builder
			for _, m := range block.FindAllSubmatch(page, -1) {
				text.Write(m[2])
			}
			config := filepath.Join(t.TempDir(), "config.yaml")
			if err := os.WriteFile(config, []byte(text.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			code, stdout, stderr := specdiff(t, "", "config", "--config", config)
			id := strings.TrimSuffix(filepath.Base(name), ".md")
			if code != 0 || !strings.Contains(stdout, "rule: "+id) || !strings.Contains(stdout, "\n  "+id+":") {
				t.Errorf("got exit code %d for\n%s\nstdout:\n%s\nstderr:\n%s", code, text.String(), stdout, stderr)
			}
		})
	}
}
