package doc

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// notJSON marks a syntax error of JSON: the text may still be YAML.
type notJSON struct{ err error }

func (e *notJSON) Error() string { return e.err.Error() }

// jsonReader builds the tree from the tokens of encoding/json. The decoder
// tells only where a token ends; where it begins follows from that, because
// nothing but white space and separators lies between two tokens.
type jsonReader struct {
	*builder
	data   []byte
	dec    *json.Decoder
	cursor *cursor
}

// parseJSON reads exactly one JSON value. Its errors are *syntaxErr, wrapped
// in *notJSON when the text is not well-formed.
func parseJSON(data []byte) (*Node, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	r := &jsonReader{builder: newBuilder(), data: data, dec: dec, cursor: newCursor(data)}
	tok, pos, err := r.token()
	if err != nil {
		return nil, err
	}
	root, err := r.value(tok, pos, 0)
	if err != nil {
		return nil, err
	}
	if off := r.start(); off < len(data) {
		return nil, &notJSON{errAt(r.cursor.to(off), "text after the end of the JSON document")}
	}
	return root, nil
}

// start returns the offset at which the next token begins: behind white space
// and at most one separator.
func (r *jsonReader) start() int {
	off := skipSpace(r.data, int(r.dec.InputOffset()))
	if off < len(r.data) && (r.data[off] == ',' || r.data[off] == ':') {
		off = skipSpace(r.data, off+1)
	}
	return off
}

func skipSpace(data []byte, off int) int {
	for off < len(data) && (data[off] == ' ' || data[off] == '\n' || data[off] == '\t' || data[off] == '\r') {
		off++
	}
	return off
}

// token reads the next token and the position of its first character.
func (r *jsonReader) token() (json.Token, Pos, error) {
	off := r.start()
	tok, err := r.dec.Token()
	if err == nil {
		return tok, r.cursor.to(off), nil
	}
	var bad *json.SyntaxError
	switch {
	case errors.As(err, &bad):
		return nil, Pos{}, &notJSON{errAt(r.cursor.to(off+r.inside(off, bad)), "invalid JSON: %s", bad)}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, Pos{}, &notJSON{errAt(r.cursor.to(len(r.data)), "invalid JSON: unexpected end of the document")}
	}
	return nil, Pos{}, &notJSON{errAt(r.cursor.to(off), "invalid JSON: %s", err)}
}

// inside returns how far behind the start of a token its syntax error is. The
// offset in the error does not tell: between tokens, the decoder does not
// count all bytes. A second decoder that begins at the token does.
func (r *jsonReader) inside(off int, bad *json.SyntaxError) int {
	var again *json.SyntaxError
	err := json.NewDecoder(bytes.NewReader(r.data[off:])).Decode(new(json.RawMessage))
	if errors.As(err, &again) && again.Error() == bad.Error() {
		return max(0, int(again.Offset)-1)
	}
	return 0
}

// value builds the node of a token that begins a value.
func (r *jsonReader) value(tok json.Token, pos Pos, depth int) (*Node, error) {
	n := r.node(Null, pos)
	if r.full() {
		return nil, errAt(pos, "document has more than %d nodes", MaxNodes)
	}
	switch t := tok.(type) {
	case string:
		n.Kind, n.Value = String, t
	case json.Number:
		n.Kind, n.Value = Number, t.String()
	case bool:
		n.Kind, n.Value = Bool, "false"
		if t {
			n.Value = "true"
		}
	case json.Delim:
		if depth++; depth > MaxDepth {
			return nil, errAt(pos, "nested deeper than %d levels", MaxDepth)
		}
		if t == '[' {
			return n, r.array(n, depth)
		}
		return n, r.object(n, depth)
	}
	return n, nil
}

func (r *jsonReader) array(n *Node, depth int) error {
	n.Kind = Seq
	for {
		tok, pos, err := r.token()
		if err != nil {
			return err
		}
		if tok == json.Delim(']') {
			return nil
		}
		item, err := r.value(tok, pos, depth)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
}

func (r *jsonReader) object(n *Node, depth int) error {
	n.Kind = Map
	var set nameSet
	for {
		tok, pos, err := r.token()
		if err != nil {
			return err
		}
		name, ok := tok.(string)
		if !ok { // the decoder lets only the closing brace through
			n.Members = set.members
			return nil
		}
		if first := set.add(Member{Name: r.name(name), Pos: pos}); first != (Pos{}) {
			return errDuplicate(pos, name, first)
		}
		if tok, pos, err = r.token(); err != nil {
			return err
		}
		v, err := r.value(tok, pos, depth)
		if err != nil {
			return err
		}
		set.members[len(set.members)-1].Value = v
	}
}

func errDuplicate(pos Pos, name string, first Pos) error {
	return errAt(pos, "duplicate key %s, first at %d:%d", quote(name), first.Line, first.Col)
}
