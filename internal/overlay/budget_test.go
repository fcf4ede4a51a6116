package overlay_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/overlay"
)

// An overlay from anywhere ends soon and in bounded memory, whatever it asks
// for: by its effect or by an error that tells where.
func TestHostileOverlaysAreRefused(t *testing.T) {
	t.Parallel()
	action := func(target, what string) string {
		return fmt.Sprintf("- {description: d, target: %q, %s}\n", target, what)
	}
	deep := strings.Repeat("{a: ", 300) + "1" + strings.Repeat("}", 300)
	wide := "{x: [" + strings.Repeat("{a: 1}, ", 20_000) + "]}"
	var doubled string
	for i := range 40 {
		doubled += action("$.a", fmt.Sprintf("update: {c%d: {}}", i)) + action(fmt.Sprintf("$.a.c%d", i), "copy: $.a")
	}
	tests := []struct {
		name, base, actions string
		want                string // part of the error
	}{
		{"copies_that_double", "{a: {b: 1}}", doubled, "the document would have more than 500003 values"},
		{"update_of_every_value", "{x: [" + strings.Repeat("{}, ", 3000) + "]}", action("$.x[*]", "update: {y: ["+strings.Repeat("1, ", 2000)+"]}"), "the document would have more than"},
		{"nested_too_deep", "{a: {b: {}}}", action("$.a.b", "update: "+strings.Repeat("{a: ", 990)+"1"+strings.Repeat("}", 990)) + action("$.a", "copy: $.a.b") + action("$.a.b.a.a.a.a.a.a.a.a", "copy: $.a.b"), "nested deeper than 1000 levels"},
		{"descents_within_descents", deep, action("$..*..*..*..*", "update: 2"), "too many values"},
		{"document_for_each_value", wide, action("$.x[?$..a]", "update: {b: 1}"), "too many values"},
		{"selectors_that_repeat", "{a: 1}", action("$"+strings.Repeat("['a','a']", 40), "update: 2"), "too many values"},
		{"long_path", "{a: 1}", action("$[?"+strings.Repeat("(", 5000)+"@.a"+strings.Repeat(")", 5000)+"]", "update: 2"), "longer than 4096 bytes"},
		{"many_actions", "{a: 1}", strings.Repeat(action("$.a", "update: 2"), 10_001), "more than 10000 actions"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := parseDoc(t, tt.base)
			begin := time.Now()
			o, err := overlay.Parse("o.yaml", []byte(head+"actions:\n"+tt.actions))
			if err == nil {
				var after *doc.Document
				if after, err = o.Apply(base, overlay.Options{}); err == nil {
					t.Fatalf("applied: %d bytes", len(doc.JSON(after.Root)))
				}
			}
			if !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "o.yaml:") {
				t.Errorf("got %.300q, want o.yaml:LINE:COL and %q", err.Error(), tt.want)
			}
			if took := time.Since(begin); took > time.Minute {
				t.Errorf("it took %s", took)
			}
		})
	}
}
