package pattern

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on one pattern.
const (
	maxSource = 1 << 16 // bytes
	maxDepth  = 500     // nesting of groups
	maxSets   = 1 << 12 // different sets of characters
	maxInsts  = 1 << 16 // instructions of the program
	maxCopies = 1 << 11 // copies of one set before split is tried
)

// parser is a recursive descent over the grammar of ECMA-262, section Patterns.
// What is valid and not supported is noted and passed over, so that a mistake
// further on is still seen as one.
type parser struct {
	src         string
	pos         int
	depth       int
	sets        []set
	setIDs      map[string]int
	unsupported *UnsupportedError // the first one
}

func (p *parser) syntax(offset int, format string, args ...any) error {
	return &SyntaxError{Source: p.src, Offset: offset, Msg: fmt.Sprintf(format, args...)}
}

func (p *parser) note(offset int, format string, args ...any) *UnsupportedError {
	err := &UnsupportedError{Source: p.src, Offset: offset, Feature: fmt.Sprintf(format, args...)}
	if p.unsupported == nil {
		p.unsupported = err
	}
	return err
}

func (p *parser) pattern() (*node, error) {
	if len(p.src) > maxSource {
		return nil, p.note(maxSource, "more than %d bytes", maxSource)
	}
	if !utf8.ValidString(p.src) {
		return nil, p.syntax(0, "not valid UTF-8")
	}
	n, err := p.disjunction()
	if err != nil {
		return nil, err
	}
	if p.pos < len(p.src) {
		return nil, p.syntax(p.pos, "unmatched )")
	}
	if p.unsupported != nil {
		return nil, p.unsupported
	}
	return n, nil
}

func (p *parser) rest() string { return p.src[p.pos:] }

// accept passes over text when it comes next.
func (p *parser) accept(text string) bool {
	if !strings.HasPrefix(p.rest(), text) {
		return false
	}
	p.pos += len(text)
	return true
}

func (p *parser) next() rune {
	r, size := utf8.DecodeRuneInString(p.rest())
	p.pos += size
	return r
}

func (p *parser) disjunction() (*node, error) {
	var alternatives []*node
	for {
		n, err := p.alternative()
		if err != nil {
			return nil, err
		}
		alternatives = append(alternatives, n)
		if !p.accept("|") {
			return alternate(alternatives), nil
		}
	}
}

func (p *parser) alternative() (*node, error) {
	var terms []*node
	for p.pos < len(p.src) && p.src[p.pos] != '|' && p.src[p.pos] != ')' {
		n, repeatable, err := p.term()
		if err != nil {
			return nil, err
		}
		at := p.pos
		lo, hi, ok, err := p.quantifier()
		if err != nil {
			return nil, err
		}
		if ok && !repeatable {
			return nil, p.syntax(at, "nothing to repeat")
		}
		if ok {
			n = repeat(n, lo, hi)
		}
		terms = append(terms, n)
	}
	return concat(terms), nil
}

// term reads an assertion or an atom, without its quantifier.
func (p *parser) term() (n *node, repeatable bool, err error) {
	at := p.pos
	switch r := p.next(); r {
	case '^':
		return &node{op: opBegin}, false, nil
	case '$':
		return &node{op: opEnd}, false, nil
	case '(':
		n, err := p.group(at)
		return n, true, err
	case '[':
		return p.setNode(p.class(at))
	case '.':
		return p.setNode(notLine, nil)
	case '\\':
		return p.escape(at)
	case '*', '+', '?':
		return nil, false, p.syntax(at, "nothing to repeat")
	case '{':
		p.pos = at
		if _, _, ok, _ := p.braces(); ok {
			return nil, false, p.syntax(at, "nothing to repeat")
		}
		p.pos = at + 1
		return p.setNode(newSet(span{'{', '{'}), nil)
	default: // "]" and "}" too (annex B, ExtendedPatternCharacter)
		return p.setNode(newSet(span{r, r}), nil)
	}
}

// setNode wraps the result of a function that reads a set.
func (p *parser) setNode(s set, err error) (*node, bool, error) {
	if err != nil {
		return nil, false, err
	}
	key := fmt.Sprint(s)
	id, ok := p.setIDs[key]
	if !ok {
		if id = len(p.sets); id == maxSets {
			return nil, false, p.note(p.pos, "more than %d different character sets", maxSets)
		}
		p.setIDs[key] = id
		p.sets = append(p.sets, s)
	}
	return &node{op: opSet, set: id}, true, nil
}

// group reads from behind the parenthesis at offset at to the one that closes it.
func (p *parser) group(at int) (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.note(at, "groups nested deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	switch { // look-ahead for the end is an assertion like $
	case p.accept("?=$)"):
		return &node{op: opEnd}, nil
	case p.accept("?!$)"):
		return &node{op: opNotEnd}, nil
	}
	if p.accept("?") {
		if err := p.groupKind(at); err != nil {
			return nil, err
		}
	}
	n, err := p.disjunction()
	if err != nil {
		return nil, err
	}
	if !p.accept(")") {
		return nil, p.syntax(at, "missing )")
	}
	return n, nil
}

// groupKind reads what stands between "(?" and the content of a group.
func (p *parser) groupKind(at int) error {
	switch {
	case p.accept(":"):
	case p.accept("="), p.accept("!"):
		p.note(at, "look-ahead")
	case p.accept("<="), p.accept("<!"):
		p.note(at, "look-behind")
	case p.accept(">"):
		p.note(at, "atomic group, which is not ECMA-262")
	case p.accept("<"):
		return p.groupName(at)
	case p.accept("P<"):
		p.note(at, "group (?P<name>, which is not ECMA-262")
		return p.groupName(at)
	default:
		flags := len(p.rest()) - len(strings.TrimLeft(p.rest(), "-imsuxU"))
		if p.pos += flags; flags == 0 || !p.accept(":") && !strings.HasPrefix(p.rest(), ")") {
			return p.syntax(at, "invalid group")
		}
		p.note(at, "inline flags")
	}
	return nil
}

func (p *parser) groupName(at int) error {
	name, _, ok := strings.Cut(p.rest(), ">")
	bad := func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.Nl, unicode.Nd, unicode.M) && r != '_' && r != '$'
	}
	if !ok || name == "" || unicode.IsDigit([]rune(name)[0]) || slices.ContainsFunc([]rune(name), bad) {
		return p.syntax(at, "invalid group name")
	}
	p.pos += len(name) + 1
	return nil
}
