package report

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

const (
	nearby    = 2   // lines shown around what changed
	maxRows   = 28  // shown of one excerpt
	codeWidth = 240 // characters shown of a long line
)

// pane is one side of a finding: its place and the text there.
type pane struct {
	Side    string // "base" or "rev"
	Where   string
	Value   string // what stands there, when there is no text or the message cuts it
	Numbers string // one line for each of the text, with the sign of what changed
	Runs    []run

	kind, sign string // of what changed on this side
}

// row is one line of both sides beside each other; 0 is none.
type row struct {
	base, rev int
	changed   bool
}

// excerpts cuts the texts of one report.
type excerpts struct{ base, rev *lines }

// sides returns what to show of both sides of a finding; nil for a side that
// has nothing there.
//
//  1. Each block, which is the value at the position with its key, is compared
//     line by line with the other one.
//  2. Lines that differ are changed. They are not when the two places are
//     different things, such as a schema and the one that it now refers to.
//  3. Of the blocks and the lines around them, those near a change or the place
//     itself are shown; the rest is a gap.
func (x excerpts) sides(f finding.Finding) (base, rev *pane) {
	base, rev = newPane("base", f.Base, "old", "−"), newPane("rev", f.Rev, "new", "+")
	a, b := x.base.blockOf(f.Base), x.rev.blockOf(f.Rev)
	rows := x.compare(f, a, b)
	if len(rows) == 0 {
		return base, rev
	}
	shown := folded(rows, a.line, b.line)
	if a.lines != nil {
		base.fill(shown, a, func(r row) (own, other int) { return r.base, r.rev }, b)
	}
	if b.lines != nil {
		rev.fill(shown, b, func(r row) (own, other int) { return r.rev, r.base }, a)
	}
	return base, rev
}

func newPane(side string, at *finding.Place, kind, sign string) *pane {
	if at == nil {
		return nil
	}
	return &pane{Side: side, Where: Printable(position(at)), Value: indented(at.Value), kind: kind, sign: sign}
}

// indented returns a value as a few lines; a scalar or a short one is one.
func indented(value json.RawMessage) string {
	value = bytes.TrimSpace(value)
	if len(value) <= 2*codeWidth/3 {
		return Printable(string(value))
	}
	var b bytes.Buffer
	if json.Indent(&b, value, "", "  ") != nil {
		return Printable(string(value))
	}
	return string(PrintableJSON(b.Bytes()))
}

// block is a part of a text; without lines it is none.
type block struct {
	*lines
	first, last int
	line, col   int // of the place itself
}

func (l *lines) blockOf(at *finding.Place) block {
	if l == nil || at == nil {
		return block{}
	}
	first, last := l.block(at.Position.Line, at.Position.Col)
	if first == 0 {
		return block{}
	}
	return block{l, first, last, at.Position.Line, at.Position.Col}
}

// at returns a line of a block for people. Lines that are cut are cut around
// the place in its own line.
func (b block) at(line int) string {
	if b.lines == nil || line == 0 {
		return ""
	}
	col := 0
	if line == b.line {
		col = b.col
	}
	return b.show(line, col, codeWidth)
}

func (b block) texts() []string {
	var out []string
	if b.lines != nil {
		for line := b.first; line <= b.last; line++ {
			out = append(out, b.at(line))
		}
	}
	return out
}

// compare lays the blocks beside each other, with the lines around them.
func (x excerpts) compare(f finding.Finding, a, b block) []row {
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
