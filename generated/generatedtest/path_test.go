package generatedtest_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

// goParameter is the Go name of a path parameter.
func goParameter(name string) string {
	switch {
	case name == "name":
		return "clusterName"
	case strings.HasSuffix(name, "Id"):
		return strings.TrimSuffix(name, "Id") + "ID"
	default:
		return name
	}
}

// TestPathParametersAreRefused gives each parameter of each method values that would reach another endpoint, or none.
func TestPathParametersAreRefused(t *testing.T) {
	t.Parallel()
	bad := []string{"", ".", "..", "a\nb", "a\x00", "\x7f", "\xff"}
	eachOperation(t, anything, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		s.reply(200, []byte("{}"), "Content-Type", op.contentType())
		client := s.client(t, tg)
		for i, name := range op.pathParameters() {
			for _, value := range bad {
				args := op.arguments()
				args[i] = value
				answer, err := call(t.Context(), t, client, op.goName(), args, zero)
				var got *atlas.ArgumentError
				if !errors.As(err, &got) {
					t.Errorf("%s = %q: error is %v, want an ArgumentError", name, value, err)
					continue
				}
				if got.Operation != op.goName() || got.Parameter != goParameter(name) || got.Reason == "" {
					t.Errorf("%s = %q: error is %+v", name, value, *got)
				}
				if answer != nil && !isNil(answer) {
					t.Errorf("%s = %q: the answer is %v beside an error", name, value, answer)
				}
			}
		}
		if s.count() != 0 {
			t.Errorf("%d requests were sent, want none", s.count())
		}
	})
}

// TestPathParametersAreEscaped gives each parameter values with characters that mean something in a URL: they arrive as
// one segment of the path.
func TestPathParametersAreEscaped(t *testing.T) {
	t.Parallel()
	odd := []string{
		"a/b", "../../admin", "/", "%2e%2e", "%2E", "%", "%zz", "...", "..a", "a?b=c", "?", "a#b", "#", "a b", " ", "a+b", "a&b=c",
		"日本語", "é", "😀", "a;b=c", ";", "a:b@c", `a\b`, "..\\..", "{groupId}", "db.coll", "\"<>^`|", "[x]", "$&'()*,=!~",
	}
	eachOperation(t, anything, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		s.reply(200, []byte("{}"), "Content-Type", op.contentType())
		client := s.client(t, tg)
		for i, name := range op.pathParameters() {
			for _, value := range odd {
				args := op.arguments()
				args[i] = value
				if _, err := call(t.Context(), t, client, op.goName(), args, zero); err != nil {
					t.Errorf("%s = %q: %v", name, value, err)
					continue
				}
				want := strings.Split(op.filledPath(), "/")
				want[slices.Index(strings.Split(op.path, "/"), "{"+name+"}")] = value
				if diff := cmp.Diff(want, segments(t, s.last(t).uri)); diff != "" {
					t.Errorf("%s = %q: segments mismatch (-want +got):\n%s", name, value, diff)
				}
			}
		}
	})
}

// segments splits the target of a request line, which must have no query and no fragment, and unescapes its segments.
func segments(t *testing.T, uri string) []string {
	t.Helper()
	if strings.ContainsAny(uri, "?#") {
		t.Errorf("%s has a query or fragment", uri)
	}
	all := strings.Split(uri, "/")
	for i := range all {
		all[i] = must(url.PathUnescape(all[i]))(t)
	}
	return all
}

// TestBaseURLWithPath keeps a path in the base URL before the path of each operation.
func TestBaseURLWithPath(t *testing.T) {
	t.Parallel()
	eachOperation(t, anything, func(t *testing.T, tg target, op docOperation) {
		s := newServer(t)
		s.reply(200, []byte("{}"), "Content-Type", op.contentType())
		for _, base := range []string{"/atlas proxy", "/atlas proxy/"} {
			client := must(tg.make(atlas.WithBaseURL(s.URL+strings.ReplaceAll(base, " ", "%20")), atlas.WithHTTPClient(s.Client())))(t)
			if _, err := call(t.Context(), t, client, op.goName(), op.arguments(), zero); err != nil {
				t.Fatal(err)
			}
			if got, want := s.last(t).uri, "/atlas%20proxy"+op.filledPath(); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}
