package doc

import (
	"slices"
	"strings"
)

// Closure returns the components that the roots reach, as sorted pointers
// such as "/components/schemas/Pet". The theory:
//
//  1. A component is reached through a `$ref`, through the values of a
//     discriminator mapping (references, or bare schema names: OpenAPI 3.0,
//     Discriminator Object), and through the names in a security requirement
//     of an operation or the document. A reference into the inside of a
//     component reaches the component.
//  2. What a reached component refers to is reached too. Cycles are fine.
//  3. A `$ref` is a reference where OpenAPI expects an object, not inside
//     data: examples, defaults, enums, constants and extensions.
//  4. A name in a map of names (a property called "default", a schema called
//     "x-y") is only a name. So the walk knows, for each map, whether its
//     keys are keywords or names.
//
// A reference that is remote or leads nowhere is an *Error at its place.
func (d *Document) Closure(roots ...*Node) ([]Pointer, error) {
	c := &closure{doc: d, seen: make(map[*Node]bool), found: make(map[Pointer]bool)}
	for _, r := range roots {
		c.queue = append(c.queue, visit{r, asObject})
	}
	for len(c.queue) > 0 {
		v := c.queue[len(c.queue)-1]
		c.queue = c.queue[:len(c.queue)-1]
		if err := c.walk(v.node, v.mode); err != nil {
			return nil, err
		}
	}
	out := make([]Pointer, 0, len(c.found))
	for p := range c.found {
		out = append(out, p)
	}
	slices.Sort(out)
	return out, nil
}

// mode says what the keys of a map are.
type mode uint8

const (
	asData          mode = iota // nothing below is a reference
	asObject                    // keys are keywords of an OpenAPI object or a schema
	asNames                     // keys are names, values are objects
	asPatterns                  // keys are names (paths, statuses, expressions) or x- extensions
	asCallbacks                 // keys are names, values are maps of expressions
	asLinks                     // keys are names, values are Link Objects
	asLink                      // a Link Object: its parameters and body are data
	asComponents                // the Components Object
	asRequirements              // Security Requirement Objects
	asDiscriminator             // a Discriminator Object
)

// below gives the mode of the value of a keyword; a keyword that is missing
// here has an object, an array of objects or a scalar as its value.
var below = map[string]mode{
	"example": asData, "examples": asData, "default": asData, "enum": asData, "const": asData,

	"properties": asNames, "patternProperties": asNames, "dependentSchemas": asNames, "$defs": asNames, "definitions": asNames,
	"content": asNames, "encoding": asNames, "headers": asNames, "pathItems": asNames, "requestBodies": asNames,
	"schemas": asNames, "securitySchemes": asNames, "variables": asNames, "webhooks": asNames,

	"paths": asPatterns, "responses": asPatterns, "callbacks": asCallbacks, "links": asLinks,
	"components": asComponents, "security": asRequirements, "discriminator": asDiscriminator,
}

type visit struct {
	node *Node
	mode mode
}

type closure struct {
	doc   *Document
	seen  map[*Node]bool
	found map[Pointer]bool
	queue []visit
}

// walk visits everything below n but the targets of references, which it
// queues.
func (c *closure) walk(n *Node, m mode) error {
	if n == nil || m == asData {
		return nil
	}
	if n.Kind == Seq {
		for _, item := range n.Items {
			if err := c.walk(item, m); err != nil {
				return err
			}
		}
		return nil
	}
	if n.Kind != Map {
		return nil
	}
	if m == asObject || m == asPatterns || m == asLink {
		if ref := n.Get("$ref"); ref != nil && ref.Kind == String {
			if err := c.ref(ref); err != nil {
				return err
			}
		}
	}
	for _, member := range n.Members {
		if err := c.member(member, m); err != nil {
			return err
		}
	}
	return nil
}

// member visits one member of a map of the given mode.
func (c *closure) member(member Member, m mode) error {
	name, v := member.Name, member.Value
	extension := strings.HasPrefix(name, "x-")
	switch m {
	case asNames:
		return c.walk(v, asObject)
	case asCallbacks:
		return c.walk(v, asPatterns)
	case asLinks:
		return c.walk(v, asLink)
	case asRequirements:
		return c.scheme(member)
	case asDiscriminator:
		if name == "mapping" {
			return c.mapping(v)
		}
		return nil
	}
	switch {
	case extension:
		return nil
	case m == asPatterns:
		return c.walk(v, asObject)
	case m == asComponents:
		return c.walk(v, section(name))
	case m == asLink && (name == "parameters" || name == "requestBody"):
		return nil
	}
	next, ok := below[name]
	if !ok {
		next = asObject
	}
	return c.walk(v, next)
}

// section returns the mode of a section of the Components Object. There, all
// keys are names: "x-" is no extension.
func section(name string) mode {
	switch m := below[name]; {
	case name == "examples":
		return asData
	case m == asCallbacks || m == asLinks:
		return m
	}
	return asNames
}

// ref follows a `$ref`.
func (c *closure) ref(ref *Node) error {
	p, err := c.doc.target(ref, ref)
	if err != nil {
		return err
	}
	return c.reach(ref, p)
}

// mapping follows the values of a discriminator mapping. A value that is no
// reference into the document is the name of a schema.
func (c *closure) mapping(n *Node) error {
	for _, v := range n.All() {
		if v == nil || v.Kind != String {
			return c.doc.Errorf(v, "a discriminator mapping needs strings")
		}
		var err error
		if strings.HasPrefix(v.Value, "#") {
			err = c.ref(v)
		} else {
			err = c.reach(v, Pointer("").Child("components", "schemas", v.Value))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// scheme follows a name in a Security Requirement Object.
func (c *closure) scheme(m Member) error {
	at := &Node{Pos: m.Pos}
	p := Pointer("").Child("components", "securitySchemes", m.Name)
	return c.reach(at, p)
}

// reach records the component that p points into and queues it, or queues
// the target itself when it is no part of a component.
func (c *closure) reach(ref *Node, p Pointer) error {
	target, err := c.doc.follow(ref, p)
	if err != nil {
		return err
	}
	m := asObject
	if tokens, _ := p.Tokens(); len(tokens) >= 3 && tokens[0] == "components" {
		p = Pointer("").Child(tokens[:3]...)
		c.found[p] = true
		target = c.doc.Root.Lookup(tokens[:3]...)
		m = inSection(tokens[1])
	}
	if !c.seen[target] {
		c.seen[target] = true
		c.queue = append(c.queue, visit{target, m})
	}
	return nil
}

// inSection returns the mode of one component of a section.
func inSection(name string) mode {
	switch section(name) {
	case asData:
		return asData
	case asCallbacks:
		return asPatterns
	case asLinks:
		return asLink
	}
	return asObject
}
