package doc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// yamlReader turns the nodes of the YAML library into ours in one pass:
// aliases and merge keys are expanded, scalars typed, names checked.
type yamlReader struct {
	*builder
	open  map[*yaml.Node]bool // anchored nodes being converted, to find cycles
	alias *yaml.Node          // the outermost alias being expanded, if any
}

// parseYAML reads exactly one YAML document. Its errors are *syntaxErr.
func parseYAML(data []byte) (root *Node, err error) {
	defer func() {
		// The library panics with its own error type on what it did not
		// expect ("internal error, please report"). A document must never
		// stop the process.
		if p := recover(); p != nil {
			root, err = nil, errAt(Pos{Line: 1, Col: 1}, "invalid YAML: %v", p)
		}
	}()
	if err := checkYAMLSize(data); err != nil {
		return nil, err
	}
	n, err := loadYAML(data)
	if err != nil {
		return nil, err
	}
	r := &yamlReader{builder: newBuilder(), open: make(map[*yaml.Node]bool)}
	return r.convert(n, 0)
}

// maxIndicators bounds the memory of the library, which builds a tree of its
// own before ours and needs some 300 bytes for a node. Every value of YAML but
// the root stands behind an indicator, so there are at most twice as many
// values. A 4 MB document of Atlas, prose included, has 110,000 indicators.
const maxIndicators = 1_500_000

func checkYAMLSize(data []byte) error {
	const indicators = "-:,[{?"
	left := maxIndicators
	for _, b := range []byte(indicators) {
		left -= bytes.Count(data, []byte{b})
	}
	if left >= 0 {
		return nil
	}
	left = maxIndicators
	at := bytes.IndexFunc(data, func(r rune) bool {
		if strings.ContainsRune(indicators, r) {
			left--
		}
		return left < 0
	})
	return errAt(posAt(data, at), "document has too many values")
}

// loadYAML composes the single document of a stream and returns its root.
func loadYAML(data []byte) (*yaml.Node, error) {
	// The library refuses to read what declares itself YAML 1.2. The two
	// differ in the types of scalars, which are decided here.
	if rest, ok := bytes.CutPrefix(data, []byte("%YAML 1.2")); ok {
		data = append([]byte("%YAML 1.1"), rest...)
	}
	// The exact limit is applied in convert. This one, which counts flow and
	// block levels in its own way, only guards the library's recursion.
	limits := loaderlimits.New(loaderlimits.DepthValue(2*MaxDepth + 2))
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(limits))
	if err != nil {
		return nil, err
	}
	var first, second yaml.Node
	switch err := loader.Load(&first); {
	case err == io.EOF:
		return nil, errAt(Pos{Line: 1, Col: 1}, "empty document")
	case err != nil:
		return nil, yamlError(data, err)
	}
	root := first.Content[0]
	if root.Kind == yaml.ScalarNode && root.Value == "" && root.Style == 0 && root.Tag == "!!null" {
		return nil, errAt(Pos{Line: 1, Col: 1}, "empty document")
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, errAt(posOf(&second), "more than one YAML document in the file")
	case err != io.EOF:
		return nil, yamlError(data, err)
	}
	return root, nil
}

// yamlError takes message and place from an error of the library.
func yamlError(data []byte, err error) error {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		return errAt(Pos{Line: 1, Col: 1}, "invalid YAML: %s", err)
	}
	pos := Pos{Line: int32(e.Mark.Line), Col: int32(e.Mark.Column)}
	switch {
	case pos.Line == 0 && e.Mark.Index > 0:
		pos = posAt(data, e.Mark.Index)
	case pos.Line == 0:
		pos = Pos{Line: int32(e.ContextMark.Line), Col: int32(e.ContextMark.Column)}
	}
	pos.Line, pos.Col = max(pos.Line, 1), max(pos.Col, 1)
	if i := e.Mark.Index; i < len(data) && i >= 0 && data[i] == '\t' {
		return errAt(pos, "invalid YAML: a tab cannot indent or begin a value, use spaces")
	}
	msg := e.Message
	switch begin := e.ContextMark; {
	case e.ContextMsg != "" && begin.Line > 0 && begin != e.Mark:
		msg = fmt.Sprintf("%s (%s that begins at %d:%d)", msg, e.ContextMsg, begin.Line, begin.Column)
	case e.ContextMsg != "":
		msg = fmt.Sprintf("%s (%s)", msg, e.ContextMsg)
	}
	return errAt(pos, "invalid YAML: %s", msg)
}

