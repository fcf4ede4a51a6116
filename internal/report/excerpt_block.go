package report

import "bytes"

// maxBlock is how many lines of a block are looked at.
const maxBlock = 60

// block returns the first and the last line of the value at a position, as
// far as indentation tells, with the line of its key; at most maxBlock lines.
//
//  1. A value that begins its line (a map or a list of YAML) goes on as long as
//     lines are not indented less, and its key is on the line above.
//  2. Any other value (a scalar, and everything in JSON) goes on as long as
//     lines are indented more, and with the bracket that closes it.
func (l *lines) block(line, col int) (first, last int) {
	if line < 1 || line > l.count() {
		return 0, -1
	}
	own, text := indentation(l.raw(line))
	first, last = line, line
	if len(text) == 0 { // no value is there: the position is of another text
		return first, last
	}
	begins := !l.json && col-1 <= own
	if begins && l.holds(line-1, own, text[0] == '-') {
		first = line - 1
	}
	for n := line + 1; n <= l.count() && n < first+maxBlock; n++ {
		indent, rest := indentation(l.raw(n))
		switch {
		case len(rest) == 0: // belongs to it if what follows does
		case indent > own, begins && indent == own && (text[0] == '-') == (rest[0] == '-'):
			last = n
		case indent == own && (rest[0] == '}' || rest[0] == ']'):
			return first, n
		default:
			return first, last
		}
	}
	return first, last
}

// holds tells whether a line is the key of a value that begins below it; a
// list may be indented as its key is.
func (l *lines) holds(line, indent int, list bool) bool {
	own, text := indentation(l.raw(line))
	return (own < indent || list && own == indent) && bytes.HasSuffix(bytes.TrimRight(text, " \t"), []byte(":"))
}

// indentation splits a line.
func indentation(line []byte) (int, []byte) {
	text := bytes.TrimLeft(line, " \t")
	return len(line) - len(text), text
}
