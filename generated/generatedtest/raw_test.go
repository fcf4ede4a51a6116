package generatedtest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/generated/atlas20231001"
	"github.com/atlasrestore/atlasrestore/generated/atlas20241113"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
	"github.com/atlasrestore/atlasrestore/generated/atlasv1"
	"github.com/google/go-cmp/cmp"
)

// rawCall calls a method of the low-level client, with params as given; a body is the zero value.
func rawCall(t *testing.T, client any, op docOperation, prepare func(params reflect.Value)) *http.Response {
	t.Helper()
	raw := methodOf(t, client, "Raw").Call(nil)[0].Interface()
	method := methodOf(t, raw, op.goName())
	args := []reflect.Value{reflect.ValueOf(t.Context())}
	for _, value := range op.arguments() {
		args = append(args, reflect.ValueOf(value))
	}
	params := reflect.Zero(method.Type().In(len(args)))
	if prepare != nil {
		params = reflect.New(params.Type().Elem())
		prepare(params.Elem())
	}
	args = append(args, params)
	if op.request != nil {
		args = append(args, reflect.Zero(method.Type().In(len(args))))
	}
	out := method.Call(args)
	if err, _ := out[1].Interface().(error); err != nil {
		t.Fatal(err)
	}
	response := out[0].Interface().(*http.Response)
	t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

// TestRaw calls each low-level method without params: it sends the headers of the operation on its own and hands over
// the response as it came, also an error.
func TestRaw(t *testing.T) {
	t.Parallel()
	eachOperation(t, anything, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		s.reply(http.StatusTeapot, []byte("<html>"), "Content-Type", "text/html", "X-Odd", "yes")
		response := rawCall(t, s.client(t, tg), op, nil)
		body := must(io.ReadAll(response.Body))(t)
		if response.StatusCode != http.StatusTeapot || string(body) != "<html>" || response.Header.Get("X-Odd") != "yes" {
			t.Errorf("got %d %q %v", response.StatusCode, body, response.Header)
		}
		got := s.last(t)
		if got.method != op.method || got.uri != op.filledPath() {
			t.Errorf("got %s %s, want %s %s without a query", got.method, got.uri, op.method, op.filledPath())
		}
		checkHeaders(t, got, op.accept(), op.requestType)
	})
}

// checkHeaders checks what the runtime adds to a request.
func checkHeaders(t *testing.T, got request, accept, contentType string) {
	t.Helper()
	want := []string{accept, contentType}
	if diff := cmp.Diff(want, []string{got.header.Get("Accept"), got.header.Get("Content-Type")}); diff != "" {
		t.Errorf("Accept and Content-Type mismatch (-want +got):\n%s", diff)
	}
	checkUserAgent(t, got)
}

// TestRawVersion asks for a date in the low-level client.
func TestRawVersion(t *testing.T) {
	t.Parallel()
	const media = "application/vnd.atlas.2025-03-12+json"
	dated := func(op docOperation) bool { return op.resourceVersion() != "" }
	eachOperation(t, dated, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		s.reply(200, []byte("{}"))
		rawCall(t, s.client(t, tg, atlas.WithVersion("2025-03-12")), op, nil)
		contentType := ""
		if op.request != nil {
			contentType = media
		}
		checkHeaders(t, s.last(t), media, contentType)
	})
}

// TestRawParameters sets the parameters that the typed methods never send.
func TestRawParameters(t *testing.T) {
	t.Parallel()
	eachOperation(t, anything, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		s.reply(200, []byte("{}"))
		client := s.client(t, tg)
		for _, test := range []struct {
			envelope, pretty *bool
			want             url.Values
		}{
			{nil, nil, url.Values{}},
			{new(true), new(true), url.Values{"envelope": {"true"}, "pretty": {"true"}}},
			{nil, new(false), url.Values{"pretty": {"false"}}},
		} {
			rawCall(t, client, op, func(params reflect.Value) {
				params.FieldByName("Envelope").Set(reflect.ValueOf(test.envelope))
				params.FieldByName("Pretty").Set(reflect.ValueOf(test.pretty))
			})
			got := s.last(t)
			if got.path != op.filledPath() {
				t.Errorf("path is %s, want %s", got.path, op.filledPath())
			}
			if diff := cmp.Diff(test.want, must(url.ParseQuery(got.query))(t)); diff != "" {
				t.Errorf("query mismatch (-want +got):\n%s", diff)
			}
		}
	})
}

// TestRawKeepsTheHeadersOfTheCaller leaves alone what a request editor or a media type says.
func TestRawKeepsTheHeadersOfTheCaller(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		given  string // media type of the body
		accept string // set by a request editor, unless empty
		want   [2]string
	}{
		"plain":   {"application/json", "", [2]string{v20230, v20230}},
		"own":     {v20230, "", [2]string{v20230, v20230}},
		"preview": {"application/vnd.atlas.preview+json", "", [2]string{v20230, "application/vnd.atlas.preview+json"}},
		"accept":  {"application/json", "application/vnd.atlas.preview+json", [2]string{"application/vnd.atlas.preview+json", v20230}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			s.reply(200, []byte("{}"))
			client := must(atlas20250312.New(s.options()...))(t)
			edit := func(_ context.Context, req *http.Request) error {
				if test.accept != "" {
					req.Header.Set("Accept", test.accept)
				}
				return nil
			}
			body := `{"deliveryType":"download","odd":1}`
			response := must(client.Raw().CreateCloudRestoreJobWithBody(t.Context(), group, "c-0", nil, test.given, strings.NewReader(body), edit))(t)
			_ = response.Body.Close()
			got := s.last(t)
			checkHeaders(t, got, test.want[0], test.want[1])
			if string(got.body) != body {
				t.Errorf("body is %q, want %q", got.body, body)
			}
		})
	}
}

// TestAPIError decodes the body of an error as a user of the low-level client does: with parameters of any kind, where
// the document only allows objects.
func TestAPIError(t *testing.T) {
	t.Parallel()
	types := map[string]reflect.Type{
		"v1.0":       reflect.TypeFor[atlasv1.APIError](),
		"2023-10-01": reflect.TypeFor[atlas20231001.APIError](),
		"2024-11-13": reflect.TypeFor[atlas20241113.APIError](),
		"2025-03-12": reflect.TypeFor[atlas20250312.APIError](),
	}
	mixed := []any{"c-0", json.Number("5"), nil, true, node{"a": []any{json.Number("1.5")}}}
	for _, tg := range targets() {
		t.Run(tg.name, func(t *testing.T) {
			t.Parallel()
			op := operationsOf(t, tg.version)[0]
			op.response = resolve(op.doc, node{"$ref": "#/components/schemas/ApiError"})
			body, _ := sample(op)
			body = replaced(body, "/parameters", func(any) any { return mixed })

			got := reflect.New(types[tg.version])
			if err := json.Unmarshal(encode(t, body), got.Interface()); err != nil {
				t.Fatal(err)
			}
			checkFilled(t, got, "")
			if diff := cmp.Diff(body, jsonOf(t, encode(t, got.Interface()))); diff != "" {
				t.Errorf("encoded again it differs (-served +got):\n%s", diff)
			}
		})
	}
}
