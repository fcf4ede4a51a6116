package cli

import (
	"bytes"
	"iter"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// addWaivers returns the text of a config file with waivers added to it. All
// that is there keeps its bytes, comments too.
//
//  1. There are a few places where the text could be edited, depending on how
//     it is written. Each gives a candidate.
//  2. The tree that must come out is known: the old one and the new waivers.
//  3. The first candidate that reads back as that tree is the answer. So a
//     candidate need not be right about every corner of YAML.
func addWaivers(name string, data []byte, added finding.Waivers) ([]byte, error) {
	e := newEdit(data, added)
	old := &doc.Document{Name: name, Root: doc.NewMap()}
	if !isBlank(data) {
		var err error
		if old, err = doc.Parse(name, data); err != nil {
			return nil, err
		}
	}
	want := old.Root.Clone()
	list := doc.NewSeq()
	if waivers := want.Get("waivers"); waivers != nil {
		list.Items = waivers.Items
	}
	list.Items = append(list.Items, e.added.Items...)
	want.Set("waivers", list)
	for text := range e.candidates(old.Root) {
		if got, err := doc.Parse(name, text); err == nil && doc.Equal(got.Root, want) {
			return text, nil
		}
	}
	at := old.Root
	if waivers := at.Get("waivers"); waivers != nil {
		at = waivers
	}
	return nil, old.Errorf(at, "no place to add a waiver: write waivers as a list with a line for each key")
}

// edit is the text of a config in lines, and what is to be added.
type edit struct {
	bom     []byte
	lines   [][]byte // each with its newline; the last may lack it
	newline string
	added   *doc.Node
}

func newEdit(data []byte, added finding.Waivers) edit {
	e := edit{newline: "\n", added: doc.NewSeq()}
	if bytes.Contains(data, []byte("\r\n")) {
		e.newline = "\r\n"
	}
	mark := []byte("\xef\xbb\xbf")
	if text, ok := bytes.CutPrefix(data, mark); ok {
		e.bom, data = mark, text
	}
	e.lines = slices.Collect(bytes.Lines(data))
	for _, w := range added {
		e.added.Items = append(e.added.Items, waiverNode(w))
	}
	return e
}

func (e edit) candidates(root *doc.Node) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		i := slices.IndexFunc(root.Members, func(m doc.Member) bool { return m.Name == "waivers" })
		if i < 0 {
			all := len(e.lines)
			_ = e.block(all, 2, "waivers:", yield) && e.block(e.contentEnd(0, all), 2, "waivers:", yield) && e.flow('}', yield)
			return
		}
		m, end := root.Members[i], len(e.lines)
		if i+1 < len(root.Members) {
			end = int(root.Members[i+1].Pos.Line) - 1
		}
		key := int(m.Pos.Line) // the line after that of the key, from 0
		indent := 2
		if len(m.Value.Items) > 0 {
			indent = int(m.Value.Pos.Col) - 1
		}
		_ = (len(m.Value.Items) == 0 || e.block(e.contentEnd(key, end), indent, "", yield)) &&
			(len(m.Value.Items) > 0 || e.emptied(m.Value).block(key, indent, "", yield)) &&
			e.flow(']', yield)
	}
}

// contentEnd returns the index after the last line of lines[from:to] that is
// neither blank nor a comment at the margin nor the mark of an end.
func (e edit) contentEnd(from, to int) int {
	for to > from {
		line := bytes.TrimRight(e.lines[to-1], " \t\r\n")
		if len(line) > 0 && line[0] != '#' && string(line) != "..." {
			break
		}
		to--
	}
	return to
}
