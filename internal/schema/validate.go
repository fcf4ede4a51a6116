package schema

import (
	"encoding/json"
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// The independent validator is santhosh-tekuri/jsonschema. It shares nothing
// with the normal form but the reading of the document: hidden properties,
// plain bases, the keys of discriminators. Schemas are translated once, into
// the validator's own model.

// validator holds the translations.
type validator struct {
	made   map[validatorKey]*jsonschema.Schema
	hidden map[hiddenKey][2][]string
	unsure string // why the last answer does not count
	spent  int    // schemas that the last answer has taken
}

// maxValidation bounds the schemas that one document is held against: the
// validator looks at a schema anew for each way that leads to it.
const maxValidation = 20_000

var errTooMuch = errors.New("the schema takes too much work")

// meter counts. The validator cannot be stopped but by a panic, which never
// leaves metered.
type meter struct{ v *validator }

func (x meter) Validate(*jsonschema.ValidatorContext, any) {
	if x.v.spent++; x.v.spent > maxValidation {
		panic(errTooMuch)
	}
}

func metered(validate func() error) (err error) {
	defer func() {
		switch r := recover(); r {
		case nil:
		case errTooMuch:
			err = errTooMuch
		default:
			panic(r)
		}
	}()
	return validate()
}

type validatorKey struct {
	at    place
	d     *document
	dir   Direction
	whole bool // a position, not one of several schemas for it
	drop  string
}

type hiddenKey struct {
	at  place
	d   *document
	dir Direction
}

var errNotSeparated = errors.New("the document does not separate the two schemas")

// separates returns where Super refuses a document that Sub accepts.
func (c *Checker) separates(q Query, n *doc.Node) (doc.Pointer, error) {
	if q.Closed && c.fits(n, c.termOf(q.Sub, q.Direction, true)) == No {
		return "", errNotSeparated // it has what is not declared
	}
	ok, err := c.accepts(q.Sub, q.Direction, n)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", errNotSeparated
	}
	refusal, err := c.validate(q.Super, q.Direction, n)
	if err != nil {
		return "", err
	}
	if refusal == nil {
		return "", errNotSeparated
	}
	return pointerOf(refusal), nil
}

func (c *Checker) accepts(s Schema, dir Direction, n *doc.Node) (bool, error) {
	refusal, err := c.validate(s, dir, n)
	return err == nil && refusal == nil, err
}

// validate returns the validator's refusal, nil when it accepts.
func (c *Checker) validate(s Schema, dir Direction, n *doc.Node) (*jsonschema.ValidationError, error) {
	v, err := plain(n)
	if err != nil {
		return nil, err
	}
	t := translator{c: c, d: c.documentOf(s), dir: dir}
	schema := t.position(s.Node)
	c.valid.unsure, c.valid.spent = "", 0
	err = metered(func() error { return schema.Validate(v) })
	if c.valid.unsure != "" {
		return nil, errors.New(c.valid.unsure)
	}
	if err == nil {
		return nil, nil
	}
	refusal := (*jsonschema.ValidationError)(nil)
	if !errors.As(err, &refusal) {
		return nil, err
	}
	return refusal, nil
}

// plain turns a tree into what the validator reads.
func plain(n *doc.Node) (any, error) {
	switch n.Kind {
	case doc.Bool:
		return n.Bool(), nil
	case doc.Number:
		if _, ok := ratOf(n); !ok {
			return nil, errors.New("a number is out of reach")
		}
		return json.Number(n.Value), nil
	case doc.String:
		return n.Value, nil
	case doc.Seq:
		out := make([]any, len(n.Items))
		for i, item := range n.Items {
			v, err := plain(item)
			if err != nil {
				return nil, err
			}
			out[i] = v
		}
		return out, nil
	case doc.Map:
		out := make(map[string]any, len(n.Members))
		for name, m := range n.All() {
			v, err := plain(m)
			if err != nil {
				return nil, err
			}
			out[name] = v
		}
		return out, nil
	}
	return nil, nil
}

// pointerOf returns the deepest place that a refusal is surely about.
func pointerOf(e *jsonschema.ValidationError) doc.Pointer {
	for len(e.Causes) > 0 {
		switch e.ErrorKind.(type) {
		case *kind.AnyOf, *kind.OneOf:
			if len(e.Causes) > 1 {
				return doc.Pointer("").Child(e.InstanceLocation...)
			}
		}
		e = e.Causes[0]
	}
	return doc.Pointer("").Child(e.InstanceLocation...)
}
