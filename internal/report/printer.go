package report

import (
	"strings"
	"unicode/utf8"
)

// ANSI styles (ECMA-48, SGR).
const (
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	reset  = "\x1b[0m"
)

// labelWidth is the width of the column of labels, as long as the longest.
const labelWidth = len("unproved")

// printer collects lines. Each text is escaped, then wrapped, then coloured,
// so that no escape sequence of a document survives and none of ours is cut.
type printer struct {
	b     strings.Builder
	opts  TextOptions
	texts texts
}

func (p *printer) blank() { p.b.WriteByte('\n') }

// line writes text after a prefix; what is wrapped is indented by as much.
func (p *printer) line(prefix, style, text string) {
	indent := utf8.RuneCountInString(prefix)
	for i, part := range wrap(Printable(text), p.opts.Width-indent) {
		if i > 0 {
			prefix = strings.Repeat(" ", indent)
		}
		p.b.WriteString(prefix + p.paint(style, part) + "\n")
	}
}

// field writes a label and its text. No label continues the one above.
func (p *printer) field(label, text string) {
	indent := 2 + labelWidth + 1
	for i, part := range wrap(Printable(text), p.opts.Width-indent) {
		if i > 0 {
			label = ""
		}
		pad := strings.Repeat(" ", labelWidth-len(label)+1)
		p.b.WriteString("  " + p.paint(dim, label) + pad + part + "\n")
	}
}

func (p *printer) paint(style, text string) string {
	if !p.opts.Color || style == "" || text == "" {
		return text
	}
	return style + text + reset
}

// wrap breaks text at spaces into lines of at most width runes; a longer word
// has a line of its own, so that a path can still be copied. A width under a
// readable minimum does not wrap.
func wrap(text string, width int) []string {
	if width < 20 || utf8.RuneCountInString(text) <= width {
		return []string{text}
	}
	var lines []string
	line, used := "", 0
	for i, word := range strings.Split(text, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
			line, used = word, n
		case used+1+n <= width:
			line, used = line+" "+word, used+1+n
		default:
			lines = append(lines, line)
			line, used = word, n
		}
	}
	return append(lines, line)
}
