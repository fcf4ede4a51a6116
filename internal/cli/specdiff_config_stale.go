package cli

import (
	"fmt"
	"io"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/impact"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// staleWaiver is a waiver that does nothing.
type staleWaiver struct {
	waiver finding.Waiver
	why    string
}

// staleWaivers returns the waivers that are expired and, when everything was
// compared, those that match no finding, in their order. A comparison of a
// part says nothing about waivers of the rest.
func (c config) staleWaivers(findings []finding.Finding, o specdiffOptions) []staleWaiver {
	unused := map[finding.Position]bool{}
	if o.operations == nil && o.paths == nil && o.base == "" && o.rev == "" {
		for _, w := range c.waivers.Unused(findings) {
			unused[w.Position] = true
		}
	}
	var stale []staleWaiver
	for _, w := range c.waivers {
		if !o.goAPI && w.Rule == impact.Rule {
			delete(unused, w.Position) // nobody looked
		}
		switch {
		case w.Expired(o.asOf):
			stale = append(stale, staleWaiver{w, "the waiver expired on " + w.Until})
		case unused[w.Position] && slices.ContainsFunc(findings, w.Nearly):
			stale = append(stale, staleWaiver{w, "the waiver matches no change: what it is about reaches other operations too"})
		case unused[w.Position]:
			stale = append(stale, staleWaiver{w, "the waiver matches no change"})
		}
	}
	return stale
}

func warn(w io.Writer, stale []staleWaiver) {
	for _, s := range stale {
		fmt.Fprintln(w, report.Printable(fmt.Sprintf("%s: warning: %s", s.waiver.Position, s.why)))
	}
}

// dated tells whether the day decides about any of the findings: a waiver with
// a date matches one.
func (c config) dated(findings []finding.Finding) bool {
	var dated finding.Waivers
	for _, w := range c.waivers {
		if w.Until != "" {
			dated = append(dated, w)
		}
	}
	return len(dated.Unused(findings)) < len(dated)
}
