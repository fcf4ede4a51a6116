package report

// History is the story of one document over its revisions.
type History struct {
	Steps []Step // the oldest first
	AsOf  string // the day for which sunset dates were judged, YYYY-MM-DD; empty when it played no part
}

// Step is what one revision changed.
type Step struct {
	Report          // Base is the revision before, Rev this one
	Date     string // of the revision, YYYY-MM-DD; empty when unknown
	Revision string // how the source names it: a commit, or the name of a file
	Subject  string // one line about it, of a commit; empty without one
}
