package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// run is a number of lines that are shown alike, each with its line feed.
type run struct {
	Kind  string // "" as they are, "old", "new", "here" (the place itself), "none" (only the other side has lines), "gap"
	Words []word
}

// word is a piece of a run; Strong is what differs within a changed line.
type word struct {
	Text   string
	Strong bool
}

// fill writes rows of one side into a pane. own tells the lines of a row, the
// one of this side first; there is the text of the other side.
func (p *pane) fill(rows []row, here block, own func(row) (int, int), there block) {
	indent := commonIndent(rows, here, own)
	other := commonIndent(rows, there, func(r row) (int, int) { a, b := own(r); return b, a })
	marked := false
	for _, r := range rows {
		marked = marked || r.changed
	}
	numbers := make([]string, 0, len(rows))
	for _, r := range rows {
		line, opposite := own(r)
		text := dedent(here.at(line), indent)
		kind, number := "", strconv.Itoa(line)+"  "
		switch {
		case r == row{}:
			kind, number, text = "gap", "⋯  ", ""
		case line == 0:
			kind, number = "none", ""
		case r.changed:
			kind, number = p.kind, strconv.Itoa(line)+" "+p.sign
		case line == here.line && !marked:
			kind = "here"
		}
		numbers = append(numbers, number)
		words := []word{{Text: text}}
		if r.changed && line > 0 && opposite > 0 {
			words = differing(text, dedent(there.at(opposite), other))
		}
		p.add(kind, words)
	}
	p.Numbers = strings.Join(numbers, "\n")
	if utf8.RuneCountInString(p.Value) <= maxValue {
		p.Value = "" // which the message says
	}
}

// add appends a line to the last run when that is of the same kind.
func (p *pane) add(kind string, words []word) {
	words[len(words)-1].Text += "\n"
	if n := len(p.Runs); n > 0 && p.Runs[n-1].Kind == kind {
		last := &p.Runs[n-1]
		for _, w := range words {
			if m := len(last.Words); last.Words[m-1].Strong == w.Strong {
				last.Words[m-1].Text += w.Text
			} else {
				last.Words = append(last.Words, w)
			}
		}
		return
	}
	p.Runs = append(p.Runs, run{kind, words})
}

// commonIndent returns how many spaces all lines of one side begin with.
func commonIndent(rows []row, b block, own func(row) (int, int)) int {
	common := -1
	for _, r := range rows {
		line, _ := own(r)
		text := b.at(line)
		if n := len(text) - len(strings.TrimLeft(text, " ")); n < len(text) && (common < 0 || n < common) {
			common = n
		}
	}
	return max(common, 0)
}

func dedent(text string, n int) string {
	if len(text) <= n {
		return ""
	}
	return text[n:]
}

// differing splits a line where it differs from another one: the whole words
// that both begin and end with are not strong. Lines that have little in
// common are not split.
func differing(text, other string) []word {
	prefix := commonPrefix(text, other)
	if wordBegins(text[prefix:]) || wordBegins(other[prefix:]) {
		prefix = len(strings.TrimRightFunc(text[:prefix], ofWord))
	}
	suffix := commonSuffix(text[prefix:], other[prefix:])
	if wordEnds(text[:len(text)-suffix]) || wordEnds(other[:len(other)-suffix]) {
		suffix = len(strings.TrimLeftFunc(text[len(text)-suffix:], ofWord))
	}
	if prefix+suffix == len(text) || 3*(prefix+suffix) <= min(len(text), len(other)) {
		return []word{{Text: text}}
	}
	end := len(text) - suffix
	words := []word{{Text: text[:prefix]}, {Text: text[prefix:end], Strong: true}, {Text: text[end:]}}
	if prefix == 0 {
		return words[1:]
	}
	return words
}

func ofWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func wordBegins(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return ofWord(r)
}

func wordEnds(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return ofWord(r)
}

// commonPrefix returns the length of what both begin with, in whole characters.
func commonPrefix(a, b string) int {
	for i, r := range a {
		if s, n := utf8.DecodeRuneInString(b[min(i, len(b)):]); n == 0 || r != s {
			return i
		}
	}
	return len(a)
}

// commonSuffix returns the length of what both end with, in whole characters.
func commonSuffix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) {
		r, size := utf8.DecodeLastRuneInString(a[:len(a)-n])
		if s, _ := utf8.DecodeLastRuneInString(b[:len(b)-n]); r != s {
			break
		}
		n += size
	}
	return n
}
