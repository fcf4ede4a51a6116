package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// maxExcerpt is how much of a line is shown, in characters, where nothing
// else bounds it.
const maxExcerpt = 100

// texts give the texts of both sides by lines, which are made when a line is
// first shown; nil when a text is not at hand.
type texts struct{ base, rev func() *lines }

// excerpt writes the line at a place, without its indentation, and a caret
// under the column. What is far from the column is cut off.
func (p *printer) excerpt(text func() *lines, at *finding.Place) {
	if text == nil || at == nil || at.Position.Line < 1 || at.Position.Col < 1 {
		return
	}
	l := text()
	if l == nil {
		return
	}
	width := maxExcerpt
	if p.opts.Width > 0 {
		width = min(width, max(p.opts.Width-2-labelWidth-3, 20))
	}
	before, after := l.around(at.Position.Line, at.Position.Col, width)
	if after == "" {
		return // the line is not what the position means
	}
	indent := strings.Repeat(" ", 2+labelWidth+1)
	p.b.WriteString(indent + p.paint(dim, "|") + " " + before + after + "\n")
	p.b.WriteString(indent + p.paint(dim, "|") + " " + strings.Repeat(" ", utf8.RuneCountInString(before)) + p.paint(bold, "^") + "\n")
}

// around returns a line before a column and from it on, printable, together
// at most about width characters.
func (l *lines) around(line, col, width int) (before, after string) {
	raw := l.raw(line)
	at := l.offset(line, raw, col-1)
	from := max(0, at-width*utf8.UTFMax)
	for from < at && !utf8.RuneStart(raw[from]) {
		from++
	}
	head := []rune(strings.TrimLeftFunc(string(raw[from:at]), unicode.IsSpace))
	tail := []rune(strings.ToValidUTF8(string(raw[at:min(len(raw), at+width*utf8.UTFMax)]), ""))
	if room := width / 2; len(head) > room && len(head)+len(tail) > width {
		head = append([]rune("…"), head[len(head)-room+1:]...)
	}
	if room := width - len(head); len(tail) > room {
		tail = append(tail[:room-1], '…')
	}
	show := func(r []rune) string { return Printable(strings.ReplaceAll(string(r), "\t", "  ")) }
	return show(head), show(tail)
}
