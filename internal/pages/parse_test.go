package pages_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// A page is a Markdown file taken apart.
type page struct {
	name    string
	blocks  []block
	links   []string        // their targets
	anchors map[string]bool // of its headings
}

// A block is a fenced block.
type block struct {
	page     string
	line     int    // of its first line
	language string // the first word of its info string
	file     string // of "file=NAME"
	norun    bool
	text     string
}

func (b block) String() string { return fmt.Sprintf("%s:%d", b.page, b.line) }

func parse(name, source string) (page, error) {
	p := page{name: name, anchors: map[string]bool{}}
	data := []byte(source)
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(data))
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			p.blocks = append(p.blocks, readBlock(name, data, n))
		case *ast.Link:
			p.links = append(p.links, string(n.Destination))
		case *ast.Image:
			p.links = append(p.links, string(n.Destination))
		case *ast.Heading:
			p.addAnchor(anchor(plain(n, data)))
		}
		return ast.WalkContinue, nil
	})
	return p, err
}

func readBlock(name string, data []byte, n *ast.FencedCodeBlock) block {
	b := block{page: name, text: string(n.Lines().Value(data))}
	if n.Lines().Len() > 0 {
		b.line = bytes.Count(data[:n.Lines().At(0).Start], []byte("\n")) + 1
	}
	if n.Info == nil {
		return b
	}
	words := strings.Fields(string(n.Info.Value(data)))
	for i, word := range words {
		file, isFile := strings.CutPrefix(word, "file=")
		switch {
		case i == 0:
			b.language = word
		case isFile:
			b.file = file
		case word == "norun":
			b.norun = true
		}
	}
	return b
}

// plain returns the text of a heading without its markup.
func plain(n ast.Node, data []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Value(data))
		} else {
			b.WriteString(plain(c, data))
		}
	}
	return b.String()
}

// anchor returns the name that GitHub gives to a heading: lower case, without
// punctuation, a hyphen for each space.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// addAnchor adds a heading; the second of a name gets -1, and so on.
func (p *page) addAnchor(name string) {
	unique := name
	for i := 1; p.anchors[unique]; i++ {
		unique = fmt.Sprintf("%s-%d", name, i)
	}
	p.anchors[unique] = true
}

func parsePage(t *testing.T, name string) page {
	t.Helper()
	p, err := parse(name, read(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The reader of pages sees what GitHub sees.
func TestParse(t *testing.T) {
	t.Parallel()
	source := strings.ReplaceAll(`# One & two
[a](b.md#c) '[no](x)' ![i](i.png)

| t |
|---|
| [in a table](t.md) |

## 'code', a-b
## One & two

'''go file=a.go
[no](y)
'''
'''sh norun
'''
`, "'", "`")
	got, err := parse("p.md", source)
	if err != nil {
		t.Fatal(err)
	}
	want := page{
		name: "p.md",
		blocks: []block{
			{page: "p.md", line: 12, language: "go", file: "a.go", text: "[no](y)\n"},
			{page: "p.md", language: "sh", norun: true},
		},
		links:   []string{"b.md#c", "i.png", "t.md"},
		anchors: map[string]bool{"one--two": true, "one--two-1": true, "code-a-b": true},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(page{}, block{})); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}
