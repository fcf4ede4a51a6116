package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/report"
)

func TestTemplate(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"summary", "{{.Text}} {{json .Summary}}", `2 breaking, 1 risky, 1 compatible changes (1 unproved) {"breaking":2,"risky":1,"compatible":1}`},
		{"first", "{{with index .Findings 0}}{{.Rule}} {{.Harm}} {{.Direction}} {{len .Operations}} {{.Base.Value}} {{.Base.Line}} {{.Witness.Note}}{{end}}", `enum-value-removed wire request 6 ["open","closed"] 31 the second validator accepts it too`},
		{"absent", "{{with index .Findings 3}}[{{.Base.Value}}{{.Base.Line}}{{.Witness.Value}}{{.Waived}}]{{end}}", "[0]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tmpl, err := report.ParseTemplate("t.tmpl", tt.text)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := tmpl.Write(&got, shop()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.String()); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// A template that prints everything prints nothing that moves a cursor.
func TestTemplateIsSafeForATerminal(t *testing.T) {
	t.Parallel()
	tmpl, err := report.ParseTemplate("t.tmpl", "{{.}}{{json .}}")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range attacks {
		var b bytes.Buffer
		if err := tmpl.Write(&b, about(s, []byte(`"x"`))); err != nil {
			t.Fatal(err)
		}
		if i := strings.IndexFunc(b.String(), func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e || r == 0x2028 }); i >= 0 {
			t.Errorf("%q gives %.40q", s, b.String()[i:])
		}
	}
}
