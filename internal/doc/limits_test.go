package doc_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// bomb nests aliases ten wide, so that level n has 10^n nodes.
func bomb(levels int) string {
	var b strings.Builder
	b.WriteString("l0: &l0 x\n")
	for i := 1; i <= levels; i++ {
		alias := fmt.Sprintf("*l%d, ", i-1)
		fmt.Fprintf(&b, "l%d: &l%d [%s]\n", i, i, strings.Repeat(alias, 10))
	}
	return b.String()
}

func TestParseRefusesHostileText(t *testing.T) {
	t.Parallel()
	const tooDeep = "nested deeper than 1000 levels"
	for name, c := range map[string]struct{ text, want string }{
		"nul":                 {"a: 1\nb: \x00", "f:2:4: NUL byte"},
		"control_character":   {"é: é\x01", "f:1:5: control character U+0001"},
		"invalid_utf8":        {"a:\n  é\xff", "f:2:4: invalid UTF-8: byte 0xff"},
		"utf8_of_a_surrogate": {"a: \xed\xa0\x80", "f:1:4: invalid UTF-8: byte 0xed"},
		"utf16":               {"\xff\xfea\x00", "f:1:1: invalid UTF-8: byte 0xff"},
		"carriage_returns":    {"a: 1\rb: \x02", "f:2:4: control character U+0002"},
		"noncharacter":        {"a: 1\nb: \uffff", "f:2:4: invalid YAML: control characters are not allowed (value: 65535)"},
		"json_truncated":      {"{\"a\": [1,", "f:1:10: invalid JSON: unexpected end of the document"},
		"json_array_depth":    {strings.Repeat("[", 10_000), "f:1:1001: " + tooDeep},
		"json_object_depth":   {strings.Repeat(`{"a":`, 10_000), "f:1:5001: " + tooDeep},
		"yaml_block_depth":    {strings.Repeat("- ", 1001) + "a", "f:1:2001: " + tooDeep},
		"yaml_flow_depth":     {"a: " + strings.Repeat("[", 1001) + strings.Repeat("]", 1001), "f:1:1003: " + tooDeep},
		"yaml_block_far":      {strings.Repeat("- ", 10_000) + "a", "f:1:4005: invalid YAML: exceeded max depth of 2002 (while increasing indent level)"},
		"yaml_flow_far":       {"a: " + strings.Repeat("[", 10_000), "f:1:2006: invalid YAML: exceeded max depth of 2002 (while increasing flow level)"},
		"many_short_items":    {strings.Repeat("-\n", 1_500_001), "f:1500001:1: document has too many values"},
		"alias_bomb":          {bomb(9), "f:8:20: document has more than 4000000 nodes after aliases are expanded"},
		"long_quoted_text":    {"k: &x\n  ? [*x]\n  : " + strings.Repeat("n", 500), "f:2:5: a key must be a scalar, not a collection"},
		"long_duplicate":      {strings.Repeat(strings.Repeat("k", 200)+": 1\n", 2), `f:2:1: duplicate key "` + strings.Repeat("k", 80) + `...", first at 1:1`},
		"line_break_in_key":   {"\"a\\nb\": 1\n\"a\\nb\": 2\n", `f:2:1: duplicate key "a\nb", first at 1:1`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := doc.Parse("f", []byte(c.text))
			if diff := cmp.Diff(c.want, fmt.Sprint(err)); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
			var e *doc.Error
			if !errors.As(err, &e) || e.Pos.Line == 0 {
				t.Errorf("%v has no position", err)
			}
		})
	}
}

func TestParseAcceptsTheDeepestAllowed(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"json":  strings.Repeat("[", doc.MaxDepth) + strings.Repeat("]", doc.MaxDepth),
		"flow":  "# not JSON\n" + strings.Repeat("[", doc.MaxDepth) + strings.Repeat("]", doc.MaxDepth),
		"block": strings.Repeat("- ", doc.MaxDepth) + "a\n",
		"maps":  strings.Repeat(`{"a":`, doc.MaxDepth) + "1" + strings.Repeat("}", doc.MaxDepth),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := doc.Parse("f", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			checkRoundTrip(t, d.Root)
		})
	}
}

// endless yields bytes without end and counts them.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return len(p), nil
}

func TestReadStopsAtTheSizeLimit(t *testing.T) {
	t.Parallel()
	src := &endless{}
	_, err := doc.Read("big.yaml", src)
	if diff := cmp.Diff("big.yaml: document is larger than 67108864 bytes", fmt.Sprint(err)); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if src.read > 2*doc.MaxBytes {
		t.Errorf("read %d bytes of an endless document", src.read)
	}
}

func TestReadReportsTheReader(t *testing.T) {
	t.Parallel()
	_, err := doc.Read("x.yaml", io.MultiReader(strings.NewReader("a: 1"), failing{}))
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v, want it to wrap %v", err, io.ErrClosedPipe)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }
