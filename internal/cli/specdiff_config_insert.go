package cli

import (
	"bytes"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// block yields the text with the new waivers before a line, each key on a line
// of its own; below a key when that is not empty.
func (e edit) block(line, indent int, key string, yield func([]byte) bool) bool {
	if line < 0 || line > len(e.lines) {
		return true
	}
	var b strings.Builder
	if line > 0 && !bytes.HasSuffix(e.lines[line-1], []byte("\n")) {
		b.WriteString(e.newline)
	}
	if key != "" {
		b.WriteString(key + e.newline)
	}
	for text := range strings.Lines(string(doc.YAML(e.added))) {
		if text = strings.TrimSuffix(text, "\n"); text != "" {
			b.WriteString(strings.Repeat(" ", indent) + text)
		}
		b.WriteString(e.newline)
	}
	return yield(e.join(slices.Insert(slices.Clone(e.lines), line, []byte(b.String()))))
}

// emptied returns the text without the "[]", "null" or "~" that stands for no
// waivers.
func (e edit) emptied(value *doc.Node) edit {
	i := int(value.Pos.Line) - 1
	if i < 0 || i >= len(e.lines) {
		return e
	}
	line := []rune(string(e.lines[i]))
	col := min(max(int(value.Pos.Col)-1, 0), len(line))
	before, rest := string(line[:col]), string(line[col:])
	for _, empty := range []string{"null", "Null", "NULL", "~"} {
		rest = strings.TrimPrefix(rest, empty)
	}
	if open, ok := strings.CutPrefix(rest, "["); ok {
		if after, ok := strings.CutPrefix(strings.TrimLeft(open, " \t"), "]"); ok {
			rest = after
		}
	}
	e.lines = slices.Clone(e.lines)
	e.lines[i] = []byte(strings.TrimRight(before, " \t") + rest)
	return e
}

// flow yields the text with the new waivers before a closing bracket, for each
// such bracket from the last one on. Before "}" they get their key.
func (e edit) flow(bracket byte, yield func([]byte) bool) bool {
	text := e.join(e.lines)
	items := string(doc.JSON(e.added))
	if bracket == '}' {
		items = `"waivers": ` + items
	} else {
		items = strings.TrimSuffix(strings.TrimPrefix(items, "["), "]")
	}
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] != bracket {
			continue
		}
		for _, comma := range []string{", ", ""} {
			if !yield(slices.Concat(text[:i], []byte(comma+items), text[i:])) {
				return false
			}
		}
	}
	return true
}

func (e edit) join(lines [][]byte) []byte {
	return slices.Concat(e.bom, bytes.Join(lines, nil))
}
