package gen

import (
	"bytes"
	"go/format"
	"regexp"
	"strings"
)

// commentWidth is how long a line of a doc comment gets before it is broken.
const commentWidth = 100

var commentLine = regexp.MustCompile(`^(\s*)// (\S.*)$`)

// wrapComments breaks the long lines of comments, which come from one-line
// descriptions, and formats the source.
func wrapComments(src []byte) ([]byte, error) {
	var out bytes.Buffer
	for line := range strings.Lines(string(src)) {
		text := strings.TrimSuffix(line, "\n")
		m := commentLine.FindStringSubmatch(text)
		if m == nil || len(text) <= commentWidth || strings.HasPrefix(m[2], "Code generated ") {
			out.WriteString(line)
			continue
		}
		for _, l := range fill(m[2], commentWidth-len(m[1])-len("// ")) {
			out.WriteString(m[1] + "// " + l + "\n")
		}
	}
	return format.Source(out.Bytes())
}

// fill breaks a text into lines of at most width bytes, where its words allow.
func fill(text string, width int) []string {
	var lines []string
	var line string
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}
