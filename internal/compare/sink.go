package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// change is one edit, before it is known whom it reaches.
type change struct {
	rule      string
	harm      finding.Harm // empty: wire
	direction finding.Direction
	severity  *finding.Severity // nil: what the table says
	where     string
	keyword   string // see finding.Finding
	part      string // tells apart edits of one rule at one place; not shown
	what      string // empty: the summary of the rule
	base, rev *finding.Place
	values    []*doc.Node    // of an enum
	proof     *schema.Result // decides the severity and gives the witness
}

// finding makes the change a finding. A proof overrules the table: what is
// proved harmless is compatible, what is neither proved nor refuted is risky.
func (c change) finding() finding.Finding {
	rule, _ := RuleByID(c.rule)
	f := finding.Finding{
		Rule: c.rule, Harm: c.harm, Direction: c.direction, Location: c.where, Keyword: c.keyword, What: c.what,
		Severity: rule.severity(c.direction), Base: c.base, Rev: c.rev,
	}
	if f.Harm == "" {
		f.Harm = finding.Wire
	}
	if f.What == "" {
		f.What = rule.What
	}
	if c.severity != nil {
		f.Severity = *c.severity
	}
	if c.proof == nil {
		return f
	}
	switch c.proof.Verdict {
	case schema.Yes:
		f.Severity = finding.Compatible
	case schema.No:
		f.Severity = finding.Breaking
		if c.proof.Witness != nil {
			f.Witness = witness(*c.proof, c.direction)
		}
	default:
		f.Severity = finding.Risky
		f.Unproved = c.proof.Reason
		if f.Unproved == "" {
			f.Unproved = "not decided"
		}
	}
	return f
}

// witness words a refuted containment: the sender's side accepts the value and
// the receiver's refuses it.
func witness(r schema.Result, d finding.Direction) *finding.Witness {
	w := &finding.Witness{Value: doc.JSON(r.Witness), AcceptedBy: "base", RefusedBy: "rev", Note: r.Note}
	if d == finding.Response {
		w.AcceptedBy, w.RefusedBy = "rev", "base"
	}
	return w
}

// site is one way in which an operation reaches what changed.
type site struct {
	op finding.Operation
	// unpromised: only a preview or upcoming version of the operation is meant.
	unpromised bool
}

type entryKey struct {
	rule, where, part string
	harm              finding.Harm
	direction         finding.Direction
}

// entry is a finding with the operations that reach it.
type entry struct {
	finding.Finding
	ops      map[finding.Operation]bool
	promised bool // some site is more than a preview
}

// sink collects findings: one per edit, whatever number of operations report
// it.
type sink struct {
	entries map[entryKey]*entry
}

func newSink() *sink { return &sink{entries: map[entryKey]*entry{}} }

// add records a change as it is seen by some operations.
func (s *sink) add(c change, sites ...site) {
	f := c.finding()
	key := entryKey{c.rule, c.where, c.part, f.Harm, f.Direction}
	e := s.entries[key]
	if e == nil {
		e = &entry{Finding: f, ops: map[finding.Operation]bool{}}
		s.entries[key] = e
	} else if f.Severity > e.Severity {
		e.Finding = f
	}
	for _, at := range sites {
		if at.op.Method != "" {
			e.ops[at.op] = true
		}
		e.promised = e.promised || !at.unpromised
	}
	if len(sites) == 0 {
		e.promised = true
	}
}

// sorted returns the findings in the order of Compare.
func (s *sink) sorted(opts Options) []finding.Finding {
	out := make([]finding.Finding, 0, len(s.entries))
	for _, e := range s.entries {
		f := e.Finding
		for op := range e.ops {
			f.Operations = append(f.Operations, op)
		}
		slices.SortFunc(f.Operations, func(a, b finding.Operation) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method), strings.Compare(a.Via, b.Via))
		})
		f.Severity = adjust(f, e.promised, opts)
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b finding.Finding) int {
		if c := cmp.Or(cmp.Compare(b.Severity, a.Severity), strings.Compare(a.Location, b.Location), strings.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Direction, b.Direction), cmp.Compare(b.Harm, a.Harm)); c != 0 {
			return c
		}
		return strings.Compare(a.Fingerprint(), b.Fingerprint())
	})
	return out
}

// adjust applies the profile and the overrides to a severity.
func adjust(f finding.Finding, promised bool, opts Options) finding.Severity {
	sev := f.Severity
	if !promised && f.Harm == finding.Wire {
		sev = min(sev, finding.Risky)
	}
	if opts.Profile == TolerantReader && f.Rule == "enum-value-added" && f.Direction == finding.Response {
		sev = min(sev, finding.Risky)
	}
	by := opts.Severity[f.Rule]
	if s, ok := by[f.Direction]; ok {
		return s
	}
	if s, ok := by[""]; ok {
		return s
	}
	return sev
}
