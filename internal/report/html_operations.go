package report

import (
	"fmt"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// reached is one operation that a finding reaches, in all its ways.
type reached struct {
	Method, Path, ID, Via string
	index                 int // in operations.names
}

// reachedList is a list of operations. Many findings have the same one, so it is
// in the page once.
type reachedList struct {
	Index      int
	Operations []reached
	Long       bool // whether findings show a part of it and refer to the rest
}

// operations collects the operations of all findings of a page.
type operations struct {
	names  []string // "GET /orders listOrders", as people search them
	lists  []*reachedList
	byName map[string]int
	byText map[string]*reachedList
}

func newOperations() *operations {
	return &operations{byName: map[string]int{}, byText: map[string]*reachedList{}}
}

// list returns the list of the operations given, nil when there is none.
func (o *operations) list(all []finding.Operation) *reachedList {
	if len(all) == 0 {
		return nil
	}
	text := fmt.Sprintf("%q", all)
	if l, ok := o.byText[text]; ok {
		return l
	}
	l := &reachedList{Index: len(o.lists)}
	at := map[string]int{}
	for _, op := range all {
		r := reached{Method: Printable(op.Method), Path: Printable(op.Path), ID: Printable(op.ID), Via: Printable(op.Via)}
		key := op.Method + " " + op.Path
		if i, ok := at[key]; ok {
			if r.Via != "" {
				l.Operations[i].Via = strings.TrimPrefix(l.Operations[i].Via+", "+r.Via, ", ")
			}
			continue
		}
		at[key] = len(l.Operations)
		r.index = o.name(r)
		l.Operations = append(l.Operations, r)
	}
	l.Long = len(l.Operations) > maxOperations+1
	o.lists = append(o.lists, l)
	o.byText[text] = l
	return l
}

func (o *operations) name(r reached) int {
	name := strings.TrimSpace(r.Method + " " + r.Path + " " + r.ID)
	i, ok := o.byName[name]
	if !ok {
		i = len(o.names)
		o.byName[name] = i
		o.names = append(o.names, name)
	}
	return i
}

// indices returns for each list which operations are in it.
func (o *operations) indices() [][]int {
	out := make([][]int, len(o.lists))
	for i, l := range o.lists {
		for _, r := range l.Operations {
			out[i] = append(out[i], r.index)
		}
	}
	return out
}

// First returns the operations that a finding shows by itself.
func (l *reachedList) First() []reached {
	if l.Long {
		return l.Operations[:maxOperations]
	}
	return l.Operations
}

// More returns how many operations First leaves out.
func (l *reachedList) More() int { return len(l.Operations) - len(l.First()) }
