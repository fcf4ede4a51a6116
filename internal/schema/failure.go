package schema

import (
	"iter"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// failure is why a goal was not proved, and documents that may show that it
// is wrong. They are made when asked for.
type failure struct {
	why     string
	docs    iter.Seq[*doc.Node]
	starved bool // a budget ran out: the failure is not kept
}

// documents yields what may show the failure, the most promising first.
func (f *failure) documents() iter.Seq[*doc.Node] {
	if f == nil || f.docs == nil {
		return func(func(*doc.Node) bool) {}
	}
	return f.docs
}

// lazily makes a list when it is asked for.
func lazily(list func() []*doc.Node) iter.Seq[*doc.Node] {
	return func(yield func(*doc.Node) bool) {
		for _, n := range list() {
			if !yield(n) {
				return
			}
		}
	}
}

func joinFailures(fails []*failure) *failure {
	switch len(fails) {
	case 0:
		return nil
	case 1:
		return fails[0]
	}
	out := &failure{why: fails[0].why, docs: interleave(fails)}
	for _, f := range fails {
		out.starved = out.starved || f.starved
	}
	return out
}

// interleave yields the first document of each failure, then the others.
func interleave(fails []*failure) iter.Seq[*doc.Node] {
	return func(yield func(*doc.Node) bool) {
		for _, f := range fails {
			for n := range f.documents() {
				if !yield(n) {
					return
				}
				break
			}
		}
		for _, f := range fails {
			i := 0
			for n := range f.documents() {
				if i++; i == 1 {
					continue
				}
				if i > maxCandidates {
					break
				}
				if !yield(n) {
					return
				}
			}
		}
	}
}

// failsBy is a failure that these documents show.
func failsBy(why string, docs func() []*doc.Node) *failure {
	return &failure{why: why, docs: lazily(docs)}
}

// tired tells whether the search for documents has gone on for too long.
func (c *Checker) tired() bool {
	c.steps++
	return c.steps > c.limit
}

// maxCandidates bounds the documents that one failure passes on.
const maxCandidates = 12

func firstOf(list []*doc.Node) []*doc.Node { return list[:min(len(list), maxCandidates)] }
