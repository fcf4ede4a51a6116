package report

import (
	"bytes"
	"encoding/json"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

const codeWidth = 240 // characters shown of a long line

// pane is one side of a finding: its place and the text there.
type pane struct {
	Side    string // "base" or "rev"
	Where   string
	Value   string // what stands there, when there is no text or the message cuts it
	Numbers string // one line for each of the text, with the sign of what changed
	Runs    []run

	kind, sign string // of what changed on this side
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
	rows := beside(f, a, b)
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
