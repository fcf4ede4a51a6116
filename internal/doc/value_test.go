package doc_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

func TestEqualIsEqualityOfJSONValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"{a: 1, b: 2}", "{b: 2, a: 1}", true},
		{"{a: 1, b: 2}", "{a: 1, c: 2}", false},
		{"{a: 1}", "{a: 1, b: 2}", false},
		{"{a: null}", "{}", false},
		{"[1, 2]", "[2, 1]", false},
		{"[1]", "[1, 1]", false},
		{"'1'", "1", false},
		{"'null'", "null", false},
		{"true", "'true'", false},
		{"true", "false", false},
		{"1.1991456e+12", "1199145600000", true},
		{"1.0", "1", true},
		{"-0", "0", true},
		{"0e5", "0.000", true},
		{"-1", "1", false},
		{"0.1", "0.10", true},
		{"100", "1e2", true},
		{"0.001", "1e-3", true},
		{"9007199254740993", "9007199254740992", false}, // equal as float64
		{"1e999999999", "1e999999999", true},
		{"1e999999999", "10e999999998", true},
		{"1e999999999", "1e999999998", false},
		{"1e99999999999999999999", "1e99999999999999999999", true},
		{"1e99999999999999999999", "1", false},
	} {
		a, b := parse(t, c.a).Root, parse(t, c.b).Root
		if got := doc.Equal(a, b); got != c.want {
			t.Errorf("Equal(%s, %s) = %t", c.a, c.b, got)
		}
		if doc.Equal(a, b) != doc.Equal(b, a) || !doc.Equal(a, a.Clone()) {
			t.Errorf("Equal(%s, %s) is not an equivalence", c.a, c.b)
		}
	}
	if !doc.Equal(nil, nil) || doc.Equal(nil, &doc.Node{}) || doc.Equal(&doc.Node{}, nil) {
		t.Error("nil is equal to nil only")
	}
}

// TestCanonicalNumbersAreExact compares the written form with exact rationals
// of another implementation.
func TestCanonicalNumbersAreExact(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "-0.0e7": "0",
		"1.1991456e+12": "1199145600000", "1199145600.0": "1199145600",
		"-1.50": "-1.5", "0.000001": "0.000001", "0.0000001": "1e-7", "12.5e-9": "1.25e-8",
		"999999999999999999999": "999999999999999999999", "1000000000000000000000": "1e+21",
		"123e-2": "1.23", "0.1e1": "1", "1E2": "100",
		"123456789012345678901234.5": "1.234567890123456789012345e+23",
	} {
		n := doc.NewNumber(in)
		if diff := cmp.Diff(want+"\n", string(doc.YAML(n))); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", in, diff)
		}
		if diff := cmp.Diff(want, string(doc.JSON(n))); diff != "" {
			t.Errorf("%s: mismatch (-want +got)\n%s", in, diff)
		}
		x, _ := new(big.Rat).SetString(in)
		y, _ := new(big.Rat).SetString(want)
		if x.Cmp(y) != 0 {
			t.Errorf("%s and %s are not the same number", in, want)
		}
	}
	huge := "1E99999999999999999999"
	if got := string(doc.JSON(doc.NewNumber(huge))); got != huge {
		t.Errorf("a number out of bounds became %s", got)
	}
}

func TestAccessIsSafeOnEveryNode(t *testing.T) {
	t.Parallel()
	d := parse(t, "s: text\nb: true\nq: 'true'\nm: {x: {y: z}}\n")
	for _, n := range []*doc.Node{nil, {}, doc.NewString("a"), doc.NewSeq(doc.NewMap()), doc.NewNumber("1")} {
		if n.Get("a") != nil || n.Lookup("a", "b") != nil || n.Has("a") || n.Bool() || n.Delete("a") {
			t.Errorf("%v has members", n)
		}
		n.Set("a", doc.NewMap())
		for name := range n.All() {
			t.Errorf("%v yields %q", n, name)
		}
		n.SortKeys()
	}
	var none *doc.Node
	if none.Text() != "" || none.Clone() != nil {
		t.Error("nil is not empty")
	}
	got := []any{
		d.Root.Get("s").Text(), d.Root.Get("b").Text(), d.Root.Get("b").Bool(), d.Root.Get("q").Bool(),
		d.Root.Lookup("m", "x", "y").Text(), d.Root.Lookup("m", "nope", "y") == nil, d.Root.Has("m"), d.Root.Lookup() == d.Root,
	}
	if diff := cmp.Diff([]any{"text", "", true, false, "z", true, true, true}, got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestChangesKeepOrder(t *testing.T) {
	t.Parallel()
	root := parse(t, "c: 1\na: {z: 1, y: [{q: 1, p: 2}]}\nb: 3\n").Root
	before := root.Clone()
	root.Set("a", doc.NewBool(true))
	root.Set("d", doc.NewSeq(doc.NewString("x"), doc.NewBool(false)))
	if !root.Delete("c") || root.Delete("c") {
		t.Error("a member is deleted once")
	}
	if diff := cmp.Diff(`{"a":true,"b":3,"d":["x",false]}`, string(doc.JSON(root))); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	before.SortKeys()
	if diff := cmp.Diff(`{"a":{"y":[{"p":2,"q":1}],"z":1},"b":3,"c":1}`, string(doc.JSON(before))); diff != "" {
		t.Errorf("the clone: mismatch (-want +got)\n%s", diff)
	}
}

// TestAppendingDoesNotReachNeighbours guards the block allocation of members.
func TestAppendingDoesNotReachNeighbours(t *testing.T) {
	t.Parallel()
	root := parse(t, "a: {x: 1}\nb: {y: 2}\nc: {z: 3}\n").Root
	root.Get("a").Set("new", doc.NewNumber("9"))
	if diff := cmp.Diff(`{"a":{"x":1,"new":9},"b":{"y":2},"c":{"z":3}}`, string(doc.JSON(root))); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestAllStopsWhenAsked(t *testing.T) {
	t.Parallel()
	var names []string
	for name := range parse(t, "b: 1\na: 2\nc: 3\n").Root.All() {
		names = append(names, name)
		if name == "a" {
			break
		}
	}
	if !slices.Equal(names, []string{"b", "a"}) {
		t.Errorf("got %s", strings.Join(names, " "))
	}
}

func TestKindString(t *testing.T) {
	t.Parallel()
	var got []string
	for k := doc.Null; k <= doc.Map+1; k++ {
		got = append(got, k.String())
	}
	if diff := cmp.Diff([]string{"null", "boolean", "number", "string", "array", "object", "Kind(6)"}, got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}
