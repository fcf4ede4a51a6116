package atlas

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Limits of lenient decoding.
const (
	maxDepth     = 32   // levels that are taken apart; restore jobs have fewer than ten
	maxIssues    = 1000 // issues that are recorded
	maxIssueText = 64   // runes of a value in an issue
)

// A decoder takes apart what encoding/json refuses. It serves one document.
type decoder struct {
	issues []FieldIssue
	fields map[reflect.Type][]field // of the structs met so far
}

// value decodes raw into v, which must be settable, and reports whether anything of it fits.
func (d *decoder) value(raw []byte, v reflect.Value, path string, depth int) bool {
	if json.Unmarshal(raw, v.Addr().Interface()) == nil {
		return true
	}
	return d.refused(raw, v, path, depth)
}

// refused clears what encoding/json may have left in v when it refused raw, and tries the parts.
func (d *decoder) refused(raw []byte, v reflect.Value, path string, depth int) bool {
	v.SetZero()
	return kindOf(raw) == "null" || d.parts(raw, v, path, depth+1)
}

// parts decodes the parts of raw into v, which is zero, and reports whether raw is of v's kind at all.
func (d *decoder) parts(raw []byte, v reflect.Value, path string, depth int) bool {
	switch kind := kindOf(raw); {
	case depth > maxDepth:
		d.record(path, fmt.Sprintf("nested deeper than %d levels", maxDepth))
		return false
	case v.Kind() == reflect.Pointer:
		elem := reflect.New(v.Type().Elem())
		if !d.parts(raw, elem.Elem(), path, depth+1) {
			return false
		}
		v.Set(elem)
	case decodesItself(v.Type()):
		return d.misfit(raw, v.Type(), path)
	case v.Kind() == reflect.Struct && kind == "object":
		d.object(raw, v, path, depth)
	case v.Kind() == reflect.Map && kind == "object":
		d.mapping(raw, v, path, depth)
	case v.Kind() == reflect.Slice && kind == "array":
		items := rawList(raw)
		v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
		d.elements(items, v, path, depth)
	case v.Kind() == reflect.Array && kind == "array":
		d.elements(rawList(raw), v, path, depth)
	default:
		return d.misfit(raw, v.Type(), path)
	}
	return true
}

// object decodes the members of a JSON object into a struct.
func (d *decoder) object(raw []byte, v reflect.Value, path string, depth int) {
	eachMember(raw, func(key string, value json.RawMessage) {
		if json.Unmarshal(single(key, value), v.Addr().Interface()) == nil {
			return
		}
		at := path + "/" + escapePointer(key)
		f, ok := findField(d.fieldsOf(v.Type()), key)
		if !ok {
			d.misfit(value, v.Type(), at)
			return
		}
		to, ok := fieldAt(v, f.index)
		switch {
		case !ok || f.quoted:
			if ok {
				to.SetZero()
			}
			d.misfit(value, f.typ, at)
		default:
			d.refused(value, to, at, depth)
		}
	})
}

// mapping decodes the members of a JSON object into a map. An entry whose value does not fit keeps its key.
func (d *decoder) mapping(raw []byte, v reflect.Value, path string, depth int) {
	v.Set(reflect.MakeMap(v.Type()))
	keys := reflect.MapOf(v.Type().Key(), reflect.TypeFor[json.RawMessage]())
	eachMember(raw, func(key string, value json.RawMessage) {
		one := single(key, value)
		if json.Unmarshal(one, v.Addr().Interface()) == nil {
			return
		}
		at := path + "/" + escapePointer(key)
		keyed := reflect.New(keys)
		if json.Unmarshal(one, keyed.Interface()) != nil || keyed.Elem().Len() != 1 {
			d.record(at, fmt.Sprintf("key does not fit %s", v.Type().Key()))
			return
		}
		elem := reflect.New(v.Type().Elem()).Elem()
		d.refused(value, elem, at, depth)
		v.SetMapIndex(keyed.Elem().MapKeys()[0], elem)
	})
}

// elements decodes items into a slice of the same length, or into an array; like encoding/json it drops what is too
// much for an array.
func (d *decoder) elements(items []json.RawMessage, v reflect.Value, path string, depth int) {
	for i := range min(len(items), v.Len()) {
		d.value(items[i], v.Index(i), path+"/"+strconv.Itoa(i), depth)
	}
}

// misfit records that raw does not fit t, and returns false.
func (d *decoder) misfit(raw []byte, t reflect.Type, path string) bool {
	value := raw[:min(len(raw), maxErrorExcerpt)]
	text := string(value)
	if unquoted := ""; json.Unmarshal(raw, &unquoted) == nil {
		text = unquoted
	}
	text = redactText(text)
	if isSecretName(path) {
		text = redacted
	}
	d.record(path, fmt.Sprintf("%s \"%s\" does not fit %s", kindOf(raw), oneLine(text, maxIssueText), t))
	return false
}

// record adds an issue; the last one that is recorded says that there may be more.
func (d *decoder) record(path, reason string) {
	switch {
	case len(d.issues) < maxIssues-1:
		d.issues = append(d.issues, FieldIssue{Path: path, Reason: reason})
	case len(d.issues) < maxIssues:
		d.issues = append(d.issues, FieldIssue{Reason: "further issues are not recorded"})
	}
}

// eachMember calls f for the members of a valid JSON object, in order and with duplicates.
func eachMember(object []byte, f func(key string, value json.RawMessage)) {
	dec := json.NewDecoder(bytes.NewReader(object))
	_, err := dec.Token() // the brace
	for err == nil && dec.More() {
		var key json.Token
		if key, err = dec.Token(); err != nil {
			return
		}
		var value json.RawMessage
		if err = dec.Decode(&value); err == nil {
			f(key.(string), value) // the token before a value in an object is its name
		}
	}
}

// single returns the JSON object with one member.
func single(key string, value json.RawMessage) []byte {
	name, _ := json.Marshal(key) // a string always encodes
	return slices.Concat([]byte{'{'}, name, []byte{':'}, value, []byte{'}'})
}

// escapePointer escapes one token of a JSON pointer (RFC 6901, section 3).
func escapePointer(token string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}

// decodesItself reports whether t has its own UnmarshalJSON or UnmarshalText, with a pointer as receiver or without.
func decodesItself(t reflect.Type) bool {
	t = reflect.PointerTo(t)
	return t.Implements(reflect.TypeFor[json.Unmarshaler]()) || t.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}
