package impact

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Rule is the id of the rule that reports changes of the Go API.
const Rule = "go-api-changed"

// Attach returns the findings with the changes of the Go API that each causes,
// and new findings of [Rule] for the rest. What a finding says about Go source
// that the generated code shows to be wrong is left out. severity overrides that
// of the rule; nil does not.
func Attach(findings []finding.Finding, changes []finding.GoChange, base, rev *Side, severity *finding.Severity) []finding.Finding {
	b, r := newOrigins(base), newOrigins(rev)
	grown, changes := grownInterfaces(changes)
	m, f := newMatcher(findings, b, r), newFollower(changes, b, r)
	by := map[string][]int{} // edit -> findings that explain one of its changes
	for i, c := range changes {
		if n := m.match(c); n >= 0 {
			e := findings[n].Location
			f.edit[i] = e
			if !slices.Contains(by[e], n) {
				by[e] = append(by[e], n)
			}
		}
	}
	f.run()
	a := attacher{findings: slices.Clone(findings), matcher: m, severity: severity}
	told := map[string][]int{}
	for i, e := range f.edit {
		if e != "" {
			told[e] = append(told[e], i)
		}
	}
	for _, e := range slices.Sorted(maps.Keys(told)) {
		a.tell(by[e], f, told[e])
	}
	for _, group := range f.groups() {
		a.add(f.own(group))
	}
	for _, object := range slices.Sorted(maps.Keys(grown)) {
		a.findings = append(a.findings, a.grown(object, grown[object]))
	}
	return a.refute(len(findings), told)
}

type attacher struct {
	*matcher
	findings []finding.Finding
	severity *finding.Severity
	made     map[string]int // location -> finding of Rule
}

// tell gives the changes of one edit to one of its findings: to the one about
// Go source, else to the worst one. Where a program that compiled no longer
// does and no finding says that anything breaks, one is made.
func (a *attacher) tell(explaining []int, f *follower, changes []int) {
	slices.Sort(explaining)
	best := slices.MinFunc(explaining, a.better)
	list := make([]finding.GoChange, 0, len(changes))
	harmless := true
	for _, i := range changes {
		list = append(list, f.changes[i])
		harmless = harmless && f.changes[i].Compatible
	}
	at := &a.findings[best]
	if harmless || at.Harm == finding.Source || at.Severity == finding.Breaking {
		at.Go = sorted(list)
		return
	}
	own := finding.Finding{Location: at.Location, Operations: at.Operations, Base: at.Base, Rev: at.Rev, Go: list}
	tell(&own, f.changes[slices.MinFunc(changes, f.telling)])
	a.add(own)
}

// add adds a finding of Rule. Two at one location are one.
func (a *attacher) add(f finding.Finding) {
	f.Rule, f.Harm, f.Severity = Rule, finding.Source, finding.Compatible
	f.Go = sorted(f.Go)
	if !f.Go[0].Compatible {
		f.Severity = finding.Breaking
	}
	if a.severity != nil {
		f.Severity = *a.severity
	}
	if i, ok := a.made[f.Location]; ok {
		into := &a.findings[i]
		into.Go = sorted(append(into.Go, f.Go...))
		into.Severity = max(into.Severity, f.Severity)
		return
	}
	if a.made == nil {
		a.made = map[string]int{}
	}
	a.made[f.Location] = len(a.findings)
	a.findings = append(a.findings, f)
}

// grownInterfaces takes out methods that came to an interface: those who
// implement it themselves have to write them. A generated client has one for
// each operation.
func grownInterfaces(changes []finding.GoChange) (map[string][]finding.GoChange, []finding.GoChange) {
	grown := map[string][]finding.GoChange{}
	var rest []finding.GoChange
	for _, c := range changes {
		if owner, _, member := strings.Cut(c.Object, "."); member && verbOf(c) == added && !c.Compatible {
			grown[owner] = append(grown[owner], c)
		} else {
			rest = append(rest, c)
		}
	}
	return grown, rest
}

// grown is the finding about an interface that got methods. Only programs that
// implement it are hurt.
func (a *attacher) grown(object string, changes []finding.GoChange) finding.Finding {
	f := finding.Finding{
		Rule: Rule, Severity: finding.Risky, Harm: finding.Source, Location: object,
		What: "got methods, which programs that implement it lack", Go: sorted(changes),
	}
	if a.severity != nil {
		f.Severity = *a.severity
	}
	return f
}

// refute leaves out findings about Go source at places that the generated code
// comes from and where no edit changed anything in Go: the name was kept by an
// overlay, or the generator gives both formats one type. The first ones are
// those that were there before.
func (a *attacher) refute(first int, told map[string][]int) []finding.Finding {
	var out []finding.Finding
	for i, f := range a.findings {
		if i < first && f.Harm == finding.Source && len(told[f.Location]) == 0 && a.covered(f) {
			continue
		}
		out = append(out, f)
	}
	return out
}

// covered reports whether something in Go comes from the places of a finding.
func (a *attacher) covered(f finding.Finding) bool {
	for side, place := range []*finding.Place{f.Base, f.Rev} {
		if place == nil {
			continue
		}
		o := a.sides[side]
		if p := o.placeOf(f, place); !o.owned[p] && !o.owned[parent(p)] {
			return false
		}
	}
	return true
}

// sorted orders changes for people: the harmful ones first.
func sorted(changes []finding.GoChange) []finding.GoChange {
	out := slices.Clone(changes)
	slices.SortFunc(out, func(a, b finding.GoChange) int {
		return cmp.Or(
			compareBool(a.Compatible, b.Compatible),
			strings.Compare(a.Object, b.Object),
			strings.Compare(a.What, b.What),
		)
	})
	return out
}

func sortedKeys(m map[string]bool) []string { return slices.Sorted(maps.Keys(m)) }
