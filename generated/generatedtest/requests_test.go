package generatedtest_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sent calls a create with a body and returns the body that arrived, with the media type it was sent as.
func sent(t *testing.T, tg target, op docOperation, body reflect.Value) ([]byte, string) {
	t.Helper()
	s := newServer(t)
	s.reply(200, []byte("{}"), "Content-Type", op.contentType())
	if _, err := call(t.Context(), t, s.client(t, tg), op.goName(), op.arguments(), body); err != nil {
		t.Fatal(err)
	}
	got := s.last(t)
	return got.body, got.header.Get("Content-Type")
}

// bodyType returns the Go type of the body of a create.
func bodyType(t *testing.T, tg target, op docOperation) reflect.Type {
	t.Helper()
	return lastArgument(t, must(tg.make())(t), op.goName())
}

// TestFullRequest fills every field of every request: the body has all properties that may be written, of the declared
// kinds, and no other, so that read-only ones are never sent.
func TestFullRequest(t *testing.T) {
	t.Parallel()
	eachOperation(t, isCreate, func(t *testing.T, tg target, op docOperation) {
		body := reflect.New(bodyType(t, tg, op)).Elem()
		fill(t, body, body.Type().Name())
		data, mediaType := sent(t, tg, op, body)

		want, got := map[string]string{}, map[string]string{}
		writable(op.doc, op.request, "", want)
		kinds(jsonOf(t, data), "", got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("properties mismatch (-document +sent):\n%s", diff)
		}
		back := reflect.New(body.Type())
		if err := json.Unmarshal(data, back.Interface()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(body.Interface(), back.Elem().Interface()); diff != "" {
			t.Errorf("values mismatch (-given +sent):\n%s", diff)
		}
		if mediaType != op.requestType {
			t.Errorf("Content-Type is %q, want %q", mediaType, op.requestType)
		}
	})
}

// TestZeroRequest sends the zero value of every request: it has the required properties and no other.
func TestZeroRequest(t *testing.T) {
	t.Parallel()
	eachOperation(t, isCreate, func(t *testing.T, tg target, op docOperation) {
		data, _ := sent(t, tg, op, reflect.Zero(bodyType(t, tg, op)))
		want, got := map[string]string{}, map[string]string{}
		required(op.doc, op.request, "", want)
		kinds(jsonOf(t, data), "", got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("properties mismatch (-required +sent):\n%s", diff)
		}
	})
}

// TestSecondsAfter2038 sends and reads points in time that do not fit 32 bits.
func TestSecondsAfter2038(t *testing.T) {
	t.Parallel()
	const late = 5000000000 // year 2128
	eachOperation(t, isCreate, func(t *testing.T, tg target, op docOperation) {
		for _, name := range []string{"OplogTS", "PointInTimeUTCSeconds", "PointInTimeUTCMillis"} {
			body := reflect.New(bodyType(t, tg, op)).Elem()
			field := body.FieldByName(name)
			if !field.IsValid() || field.Kind() == reflect.String {
				continue // a string of a legacy job has no such limit
			}
			field.SetInt(late)
			data, _ := sent(t, tg, op, body)
			got := jsonOf(t, data).(node)[jsonName(structField(body.Type(), name))]
			if diff := cmp.Diff(any(json.Number("5000000000")), got); diff != "" {
				t.Errorf("%s mismatch (-want +got):\n%s", name, diff)
			}
		}
	})
}

// TestRequestText checks that the builder of a request sends the caller's text as it is, also where JSON or HTML
// would escape it.
func TestRequestText(t *testing.T) {
	t.Parallel()
	const odd = "a\"b\\c<d>&é\u2028日本\n"
	eachOperation(t, isCreate, func(t *testing.T, tg target, op docOperation) {
		body := reflect.New(bodyType(t, tg, op)).Elem()
		body.FieldByName("SnapshotID").SetString(odd)
		data, _ := sent(t, tg, op, body)
		if got := jsonOf(t, data).(node)["snapshotId"]; got != odd {
			t.Errorf("snapshotId is %q, want %q", got, odd)
		}
	})
}

// fill sets everything in v to a value that is not zero. Strings say where they are, so that no two are alike.
func fill(tb testing.TB, v reflect.Value, path string) {
	tb.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(tb, v.Elem(), path)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(pageTime))
			return
		}
		for i := range v.NumField() {
			fill(tb, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(tb, v.Index(0), path+".0")
		fill(tb, v.Index(1), path+".1")
	case reflect.String:
		v.SetString(path)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(1 + len(path)))
	default:
		tb.Fatalf("the test cannot fill a %s at %s", v.Type(), path)
	}
}
