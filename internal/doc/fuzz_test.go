package doc_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// FuzzParse: reading never panics; what reads is written so that it reads as
// the same value; what does not read gives one line with a position.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/parse/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(txtar.Parse(data).Files[0].Data)
	}
	f.Add([]byte("a: |2-\n    x\n  y\nb: >\n  f\n  g\n? k\n: 'v'\n"))
	f.Add([]byte("- !!str 1\n- \"\\u2028\\x07\"\n- '\u00a0'\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			t.Skip("large inputs are slow, not different")
		}
		for _, name := range []string{"f.yaml", "f.json"} {
			d, err := doc.Parse(name, data)
			if err != nil {
				checkError(t, err)
				continue
			}
			checkRoundTrip(t, d.Root)
			if !doc.Equal(d.Root, d.Root.Clone()) {
				t.Error("the clone is another value")
			}
		}
	})
}

func checkError(t *testing.T, err error) {
	t.Helper()
	var e *doc.Error
	if !errors.As(err, &e) || e.Pos.Line < 1 || e.Pos.Col < 1 {
		t.Errorf("no position: %v", err)
	}
	if msg := err.Error(); strings.ContainsAny(msg, "\n\r\x00") || len(msg) > 1000 {
		t.Errorf("not one short line: %q", msg)
	}
}

// FuzzPointer: tokens survive a pointer, and a pointer its tokens.
func FuzzPointer(f *testing.F) {
	for _, s := range []string{"", "/", "/a~1b/~01/", "a", "/~", "/~2", "//", "/%20/é"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, s, token string) {
		p := doc.Pointer(s)
		tokens, err := p.Tokens()
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("not one line: %q", err)
			}
			return
		}
		if back := doc.Pointer("").Child(tokens...); back != p {
			t.Errorf("%q comes back as %q", p, back)
		}
		child, err := p.Child(token).Tokens()
		if err != nil || !slices.Equal(child, append(slices.Clip(tokens), token)) {
			t.Errorf("%q + %q = %q, %v", p, token, child, err)
		}
	})
}
