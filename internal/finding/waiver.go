package finding

import "slices"

// Waiver accepts findings: those that match all of its criteria. A criterion
// that is empty is not asked; a Waiver without any criterion matches nothing.
//
// Location and Operation are globs: "*" stands for anything within a segment
// between slashes, "**" for anything, and everything else for itself. They
// match the whole text.
type Waiver struct {
	Rule        string // the id of the rule
	Location    string // glob over Finding.Location
	Operation   string // glob over the operationId, or over "GET /path"
	Fingerprint string // what Finding.Fingerprint returns

	Reason string // why it is accepted, for people
	Until  string // the first day on which it no longer applies, YYYY-MM-DD; empty for always

	Position Position // where it is written
}

// Matches tells whether all criteria of the waiver hold for the finding. The
// dates play no part in it.
//
// A waiver by operation matches a finding only when it matches every operation
// that the finding reaches: who accepts the harm for one operation has not
// accepted it for the others that share a component. A finding that is about
// no operation has none to match.
func (w Waiver) Matches(f Finding) bool {
	return w.matchesBut(f, f.Fingerprint) && w.matchesOperations(f, all)
}

// Nearly tells whether the waiver would match the finding, did that not reach
// other operations too.
func (w Waiver) Nearly(f Finding) bool {
	return w.Operation != "" && w.matchesBut(f, f.Fingerprint) &&
		w.matchesOperations(f, slices.ContainsFunc[[]Operation]) && !w.matchesOperations(f, all)
}

// matchesBut asks all criteria but the operation. The fingerprint is a
// function because it takes longest to make.
func (w Waiver) matchesBut(f Finding, fingerprint func() string) bool {
	switch {
	case w.Rule == "" && w.Location == "" && w.Operation == "" && w.Fingerprint == "":
		return false
	case w.Rule != "" && w.Rule != f.Rule:
		return false
	case w.Location != "" && !glob(w.Location, f.Location):
		return false
	}
	return w.Fingerprint == "" || w.Fingerprint == fingerprint()
}

func (w Waiver) matchesOperations(f Finding, quantor func([]Operation, func(Operation) bool) bool) bool {
	if w.Operation == "" {
		return true
	}
	return len(f.Operations) > 0 && quantor(f.Operations, func(o Operation) bool {
		return glob(w.Operation, o.Method+" "+o.Path) || o.ID != "" && glob(w.Operation, o.ID)
	})
}

func all(ops []Operation, ok func(Operation) bool) bool {
	return !slices.ContainsFunc(ops, func(o Operation) bool { return !ok(o) })
}

// Expired tells whether the waiver no longer applies on a day, YYYY-MM-DD: on
// the day Until and on every later one.
func (w Waiver) Expired(day string) bool { return w.Until != "" && w.Until <= day }
