package report_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

type annotation struct {
	command    string
	properties map[string]string
	message    string
}

var (
	command  = regexp.MustCompile(`^::(error|warning|notice) ([^:]*)::(.*)$`)
	property = regexp.MustCompile(`^(file|line|col|title)=([^,]*)$`)
	badCode  = regexp.MustCompile(`%(2[^5C]|0[^AD]|3[^A]|[^023]|.?$)`)
)

// annotations reads workflow commands as the runner does: a line each, the
// first "::" ends the properties, "," parts them, then the escapes.
func annotations(t *testing.T, text string) []annotation {
	t.Helper()
	unescape := strings.NewReplacer("%3A", ":", "%2C", ",", "%0A", "\n", "%0D", "\r", "%25", "%")
	var out []annotation
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		m := command.FindStringSubmatch(line)
		if m == nil || badCode.MatchString(line) {
			t.Fatalf("%q is no command", line)
		}
		a := annotation{m[1], map[string]string{}, unescape.Replace(m[3])}
		for p := range strings.SplitSeq(m[2], ",") {
			kv := property.FindStringSubmatch(p)
			if kv == nil || a.properties[kv[1]] != "" {
				t.Fatalf("%q: property %q", line, p)
			}
			a.properties[kv[1]] = unescape.Replace(kv[2])
		}
		out = append(out, a)
	}
	return out
}

func checkGitHub(t *testing.T, r report.Report, text string) {
	t.Helper()
	got := annotations(t, text)
	if want := len(r.Findings) - r.Summary().Waived + 1; len(got) != want {
		t.Fatalf("%d annotations, want %d", len(got), want)
	}
	ranks := []string{"error", "warning", "notice"}
	if !slices.IsSortedFunc(got, func(a, b annotation) int { return slices.Index(ranks, a.command) - slices.Index(ranks, b.command) }) {
		t.Errorf("the worst are not first:\n%s", text)
	}
	if last := got[len(got)-1]; last.command != "notice" || last.properties["title"] != "specdiff" {
		t.Errorf("the last line is no summary: %v", last)
	}
}

func TestGitHubAnnotationsCarryTheFinding(t *testing.T) {
	t.Parallel()
	r := report.Report{
		Base: report.Document{Name: "git:main:api.yaml"}, Rev: report.Document{Name: "./dir,1/a:b 100%.yaml"},
		Findings: []finding.Finding{{
			Rule: "enum-value-removed", Severity: finding.Breaking, Harm: finding.Wire, Direction: finding.Request,
			Location: "GET /a: query parameter b", What: "removed 100%",
			Base: place("git:main:api.yaml", 3, 4, ""), Rev: place("./dir,1/a:b 100%.yaml", 5, 6, ""),
		}},
	}
	want := []annotation{
		{"error", map[string]string{"file": "dir,1/a:b 100%.yaml", "line": "5", "col": "6", "title": "breaking: enum-value-removed (request, on the wire)"},
			"GET /a: query parameter b: removed 100%\nbase: git:main:api.yaml:3:4\nrev: ./dir,1/a:b 100%.yaml:5:6"},
		{"notice", map[string]string{"title": "specdiff"}, "1 breaking, 0 risky, 0 compatible changes"},
	}
	got := annotations(t, render(t, report.GitHub, r))
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(annotation{})); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

// A removed thing is not in rev: it is shown where a reviewer can see it.
func TestAnnotationsPointIntoTheWorkingTree(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		base, rev string    // names of the documents
		onRev     bool      // whether the thing is in rev
		want      [2]string // file and line; both empty for none
	}{
		"files":               {"v1.yaml", "v2.yaml", true, [2]string{"v2.yaml", "7"}},
		"removed_of_files":    {"v1.yaml", "v2.yaml", false, [2]string{"v1.yaml", "3"}},
		"revision":            {"git:main:api.yaml", "api.yaml", true, [2]string{"api.yaml", "7"}},
		"removed_of_revision": {"git:main:api.yaml", "api.yaml", false, [2]string{"api.yaml", "1"}},
		"two_revisions":       {"git:v1:./api.yaml", "git:HEAD:./api.yaml", true, [2]string{"api.yaml", "7"}},
		"removed_of_download": {"https://example.org/api.yaml", "api.yaml", false, [2]string{"api.yaml", "1"}},
		"download_of_rev":     {"api.yaml", "https://example.org/api.yaml", true, [2]string{"api.yaml", "3"}},
		"revision_to_stdin":   {"git:main:api.yaml", "<stdin>", false, [2]string{"api.yaml", "3"}},
		"pins":                {"pin:2024-11-13", "pin:2025-03-12", true, [2]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := finding.Finding{Rule: "r", Location: "l", Base: place(tt.base, 3, 1, "")}
			if tt.onRev {
				f.Rev = place(tt.rev, 7, 1, "")
			}
			r := report.Report{Base: report.Document{Name: tt.base}, Rev: report.Document{Name: tt.rev}, Findings: []finding.Finding{f}}
			p := annotations(t, render(t, report.GitHub, r))[0].properties
			if got := [2]string{p["file"], p["line"]}; got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
