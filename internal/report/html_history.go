package report

import (
	"fmt"
	"slices"
	"strings"
)

// historyPage is the page of a history. Findings are named in the order of the
// steps, so that their addresses stay when a step is added.
func historyPage(h History) *page {
	p := newPage()
	name, version := "", ""
	known := 0
	var all []*findingView
	keys := map[string]int{}
	for i, s := range h.Steps {
		c := &chapter{Anchor: fmt.Sprintf("v-%d", i+1), Heading: stepName(s), Note: Printable(s.Subject)}
		c.Key = stepKey(keys, s)
		c.Findings = p.views(s.Report, excerpts{s.Base.lines(), s.Rev.lines()})
		all = append(all, c.Findings...)
		p.Chapters = append(p.Chapters, c)
		name, version, known = titleOf(s.Rev), s.Version, known+s.Known
	}
	p.finish(all, known, version)
	p.Title, p.Verdict = "specdiff: history", "History"
	if name != "" {
		p.Title, p.Verdict = "specdiff: history of "+name, "History of "+name
	}
	p.Facts, p.Empty = historyFacts(h), "The history has no steps."
	if len(h.Steps) > 0 {
		p.Chart = newChart(h.Steps, p.Chapters)
	}
	slices.Reverse(p.Chapters)
	return p
}

// titleOf is the title of a document, or its name.
func titleOf(d Document) string {
	if d.Title != "" {
		return Printable(d.Title)
	}
	return Printable(d.Name)
}

// stepName is the date of a step and what the source calls it.
func stepName(s Step) string {
	revision := Printable(s.Revision)
	if isHash(revision) {
		revision = revision[:12]
	}
	return strings.TrimSpace(Printable(s.Date) + " " + revision)
}

// isHash tells whether a revision is a commit: its name is long and not for
// people.
func isHash(revision string) bool {
	return len(revision) >= 40 && strings.Trim(revision, "0123456789abcdef") == ""
}

// stepKey names a step in the address of the page.
func stepKey(keys map[string]int, s Step) string {
	key := stepName(s)
	keys[key]++
	if n := keys[key]; n > 1 {
		key = fmt.Sprintf("%s (%d)", key, n)
	}
	return key
}

func historyFacts(h History) []fact {
	facts := []fact{{Label: "revisions", Value: thousands(len(h.Steps))}}
	if n := len(h.Steps); n > 0 {
		facts = append(facts,
			document("from", h.Steps[0].Base),
			document("to", h.Steps[n-1].Rev))
	}
	if h.AsOf != "" {
		facts = append(facts, fact{Label: "as of", Value: Printable(h.AsOf)})
	}
	return facts
}
