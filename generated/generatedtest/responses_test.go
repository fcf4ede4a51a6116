package generatedtest_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

// An exchange calls one operation many times, with another answer each time.
type exchange struct {
	server *server
	client any
	op     docOperation
	status int
}

func newExchange(t *testing.T, tg target, op docOperation) *exchange {
	t.Helper()
	s := newServer(t)
	return &exchange{s, s.client(t, tg), op, must(strconv.Atoi(op.status))(t)}
}

// serve calls the operation with a response and returns the answer, and the issues by pointer. The call must not fail.
func (e *exchange) serve(t *testing.T, response any) (any, map[string]string) {
	t.Helper()
	data := encode(t, response)
	e.server.reply(e.status, data, "Content-Type", e.op.contentType())
	var info atlas.ResponseInfo
	answer, err := call(atlas.WithResponseInfo(t.Context(), &info), t, e.client, e.op.goName(), e.op.arguments(), zero)
	if err != nil {
		t.Fatalf("%v, for the response %s", err, data)
	}
	if info.Status != e.status {
		t.Errorf("status is %d, want %d", info.Status, e.status)
	}
	issues := make(map[string]string)
	for _, issue := range info.Issues {
		if issue.Reason == "" || issues[issue.Path] != "" {
			t.Errorf("issue %+v has no reason, or is not the only one of its path", issue)
		}
		issues[issue.Path] = issue.Reason
	}
	return answer, issues
}

// decodedAs decodes a response as encoding/json does, into the type of a sample answer. It says what is to be expected
// when encoding/json takes the response.
func decodedAs(t *testing.T, response, sample any) any {
	t.Helper()
	value := reflect.New(reflect.TypeOf(sample).Elem())
	if err := json.Unmarshal(encode(t, response), value.Interface()); err != nil {
		t.Fatal(err)
	}
	return value.Interface()
}

// TestFullResponse serves every readable property of the document: each reaches a field of its name, and encodes again
// as it came.
func TestFullResponse(t *testing.T) {
	t.Parallel()
	eachOperation(t, hasBody, func(t *testing.T, tg target, op docOperation) {
		response, places := sample(op)
		answer, issues := newExchange(t, tg, op).serve(t, response)
		if len(issues) > 0 {
			t.Errorf("issues: %v", issues)
		}
		if diff := cmp.Diff(response, jsonOf(t, encode(t, answer))); diff != "" {
			t.Errorf("encoded again it differs (-served +got):\n%s", diff)
		}
		checkFilled(t, reflect.ValueOf(answer), "")
		if len(places) < 7 {
			t.Errorf("only %d places, want more to test", len(places))
		}
	})
}

// checkFilled checks that nothing in v is zero, and that fields have the names of their properties.
func checkFilled(t *testing.T, v reflect.Value, pointer string) {
	t.Helper()
	if v.IsZero() {
		t.Errorf("%q is zero", pointer)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		checkFilled(t, v.Elem(), pointer)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Interface {
			return // any JSON values, null among them
		}
		for i := range v.Len() {
			checkFilled(t, v.Index(i), pointer+"/"+strconv.Itoa(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if name := jsonName(field); !strings.EqualFold(name, field.Name) {
				t.Errorf("field %s.%s is the property %q", v.Type(), field.Name, name)
			}
			checkFilled(t, v.Field(i), pointer+"/"+jsonName(field))
		}
	}
}

// TestUnknownMembers adds members that the document does not know to every object.
func TestUnknownMembers(t *testing.T) {
	t.Parallel()
	eachOperation(t, hasBody, func(t *testing.T, tg target, op docOperation) {
		e := newExchange(t, tg, op)
		response, places := sample(op)
		want, _ := e.serve(t, response)
		add := func(old any) any {
			object := old.(node)
			object = replaced(object, "/brandNew", func(any) any { return node{"a": []any{nil, "x"}} }).(node)
			return replaced(object, "/a~1 \"odd\"", func(any) any { return nil })
		}
		changed := response
		for _, p := range slices.Backward(places) { // inner objects first
			if p.schema["type"] == "object" && p.schema["additionalProperties"] == nil {
				changed = replaced(changed, p.pointer, add)
			}
		}
		got, issues := e.serve(t, add(changed))
		if len(issues) > 0 {
			t.Errorf("issues: %v", issues)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("mismatch (-without +with new members):\n%s", diff)
		}
	})
}

// TestEmptyResponses serves an object without any member, and objects for lists.
func TestEmptyResponses(t *testing.T) {
	t.Parallel()
	eachOperation(t, hasBody, func(t *testing.T, tg target, op docOperation) {
		e := newExchange(t, tg, op)
		for _, response := range []node{{}, {"results": nil}, {"results": []any{}, "totalCount": json.Number("0")}} {
			got, issues := e.serve(t, response)
			if len(issues) > 0 {
				t.Errorf("issues: %v", issues)
			}
			if diff := cmp.Diff(decodedAs(t, response, got), got); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		}
	})
}

// TestSuccessStatuses takes any 2xx with the declared body for success: a proxy may change 200 into 203.
func TestSuccessStatuses(t *testing.T) {
	t.Parallel()
	eachOperation(t, hasBody, func(t *testing.T, tg target, op docOperation) {
		e := newExchange(t, tg, op)
		response, _ := sample(op)
		for _, e.status = range []int{http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNonAuthoritativeInfo} {
			got, _ := e.serve(t, response)
			if diff := cmp.Diff(decodedAs(t, response, got), got); diff != "" {
				t.Errorf("%d: mismatch (-want +got):\n%s", e.status, diff)
			}
		}
	})
}