func posOf(n *yaml.Node) Pos { return Pos{Line: int32(n.Line), Col: int32(n.Column)} }

// convert returns the tree of n, which stands at the given depth.
func (r *yamlReader) convert(n *yaml.Node, depth int) (*Node, error) {
	if n.Kind == yaml.AliasNode {
		return r.expand(n, depth)
	}
	out := r.node(Null, posOf(n))
	if r.full() {
		return nil, r.errAt(n, "document has more than %d nodes after aliases are expanded", MaxNodes)
	}
	if n.Kind == yaml.ScalarNode {
		var err error
		out.Kind, out.Value, err = scalar(n)
		return out, err
	}
	if depth++; depth > MaxDepth {
		return nil, r.errAt(n, "nested deeper than %d levels", MaxDepth)
	}
	if n.Anchor != "" {
		r.open[n] = true
		defer delete(r.open, n)
	}
	if n.Kind == yaml.SequenceNode {
		return out, r.sequence(out, n, depth)
	}
	return out, r.mapping(out, n, depth)
}

// expand converts the target of an alias afresh, so that no node is shared.
func (r *yamlReader) expand(n *yaml.Node, depth int) (*Node, error) {
	if r.open[n.Alias] {
		return nil, r.errAt(n, "alias %s refers to a value that contains it", quote(n.Value))
	}
	if r.alias == nil {
		r.alias = n
		defer func() { r.alias = nil }()
	}
	return r.convert(n.Alias, depth)
}

// errAt reports a limit at the outermost alias that led to n, else at n.
func (r *yamlReader) errAt(n *yaml.Node, format string, args ...any) error {
	if r.alias != nil {
		n = r.alias
	}
	return errAt(posOf(n), format, args...)
}

func (r *yamlReader) sequence(out *Node, n *yaml.Node, depth int) error {
	out.Kind = Seq
	if n.Style&yaml.TaggedStyle != 0 && n.Tag != "!!seq" {
		return errTag(n)
	}
	out.Items = make([]*Node, 0, len(n.Content))
	for _, c := range n.Content {
		item, err := r.convert(c, depth)
		if err != nil {
			return err
		}
		out.Items = append(out.Items, item)
	}
	return nil
}

// scalar returns kind and value of a scalar: by its tag when it has one, as a
// string when it is quoted, else by its text.
func scalar(n *yaml.Node) (Kind, string, error) {
	const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if n.Style&yaml.TaggedStyle != 0 {
		return tagged(n)
	}
	if n.Style&quoted != 0 || n.Tag == "!" { // "!" is the tag of "not plain"
		return String, n.Value, nil
	}
	kind, value := resolvePlain(n.Value)
	return kind, value, nil
}

// tagged applies an explicit tag of the YAML core schema.
func tagged(n *yaml.Node) (Kind, string, error) {
	kind, value := resolvePlain(n.Value)
	ok := true
	switch n.Tag {
	case "!!str", "!!timestamp":
		return String, n.Value, nil
	case "!!null":
		ok = kind == Null
	case "!!bool":
		ok = kind == Bool
	case "!!int":
		d, exact := parseDecimal(value)
		ok = kind == Number && exact && len(d.digits) <= d.point
	case "!!float":
		ok = kind == Number || isYAMLInfinity(n.Value)
	default:
		return 0, "", errTag(n)
	}
	if !ok {
		return 0, "", errAt(posOf(n), "%s is no value for the tag %s", quote(n.Value), quote(n.Tag))
	}
	return kind, value, nil
}

func errTag(n *yaml.Node) error {
	return errAt(posOf(n), "tag %s is not supported here", quote(n.Tag))
}
