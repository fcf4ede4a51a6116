package report

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"
)

// lines is the text of a document by lines, as the positions of findings count
// them: from 1, columns in characters, a byte order mark is no character. It
// is made once for a document, so that an excerpt costs no more than its own
// length, even from the single line of a minified document.
type lines struct {
	text   []byte
	json   bool  // whether the text begins as JSON does
	starts []int // offset of each line, and of the end of the text
	marks  []int // characters before each stride of the text; nil until a long line asks
}

const stride = 4096 // bytes

// lines indexes the text of a document; nil when it is not at hand.
func (d Document) lines() *lines {
	if d.Text == nil {
		return nil
	}
	text := bytes.TrimPrefix(d.Text, []byte("\ufeff"))
	begin := bytes.TrimLeft(text, " \t\r\n")
	l := &lines{text: text, json: len(begin) > 0 && (begin[0] == '{' || begin[0] == '[')}
	for off := 0; off < len(text); off = l.next(off) {
		l.starts = append(l.starts, off)
	}
	l.starts = append(l.starts, len(text))
	return l
}

// next returns where the line after the one at off begins. YAML has three line
// breaks that JSON has not.
func (l *lines) next(off int) int {
	for i := off; i < len(l.text); i++ {
		switch c := l.text[i]; {
		case c == '\n':
			return i + 1
		case c == '\r':
			if i+1 < len(l.text) && l.text[i+1] == '\n' {
				return i + 2
			}
			return i + 1
		case c < utf8.RuneSelf || l.json:
		default:
			if r, n := utf8.DecodeRune(l.text[i:]); r == '\u0085' || r == '\u2028' || r == '\u2029' {
				return i + n
			}
		}
	}
	return len(l.text)
}

// count returns how many lines there are.
func (l *lines) count() int { return len(l.starts) - 1 }

// raw returns a line without its break; nothing when there is no such line.
func (l *lines) raw(line int) []byte {
	if line < 1 || line > l.count() {
		return nil
	}
	return bytes.TrimRight(l.text[l.starts[line-1]:l.starts[line]], "\r\n\u0085\u2028\u2029")
}

// show returns a line for people: printable, a tab as two spaces, of a long
// line width characters, of which a quarter stand before the column. Each
// side that is cut off is an ellipsis. Column 0 is the beginning.
func (l *lines) show(line, col, width int) string {
	raw := l.raw(line)
	if len(raw) > width && utf8.RuneCount(raw[:min(len(raw), width*utf8.UTFMax)]) > width {
		raw = l.cut(line, raw, max(0, col-1-width/4), width)
	}
	return Printable(strings.ReplaceAll(string(raw), "\t", "  "))
}

// cut returns width characters of a line after the first skip ones.
func (l *lines) cut(line int, raw []byte, skip, width int) []byte {
	start := l.offset(line, raw, skip)
	end := start
	for n := 0; n < width && end < len(raw); n++ {
		_, size := utf8.DecodeRune(raw[end:])
		end += size
	}
	var b []byte
	if start > 0 {
		b = append(b, "…"...)
	}
	b = append(b, raw[start:end]...)
	if end < len(raw) {
		b = append(b, "…"...)
	}
	return b
}

// offset returns the byte of a line that follows its first skip characters.
func (l *lines) offset(line int, raw []byte, skip int) int {
	start := l.starts[line-1]
	off := start
	if skip > stride {
		want := l.before(start) + skip
		k := sort.SearchInts(l.marks, want+1) - 1 // the last mark that is not behind
		if at := k * stride; at > start {
			off, skip = at, want-l.marks[k]
			for off < len(l.text) && !utf8.RuneStart(l.text[off]) { // of a character that the mark has counted
				off++
			}
		}
	}
	for ; skip > 0 && off < start+len(raw); skip-- {
		_, size := utf8.DecodeRune(l.text[off:])
		off += size
	}
	return min(off-start, len(raw))
}

// before returns how many characters begin before an offset.
func (l *lines) before(off int) int {
	if l.marks == nil {
		n := 0
		for at := 0; at <= len(l.text); at += stride {
			l.marks = append(l.marks, n)
			n += runeStarts(l.text[at:min(at+stride, len(l.text))])
		}
	}
	k := off / stride
	return l.marks[k] + runeStarts(l.text[k*stride:off])
}

// runeStarts counts the characters that begin in a part of a text, which may
// cut some of them.
func runeStarts(b []byte) int {
	n := 0
	for _, c := range b {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}
