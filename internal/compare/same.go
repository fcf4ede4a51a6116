package compare

import (
	"net/url"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// sameness knows which parts of the two documents are word for word the same
// in everything that a rule reads, references included. It is what makes
// adjacent revisions cheap: whatever is the same is never walked.
//
//  1. A component of the same name on both sides is the same when its text is,
//     prose aside, and every component that it names is the same.
//  2. That is a greatest fixed point: all components of equal text are taken to
//     be the same, then those go that name one which is not, until none is left
//     to go. So cycles of components cost nothing.
//  3. Only "yes" means something. Two parts that are not the same here may
//     still mean the same; the walk and the schema algebra find out.
type sameness struct {
	never      bool // the dialects differ, so that the same words mean different things
	components map[string]bool
	uses       map[string][]string // component -> those whose text names it
}

func newSameness(base, rev *doc.Document, never bool) *sameness {
	s := &sameness{never: never, components: map[string]bool{}, uses: map[string][]string{}}
	if never {
		return s
	}
	var gone []string
	other := rev.Root.Get("components")
	for section, list := range base.Root.Get("components").All() {
		revs := index(other.Get(section))
		mode := modeOfSection(section)
		for name, n := range list.All() {
			key := section + "/" + name
			t := texts{refs: func(target string) bool {
				s.uses[target] = append(s.uses[target], key)
				return true
			}}
			if r, ok := revs[name]; ok && t.equal(n, r, mode) {
				s.components[key] = true
			} else {
				gone = append(gone, key)
			}
		}
		for name := range revs {
			if key := section + "/" + name; !s.components[key] {
				gone = append(gone, key)
			}
		}
	}
	for target := range s.uses {
		if !s.components[target] {
			gone = append(gone, target)
		}
	}
	for len(gone) > 0 {
		key := gone[len(gone)-1]
		gone = gone[:len(gone)-1]
		for _, user := range s.uses[key] {
			if s.components[user] {
				delete(s.components, user)
				gone = append(gone, user)
			}
		}
	}
	return s
}

// nodes reports whether two nodes of one mode are the same.
func (s *sameness) nodes(base, rev *doc.Node, m textMode) bool {
	if base == nil || rev == nil {
		return base == rev
	}
	if s.never {
		return false
	}
	t := texts{refs: func(target string) bool { return s.components[target] }}
	return t.equal(base, rev, m)
}

func index(n *doc.Node) map[string]*doc.Node {
	out := map[string]*doc.Node{}
	for name, v := range n.All() {
		out[name] = v
	}
	return out
}

// textMode says what the keys of a map are.
type textMode uint8

const (
	textObject   textMode = iota // keywords of an OpenAPI object or a schema
	textNames                    // names; the values are objects
	textData                     // nothing below has a meaning
	textPatterns                 // names or extensions; the values are objects
	textMapping                  // a discriminator: the values of its mapping are references
	textSecurity                 // names of security schemes
	textNested                   // names of maps of names (callbacks)
)

// prose are the keywords that no rule reads.
var prose = map[string]bool{
	"description": true, "summary": true, "title": true, "externalDocs": true, "example": true, "examples": true,
	"tags": true, "links": true, "xml": true, "$comment": true, "contact": true, "license": true,
}

// facts are the extensions that rules read.
var facts = map[string]bool{"x-sunset": true, "x-xgen-operation-id-override": true, "x-atlasgen-name": true}

var textModes = map[string]textMode{
	"enum": textData, "const": textData, "default": textData, "required": textData,
	"properties": textNames, "patternProperties": textNames, "dependentSchemas": textNames, "$defs": textNames, "definitions": textNames,
	"content": textNames, "headers": textNames, "encoding": textNames,
	"responses": textPatterns, "callbacks": textNested, "discriminator": textMapping, "security": textSecurity,
}

func modeOfSection(section string) textMode {
	switch section {
	case "callbacks":
		return textPatterns
	case "examples", "links":
		return textData
	}
	return textObject
}

// texts compares two trees member by member.
type texts struct {
	refs func(component string) bool // whether a reference to it is the same on both sides
}

func (t *texts) equal(a, b *doc.Node, m textMode) bool {
	if a == nil || b == nil || a.Kind != b.Kind {
		return a == b
	}
	switch {
	case m == textData:
		return doc.Equal(a, b)
	case a.Kind == doc.Seq:
		if len(a.Items) != len(b.Items) {
			return false
		}
		for i := range a.Items {
			if !t.equal(a.Items[i], b.Items[i], m) {
				return false
			}
		}
		return true
	case a.Kind != doc.Map:
		return doc.Equal(a, b)
	}
	return t.members(a, b, m)
}

// members compares two maps. It walks both in step, because the usual case is
// the same order, and searches a member only where the names differ.
func (t *texts) members(a, b *doc.Node, m textMode) bool {
	count := 0
	for _, y := range b.Members {
		if reads(y.Name, m) {
			count++
		}
	}
	j := 0
	for _, x := range a.Members {
		if !reads(x.Name, m) {
			continue
		}
		count--
		for j < len(b.Members) && !reads(b.Members[j].Name, m) {
			j++
		}
		var v *doc.Node
		if j < len(b.Members) && b.Members[j].Name == x.Name {
			v = b.Members[j].Value
			j++
		} else if v = b.Get(x.Name); v == nil {
			return false
		}
		if !t.member(x.Name, x.Value, v, m) {
			return false
		}
	}
	return count == 0
}

func (t *texts) member(name string, a, b *doc.Node, m textMode) bool {
	switch m {
	case textSecurity:
		return t.refs("securitySchemes/"+name) && doc.Equal(a, b)
	case textNested:
		return t.equal(a, b, textPatterns)
	case textNames, textPatterns:
		return t.equal(a, b, textObject)
	case textMapping:
		if name == "mapping" {
			return t.mapping(a, b)
		}
		return doc.Equal(a, b)
	}
	if name == "$ref" {
		return a.Text() == b.Text() && t.ref(a.Text())
	}
	return t.equal(a, b, textModes[name])
}

func (t *texts) mapping(a, b *doc.Node) bool {
	if !doc.Equal(a, b) {
		return false
	}
	for _, v := range a.All() {
		ref := v.Text()
		if !strings.HasPrefix(ref, "#") {
			ref = "#/components/schemas/" + ref
		}
		if !t.ref(ref) {
			return false
		}
	}
	return true
}

func (t *texts) ref(ref string) bool {
	text, err := url.PathUnescape(strings.TrimPrefix(ref, "#"))
	if err != nil {
		return false
	}
	section, name, _, ok := openapi.Component(doc.Pointer(text))
	return ok && t.refs(section+"/"+name)
}

// reads reports whether a rule may read a member.
func reads(name string, m textMode) bool {
	if m != textObject && m != textPatterns {
		return true
	}
	if strings.HasPrefix(name, "x-") {
		return facts[name]
	}
	return m == textPatterns || !prose[name]
}
