package generatedtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/generated/atlas20231001"
	"github.com/atlasrestore/atlasrestore/generated/atlas20241113"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
	"github.com/atlasrestore/atlasrestore/generated/atlasv1"
)

// A target is one generated package.
type target struct {
	name    string // of the package
	version string // of the API, and of the pinned document
	ops     []atlas.Operation
	make    func(...atlas.Option) (any, error) // a *Client
}

// targets lists the generated packages.
func targets() []target {
	return []target{
		{"atlasv1", atlasv1.APIVersion, atlasv1.Operations(), wrap(atlasv1.New)},
		{"atlas20231001", atlas20231001.APIVersion, atlas20231001.Operations(), wrap(atlas20231001.New)},
		{"atlas20241113", atlas20241113.APIVersion, atlas20241113.Operations(), wrap(atlas20241113.New)},
		{"atlas20250312", atlas20250312.APIVersion, atlas20250312.Operations(), wrap(atlas20250312.New)},
	}
}

func wrap[C any](make func(...atlas.Option) (*C, error)) func(...atlas.Option) (any, error) {
	return func(opts ...atlas.Option) (any, error) { return make(opts...) }
}

// eachOperation runs a parallel subtest for each operation of each package that keep wants.
func eachOperation(t *testing.T, keep func(docOperation) bool, test func(*testing.T, target, docOperation)) {
	t.Helper()
	for _, tg := range targets() {
		ops := operationsOf(t, tg.version)
		for _, op := range ops {
			if keep(op) {
				t.Run(tg.name+"/"+op.goName(), func(t *testing.T) {
					t.Parallel()
					test(t, tg, op)
				})
			}
		}
	}
}

// A request is what arrived at the server.
type request struct {
	method, uri string // uri is as on the request line
	path, query string // both still escaped
	header      http.Header
	body        []byte
}

// A server answers each request with what it was told last. It counts the requests and remembers the last.
type server struct {
	*httptest.Server
	mu      sync.Mutex
	status  int
	header  http.Header
	body    []byte
	seen    int
	request request
}

// newServer starts a server that lasts as long as the test.
func newServer(tb testing.TB) *server {
	s := &server{}
	s.Server = httptest.NewServer(s)
	tb.Cleanup(s.Close)
	return s
}

// reply sets the next answers. The headers are pairs of a name and a value.
func (s *server) reply(status int, body []byte, headers ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status, s.body, s.header = status, body, http.Header{}
	for i := 0; i < len(headers); i += 2 {
		s.header.Add(headers[i], headers[i+1])
	}
}

// ServeHTTP implements http.Handler.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	path, query, _ := strings.Cut(r.RequestURI, "?")
	s.seen++
	s.request = request{r.Method, r.RequestURI, path, query, r.Header, body}
	for name, values := range s.header {
		w.Header()[name] = values
	}
	w.WriteHeader(s.status)
	_, _ = w.Write(s.body)
}

// count returns how many requests arrived.
func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

// last returns the request that arrived last, and fails the test when none did.
func (s *server) last(tb testing.TB) request {
	tb.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == 0 {
		tb.Fatal("no request arrived")
	}
	return s.request
}

// options point a client to the server. A call is one request.
func (s *server) options(more ...atlas.Option) []atlas.Option {
	return append([]atlas.Option{atlas.NoRetry(), atlas.WithBaseURL(s.URL), atlas.WithHTTPClient(s.Client())}, more...)
}

// client makes the client of a package for the server.
func (s *server) client(tb testing.TB, tg target, more ...atlas.Option) any {
	tb.Helper()
	client, err := tg.make(s.options(more...)...)
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

// must returns value, and fails the test when there is an error instead.
func must[T any](value T, err error) func(testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return value
	}
}

// methodOf returns a method of a client by its name.
func methodOf(tb testing.TB, client any, name string) reflect.Value {
	tb.Helper()
	method := reflect.ValueOf(client).MethodByName(name)
	if !method.IsValid() {
		tb.Fatalf("%T has no method %s", client, name)
	}
	return method
}

// call calls a method of a client with path parameters and, when the method takes one more, the last argument; an
// invalid last stands for its zero value. The answer is nil for a method that only returns an error.
func call(ctx context.Context, tb testing.TB, client any, name string, path []string, last reflect.Value) (any, error) {
	tb.Helper()
	method := methodOf(tb, client, name)
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for _, value := range path {
		args = append(args, reflect.ValueOf(value))
	}
	switch more := method.Type().NumIn() - len(args); {
	case more == 1 && last.IsValid():
		args = append(args, last)
	case more == 1:
		args = append(args, reflect.Zero(method.Type().In(len(args))))
	case more != 0:
		tb.Fatalf("%s takes %d arguments, not %d path parameters", name, method.Type().NumIn(), len(path))
	}
	out := method.Call(args)
	err, _ := out[len(out)-1].Interface().(error)
	if len(out) == 1 {
		return nil, err
	}
	return out[0].Interface(), err
}

// lastArgument returns the type of the last argument of a method: the body of a create, the options of a list.
func lastArgument(tb testing.TB, client any, name string) reflect.Type {
	tb.Helper()
	method := methodOf(tb, client, name).Type()
	return method.In(method.NumIn() - 1)
}

// jsonOf decodes a document into plain values, with numbers as they are written.
func jsonOf(tb testing.TB, data []byte) any {
	tb.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		tb.Fatalf("decode %q: %v", data, err)
	}
	return value
}

// encode encodes a value as JSON.
func encode(tb testing.TB, value any) []byte {
	tb.Helper()
	return must(json.Marshal(value))(tb)
}

// zero stands for the zero value as the last argument of call.
var zero reflect.Value

// methodCount returns how many exported methods a value has.
func methodCount(value any) int { return reflect.TypeOf(value).NumMethod() }

// structField returns a field of a struct type by its Go name.
func structField(t reflect.Type, name string) reflect.StructField {
	field, _ := t.FieldByName(name)
	return field
}

// jsonName returns the JSON name of a field.
func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// isNil reports whether a pointer in an interface is nil.
func isNil(value any) bool { return reflect.ValueOf(value).IsNil() }

// checkUserAgent checks that a request says who sent it, and not only which HTTP library.
func checkUserAgent(tb testing.TB, got request) {
	tb.Helper()
	if agent := got.header.Get("User-Agent"); !strings.HasPrefix(agent, "atlasrestore/") {
		tb.Errorf("User-Agent is %q, want atlasrestore/...", agent)
	}
}
