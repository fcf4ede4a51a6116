package report_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/atlasrestore/atlasrestore/internal/report"
)

func days(n int) *int { return &n }

func text(s string) *string { return &s }

// drifted returns a drift of two pins that has a text wherever one can be.
func drifted(s string) report.Drift {
	one := report.PinDrift{
		Version: s, Report: about(s, []byte(`{"x":1}`)),
		Newer:   []report.NewerVersions{{Operation: s, Versions: []string{s, "2025-01-01"}, New: []string{s}}},
		Sunsets: []report.PinnedSunset{{Operation: s, Version: s, Date: s, Pinned: s, Change: report.SunsetMoved, DaysLeft: 3}, {Operation: "GET /b" + s, Date: s, DaysLeft: -3, Change: report.SunsetNew}},
	}
	return report.Drift{Upstream: report.Document{Name: s, Title: s, Version: s}, Pins: []report.PinDrift{one, {Version: "2025-01-01"}}}
}

// upgraded returns a guide, or with pins a matrix, that has a text wherever one
// can be.
func upgraded(s string, guide bool) report.Versions {
	r := about(s, []byte(`{"x":1}`))
	r.Findings[1].Operations = nil // about the whole document
	r.Findings[0].Operations[0].Method, r.Findings[0].Operations[0].Path = "GET", "/a"+s
	v := report.Versions{Operations: []report.VersionedOperation{
		{Operation: "GET /a" + s, OperationID: s, Versions: []report.ResourceVersion{{Version: s, Sunset: s, DaysLeft: days(2)}, {Version: "2025-01-01"}}, Held: map[string]string{s: s}},
		{Operation: "GET /b" + s, Versions: []report.ResourceVersion{}},
		{Operation: "GET /c" + s, Versions: []report.ResourceVersion{{Version: "2025-01-01"}}},
		{Operation: "GET /d" + s, Versions: []report.ResourceVersion{{Version: s}}},
	}}
	if !guide {
		v.Pins = []string{s, "2025-01-01"}
		return v
	}
	v.From, v.To, v.Changes = s, s, &r
	for i, step := range []string{report.StepUpgrade, report.StepSame, report.StepNew, report.StepGone} {
		v.Operations[i].Step, v.Operations[i].From, v.Operations[i].To = step, text(s), text("2025-01-01")
	}
	return v
}

var (
	driftFormats = map[string]func(io.Writer, report.Drift) error{
		"drift.txt":  func(w io.Writer, d report.Drift) error { return report.DriftText(w, d, report.TextOptions{}) },
		"drift.json": report.DriftJSON,
		"drift.md":   report.DriftMarkdown,
	}
	versionsFormats = map[string]func(io.Writer, report.Versions) error{
		"versions.txt":  func(w io.Writer, v report.Versions) error { return report.VersionsText(w, v, report.TextOptions{}) },
		"versions.json": report.VersionsJSON,
		"versions.md":   report.VersionsMarkdown,
	}
)

func renderAny[R any](t *testing.T, write func(io.Writer, R) error, r R) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGoldenOfDriftsAndVersions(t *testing.T) {
	t.Parallel()
	for name, write := range driftFormats {
		golden(t, name, []byte(renderAny(t, write, drifted("x"))))
	}
	for name, write := range versionsFormats {
		golden(t, "guide_"+name, []byte(renderAny(t, write, upgraded("x", true))))
		golden(t, name, []byte(renderAny(t, write, upgraded("x", false))))
	}
}

var (
	ownOtherHTML = regexp.MustCompile(`^(<details( open)?>|</details>|<summary><b>(Breaking changes|Risky changes|Compatible changes|Waived changes|Newer versions|Sunset dates) \([0-9]+(, the first [0-9]+ shown)?\)</b></summary>|\|[-|]+|)$`)
	ownOtherLine = regexp.MustCompile(`^(#{1,4} |After |From |Sunset dates as of |- (\*\*)?|  - |\*\*[0-9]+ more |(Breaking|Risky|Compatible) changes:$|\| )`)
)

