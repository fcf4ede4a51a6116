package report_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// attack holds what a terminal acts upon: escape sequences of both control
// sets, a backspace, line breaks, a right-to-left override, a character
// without a width, a byte order mark, a tag character outside the basic plane
// and a byte that is not UTF-8.
const attack = "x\x1b[2J\x1b]0;title\x07\u009b31m\b\r\n\u2028\u202e\u200b\ufeff\U000e0041\x7f\xff\ty"

// hostile returns a report with an attack wherever text of a document goes.
func hostile() report.Report {
	value, err := json.Marshal(attack)
	if err != nil {
		panic(err)
	}
	raw := json.RawMessage(`"` + "\u009b\u202e\U000e0041\x7f" + `"`) // valid JSON as it stands
	at := func(v json.RawMessage) *finding.Place {
		return &finding.Place{Value: v, Position: finding.Position{File: attack, Line: 1, Col: 2}}
	}
	return report.Report{
		Base: report.Document{Name: attack, Title: attack, Version: attack},
		Rev:  report.Document{Name: attack, Title: attack, Version: attack},
		Findings: []finding.Finding{{
			Rule: "schema-changed", Severity: finding.Breaking, Harm: finding.Wire, Direction: finding.Request,
			Location: attack, What: attack,
			Operations: []finding.Operation{{Method: "GET", Path: attack, ID: attack, Via: attack}},
			Base:       at(value), Rev: at(raw),
			Witness:  &finding.Witness{Value: raw, AcceptedBy: "base", RefusedBy: "rev", Note: attack},
			Unproved: attack,
		}},
	}
}

func TestHostileTextIsEscaped(t *testing.T) {
	t.Parallel()
	formats := map[string]func(*bytes.Buffer, report.Report) error{
		"text": func(b *bytes.Buffer, r report.Report) error { return report.Text(b, r, report.TextOptions{}) },
		"verbose": func(b *bytes.Buffer, r report.Report) error {
			return report.Text(b, r, report.TextOptions{Verbose: true})
		},
		"narrow": func(b *bytes.Buffer, r report.Report) error { return report.Text(b, r, report.TextOptions{Width: 40}) },
		"color": func(b *bytes.Buffer, r report.Report) error {
			var colored bytes.Buffer
			err := report.Text(&colored, r, report.TextOptions{Color: true})
			b.WriteString(withoutStyles(colored.String()))
			return err
		},
		"json": func(b *bytes.Buffer, r report.Report) error { return report.JSON(b, r) },
	}
	for name, format := range formats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := format(&b, hostile()); err != nil {
				t.Fatal(err)
			}
			if !utf8.Valid(b.Bytes()) {
				t.Error("the report is not UTF-8")
			}
			if i := strings.IndexAny(b.String(), "\x1b\x07\u009b\b\r\u2028\u202e\u200b\ufeff\U000e0041\x7f\t"); i >= 0 {
				t.Errorf("the report holds %q", b.String()[i:min(i+8, b.Len())])
			}
		})
	}
}

// withoutStyles removes the sequences that the report itself may write.
func withoutStyles(s string) string {
	return strings.NewReplacer("\x1b[1m", "", "\x1b[2m", "", "\x1b[31m", "", "\x1b[32m", "", "\x1b[33m", "", "\x1b[0m", "").Replace(s)
}

// Escaping must not change what a reader of the JSON gets.
func TestJSONEscapesKeepTheValue(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := report.JSON(&b, hostile()); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Findings []struct {
			Location string
			Witness  struct{ Value string }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if want := strings.ToValidUTF8(attack, "\ufffd"); got.Findings[0].Location != want {
		t.Errorf("got location %q, want %q", got.Findings[0].Location, want)
	}
	if got, want := got.Findings[0].Witness.Value, "\u009b\u202e\U000e0041\x7f"; got != want {
		t.Errorf("got witness %q, want %q", got, want)
	}
}

func TestOrdinaryTextIsLeftAlone(t *testing.T) {
	t.Parallel()
	r := shop()
	r.Base.Title = "Größe — 注文 <&> 'x' \\ é"
	var text, js bytes.Buffer
	if err := report.Text(&text, r, report.TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := report.JSON(&js, r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), r.Base.Title) {
		t.Errorf("the text lacks %q:\n%s", r.Base.Title, text.String())
	}
	if !strings.Contains(js.String(), "Größe — 注文 <&> 'x' \\\\ é") {
		t.Errorf("the JSON lacks the title:\n%s", js.String())
	}
}
