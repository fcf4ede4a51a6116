package schema

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// simple translates type, enum, numbers and strings.
func (t translator) simple(n *doc.Node, out *jsonschema.Schema) {
	if v := n.Get("type"); v != nil {
		nullable := t.d.dialect == OpenAPI30 && n.Get("nullable").Bool()
		if kindsOf(v) == 0 && !nullable {
			add(out, never())
		}
		var types jsonschema.Types
		for _, name := range strings.Split(kindsOf(v).String(), ",") {
			types.Add(name)
		}
		if nullable {
			types.Add("null")
		}
		out.Types = &types
	}
	if v := n.Get("enum"); v != nil {
		add(out, t.enum(v.Items))
	}
	if v := t.d.get(n, "const"); v != nil {
		add(out, t.enum([]*doc.Node{v}))
	}
	t.number(n, out)
	out.MinLength, out.MaxLength = limit(n.Get("minLength")), limit(n.Get("maxLength"))
	if p := n.Get("pattern"); p != nil && p.Kind == doc.String {
		out.Pattern = t.pattern(p.Value)
	}
}

func limit(n *doc.Node) *int {
	if v, ok := count(n); ok {
		return &v
	}
	return nil
}

func (t translator) enum(list []*doc.Node) *jsonschema.Schema {
	out := &jsonschema.Schema{DraftVersion: 2020}
	if texts := textsOf(list); texts != nil {
		out.Extensions = []jsonschema.SchemaExt{texts}
		return out
	}
	for _, item := range list {
		v, err := plain(item)
		if err != nil {
			return t.doubt(err.Error())
		}
		out.AnyOf = append(out.AnyOf, &jsonschema.Schema{DraftVersion: 2020, Const: &v})
	}
	if len(list) == 0 {
		return never()
	}
	return out
}

// texts is an enum of strings as an extension: the validator's own enum can
// only be made by its compiler, and alternatives of constants are slow.
type texts map[string]bool

func textsOf(list []*doc.Node) texts {
	out := make(texts, len(list))
	for _, item := range list {
		if item.Kind != doc.String {
			return nil
		}
		out[item.Value] = true
	}
	return out
}

func (x texts) Validate(ctx *jsonschema.ValidatorContext, v any) {
	if s, ok := v.(string); !ok || !x[s] {
		ctx.AddError(&kind.Enum{Got: v})
	}
}

func (t translator) number(n *doc.Node, out *jsonschema.Schema) {
	rat := func(name string) *big.Rat {
		v := n.Get(name)
		if v == nil || v.Kind != doc.Number {
			return nil
		}
		r, ok := ratOf(v)
		if !ok {
			add(out, t.doubt("a number is out of reach"))
		}
		return r
	}
	out.Minimum, out.Maximum = rat("minimum"), rat("maximum")
	out.ExclusiveMinimum, out.ExclusiveMaximum = rat("exclusiveMinimum"), rat("exclusiveMaximum")
	if n.Get("exclusiveMinimum").Bool() {
		out.Minimum, out.ExclusiveMinimum = nil, out.Minimum
	}
	if n.Get("exclusiveMaximum").Bool() {
		out.Maximum, out.ExclusiveMaximum = nil, out.Maximum
	}
	if m := rat("multipleOf"); m != nil && m.Sign() > 0 {
		out.MultipleOf = m
	}
	switch n.Get("format").Text() {
	case "int32":
		add(out, &jsonschema.Schema{DraftVersion: 2020, Minimum: big.NewRat(-2147483648, 1), Maximum: big.NewRat(2147483647, 1)})
	case "int64":
		add(out, &jsonschema.Schema{DraftVersion: 2020, Minimum: big.NewRat(-9223372036854775808, 1), Maximum: big.NewRat(9223372036854775807, 1)})
	}
}

// matcher asks the automata and, where it reads the pattern, the standard
// library; when they differ the answer does not count.
type matcher struct {
	t   translator
	src string
	std *regexp.Regexp
}

func (t translator) pattern(src string) jsonschema.Regexp {
	std, err := regexp.Compile(src)
	if err != nil {
		std = nil
	}
	return &matcher{t, src, std}
}

func (m *matcher) String() string { return m.src }

func (m *matcher) MatchString(s string) bool {
	p, err := m.t.c.pattern(m.src)
	if err != nil {
		m.t.c.valid.unsure = fmt.Sprintf("pattern %q: %v", m.src, err)
		return false
	}
	ok := p.Match(s)
	if m.std != nil && m.std.MatchString(s) != ok && !dialectMatters(m.src, s) {
		m.t.c.valid.unsure = fmt.Sprintf("pattern %q: two matchers differ", m.src)
	}
	return ok
}

// dialectMatters tells whether ECMA-262 and the standard library read a
// pattern differently for a string: \s has all blanks of Unicode in the one
// and those of ASCII in the other, and the dot leaves out other line ends.
func dialectMatters(src, s string) bool {
	if !strings.Contains(src, `\s`) && !strings.Contains(src, `\S`) && !strings.Contains(src, ".") {
		return false
	}
	return strings.ContainsFunc(s, func(r rune) bool {
		return r == '\r' || r == '\ufeff' || r == '\v' || r > unicode.MaxASCII && unicode.IsSpace(r)
	})
}

func (t translator) arrays(n *doc.Node, out *jsonschema.Schema) {
	out.MinItems, out.MaxItems = limit(n.Get("minItems")), limit(n.Get("maxItems"))
	out.UniqueItems = n.Get("uniqueItems").Bool()
	for _, item := range itemsOf(t.d.get(n, "prefixItems")) {
		out.PrefixItems = append(out.PrefixItems, t.position(item))
	}
	if v := n.Get("items"); v != nil {
		if v.Kind == doc.Seq {
			add(out, t.doubt("items is a list"))
		} else {
			out.Items2020 = t.position(v)
		}
	}
	if v := t.d.get(n, "contains"); v != nil {
		out.Contains = t.position(v)
		out.MinContains, out.MaxContains = limit(n.Get("minContains")), limit(n.Get("maxContains"))
	}
	if v := t.d.get(n, "unevaluatedItems"); v != nil {
		out.UnevaluatedItems = t.position(v)
	}
}

func (t translator) objects(n *doc.Node, out *jsonschema.Schema, drop []string) {
	out.MinProperties, out.MaxProperties = limit(n.Get("minProperties")), limit(n.Get("maxProperties"))
	for _, item := range itemsOf(n.Get("required")) {
		if item.Kind == doc.String && !slices.Contains(drop, item.Value) {
			out.Required = append(out.Required, item.Value)
		}
	}
	for name, p := range n.Get("properties").All() {
		if slices.Contains(drop, name) {
			continue
		}
		if out.Properties == nil {
			out.Properties = map[string]*jsonschema.Schema{}
		}
		out.Properties[name] = t.position(p)
	}
	for src, p := range t.d.get(n, "patternProperties").All() {
		if out.PatternProperties == nil {
			out.PatternProperties = map[jsonschema.Regexp]*jsonschema.Schema{}
		}
		out.PatternProperties[t.pattern(src)] = t.position(p)
	}
	if v := n.Get("additionalProperties"); v != nil {
		out.AdditionalProperties = t.position(v)
	}
	if v := t.d.get(n, "propertyNames"); v != nil {
		out.PropertyNames = t.position(v)
	}
	if v := t.d.get(n, "unevaluatedProperties"); v != nil {
		out.UnevaluatedProperties = t.position(v)
	}
}
