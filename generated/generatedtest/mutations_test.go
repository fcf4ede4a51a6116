package generatedtest_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A mutation is a response with one value changed, and what must come of it.
type mutation struct {
	value any  // in place of the right one
	issue bool // the value does not fit and is told; else it is taken, as null is
}

// badValues are values of other kinds than the schema of a place declares, among them those seen on the wire.
func badValues(p place) []any {
	switch p.schema["type"] {
	case "object":
		return []any{[]any{node{}}, "text"}
	case "array":
		return []any{node{"0": "x"}, json.Number("5")}
	case "boolean":
		return []any{"true", json.Number("1")}
	case "integer":
		return []any{"42", json.Number("1.5"), json.Number("9223372036854775808")}
	}
	if p.format() == "date-time" {
		return []any{"", json.Number("1746351720"), "yesterday", node{"a": "b"}}
	}
	return []any{json.Number("12345"), node{"a": "b"}}
}

// TestMutatedResponses changes every value of every response, one by one, in the last element of each array: the call
// does not fail, all other values are decoded, and the changed one is told with its place. Creates answer with the types
// of gets and lists, and are left out because this takes the longest of all tests.
func TestMutatedResponses(t *testing.T) {
	t.Parallel()
	eachOperation(t, isRead, func(t *testing.T, tg target, op docOperation) {
		e := newExchange(t, tg, op)
		response, places := sample(op)
		answer, _ := e.serve(t, response)
		for _, p := range places {
			if p.again() {
				continue
			}
			want := decodedAs(t, replaced(response, p.pointer, nil), answer)
			e.checkMutation(t, response, want, p, mutation{value: nil})
			for _, value := range badValues(p) {
				e.checkMutation(t, response, want, p, mutation{value, true})
			}
		}
	})
}

// checkMutation serves a response with one value changed. The answer must be that for the response without the value,
// which encoding/json decodes.
func (e *exchange) checkMutation(t *testing.T, response, want any, p place, m mutation) {
	t.Helper()
	got, issues := e.serve(t, replaced(response, p.pointer, func(any) any { return m.value }))
	if !reflect.DeepEqual(want, got) { // cmp.Diff is slow, and there are thousands of mutations
		t.Errorf("%s = %s: mismatch (-want +got):\n%s", p.pointer, encode(t, m.value), cmp.Diff(want, got))
	}
	switch {
	case m.issue && (len(issues) != 1 || issues[p.pointer] == ""):
		t.Errorf("%s = %s: issues are %v, want one at %s", p.pointer, encode(t, m.value), issues, p.pointer)
	case !m.issue && len(issues) > 0:
		t.Errorf("%s = %s: issues are %v, want none", p.pointer, encode(t, m.value), issues)
	}
}

// TestAllValuesWrong changes all values at once that hold no others: each is told, and the shape is kept.
func TestAllValuesWrong(t *testing.T) {
	t.Parallel()
	eachOperation(t, hasBody, func(t *testing.T, tg target, op docOperation) {
		e := newExchange(t, tg, op)
		response, places := sample(op)
		nothing, wrong := response, response
		var want []string
		for _, p := range places {
			if kind := p.schema["type"]; kind == "object" || kind == "array" {
				continue
			}
			want = append(want, p.pointer)
			wrong = replaced(wrong, p.pointer, func(any) any { return badValues(p)[0] })
			nothing = replaced(nothing, p.pointer, nil)
		}
		got, issues := e.serve(t, wrong)
		if diff := cmp.Diff(decodedAs(t, nothing, got), got); diff != "" {
			t.Errorf("mismatch (-want +got):\n%s", diff)
		}
		for _, pointer := range want {
			if issues[pointer] == "" {
				t.Errorf("%s is not told", pointer)
			}
		}
		if len(issues) != len(want) {
			t.Errorf("%d issues, want %d", len(issues), len(want))
		}
	})
}
