package atlas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// Lenient decoding, in the order of the code:
//
//  1. Only two things are errors: a document that is not one whole JSON value, and a value of another kind than the
//     type declares (an array, string or null for a struct).
//  2. encoding/json decodes the document into a fresh value. Nearly always that is all.
//  3. When it refuses, the value is taken apart level by level, and each part goes to encoding/json again, in a
//     document that holds only that part, so that names, tags, embedding and case are matched by encoding/json itself.
//     A part that it accepts is done; of one that it refuses the smaller parts are tried.
//  4. A part that cannot be taken apart (a scalar, a type with its own UnmarshalJSON or UnmarshalText, a value of
//     another kind) stays zero and is an issue. A null is never an issue. A slice keeps its length, a map its keys.
//
// So the lenient way differs from encoding/json only in what encoding/json refuses.

// A FieldIssue is a part of a response that did not fit its Go type and was left at its zero value. A null fits every
// type: it leaves the zero value and is no issue.
type FieldIssue struct {
	// Path is a JSON pointer into the response body, "/results/3/finishedAt".
	Path string
	// Reason says what did not fit, with the start of the value unless it may be secret:
	// `string "" does not fit time.Time`.
	Reason string
}

// decode decodes one JSON document leniently.
func decode[T any](data []byte) (*T, []FieldIssue, error) {
	t := reflect.TypeFor[T]()
	kindErr := checkKind(data, t)
	if kindErr == nil {
		out := new(T)
		if json.Unmarshal(data, out) == nil {
			return out, nil, nil
		}
	}
	if !json.Valid(data) {
		return nil, nil, syntaxError(data)
	}
	if kindErr != nil {
		return nil, nil, kindErr
	}
	out := new(T)
	d := decoder{fields: make(map[reflect.Type][]field)}
	if !d.parts(data, reflect.ValueOf(out).Elem(), "", 0) {
		return nil, nil, errors.New(d.issues[0].Reason)
	}
	return out, d.issues, nil
}

// checkKind refuses a document of another kind than t declares. A type that decodes itself, and one that is neither
// struct, map, slice nor array, only refuses null here.
func checkKind(data []byte, t reflect.Type) error {
	got := kindOf(data)
	if got == "null" {
		return fmt.Errorf("null does not fit %s", t)
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	want := got
	switch {
	case decodesItself(t):
	case t.Kind() == reflect.Struct || t.Kind() == reflect.Map:
		want = "object"
	case t.Kind() == reflect.Array || t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		want = "array"
	}
	if got != want {
		return fmt.Errorf("%s where an %s is declared", got, want)
	}
	return nil
}

// kindOf names the kind of a JSON value by its first character, which is enough for valid JSON.
func kindOf(data []byte) string {
	data = bytes.TrimLeft(data, " \t\r\n")
	if len(data) == 0 {
		return "nothing"
	}
	switch data[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	default:
		return "number"
	}
}

// syntaxError says what is wrong with data, which is not one valid JSON value. For data that ends too early it is or
// wraps io.ErrUnexpectedEOF.
func syntaxError(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	var value json.RawMessage
	switch err := dec.Decode(&value); {
	case errors.Is(err, io.EOF): // only white space
		return io.ErrUnexpectedEOF
	case err != nil:
		return fmt.Errorf("decode JSON: %w", err)
	default:
		return errors.New("decode JSON: data after the value")
	}
}
