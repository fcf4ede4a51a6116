package pattern

// class reads a bracketed class from behind the bracket at offset at.
func (p *parser) class(at int) (set, error) {
	negated := p.accept("^")
	var spans []span
	for !p.accept("]") {
		if p.pos == len(p.src) {
			return nil, p.syntax(at, "missing ]")
		}
		s, err := p.classRange()
		if err != nil {
			return nil, err
		}
		spans = append(spans, s...)
	}
	s := newSet(spans...)
	if negated {
		s = s.negate()
	}
	return s, nil
}

// classRange reads one atom of a class, or two with a hyphen between. When one
// of the two is itself a set, as in [\w-.], the hyphen is a literal (annex B,
// CharacterRangeOrUnion).
func (p *parser) classRange() ([]span, error) {
	at := p.pos
	low, lowIsSet, err := p.classAtom()
	if err != nil {
		return nil, err
	}
	rest := p.rest()
	if len(rest) < 2 || rest[0] != '-' || rest[1] == ']' {
		return low, nil
	}
	p.pos++
	high, highIsSet, err := p.classAtom()
	if err != nil {
		return nil, err
	}
	if lowIsSet || highIsSet {
		return append(append([]span{{'-', '-'}}, low...), high...), nil
	}
	if low[0].lo > high[0].lo {
		return nil, p.syntax(at, "range out of order in character class")
	}
	return []span{{low[0].lo, high[0].lo}}, nil
}

// classAtom reads one character, as a span of its own, or an escape for a set.
func (p *parser) classAtom() (spans []span, isSet bool, err error) {
	at := p.pos
	r := p.next()
	if r != '\\' {
		return []span{{r, r}}, false, nil
	}
	if p.accept("b") {
		return []span{{'\b', '\b'}}, false, nil
	}
	s, ok, err := p.setEscape(at)
	if ok || err != nil {
		return s, true, err
	}
	r, err = p.charEscape(at)
	return []span{{r, r}}, false, err
}
