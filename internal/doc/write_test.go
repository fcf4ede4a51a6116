package doc_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// TestStringsAreQuotedOnlyWhenNeeded states, for each string, how it is
// written: what YAML 1.1 (as PyYAML or Psych read it) or 1.2 takes for
// something else is quoted, the rest is plain.
func TestStringsAreQuotedOnlyWhenNeeded(t *testing.T) {
	t.Parallel()
	plain := []string{
		"text", "two words", "it's", "a,b", "a#b", "a:b", "http://example.com/a?b=c#d", "/api/atlas/v2/{id}",
		"^([a-f0-9]{24})$", "$ref", "-x", "3.0.3", "127.0.0.1", ".", "_1", "?x", ":x", "1.2.3-rc", "32b6e34b3d91647abb20e7b8", "1st", "0x", "0b2",
		"12:30:99", "1.5 GB", "é", "日本", "😀", "yesterday", "none", "a\\nb", "x=y", "2024-01-01-x", "1,000", "+x", ".x",
		"+inf", "nan", "infinity", "e5", "1e5x", "<", "0o8", "v1",
	}
	single := []string{
		"", " a", "a ", " ", "a: b", "a:", ":", "a #b", "#a", "- a", "? a", ": a", "---", "...", "--- a",
		"{a", "[a", "}", "]", ",a", "&a", "*a", "!a", "|", ">", "'a'", "\"a\"", "%a", "@a", "`a",
		"true", "True", "FALSE", "yes", "No", "on", "OFF", "y", "N", "null", "NULL", "~", "<<", "=",
		"0", "12", "-1", "+1", "1.5", ".5", "1.", "-.5", "1e5", "1E-5", "0x1F", "0o17", "0777", "0b11", "1_000", "08",
		".inf", "-.Inf", ".nan", "12:30", "12:30:45", "1:2.5", "2024-01-01", "2024-1-1", "2024-01-01T10:00:00Z",
		"2024-01-01 10:00:00.5 +02:00", "1.1991456e+12", "1e999", "1_0.5", "-",
	}
	double := map[string]string{
		"a\tb": `"a\tb"`, "\t": `"\t"`, "\n": `"\n"`, "\n\n": `"\n\n"`, "a\r\nb": `"a\r\nb"`, "\x00": `"\u0000"`, "\x7f": `"\u007f"`,
		"\u0085": `"\u0085"`, "\u2028": `"\u2028"`, "\ufeff": `"\ufeff"`, "\uffff": `"\uffff"`, "\"\\\t": `"\"\\\t"`,
		" \n a": `" \n a"`, "a\n\tb": `"a\n\tb"`, "a\n  \nb": `"a\n  \nb"`,
	}
	want := double
	for _, s := range plain {
		want[s] = s
	}
	for _, s := range single {
		want[s] = "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	for s, want := range want {
		n := doc.NewMap()
		n.Set("k", doc.NewString(s))
		if diff := cmp.Diff("k: "+want+"\n", string(doc.YAML(n))); diff != "" {
			t.Errorf("%q: mismatch (-want +got)\n%s", s, diff)
		}
		keyed := doc.NewMap()
		keyed.Set(s, doc.NewSeq(doc.NewString(s), n))
		for _, n := range []*doc.Node{n, keyed, doc.NewString(s), doc.NewSeq(doc.NewString(s))} {
			checkRoundTrip(t, n)
		}
	}
}

func TestYAMLLayout(t *testing.T) {
	t.Parallel()
	d := parse(t, `{b: [1, [x, [z]], {c: d, e: [f]}, [], {}], a: {}, no: null, "200": {"yes": "no"},
long: "`+strings.Repeat("word ", 60)+`end", empty: "", deep: {er: {est: [{a: 1, b: {c: 2}}]}}}`)
	want := `b:
  - 1
  - - x
    - - z
  - c: d
    e:
      - f
  - []
  - {}
a: {}
'no': null
'200':
  'yes': 'no'
long: ` + strings.Repeat("word ", 60) + `end
empty: ''
deep:
  er:
    est:
      - a: 1
        b:
          c: 2
`
	if diff := cmp.Diff(want, string(doc.YAML(d.Root))); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	checkRoundTrip(t, d.Root)
}

func TestSeveralLinesAreALiteralBlock(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"a\nb":           "k: |-\n  a\n  b\nz: 1\n",
		"a\nb\n":         "k: |\n  a\n  b\nz: 1\n",
		"a\n":            "k: |\n  a\nz: 1\n",
		"a\n\nb\n\n\n":   "k: |+\n  a\n\n  b\n\n\nz: 1\n",
		"\na":            "k: |-\n\n  a\nz: 1\n",
		"  a\nb":         "k: |2-\n    a\n  b\nz: 1\n",
		"\n\n  a\n b\n":  "k: |2\n\n\n    a\n   b\nz: 1\n",
		"- a: #\n\"b\n":  "k: |\n  - a: #\n  \"b\nz: 1\n",
		"a \nb\t\n":      "k: |\n  a \n  b\t\nz: 1\n",
		"---\n...\n%x\n": "k: |\n  ---\n  ...\n  %x\nz: 1\n",
	} {
		n := doc.NewMap()
		n.Set("k", doc.NewString(s))
		n.Set("z", doc.NewNumber("1"))
		if diff := cmp.Diff(want, string(doc.YAML(n))); diff != "" {
			t.Errorf("%q: mismatch (-want +got)\n%s", s, diff)
		}
		inSeq := doc.NewSeq(doc.NewString(s), doc.NewSeq(doc.NewString(s)), n)
		last := doc.NewMap()
		last.Set("k", doc.NewSeq(n, doc.NewString(s)))
		last.Set("m", n)
		for _, n := range []*doc.Node{n, inSeq, last, doc.NewString(s)} {
			checkRoundTrip(t, n)
		}
	}
}

func TestLongKeysNeedAQuestionMark(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("k", 2000)
	n := doc.NewMap()
	for _, suffix := range []string{"a", "b", "c", "d", "e: "} {
		n.Set(long+suffix, doc.NewString("line\nline\n"))
	}
	n.Members[1].Value = doc.NewSeq(doc.NewNumber("1"), doc.NewMap())
	n.Members[2].Value = n.Clone()
	n.Members[3].Value = doc.NewString("  x\ny")
	text := string(doc.YAML(n))
	if !strings.HasPrefix(text, "? "+long+"a\n: |\n  line\n  line\n? ") {
		t.Errorf("got %.100q...", text[1990:])
	}
	checkRoundTrip(t, n)
	checkRoundTrip(t, doc.NewSeq(n))
}

func TestNilIsNull(t *testing.T) {
	t.Parallel()
	n := &doc.Node{Kind: doc.Map, Members: []doc.Member{{Name: "a"}}}
	if diff := cmp.Diff("a: null\n", string(doc.YAML(n))); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(`{"a":null}`, string(doc.JSON(n))); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff("null\n", string(doc.YAML(nil))); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}
