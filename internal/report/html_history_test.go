package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// versions returns a history: a quiet step, the shop, the shop once more with
// something waived.
func versions() report.History {
	quiet := report.Report{Base: report.Document{Name: "shop-0.yaml", Title: "Shop", Version: "0.9"}, Rev: report.Document{Name: "shop-1.yaml", Title: "Shop", Version: "1.0"}}
	return report.History{AsOf: "2026-11-21", Steps: []report.Step{
		{Report: quiet, Date: "2026-01-05", Revision: "0123456789abcdef0123456789abcdef01234567", Subject: "Say <nothing> new"},
		{Report: shop(), Date: "2026-02-05", Revision: "v2"},
		{Report: accepted(), Revision: "v2"},
	}}
}

func historyHTML(t *testing.T, h report.History, findings int) *html.Node {
	t.Helper()
	var b bytes.Buffer
	if err := report.HistoryHTML(&b, h); err != nil {
		t.Fatal(err)
	}
	return checkHTML(t, findings, b.String())
}

// texts returns what elements say, without needless space.
func texts(nodes []*html.Node) []string {
	var out []string
	for _, n := range nodes {
		out = append(out, strings.Join(strings.Fields(textOf(n)), " "))
	}
	return out
}

func TestHistoryHTML(t *testing.T) {
	t.Parallel()
	root := historyHTML(t, versions(), 8)
	var chapters []string
	for _, n := range all(root, is("section", "chapter")) {
		chapters = append(chapters, texts(all(n, is("h2", "")))[0]+" | "+attribute(n, "data-key"))
	}
	want := []string{
		"v21 breaking1 risky1 compatible1 waived | v2",
		"2026-02-05 v22 breaking1 risky1 compatible | 2026-02-05 v2",
		"2026-01-05 0123456789ab | 2026-01-05 0123456789ab",
	}
	if diff := cmp.Diff(want, chapters); diff != "" {
		t.Errorf("chapters, the newest first: mismatch (-want +got)\n%s", diff)
	}
	wantRows := []string{
		"Revisionbreakingriskycompatiblewaivedsubject",
		"2026-01-05 0123456789ab0000Say <nothing> new",
		"2026-02-05 v22110",
		"v21111",
	}
	rows := texts(all(root, is("tr", "")))
	rows[0] = strings.Replace(rows[0], "Subject", "subject", 1)
	if diff := cmp.Diff(wantRows, rows); diff != "" {
		t.Errorf("table, the oldest first: mismatch (-want +got)\n%s", diff)
	}
	var bars []string
	for _, n := range all(first(root, is("svg", "")), is("a", "")) {
		bars = append(bars, attribute(n, "href")+" "+attribute(n, "aria-label"))
	}
	wantBars := []string{
		"#v-1 2026-01-05 0123456789ab: no changes",
		"#v-2 2026-02-05 v2: 2 breaking, 1 risky, 1 compatible",
		"#v-3 v2: 1 breaking, 1 risky, 1 compatible, 1 waived",
	}
	if diff := cmp.Diff(wantBars, bars); diff != "" {
		t.Errorf("bars: mismatch (-want +got)\n%s", diff)
	}
	head := texts(all(root, is("header", "")))[0]
	for _, want := range []string{"History of Shop", "revisions3", "shop-0.yaml Shop 0.9", "shop-2.yaml Shop 2.0", "2026-11-21"} {
		if !strings.Contains(head, want) {
			t.Errorf("the head lacks %q: %s", want, head)
		}
	}
}

// The links of old steps stay when a step is added.
func TestHistoryHTMLKeepsLinks(t *testing.T) {
	t.Parallel()
	h := versions()
	links := func(h report.History, findings int) map[string]string {
		out := map[string]string{}
		for _, chapter := range all(historyHTML(t, h, findings), is("section", "chapter")) {
			for _, n := range all(chapter, is("details", "f")) {
				out[attribute(n, "id")] = attribute(chapter, "id")
			}
		}
		return out
	}
	all := links(h, 8)
	h.Steps = h.Steps[:2]
	for id, chapter := range links(h, 4) {
		if all[id] != chapter {
			t.Errorf("%s was in %s, is in %s", id, chapter, all[id])
		}
	}
}

func TestHistoryHTMLOfNothing(t *testing.T) {
	t.Parallel()
	root := historyHTML(t, report.History{}, 0)
	if first(root, is("svg", "")) != nil {
		t.Error("a chart of nothing")
	}
	quiet := report.History{Steps: []report.Step{{Revision: "v1", Report: report.Report{Findings: []finding.Finding{}}}}}
	root = historyHTML(t, quiet, 0)
	if got := texts(all(root, is("section", "chapter"))); !cmp.Equal(got, []string{"v1No changes."}) {
		t.Errorf("got chapters %q", got)
	}
}
