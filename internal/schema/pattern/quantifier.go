package pattern

import "strings"

// quantifier reads the quantifier that comes next, if any. Laziness changes
// which match is found and not whether there is one: it is passed over.
func (p *parser) quantifier() (lo, hi int, ok bool, err error) {
	switch {
	case p.accept("*"):
		lo, hi = 0, unlimited
	case p.accept("+"):
		lo, hi = 1, unlimited
	case p.accept("?"):
		lo, hi = 0, 1
	default:
		at := p.pos
		if lo, hi, ok, err = p.braces(); !ok || err != nil {
			p.pos = at
			return 0, 0, false, err
		}
	}
	p.accept("?")
	return lo, hi, true, nil
}

// braces reads {n}, {n,} or {n,m}. Every other brace is a literal one (annex B,
// InvalidBracedQuantifier), among them that of {,m}.
func (p *parser) braces() (lo, hi int, ok bool, err error) {
	at := p.pos
	if !p.accept("{") {
		return 0, 0, false, nil
	}
	lo, ok = p.count()
	if !ok {
		return 0, 0, false, nil
	}
	hi = lo
	if p.accept(",") {
		if hi, ok = p.count(); !ok {
			hi = unlimited
		}
	}
	if !p.accept("}") {
		return 0, 0, false, nil
	}
	if lo > hi {
		return 0, 0, false, p.syntax(at, "numbers out of order in {} quantifier")
	}
	return lo, hi, true, nil
}

// count reads a decimal number; past the largest finite count it stays there.
func (p *parser) count() (int, bool) {
	text := p.rest()
	text = text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	p.pos += len(text)
	n := 0
	for _, d := range text {
		n = min(plus(times(n, 10), int(d-'0')), unlimited-1)
	}
	return n, text != ""
}
