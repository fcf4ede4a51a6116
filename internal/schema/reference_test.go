package schema_test

import (
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// refs writes '@X' for a reference to component X.
func refs(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '@')
		if i < 0 {
			return b.String() + s
		}
		j := i + 1
		for j < len(s) && (s[j] >= 'A' && s[j] <= 'Z' || s[j] >= 'a' && s[j] <= 'z') {
			j++
		}
		b.WriteString(s[:i] + `{$ref: '#/components/schemas/` + s[i+1:j] + `'}`)
		s = s[j:]
	}
}

// documentCase is a question about component T of two documents.
type documentCase struct {
	name       string
	sub, super string
	want       schema.Verdict
}

func runDocuments(t *testing.T, cases []documentCase, version string, dir schema.Direction, closed bool) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			q := schema.Query{
				Sub: component(t, version, refs(tc.sub), "T"), Super: component(t, version, refs(tc.super), "T"),
				Direction: dir, Closed: closed,
			}
			r := check(t, schema.NewChecker(), q)
			if r.Verdict != tc.want {
				t.Errorf("%v (%s), want %v; witness %s", r.Verdict, r.Reason, tc.want, doc.JSON(r.Witness))
			}
		})
	}
}

const (
	list      = `{T: {type: object, required: [v], properties: {v: {type: integer}, next: @T}}}`
	listWider = `{T: {type: object, required: [v], properties: {v: {type: number}, next: @T}}}`
	tree      = `{T: {type: object, properties: {leaf: {type: string, maxLength: 5}, kids: {type: array, items: @T}}}}`
	treeWider = `{T: {type: object, properties: {leaf: {type: string, maxLength: 9}, kids: {type: array, items: @T}}}}`
	twins     = `{T: {type: object, properties: {b: @B}}, B: {type: object, properties: {a: @T, n: {type: integer}}}}`
	twinsMore = `{T: {type: object, properties: {b: @B}}, B: {type: object, properties: {a: @T, n: {type: number}}}}`
	pets      = `{T: {type: object, required: [kind], properties: {kind: {type: string}}, oneOf: [@Cat, @Dog], discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}}},
		Cat: {allOf: [@T, {type: object, properties: {meows: {type: integer}}}]}, Dog: {allOf: [@T, {type: object, properties: {barks: {type: integer}}}]}}`
)

func TestRecursion(t *testing.T) {
	t.Parallel()
	runDocuments(t, []documentCase{
		{"list widened", list, listWider, yes},
		{"list narrowed", listWider, list, no},
		{"list unrolled once", list, `{T: {type: object, required: [v], properties: {v: {type: integer}, next: @N}}, N: {type: object, required: [v], properties: {v: {type: integer}, next: @T}}}`, yes},
		{"list rolled up", `{T: {type: object, required: [v], properties: {v: {type: integer}, next: @N}}, N: {type: object, required: [v], properties: {v: {type: integer}, next: @T}}}`, list, yes},
		{"list narrowed further down", list, `{T: {type: object, required: [v], properties: {v: {type: integer}, next: @N}}, N: {type: object, required: [v], properties: {v: {type: integer, minimum: 0}, next: @N}}}`, no},
		{"list renamed", strings.ReplaceAll(strings.Replace(list, "{T:", "{T: @Node, Node:", 1), "next: @T", "next: @Node"), list, yes},
		{"tree widened", tree, treeWider, yes},
		{"tree narrowed", treeWider, tree, no},
		{"mutual recursion widened", twins, twinsMore, yes},
		{"mutual recursion narrowed", twinsMore, twins, no},
		{"recursion through a map", `{T: {type: object, additionalProperties: @T}}`, `{T: {type: object, additionalProperties: {anyOf: [@T, {type: string}]}}}`, yes},
		{"recursion through a map narrowed", `{T: {type: object, additionalProperties: {anyOf: [@T, {type: string}]}}}`, `{T: {type: object, additionalProperties: @T}}`, no},
		{"nothing keeps to a required cycle", `{T: {type: object, required: [next], properties: {next: @T}}}`, `{T: {type: string}}`, yes},
		{"nothing keeps to a required mutual cycle", `{T: {type: object, required: [b], properties: {b: @B}}, B: {type: array, minItems: 1, items: @T}}`, `{T: {type: string}}`, yes},
		{"a required cycle with a way out", `{T: {type: object, required: [next], properties: {next: {anyOf: [@T, {type: string}]}}}}`, `{T: {type: object, properties: {next: {type: string}}}}`, no},
		{"nullable end of a list", `{T: {type: object, nullable: true, required: [next], properties: {next: @T}}}`, `{T: {type: object, nullable: true, required: [next], properties: {next: @T, v: {type: integer}}}}`, no},
		{"reference against inline", `{T: {type: object, properties: {a: @A}}, A: {type: string}}`, `{T: {type: object, properties: {a: {type: string}}}}`, yes},
		{"chain of references", `{T: @A, A: @B, B: {type: string}}`, `{T: {type: string}}`, yes},
		{"component renamed", `{T: {type: array, items: @A}, A: {type: string}}`, `{T: {type: array, items: @Other}, Other: {type: string}}`, yes},
	}, "3.0.3", schema.Plain, false)
}

