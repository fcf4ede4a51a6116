package pattern

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// escape reads an escape outside of a class, from behind its backslash, which
// is at offset at.
func (p *parser) escape(at int) (n *node, repeatable bool, err error) {
	switch {
	case p.accept("b"):
		return &node{op: opWord}, false, nil
	case p.accept("B"):
		return &node{op: opNotWord}, false, nil
	case p.accept("k"):
		p.note(at, "back-reference")
		if p.accept("<") {
			return empty, true, p.groupName(at)
		}
		return empty, true, nil
	}
	if s, ok, err := p.setEscape(at); ok || err != nil {
		return p.setNode(s, err)
	}
	r, err := p.charEscape(at)
	return p.setNode(newSet(span{r, r}), err)
}

// setEscape reads \d, \D, \s, \S, \w, \W, \p{...} and \P{...}.
func (p *parser) setEscape(at int) (s set, ok bool, err error) {
	switch {
	case p.accept("d"):
		return digits, true, nil
	case p.accept("D"):
		return digits.negate(), true, nil
	case p.accept("s"):
		return spaces, true, nil
	case p.accept("S"):
		return spaces.negate(), true, nil
	case p.accept("w"):
		return words, true, nil
	case p.accept("W"):
		return words.negate(), true, nil
	case p.accept("p"):
		s, err = p.propertyEscape(at)
		return s, true, err
	case p.accept("P"):
		s, err = p.propertyEscape(at)
		return s.negate(), true, err
	}
	return nil, false, nil
}

func (p *parser) propertyEscape(at int) (set, error) {
	if !p.accept("{") {
		p.note(at, "property escape without braces")
		return nil, nil
	}
	text, _, ok := strings.Cut(p.rest(), "}")
	if !ok {
		return nil, p.syntax(at, "property escape without }")
	}
	p.pos += len(text) + 1
	s, ok := property(text)
	if !ok {
		p.note(at, "property %q", text)
	}
	return s, nil
}

// charEscape reads an escape that stands for one character. Those that mean
// one thing with the u flag and another without, or nothing with it, are noted
// as unsupported unless they escape punctuation.
func (p *parser) charEscape(at int) (rune, error) {
	if p.pos == len(p.src) {
		return 0, p.syntax(at, "\\ at the end")
	}
	switch r := p.next(); r {
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'v':
		return '\v', nil
	case '0':
		if rest := p.rest(); rest != "" && '0' <= rest[0] && rest[0] <= '9' {
			p.note(at, "octal escape")
		}
		return 0, nil
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		p.note(at, "back-reference")
		return r, nil
	case 'c':
		if rest := p.rest(); rest != "" && isLetter(rest[0]) {
			return p.next() % 32, nil
		}
		p.note(at, "\\c without a letter")
		return r, nil
	case 'x':
		if n, ok := p.hex(2); ok {
			return n, nil
		}
		p.note(at, "\\x without two hexadecimal digits")
		return r, nil
	case 'u':
		return p.unicodeEscape(at)
	default:
		if r < 0x80 && isLetter(byte(r)) {
			p.note(at, "escape \\%c, which is not ECMA-262 with the u flag", r)
		}
		return r, nil
	}
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// hex reads exactly that many hexadecimal digits.
func (p *parser) hex(digits int) (rune, bool) {
	if len(p.rest()) < digits {
		return 0, false
	}
	n, err := strconv.ParseUint(p.rest()[:digits], 16, 32)
	if err != nil {
		return 0, false
	}
	p.pos += digits
	return rune(n), true
}

// unicodeEscape reads \uHHHH, a pair of them that makes one character, and
// \u{H...}, from behind the u.
func (p *parser) unicodeEscape(at int) (rune, error) {
	if p.accept("{") {
		text, _, ok := strings.Cut(p.rest(), "}")
		n, err := strconv.ParseUint(text, 16, 64)
		if !ok || err != nil || n > maxRune {
			return 0, p.syntax(at, "invalid \\u{...}")
		}
		p.pos += len(text) + 1
		return p.scalar(at, rune(n)), nil
	}
	n, ok := p.hex(4)
	if !ok {
		p.note(at, "\\u without four hexadecimal digits")
		return 'u', nil
	}
	if back := p.pos; utf16.IsSurrogate(n) && p.accept(`\u`) {
		low, ok := p.hex(4)
		if pair := utf16.DecodeRune(n, low); ok && pair != '\uFFFD' {
			return pair, nil
		}
		p.pos = back
	}
	return p.scalar(at, n), nil
}

// scalar notes a lone surrogate: with the u flag it matches nothing, without it
// half of a character.
func (p *parser) scalar(at int, r rune) rune {
	if utf16.IsSurrogate(r) {
		p.note(at, "lone surrogate")
	}
	return r
}
