package report_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

var (
	ownHTML  = regexp.MustCompile(`^(<details( open)?>|</details>|<summary><b>(Breaking|Risky|Compatible|Waived) changes \([0-9]+(, the first [0-9]+ shown)?\)</b></summary>|)$`)
	ownLine  = regexp.MustCompile(`^(### |From |- \*\*|  - |\*\*[0-9]+ more )`)
	fenceTop = regexp.MustCompile("^    (`{3,})(json)?$")
	// harmless is what may stand outside of code: no character that means
	// something in Markdown, HTML or to GitHub.
	harmless = regexp.MustCompile(`^[A-Za-z0-9 ,.():;-]*$`)
	linkable = regexp.MustCompile(`(?i)\b[0-9a-f]{7,}\b|[A-Za-z]-[0-9]|www\.|:\S`)
)

// checkMarkdown reads a comment as CommonMark says, as far as it uses it, and
// fails on everything outside of code that the report does not write itself.
func checkMarkdown(t *testing.T, _ report.Report, text string) {
	t.Helper()
	if n := len(utf16.Encode([]rune(text))); n > 65536 {
		t.Errorf("the comment has %d characters", n)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !strconv.IsPrint(r) }) {
		t.Errorf("the comment holds hidden characters: %q", text)
	}
	if a, b := strings.Count(text, "\n<details"), strings.Count(text, "\n</details>\n"); a < b { // others may be in code
		t.Errorf("%d sections, %d ends", a, b)
	}
	closing := ""
	for line := range strings.SplitSeq(text, "\n") {
		switch top := fenceTop.FindStringSubmatch(line); {
		case closing != "" && line == "    "+closing:
			closing = ""
		case closing != "":
			if !strings.HasPrefix(line, "    ") || strings.HasPrefix(strings.TrimLeft(line, " "), closing) {
				t.Errorf("a line leaves its code block: %q", line)
			}
		case top != nil:
			closing = top[1]
		case ownHTML.MatchString(line):
		default:
			prefix := ownLine.FindString(line)
			rest := strings.ReplaceAll(withoutSpans(strings.TrimPrefix(line, prefix)), "**", "")
			if prefix == "" || !harmless.MatchString(rest) || linkable.MatchString(rest) {
				t.Errorf("the line %q is open to attack in %q", line, rest)
			}
		}
	}
	if closing != "" {
		t.Error("a code block does not end")
	}
}

// withoutSpans removes code spans: from a run of backticks to the next run of
// the same length. A run that has none stays.
func withoutSpans(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '`')
		if i < 0 {
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		n := len(s) - len(strings.TrimLeft(s, "`"))
		end := -1
		for j := n; j < len(s); {
			m := len(s[j:]) - len(strings.TrimLeft(s[j:], "`"))
			if m == n {
				end = j + m
				break
			}
			j += max(m, 1)
		}
		if end < 0 {
			b.WriteString(s[:n])
			end = n
		}
		s = s[end:]
	}
	return b.String() + s
}

// The checker itself has to see an attack.
func TestTheMarkdownCheckerRefuses(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"- **x** @name", "  - `a` <b>", "- **`a**", "  - ``a`", "text", "  - deadbeef1", "  - [x](y)", "  - #1", "  - :tada:"} {
		rest := strings.ReplaceAll(withoutSpans(strings.TrimPrefix(line, ownLine.FindString(line))), "**", "")
		if ownLine.MatchString(line) && harmless.MatchString(rest) && !linkable.MatchString(rest) {
			t.Errorf("%q passes", line)
		}
	}
}

// many returns a report with n breaking and n risky findings and n compatible
// ones.
func many(n int, text string) report.Report {
	r := report.Report{Base: report.Document{Name: "a.yaml"}, Rev: report.Document{Name: "b.yaml"}}
	for s := range report.Never {
		for i := range n {
			r.Findings = append(r.Findings, finding.Finding{Rule: "some-rule", Severity: s, Harm: finding.Wire, Location: fmt.Sprintf("%s %s %04d", s, text, i), What: "changed"})
		}
	}
	return r
}

func TestMarkdownIsCutBetweenFindings(t *testing.T) {
	t.Parallel()
	summary := regexp.MustCompile(`\*\*(\d+) more findings? (?:is|are) not shown\*\* \((.*)\)`)
	for name, tt := range map[string]struct {
		n        int
		text     string
		sections int // that are shown
		cut      bool
	}{
		"short":          {3, "x", 3, false},
		"within_risky":   {500, "x", 2, true},
		"within_first":   {2000, "x", 1, true},
		"two_units_each": {300, strings.Repeat("😀", 100), 1, true},
		"long_texts":     {300, strings.Repeat("x", 5000), 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := many(tt.n, tt.text)
			got := render(t, report.Markdown, r)
			checkMarkdown(t, r, got)
			shown, hidden := strings.Count(got, "\n- **"), 0
			if m := summary.FindStringSubmatch(got); m != nil {
				hidden, _ = strconv.Atoi(m[1])
			}
			if shown+hidden != 3*tt.n || hidden > 0 != tt.cut {
				t.Errorf("%d shown and %d cut of %d", shown, hidden, 3*tt.n)
			}
			if n := strings.Count(got, "<details"); n != tt.sections {
				t.Errorf("%d sections, want %d", n, tt.sections)
			}
			if n := len(utf16.Encode([]rune(got))); tt.cut && n < 60000 {
				t.Errorf("cut to %d characters, which wastes room", n)
			}
			if !strings.HasPrefix(got, fmt.Sprintf("### %d breaking, %[1]d risky, %[1]d compatible changes\n", tt.n)) {
				t.Errorf("the counts are wrong: %.80q", got)
			}
		})
	}
}
