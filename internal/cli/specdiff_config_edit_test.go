package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Adding a waiver keeps what people wrote, however they wrote it.
func TestAddWaiversKeepsTheRest(t *testing.T) {
	t.Parallel()
	const block = "  - fingerprint: '1234567890123456'\n    reason: new\n"
	const flow = `{"fingerprint":"1234567890123456","reason":"new"}`
	tests := []struct{ name, old, want string }{
		{"no_file", "", "waivers:\n" + block},
		{"comments_alone", "# ours\n", "# ours\nwaivers:\n" + block},
		{"no_waivers", "# ours\nprofile: strict # for now\n\n# end\n", "# ours\nprofile: strict # for now\n\n# end\nwaivers:\n" + block},
		{"no_newline_at_the_end", "profile: strict", "profile: strict\nwaivers:\n" + block},
		{"end_of_document", "---\nprofile: strict\n...\n", "---\nprofile: strict\nwaivers:\n" + block + "...\n"},
		{
			"after_the_last", "waivers:\n  # first\n  - rule: operation-removed # why\n    reason: \"a\"\n    # after\n\n# next\nprofile: strict\n",
			"waivers:\n  # first\n  - rule: operation-removed # why\n    reason: \"a\"\n    # after\n" + block + "\n# next\nprofile: strict\n",
		},
		{
			"at_the_margin", "waivers:\n- rule: operation-removed\n  reason: a\nprofile: strict\n",
			"waivers:\n- rule: operation-removed\n  reason: a\n- fingerprint: '1234567890123456'\n  reason: new\nprofile: strict\n",
		},
		{
			"deep", "waivers:\n      -   rule: operation-removed\n          reason: |\n            # no comment\n",
			"waivers:\n      -   rule: operation-removed\n          reason: |\n            # no comment\n      - fingerprint: '1234567890123456'\n        reason: new\n",
		},
		{"nothing_after_the_key", "waivers: # none yet\nprofile: strict\n", "waivers: # none yet\n" + block + "profile: strict\n"},
		{"empty_list", "waivers: [] # none\nprofile: strict\n", "waivers: # none\n" + block + "profile: strict\n"},
		{"empty_list_alone", "waivers: [ ]\n", "waivers:\n" + block},
		{"null", "waivers: ~\n", "waivers:\n" + block},
		{
			"flow_list", "waivers: [{rule: operation-removed, reason: \"a]\"}] # ]\n",
			"waivers: [{rule: operation-removed, reason: \"a]\"}, " + flow + "] # ]\n",
		},
		{"flow_root", "{profile: strict} # }\n", `{profile: strict, "waivers": [` + flow + "]} # }\n"},
		{"json", "{\"waivers\": []}\n", `{"waivers": [` + flow + "]}\n"},
		{"carriage_returns", "profile: strict\r\n", "profile: strict\r\nwaivers:\r\n" + strings.ReplaceAll(block, "\n", "\r\n")},
		{"byte_order_mark", "\ufeffwaivers: []\n", "\ufeffwaivers:\n" + block},
	}
	added := finding.Waivers{{Fingerprint: "1234567890123456", Reason: "new"}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := addWaivers("c.yaml", []byte(tt.old), added)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