func TestInheritance(t *testing.T) {
	t.Parallel()
	longMeows := strings.Replace(pets, "meows: {type: integer}", "meows: {type: integer, maximum: 3}", 1)
	third := strings.Replace(strings.Replace(pets, "[@Cat, @Dog]", "[@Cat, @Dog, @Cow]", 1), "mapping: {", "mapping: {cow: '#/components/schemas/Cow', ", 1)
	third = strings.TrimSuffix(third, "}") + `, Cow: {allOf: [@T, {type: object, properties: {moos: {type: integer}}}]}}`
	renamedKey := strings.Replace(pets, "mapping: {cat:", "mapping: {kitty:", 1)
	renamed := strings.ReplaceAll(pets, "Cat", "Feline")
	merged := `{T: {type: object, required: [kind], properties: {kind: {type: string}}, oneOf: [@Pet], discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Pet', dog: '#/components/schemas/Pet'}}},
		Pet: {allOf: [@T, {type: object, properties: {meows: {type: integer}, barks: {type: integer}}}]}}`
	enums := `{T: {oneOf: [{type: object, required: [kind], properties: {kind: {enum: [cat]}, meows: {type: integer}}}, {type: object, required: [kind], properties: {kind: {enum: [dog]}, barks: {type: integer}}}]}}`
	grand := `{T: {type: object, required: [k], properties: {k: {type: string}}, oneOf: [@M], discriminator: {propertyName: k, mapping: {x: '#/components/schemas/M'}}},
		M: {allOf: [@T, {type: object, properties: {m: {type: string}}}], oneOf: [@L]}, L: {allOf: [@M, {type: object, properties: {l: {type: integer}}}]}}`
	runDocuments(t, []documentCase{
		{"itself", pets, pets, yes},
		{"child narrowed", pets, longMeows, no},
		{"child widened", longMeows, pets, yes},
		{"member added", pets, third, yes},
		{"member removed", third, pets, no},
		{"mapping key renamed", pets, renamedKey, no},
		{"component renamed", pets, renamed, yes},
		{"component renamed back", renamed, pets, yes},
		{"discriminator against constants", pets, enums, yes},
		{"constants against discriminator", enums, pets, yes},
		{"members merged", pets, merged, no},
	}, "3.0.3", schema.Plain, false)
	runDocuments(t, []documentCase{
		{"three generations", grand, strings.Replace(grand, "l: {type: integer}", "l: {type: number}", 1), yes},
		{"three generations narrowed", strings.Replace(grand, "l: {type: integer}", "l: {type: number}", 1), grand, no},
		{"implicit names", `{T: {oneOf: [@A, @B], discriminator: {propertyName: k}}, A: {type: object, properties: {a: {type: integer}}}, B: {type: object}}`,
			`{T: {type: object, required: [k], properties: {k: {enum: [A, B]}}}}`, yes},
		{"implicit names are values", `{T: {oneOf: [@A], discriminator: {propertyName: k}}, A: {type: object}}`, `{T: {oneOf: [@B], discriminator: {propertyName: k}}, B: {type: object}}`, no},
		{"mapping without alternatives", `{T: {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k, mapping: {a: A}}}, A: {type: object, required: [x]}}`, `{T: {type: object, required: [k, x], properties: {k: {enum: [a]}}}}`, yes},
		{"mapping key removed", `{T: {type: object, discriminator: {propertyName: k, mapping: {a: A, b: A}}}, A: {type: object}}`, `{T: {type: object, discriminator: {propertyName: k, mapping: {a: A}}}, A: {type: object}}`, no},
		{"mapping by bare names", strings.NewReplacer("'#/components/schemas/Cat'", "Cat", "'#/components/schemas/Dog'", "Dog").Replace(pets), pets, yes},
	}, "3.0.3", schema.Plain, false)
	runDocuments(t, []documentCase{
		{"closed itself", pets, pets, yes},
		{"closed optional property added", pets, strings.Replace(pets, "meows: {type: integer}", "meows: {type: integer}, purrs: {type: boolean}", 1), yes},
		{"closed property removed", strings.Replace(pets, "meows: {type: integer}", "meows: {type: integer}, purrs: {type: boolean}", 1), pets, yes},
		{"closed members merged", pets, merged, yes},
		{"closed discriminator against constants", pets, enums, yes},
		{"closed child narrowed", pets, longMeows, no},
	}, "3.0.3", schema.Response, true)
}