// checkOtherMarkdown fails on everything outside of code that is not written by
// the report itself; in a table, also on a cell too many.
func checkOtherMarkdown(t *testing.T, text string) {
	t.Helper()
	closing, columns := "", 0
	for line := range strings.SplitSeq(text, "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return !strconv.IsPrint(r) }) {
			t.Errorf("hidden characters in %q", line)
		}
		switch top := fenceTop.FindStringSubmatch(line); {
		case closing != "" && line == "    "+closing:
			closing = ""
		case closing != "":
		case top != nil:
			closing = top[1]
		case ownOtherHTML.MatchString(line):
		default:
			prefix := ownOtherLine.FindString(line)
			if prefix == "| " {
				if n := strings.Count(line, "|"); columns == 0 {
					columns = n
				} else if n != columns {
					t.Errorf("%d bars, want %d in %q", n, columns, line)
				}
			}
			rest := strings.NewReplacer("**", "", "|", "").Replace(withoutSpans(strings.TrimPrefix(line, prefix)))
			if prefix == "" || !harmless.MatchString(rest) || linkable.MatchString(rest) {
				t.Errorf("the line %q is open to attack in %q", line, rest)
			}
		}
	}
}

func FuzzDriftsAndVersions(f *testing.F) {
	for _, s := range attacks {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, write := range driftFormats {
			got := renderAny(t, write, drifted(s))
			if strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && !strconv.IsPrint(r) }) {
				t.Errorf("%s holds hidden characters: %q", name, got)
			}
		}
		for name, write := range versionsFormats {
			for _, guide := range []bool{false, true} {
				got := renderAny(t, write, upgraded(s, guide))
				if strings.ContainsFunc(got, func(r rune) bool { return r != '\n' && !strconv.IsPrint(r) }) {
					t.Errorf("%s holds hidden characters: %q", name, got)
				}
			}
		}
		checkOtherMarkdown(t, renderAny(t, report.DriftMarkdown, drifted(s)))
		checkOtherMarkdown(t, renderAny(t, report.VersionsMarkdown, upgraded(s, true)))
		checkOtherMarkdown(t, renderAny(t, report.VersionsMarkdown, upgraded(s, false)))
	})
}

// A body for a pull request is cut, the least grave changes of all pins first.
func TestMarkdownOfDriftsIsCut(t *testing.T) {
	t.Parallel()
	for _, n := range []int{3, 80, 2000} {
		d := report.Drift{}
		for range 4 {
			d.Pins = append(d.Pins, report.PinDrift{Version: "2025-01-01", Report: many(n, "x"), Newer: []report.NewerVersions{{Operation: "GET /x", Versions: []string{"2025-03-12"}}}})
		}
		got := renderAny(t, report.DriftMarkdown, d)
		checkOtherMarkdown(t, got)
		if units := len(utf16.Encode([]rune(got))); units > 65536 || n == 2000 && units < 55000 {
			t.Errorf("%d findings: %d characters", 12*n, units)
		}
		hidden := 0
		if m := regexp.MustCompile(`\*\*(\d+) more findings? `).FindStringSubmatch(got); m != nil {
			hidden, _ = strconv.Atoi(m[1])
		}
		if shown := strings.Count(got, "\n- **"); shown+hidden != 12*n+4 {
			t.Errorf("%d shown and %d cut of %d", shown, hidden, 12*n+4)
		}
		if n == 80 && (hidden == 0 || strings.Count(got, "Breaking changes (80)") != 4 || strings.Contains(got[strings.LastIndex(got, "**"):], "breaking")) {
			t.Errorf("%d are cut, and breaking ones too: %s", hidden, got[strings.LastIndex(got, "**"):])
		}
		if n < 2000 && !strings.Contains(got, fmt.Sprintf("Breaking changes (%d)", n)) {
			t.Error("breaking changes are cut")
		}
	}
}
