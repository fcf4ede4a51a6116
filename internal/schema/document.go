package schema

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// document is what a Checker knows about one document.
type document struct {
	doc     *doc.Document
	dialect Dialect
	targets map[string]*doc.Node  // of references; nil: leads nowhere
	group   map[*doc.Node]int     // see inPlace
	hidden  [3]map[*doc.Node]bool // per direction, see hides
	hashes  [3]map[place]Hash     // per direction, see hash.go
	opened  []*doc.Node           // stack of inPlace
	low     map[*doc.Node]int     // of inPlace
	onStack map[*doc.Node]bool    // of inPlace
	cyclic  map[int]bool          // groups with more than one member
	onPath  map[place]bool        // schemas for one value that are being translated
}

func newDocument(d *doc.Document) *document {
	out := &document{
		doc: d, dialect: OpenAPI31,
		targets: map[string]*doc.Node{},
		group:   map[*doc.Node]int{}, low: map[*doc.Node]int{}, onStack: map[*doc.Node]bool{},
		cyclic: map[int]bool{},
	}
	for i := range out.hidden {
		out.hidden[i] = map[*doc.Node]bool{}
		out.hashes[i] = map[place]Hash{}
	}
	if v, err := d.OpenAPI(); err == nil && strings.HasPrefix(v, "3.0") {
		out.dialect = OpenAPI30
	}
	return out
}

var errDangling = errors.New("a reference leads nowhere")

// target takes one step along a `$ref`.
func (d *document) target(ref string) (*doc.Node, error) {
	n, ok := d.targets[ref]
	if !ok {
		n = d.lookUp(ref)
		d.targets[ref] = n
	}
	if n == nil {
		return nil, fmt.Errorf("reference %q: %w", ref, errDangling)
	}
	return n, nil
}

func (d *document) lookUp(ref string) *doc.Node {
	fragment, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil
	}
	pointer, err := url.PathUnescape(fragment)
	if err != nil {
		return nil
	}
	n, err := d.doc.At(doc.Pointer(pointer))
	if err != nil {
		return nil
	}
	return n
}

// alias tells whether n is nothing but a reference, and to what.
func (d *document) alias(n *doc.Node) (ref string, ok bool) {
	r := n.Get("$ref")
	if r == nil || r.Kind != doc.String {
		return "", false
	}
	if d.dialect == OpenAPI30 {
		return r.Value, true
	}
	for _, m := range n.Members {
		if m.Name != "$ref" && isKeyword[m.Name] {
			return "", false
		}
	}
	return r.Value, true
}

// manySteps is from where a chain of references is searched for a cycle.
const manySteps = 8

// resolve follows references until a schema says something itself.
func (d *document) resolve(n *doc.Node) (*doc.Node, error) {
	var seen map[string]bool
	for steps := 0; ; steps++ {
		ref, ok := d.alias(n)
		if !ok {
			return n, nil
		}
		if seen[ref] {
			return nil, fmt.Errorf("reference %q leads back to itself", ref)
		}
		if steps >= manySteps {
			if seen == nil {
				seen = map[string]bool{}
			}
			seen[ref] = true
		}
		next, err := d.target(ref)
		if err != nil {
			return nil, err
		}
		n = next
	}
}

// isKeyword says which keywords have a meaning for values; only31 those that
// OpenAPI 3.0 does not have.
var (
	isKeyword = setOf(
		"type", "nullable", "enum", "allOf", "anyOf", "oneOf", "not", "discriminator",
		"multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "format",
		"maxLength", "minLength", "pattern",
		"items", "maxItems", "minItems", "uniqueItems",
		"properties", "additionalProperties", "required", "maxProperties", "minProperties",
		"const", "prefixItems", "patternProperties",
		"if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies", "propertyNames",
		"contains", "minContains", "maxContains", "unevaluatedItems", "unevaluatedProperties",
		"$dynamicRef", "$recursiveRef",
	)
	only31 = setOf(
		"const", "prefixItems", "patternProperties",
		"if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies", "propertyNames",
		"contains", "minContains", "maxContains", "unevaluatedItems", "unevaluatedProperties",
		"$dynamicRef", "$recursiveRef",
	)
)

func setOf(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// get returns a keyword of n, unless the dialect does not know it.
func (d *document) get(n *doc.Node, keyword string) *doc.Node {
	if d.dialect == OpenAPI30 && only31[keyword] {
		return nil
	}
	return n.Get(keyword)
}
