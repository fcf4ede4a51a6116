package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// page is what the templates show.
type page struct {
	Title    string
	Verdict  string // the headline
	Facts    []fact
	Figures  []figure
	Known    int
	Chart    *chart // nil for a single comparison
	Tree     []*node
	Rules    []*ruleView
	Chapters []*chapter
	Total    int
	Empty    string // what to say where there is no chapter
	Version  string

	operations *operations
	anchors    map[string]int
	rules      map[string]*ruleView
}

// fact is a line of the head.
type fact struct{ Label, Value, Note string }

// figure is the number of findings of one class.
type figure struct {
	count
	Label string
}

// chapter is a list of findings under a heading: those of one class, or those
// of one step of a history.
type chapter struct {
	Anchor   string
	Key      string // of a step, in the address of the page; empty without steps
	Heading  string
	Note     string
	Class    string // of CSS; empty for a step
	Counts   []count
	Findings []*findingView
}

// ruleView is a rule that occurs in the page.
type ruleView struct {
	Index        int
	ID           string
	Summary, Why string
	N            int
}

func newPage() *page {
	return &page{operations: newOperations(), anchors: map[string]int{}, rules: map[string]*ruleView{}}
}

// reportPage is the page of one comparison.
func reportPage(r Report) *page {
	p := newPage()
	p.Title = fmt.Sprintf("specdiff: %s, %s", Printable(r.Base.Name), Printable(r.Rev.Name))
	p.Facts = []fact{document("base", r.Base), document("rev", r.Rev)}
	if r.AsOf != "" {
		p.Facts = append(p.Facts, fact{Label: "as of", Value: Printable(r.AsOf)})
	}
	all := p.views(r, excerpts{r.Base.lines(), r.Rev.lines()})
	for _, v := range all {
		if n := len(p.Chapters); n == 0 || p.Chapters[n-1].Class != v.Class.String() {
			p.Chapters = append(p.Chapters, &chapter{Anchor: "s-" + v.Class.String(), Heading: v.Class.heading(), Class: v.Class.String()})
		}
		last := p.Chapters[len(p.Chapters)-1]
		last.Findings = append(last.Findings, v)
	}
	p.finish(all, r.Known, r.Version)
	p.Verdict, p.Empty = verdict(p), "Both documents promise the same."
	if r.Known > 0 {
		p.Empty = "All changes are known from the baseline."
	}
	return p
}

// views returns the findings of a report in the order of all reports, the
// waived ones at the end.
func (p *page) views(r Report, x excerpts) []*findingView {
	findings, waived := r.split()
	out := make([]*findingView, 0, len(r.Findings))
	for _, f := range append(findings, waived...) {
		out = append(out, p.view(r, f, x))
	}
	return out
}

// finish makes what depends on all findings.
func (p *page) finish(all []*findingView, known int, version string) {
	p.Total, p.Known, p.Version = len(all), known, Printable(version)
	p.Tree = tree(all)
	var counts [classes]int
	for _, v := range all {
		counts[v.Class]++
	}
	for c, n := range counts {
		if n > 0 || class(c) != waived {
			p.Figures = append(p.Figures, figure{count{class(c), n}, class(c).String()})
		}
	}
	for _, c := range p.Chapters {
		c.Counts = countOf(c.Findings)
	}
	slices.SortFunc(p.Rules, func(a, b *ruleView) int { return cmp.Compare(a.ID, b.ID) })
	for i, r := range p.Rules {
		r.Index = i
	}
}

func countOf(findings []*findingView) []count {
	var counts [classes]int
	for _, v := range findings {
		counts[v.Class]++
	}
	return counted(counts)
}

// rule returns the view of a rule; it counts how often it is asked for.
func (p *page) rule(r Report, id string) *ruleView {
	v, ok := p.rules[id]
	if !ok {
		v = &ruleView{ID: Printable(id)}
		p.rules[id] = v
		p.Rules = append(p.Rules, v)
	}
	if text := r.Rules[id]; v.Summary == "" {
		v.Summary, v.Why = Printable(text.Summary), Printable(text.Why)
	}
	v.N++
	return v
}

// heading returns the title of a chapter of one class.
func (c class) heading() string {
	if c == waived {
		return "Waived changes"
	}
	return headings[finding.Breaking-finding.Severity(c)].text
}

func document(label string, d Document) fact {
	return fact{label, Printable(d.Name), Printable(strings.TrimSpace(d.Title + " " + d.Version))}
}

// verdict is the headline of a comparison.
func verdict(p *page) string {
	n := p.Figures[breaking].N
	switch {
	case p.Total == 0 && p.Known > 0:
		return "No new changes"
	case p.Total == 0:
		return "No changes"
	case n == 0:
		return "No breaking changes"
	case n == 1:
		return "1 breaking change"
	}
	return thousands(n) + " breaking changes"
}

// thousands writes a number with commas.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// Data is what the script of the page has to know beside the elements.
func (p *page) Data() any {
	return struct {
		Operations []string `json:"operations"`
		Lists      [][]int  `json:"lists"`
	}{p.operations.names, p.operations.indices()}
}

// Lists returns the lists of operations that findings refer to.
func (p *page) Lists() []*reachedList {
	var out []*reachedList
	for _, l := range p.operations.lists {
		if l.Long {
			out = append(out, l)
		}
	}
	return out
}
