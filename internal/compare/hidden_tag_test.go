package compare_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/compare"
)

// The property that tells the members of a wide union apart may be hidden by
// the direction: each member is compared all the same.
func TestHiddenPropertyTellsMembersApart(t *testing.T) {
	t.Parallel()
	text := func(maximum int) string {
		var refs, members strings.Builder
		for i := range 9 {
			fmt.Fprintf(&refs, "{$ref: '#/components/schemas/M%d'},", i)
			fmt.Fprintf(&members, "    M%d: {type: object, allOf: [{properties: {kind: {type: string, readOnly: true}}}, {required: [kind], properties: {kind: {enum: [k%d]}, x: {type: integer, maximum: %d}}}]}\n", i, i, maximum)
		}
		return head + "paths: {/a: {post: {requestBody: {content: {application/json: {schema: {oneOf: [" + refs.String() + "]}}}}, responses: {'204': {description: No Content}}}}}\ncomponents:\n  schemas:\n" + members.String()
	}
	findings := run(t, parse(t, "base.yaml", text(9)), parse(t, "rev.yaml", text(5)), compare.Options{})
	if len(findings) == 0 {
		t.Error("no finding")
	}
	for _, f := range findings {
		if f.Rule != "bound-tightened" || f.Keyword != "maximum" {
			t.Errorf("unexpected: %s", line(f))
		}
	}
}
