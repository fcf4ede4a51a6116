package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

func TestTextShowsTheLine(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ab ", 100)
	tests := []struct {
		name, text string
		line, col  int
		severity   finding.Severity
		opts       report.TextOptions
		want       []string // the line and the caret; nothing when none is shown
	}{
		{"indented", "a:\n    type: string\n", 2, 11, finding.Breaking, report.TextOptions{}, []string{"type: string", "      ^"}},
		{"begin", "type: string", 1, 1, finding.Risky, report.TextOptions{}, []string{"type: string", "^"}},
		{"crlf", "a:\r\n  b: c\r\n", 2, 6, finding.Breaking, report.TextOptions{}, []string{"b: c", "   ^"}},
		{"byte_order_mark", "\ufeffa: b", 1, 4, finding.Breaking, report.TextOptions{}, []string{"a: b", "   ^"}},
		{"characters", "é: ü", 1, 4, finding.Breaking, report.TextOptions{}, []string{"é: ü", "   ^"}},
		{"tab", "a:\t\"x\"", 1, 4, finding.Breaking, report.TextOptions{}, []string{`a:  "x"`, "    ^"}},
		{"hostile", "\x1b[2J\u202e: x", 1, 7, finding.Breaking, report.TextOptions{}, []string{`\x1b[2J\u202e: x`, strings.Repeat(" ", 14) + "^"}},
		{"compatible", "type: string", 1, 1, finding.Compatible, report.TextOptions{}, nil},
		{"compatible_verbose", "type: string", 1, 1, finding.Compatible, report.TextOptions{Verbose: true}, []string{"type: string", "^"}},
		{"no_text", "", 1, 1, finding.Breaking, report.TextOptions{}, nil},
		{"line_beyond", "a: b", 2, 1, finding.Breaking, report.TextOptions{}, nil},
		{"column_beyond", "a: b", 1, 9, finding.Breaking, report.TextOptions{}, nil},
		{"position_unknown", "a: b", 0, 0, finding.Breaking, report.TextOptions{}, nil},
		{"long", long, 1, 151, finding.Breaking, report.TextOptions{}, []string{"…" + long[101:150] + long[150:199] + "…", strings.Repeat(" ", 50) + "^"}},
		{"narrow", "abcdefghijklmnopqrstuvwxyz0123456789", 1, 20, finding.Breaking, report.TextOptions{Width: 34}, []string{"…klmnopqrstuvwxyz012…", "          ^"}},
		{"color", "a: b", 1, 4, finding.Breaking, report.TextOptions{Color: true}, []string{"a: b", "   \x1b[1m^\x1b[0m"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc := report.Document{Name: "d.yaml", Text: []byte(tt.text)}
			if tt.text == "" {
				doc.Text = nil
			}
			at := &finding.Place{Position: finding.Position{File: "d.yaml", Line: tt.line, Col: tt.col}}
			var b bytes.Buffer
			r := report.Report{Base: doc, Rev: report.Document{Name: "e.yaml"}, Findings: []finding.Finding{{Rule: "r", Severity: tt.severity, Location: "T", What: "x", Base: at}}}
			if err := report.Text(&b, r, tt.opts); err != nil {
				t.Fatal(err)
			}
			var got []string
			for line := range strings.Lines(b.String()) {
				if _, after, ok := strings.Cut(strings.TrimRight(line, "\n"), "|"); ok {
					got = append(got, strings.TrimPrefix(strings.TrimPrefix(after, "\x1b[0m"), " "))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}
