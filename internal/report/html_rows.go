package report

import (
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

const (
	nearby  = 2  // lines shown around what changed
	maxRows = 28 // shown of one excerpt
)

// row is one line of both sides beside each other; 0 is none.
type row struct {
	base, rev int
	changed   bool
}

// beside lays the blocks next to each other, with the lines around them.
func beside(f finding.Finding, a, b block) []row {
	if a.lines == nil && b.lines == nil {
		return nil
	}
	rows := around(a, b, -1)
	before, after := a.texts(), b.texts()
	changes := lcs.DiffLines(before, after)
	if !sameThing(f, a, b, changes) {
		for i := range max(len(before), len(after)) {
			rows = append(rows, row{base: nth(a, i), rev: nth(b, i)})
		}
		return append(rows, around(a, b, +1)...)
	}
	i, j := 0, 0
	for _, c := range append(changes, lcs.Diff{Start: len(before), End: len(before), ReplStart: len(after), ReplEnd: len(after)}) {
		for ; i < c.Start; i, j = i+1, j+1 {
			rows = append(rows, row{base: nth(a, i), rev: nth(b, j)})
		}
		for i < c.End || j < c.ReplEnd {
			r := row{changed: true}
			if i < c.End {
				r.base = nth(a, i)
				i++
			}
			if j < c.ReplEnd {
				r.rev = nth(b, j)
				j++
			}
			rows = append(rows, r)
		}
	}
	return append(rows, around(a, b, +1)...)
}

func nth(b block, i int) int {
	if b.lines == nil || b.first+i > b.last {
		return 0
	}
	return b.first + i
}

// around returns the lines before (-1) or after (+1) the blocks.
func around(a, b block, side int) []row {
	var rows []row
	for i := 1; i <= nearby; i++ {
		if r := (row{base: a.beyond(side * i), rev: b.beyond(side * i)}); r.base > 0 || r.rev > 0 {
			rows = append(rows, r)
		}
	}
	if side < 0 {
		slices.Reverse(rows)
	}
	return rows
}

// beyond returns the line so many before the block or after it, 0 for none.
func (b block) beyond(n int) int {
	if b.lines == nil {
		return 0
	}
	line := b.last + n
	if n < 0 {
		line = b.first + n
	}
	if line < 1 || line > b.count() {
		return 0
	}
	return line
}

// sameThing tells whether lines that differ are the change. A side that has
// nothing there is compared with nothing only where the other one is the very
// thing that came or went.
func sameThing(f finding.Finding, a, b block, changes []lcs.Diff) bool {
	if a.lines == nil || b.lines == nil {
		return f.Base == nil && itself(f, f.Rev) || f.Rev == nil && itself(f, f.Base)
	}
	if f.Base.Position.Pointer == f.Rev.Position.Pointer || a.first == a.last && b.first == b.last {
		return true
	}
	same := a.last - a.first + 1
	for _, c := range changes {
		same -= c.End - c.Start
	}
	return 2*same >= min(a.last-a.first, b.last-b.first)+1
}

// itself tells whether a place is the thing that a finding is about, and not
// something that this refers to.
func itself(f finding.Finding, at *finding.Place) bool {
	pointer := at.Position.Pointer
	if strings.HasPrefix(pointer, "/paths/") {
		return true
	}
	last := pointer[strings.LastIndex(pointer, "/")+1:]
	last = strings.NewReplacer("~1", "/", "~0", "~").Replace(last)
	return last != "" && strings.HasSuffix(f.Location, "."+last)
}

// folded leaves out the rows that are far from every change and from the
// place itself. A gap is a row without lines.
func folded(rows []row, base, rev int) []row {
	keep := make([]bool, len(rows))
	for i, r := range rows {
		if r.changed || r.base > 0 && r.base == base || r.rev > 0 && r.rev == rev {
			for n := max(0, i-nearby); n <= min(len(rows)-1, i+nearby); n++ {
				keep[n] = true
			}
		}
	}
	var out []row
	shown := 0
	for i, r := range rows {
		switch {
		case keep[i] && shown < maxRows:
			out = append(out, r)
			shown++
		case len(out) == 0 || out[len(out)-1] != row{}:
			out = append(out, row{})
		}
	}
	for len(out) > 0 && out[0] == (row{}) {
		out = out[1:]
	}
	if n := len(out); n > 0 && out[n-1] == (row{}) && shown < maxRows {
		out = out[:n-1]
	}
	return out
}
