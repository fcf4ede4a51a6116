package downstream_test

import (
	"strings"
	"testing"
)

// testCI keeps a pin of its own, of an API of its own, and watches it.
func (b *bed) testCI(t *testing.T) {
	u := b.module(t, "ci.txtar")
	u.fetch(t, "get", "-tool", ours.Path+"/cmd/atlasgen", ours.Path+"/cmd/specdiff")
	u.run(t, "go", "tool", "atlasgen", "pin", "--spec", "api", "--upstream", "things-2026-01-02.yaml")

	base := string(read(t, u.path("things-2026-01-02.yaml")))
	tests := []struct {
		name, document string // that upstream has
		code           int
		part           string // of what the script prints
	}{
		{"unchanged", base, 0, "ci: nothing breaks"},
		{"another text", strings.Replace(base, "A text.", "Another text.", 1), 0, "ci: nothing breaks"},
		{"a property came", strings.Replace(base, "{size: ", "{color: {type: string}, size: ", 1), 0, "properties.color: added"},
		{"a type changed", strings.Replace(base, "integer", "string", 1), 1, `type changed from "integer" to "string"`},
		{"an operation is gone", strings.Replace(base, "get:", "put:", 1), 1, "GET /api/v2/things: removed"},
		{"no document", string(read(t, u.path("page.html"))), 2, "ci: cannot tell"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u.write(t, "upstream.yaml", []byte(tt.document))
			if got := u.want(t, tt.code, "sh", "ci.sh", "upstream.yaml"); !strings.Contains(got.stdout, tt.part) {
				t.Errorf("printed %q, want a part %q", got.stdout, tt.part)
			}
		})
	}
	t.Run("an edited pin", func(t *testing.T) {
		u.replace(t, "api/2024-05-30.yaml", "integer", "number")
		if got := u.want(t, 1, "sh", "ci.sh", "things-2026-01-02.yaml"); !strings.Contains(got.stderr, `run "atlasgen pin"`) {
			t.Errorf("standard error %q", got.stderr)
		}
	})
}
