package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// class is how a page tells findings apart: by severity, but that waived ones
// are a class of their own. They are in the order in which a page has them.
type class int

const (
	breaking class = iota
	risky
	compatible
	waived
	classes // how many there are
)

// String returns the name of a class, which is its class of CSS too.
func (c class) String() string {
	return [...]string{"breaking", "risky", "compatible", "waived"}[c]
}

// count is how many findings of a class there are.
type count struct {
	Class class
	N     int
}

// counted returns the counts that are not zero.
func counted(counts [classes]int) []count {
	var out []count
	for c, n := range counts {
		if n > 0 {
			out = append(out, count{class(c), n})
		}
	}
	return out
}

// findingView is a finding as the page shows it; its texts are printable.
type findingView struct {
	Class       class
	Severity    finding.Severity
	Anchor      string // "f-" and the fingerprint, unique in the page
	Fingerprint string
	Lead        string // of the location: what is the same in many
	Location    string // the rest
	What        string
	From, To    string
	Kind        string
	Rule        *ruleView
	List        *reachedList
	Base, Rev   *pane
	Witness     *witnessView
	Go          string // a line for each change of the Go API
	Unproved    string
	Waiver      *finding.Waiver

	steps []step
	node  *node
}

// Node is the number of the node of the tree that the finding is at.
func (f *findingView) Node() int { return f.node.First }

type witnessView struct {
	Value, AcceptedBy, RefusedBy, Note string
}

// maxWitness bounds an example in a page, in runes.
const maxWitness = 10_000

// view makes a finding ready to be shown.
func (p *page) view(r Report, f finding.Finding, x excerpts) *findingView {
	v := &findingView{
		Severity: f.Severity, Class: compatible, Fingerprint: f.Fingerprint(),
		What: Printable(f.What), From: brief(f.Base), To: brief(f.Rev), Kind: Printable(kind(f)),
		Rule: p.rule(r, f.Rule), List: p.operations.list(f.Operations),
		Unproved: Printable(f.Unproved), Go: goLines(f.Go), steps: steps(f),
	}
	v.Anchor = p.anchor("f-" + v.Fingerprint)
	v.Lead, v.Location = lead(Printable(f.Location))
	v.Base, v.Rev = x.sides(f)
	switch by := r.Waived(f); {
	case by != nil:
		v.Class = waived
		v.Waiver = &finding.Waiver{Reason: Printable(by.Reason), Until: Printable(by.Until)}
	case f.Severity == finding.Breaking:
		v.Class = breaking
	case f.Severity == finding.Risky:
		v.Class = risky
	}
	if w := f.Witness; w != nil {
		v.Witness = &witnessView{pretty(w.Value), Printable(w.AcceptedBy), Printable(w.RefusedBy), Printable(w.Note)}
	}
	return v
}

// maxGoLines bounds the changes of the Go API of one finding in a page.
const maxGoLines = 200

func goLines(changes []finding.GoChange) string {
	var lines []string
	for i, c := range changes {
		if i == maxGoLines {
			lines = append(lines, fmt.Sprintf("and %d more", len(changes)-i))
			break
		}
		lines = append(lines, Printable(c.String()))
	}
	return strings.Join(lines, "\n")
}

// Sides returns the sides that there are, base first.
func (f *findingView) Sides() []*pane {
	var out []*pane
	for _, p := range []*pane{f.Base, f.Rev} {
		if p != nil {
			out = append(out, p)
		}
	}
	return out
}

// lead splits a location before the name of what it is about.
func lead(location string) (string, string) {
	rest, ok := strings.CutPrefix(location, "components.")
	section, rest, dotted := strings.Cut(rest, ".")
	if !ok || !dotted {
		return "", location
	}
	return "components." + section + ".", rest
}

// brief returns a value as a part of the message.
func brief(p *finding.Place) string {
	if p == nil {
		return ""
	}
	return short(Printable(string(bytes.TrimSpace(p.Value))), maxValue)
}

// pretty returns a value of JSON on several lines, where it has several parts.
func pretty(value json.RawMessage) string {
	var b bytes.Buffer
	if json.Indent(&b, value, "", "  ") != nil {
		return short(Printable(string(value)), maxWitness)
	}
	return short(string(PrintableJSON(b.Bytes())), maxWitness)
}

// anchor makes a name unique in the page.
func (p *page) anchor(name string) string {
	p.anchors[name]++
	if n := p.anchors[name]; n > 1 {
		return fmt.Sprintf("%s-%d", name, n)
	}
	return name
}