func TestAlternatives(t *testing.T) {
	t.Parallel()
	a := `{type: object, required: [a], properties: {a: {type: string}}}`
	b := `{type: object, required: [b], properties: {b: {type: string}}}`
	runDocuments(t, []documentCase{
		{"overlapping oneOf itself", `{T: {oneOf: [` + a + `, ` + b + `]}}`, `{T: {oneOf: [` + b + `, ` + a + `]}}`, yes},
		{"overlapping oneOf within anyOf", `{T: {oneOf: [` + a + `, ` + b + `]}}`, `{T: {anyOf: [` + b + `, ` + a + `]}}`, yes},
		{"anyOf beyond overlapping oneOf", `{T: {anyOf: [` + a + `, ` + b + `]}}`, `{T: {oneOf: [` + b + `, ` + a + `]}}`, no},
		{"overlapping enums in oneOf", `{T: {oneOf: [{enum: [a, b]}, {enum: [b, c]}]}}`, `{T: {enum: [a, c]}}`, yes},
		{"overlapping enums in oneOf lose the middle", `{T: {enum: [b]}}`, `{T: {oneOf: [{enum: [a, b]}, {enum: [b, c]}]}}`, no},
		{"overlapping ranges in oneOf", `{T: {oneOf: [{type: integer, minimum: 0, maximum: 5}, {type: integer, minimum: 4, maximum: 9}]}}`, `{T: {enum: [0, 1, 2, 3, 6, 7, 8, 9]}}`, yes},
		{"listed twice in oneOf", `{T: {oneOf: [{type: string}, {type: string}]}}`, `{T: {type: integer}}`, yes},
		{"alternative removed", `{T: {oneOf: [{type: string}, {type: integer}]}}`, `{T: {type: string}}`, no},
		{"alternative added", `{T: {type: string}}`, `{T: {oneOf: [{type: string}, {type: integer}]}}`, yes},
		{"overlapping alternative added to oneOf", `{T: {oneOf: [{type: string}]}}`, `{T: {oneOf: [{type: string}, {type: string, maxLength: 2}]}}`, no},
		{"integer added beside number", `{T: {oneOf: [{type: number}]}}`, `{T: {oneOf: [{type: number}, {type: integer}]}}`, no},
		{"empty oneOf accepts nothing", `{T: {oneOf: []}}`, `{T: {type: string}}`, yes},
		{"union of objects by required", `{T: {anyOf: [` + a + `, ` + b + `]}}`, `{T: {type: object, minProperties: 1}}`, yes},
		{"distributes over a property", `{T: {type: object, required: [p], properties: {p: {anyOf: [{type: string}, {type: integer}]}}}}`, `{T: {anyOf: [{type: object, properties: {p: {type: string}}}, {type: object, properties: {p: {type: integer}}}]}}`, yes},
		{"does not distribute over two", `{T: {type: object, required: [p, q], properties: {p: {type: boolean}, q: {type: boolean}}}}`, `{T: {anyOf: [{type: object, properties: {p: {enum: [true]}}}, {type: object, properties: {q: {enum: [true]}}}]}}`, no},
		{"distributes over two booleans", `{T: {type: object, required: [p, q], properties: {p: {type: boolean}, q: {type: boolean}}}}`, `{T: {anyOf: [{type: object, properties: {p: {enum: [true]}}}, {type: object, properties: {q: {enum: [true]}}}, {type: object, properties: {p: {enum: [false]}, q: {enum: [false]}}}]}}`, yes},
		{"contradictory parent accepts nothing", `{T: {type: object, oneOf: [{enum: [a]}, {enum: [b]}]}}`, `{T: {type: integer}}`, yes},
	}, "3.0.3", schema.Plain, false)
}
