package compare_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/compare"
)

// Documents that are small and would cost much if they were expanded.
func TestHostileDocumentsEnd(t *testing.T) {
	t.Parallel()
	paths := head + "paths: {/a: {get: {responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}}}}}\ncomponents:\n  schemas:\n"
	chain := func(n int, each, last string) string {
		var b strings.Builder
		b.WriteString(paths)
		for i := range n {
			fmt.Fprintf(&b, "    S%d: "+each+"\n", i, i+1, i+1)
		}
		fmt.Fprintf(&b, "    S%d: %s\n", n, last)
		return b.String()
	}
	const levels = 60
	tests := map[string][2]string{
		"diamonds_of_all_of": {
			chain(40, "{allOf: [{$ref: '#/components/schemas/S%d'}, {$ref: '#/components/schemas/S%d'}]}", "{type: string}"),
			chain(40, "{allOf: [{$ref: '#/components/schemas/S%d'}, {$ref: '#/components/schemas/S%d'}]}", "{type: integer}"),
		},
		"diamonds_of_one_of": {
			chain(levels, "{oneOf: [{$ref: '#/components/schemas/S%d'}, {type: array, items: {$ref: '#/components/schemas/S%d'}}]}", "{type: string}"),
			chain(levels, "{oneOf: [{$ref: '#/components/schemas/S%d'}, {type: array, items: {$ref: '#/components/schemas/S%d'}}]}", "{type: integer}"),
		},
		"diamonds_of_properties": {
			chain(60, "{type: object, properties: {a: {$ref: '#/components/schemas/S%d'}, b: {$ref: '#/components/schemas/S%d'}}}", "{type: string}"),
			chain(60, "{type: object, properties: {a: {$ref: '#/components/schemas/S%d'}, b: {$ref: '#/components/schemas/S%d'}}}", "{type: integer}"),
		},
		"long_chain": {
			chain(5000, "{type: object, properties: {a: {$ref: '#/components/schemas/S%d'}}, x-n: %d}", "{type: string}"),
			chain(5000, "{type: object, properties: {a: {$ref: '#/components/schemas/S%d'}}, x-n: %d}", "{type: integer}"),
		},
		"long_chain_of_all_of": {
			chain(1000, "{allOf: [{$ref: '#/components/schemas/S%d'}], x-n: %d}", "{type: string}"),
			chain(1000, "{allOf: [{$ref: '#/components/schemas/S%d'}], x-n: %d}", "{type: integer}"),
		},
		"all_of_of_itself": {
			paths + "    S0: {allOf: [{$ref: '#/components/schemas/S0'}, {type: string}]}\n",
			paths + "    S0: {allOf: [{$ref: '#/components/schemas/S0'}, {type: integer}]}\n",
		},
		"one_of_of_itself": {
			paths + "    S0: {oneOf: [{$ref: '#/components/schemas/S0'}, {type: string}]}\n",
			paths + "    S0: {oneOf: [{$ref: '#/components/schemas/S0'}, {type: integer}]}\n",
		},
		"odd_kinds": {
			paths + "    S0: {type: 5, properties: [], required: {a: 1}, allOf: x, oneOf: {}, enum: y, items: [], discriminator: z, format: 1}\n",
			paths + "    S0: [1, 2]\n",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			findings, err := compare.Compare(t.Context(), parse(t, "base.yaml", tt[0]), parse(t, "rev.yaml", tt[1]), compare.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(findings) == 0 && name != "all_of_of_itself" && name != "one_of_of_itself" {
				t.Error("no finding")
			}
			if d := time.Since(start); d > time.Minute {
				t.Errorf("it took %v", d)
			}
		})
	}
}

func FuzzCompare(f *testing.F) {
	for _, r := range compare.Rules() {
		base, rev := r.Bad.Documents()
		f.Add(base, rev)
	}
	f.Fuzz(func(t *testing.T, base, rev string) {
		b, err := parseText("base.yaml", base)
		if err != nil {
			return
		}
		r, err := parseText("rev.yaml", rev)
		if err != nil {
			return
		}
		if findings, err := compare.Compare(t.Context(), b, b, compare.Options{}); err == nil && len(findings) > 0 {
			t.Errorf("a document differs from itself: %s", line(findings[0]))
		}
		_, _ = compare.Compare(t.Context(), b, r, compare.Options{})
	})
}
