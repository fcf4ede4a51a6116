package doctest

import (
	"bytes"
	"fmt"
	"strings"
)

// part is a piece of a page: prose, or the inside of a fenced block.
type part struct {
	line int // of its first line
	kind kind
	text string // whole lines
	file string // to write, for data
}

type kind int

const (
	prose   kind = iota // and blocks that are not run
	script              // sh
	session             // console
	data                // file=NAME
)

// parse cuts a page into parts whose texts, put together, are the page. Fences
// are prose. Its errors begin with the line.
func parse(page []byte) ([]part, error) {
	parts := []part{{line: 1}}
	fence, opened, n := "", 0, 0
	for raw := range bytes.Lines(page) {
		n++
		line := string(raw)
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			info := strings.TrimLeft(line, "`")
			fence, opened = line[:len(line)-len(info)], n
			next, err := block(strings.Fields(info))
			if err != nil {
				return nil, fmt.Errorf("%d: %w", n, err)
			}
			next.line = n + 1
			parts[len(parts)-1].text += line
			parts = append(parts, next)
		case fence != "" && strings.TrimRight(line, "\r\n ") == fence:
			fence = ""
			parts = append(parts, part{line: n, text: line})
		default:
			parts[len(parts)-1].text += line
		}
	}
	if fence != "" {
		return nil, fmt.Errorf("%d: the block is not closed", opened)
	}
	return parts, nil
}

// block reads an info string.
func block(info []string) (part, error) {
	var p part
	if len(info) == 0 {
		return p, nil
	}
	switch info[0] {
	case "sh":
		p.kind = script
	case "console":
		p.kind = session
	}
	for _, word := range info[1:] {
		file, isFile := strings.CutPrefix(word, "file=")
		switch {
		case isFile && file != "":
			p.kind, p.file = data, file
		case word == "norun" && p.kind != prose:
			p.kind = prose
		default:
			return p, fmt.Errorf("a block with %q: want file=NAME, or norun after sh or console", word)
		}
	}
	return p, nil
}
