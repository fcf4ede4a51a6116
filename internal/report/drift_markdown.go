package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// DriftMarkdown writes the body of a pull request that refreshes pins: a line
// with what has changed, then for each pin the sections of [Markdown] and two
// more to fold, about newer versions and sunset dates. What is too long is cut,
// the least grave changes of all pins first.
func DriftMarkdown(w io.Writer, d Drift) error {
	var b strings.Builder
	b.WriteString(d.markdownHeader())
	room := maxComment - units(b.String()) - maxFrame
	headings := make([]string, len(d.Pins))
	sections := make([][]*section, len(d.Pins))
	var all []*section
	for i, p := range d.Pins {
		headings[i], sections[i] = p.markdownHeading(), p.driftSections()
		all = append(all, sections[i]...)
		room -= units(headings[i])
	}
	for _, s := range all {
		room -= units(s.heading) + len(sectionFrame)
	}
	slices.SortStableFunc(all, func(a, b *section) int { return cmp.Compare(a.rank(), b.rank()) })
	fit(all, room)
	for i, heading := range headings {
		b.WriteString(heading)
		for _, s := range sections[i] {
			b.WriteString(s.String())
		}
	}
	b.WriteString(markdownCut(all))
	_, err := io.WriteString(w, b.String())
	return err
}

// rank orders sections by what may be cut: breaking changes and what is not
// about changes last.
func (s *section) rank() int {
	switch s.heading {
	case headings[finding.Risky].text:
		return 1
	case headings[finding.Compatible].text:
		return 2
	}
	return 0
}

func (d Drift) markdownHeader() string {
	changed := 0
	for _, p := range d.Pins {
		if len(p.Findings) > 0 {
			changed++
		}
	}
	return fmt.Sprintf("### %d of %d pins would change\n\nAfter %s.\n\n", changed, len(d.Pins), markdownDocument(d.Upstream))
}

func (p PinDrift) markdownHeading() string {
	heading := "#### API " + words(p.Version) + ": " + p.conclusion() + "\n\n"
	if p.AsOf != "" {
		heading += "Sunset dates as of " + span(p.AsOf) + ".\n\n"
	}
	return heading
}

func (p PinDrift) driftSections() []*section {
	out := p.markdownSections()
	newer := &section{heading: "Newer versions"}
	for _, n := range p.Newer {
		newer.items = append(newer.items, fmt.Sprintf("- **%s**: %s\n", span(n.Operation), words(n.text())))
	}
	sunsets := &section{heading: "Sunset dates"}
	for _, s := range p.Sunsets {
		sunsets.items = append(sunsets.items, fmt.Sprintf("- **%s**: %s\n", span(s.Operation), words(s.text())))
	}
	for _, s := range []*section{newer, sunsets} {
		if len(s.items) > 0 {
			out = append(out, s)
		}
	}
	return out
}
