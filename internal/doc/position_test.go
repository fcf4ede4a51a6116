package doc_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// at is a position as "line:col".
func at(p doc.Pos) string { return fmt.Sprintf("%d:%d", p.Line, p.Col) }

// places lists names and values with their positions, depth first.
func places(n *doc.Node) []string {
	out := []string{fmt.Sprintf("%s %s", n.Kind, at(n.Pos))}
	for _, m := range n.Members {
		out = append(out, fmt.Sprintf("%s %s", m.Name, at(m.Pos)))
		out = append(out, places(m.Value)...)
	}
	for _, item := range n.Items {
		out = append(out, places(item)...)
	}
	return out
}

func TestPositionsCountCharacters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"yaml": {
			"ключ: значение\nb:\n  - {é: 1, c: x}\n",
			[]string{"object 1:1", "ключ 1:1", "string 1:7", "b 2:1", "array 3:3", "object 3:5", "é 3:6", "number 3:9", "c 3:12", "string 3:15"},
		},
		"json": {
			"{\"ключ\" : \"значение\",\r\n \"b\":\t[ {\"é\":1,\"c\":null} ]}",
			[]string{"object 1:1", "ключ 1:2", "string 1:11", "b 2:2", "array 2:7", "object 2:9", "é 2:10", "number 2:14", "c 2:16", "null 2:20"},
		},
		"byte_order_mark": {
			"\ufeffa: b",
			[]string{"object 1:1", "a 1:1", "string 1:4"},
		},
		"alias_stands_where_its_value_is_written": {
			"a: &x 1\nb: *x\n",
			[]string{"object 1:1", "a 1:1", "number 1:4", "b 2:1", "number 1:4"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := doc.Parse("f", []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, places(d.Root)); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestErrorfKnowsPlaceAndPointer(t *testing.T) {
	t.Parallel()
	d := parse(t, "paths:\n  /a/{id}:\n    - x\n    - same\n    - same\n")
	n := d.Root.Lookup("paths", "/a/{id}").Items[2]
	err := d.Errorf(n, "bad\nthing: %w", errors.ErrUnsupported)
	if diff := cmp.Diff("test.yaml:5:7: bad thing: unsupported operation", err.Error()); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	var e *doc.Error
	if !errors.As(err, &e) || e.Pointer != "/paths/~1a~1{id}/2" {
		t.Errorf("pointer is %q", e.Pointer)
	}
	if !errors.Is(err, errors.ErrUnsupported) {
		t.Error("the cause is lost")
	}
}

func TestErrorWithoutPlace(t *testing.T) {
	t.Parallel()
	d := parse(t, "a: 1\n")
	for _, c := range []struct {
		n    *doc.Node
		want string
	}{{nil, "test.yaml: bad"}, {doc.NewString("x"), "test.yaml: bad"}, {d.Root, "test.yaml:1:1: bad"}} {
		if diff := cmp.Diff(c.want, d.Errorf(c.n, "bad").Error()); diff != "" {
			t.Errorf("mismatch (-want +got)\n%s", diff)
		}
	}
	if got := (&doc.Error{Err: errors.New("bad")}).Error(); got != "bad" {
		t.Errorf("got %q", got)
	}
}

// parse parses a text of the test.
func parse(t *testing.T, text string) *doc.Document {
	t.Helper()
	d, err := doc.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}
