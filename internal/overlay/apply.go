package overlay

import (
	"strings"

	library "github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Options say how overlays are applied. The zero value is the strict way.
type Options struct {
	// Extends is the name of the document. When it is not empty, an overlay
	// that says what it extends must say the same.
	Extends string
	// SkipMissing skips the actions whose target or copy source matches
	// nothing. It is for documents that the overlay was not written for.
	SkipMissing bool
}

// Apply returns a new document: d with the actions of o applied in order. It
// does not change d. The error names the overlay, the place and the number of
// the action.
func (o *Overlay) Apply(d *doc.Document, opts Options) (*doc.Document, error) {
	return Chain(d, []*Overlay{o}, opts)
}

// Chain applies overlays in order, each to the result of the one before. It
// does not change d.
func Chain(d *doc.Document, overlays []*Overlay, opts Options) (*doc.Document, error) {
	root := toYAML(d.Root)
	cost := newBudget(root)
	for _, o := range overlays {
		if err := o.extends(opts.Extends); err != nil {
			return nil, err
		}
		for i := range o.actions {
			r := run{Overlay: o, action: &o.actions[i], index: i + 1, root: root, budget: cost, skip: opts.SkipMissing}
			if err := r.apply(); err != nil {
				return nil, err
			}
		}
	}
	return &doc.Document{Name: d.Name, Root: fromYAML(root)}, nil
}

func (o *Overlay) extends(name string) error {
	if name == "" || o.Extends == "" || name == o.Extends {
		return nil
	}
	return o.source.Errorf(o.source.Root.Get("extends"), "overlay extends %q, but the document is %q", o.Extends, name)
}

// run is the application of one action to a document.
type run struct {
	*Overlay
	action *action
	index  int // from 1, as people count
	root   *yaml.Node
	budget *budget
	skip   bool
}

// apply changes r.root. The library does the work; what it does not see is
// done around it:
//
//  1. An action must match something, and so must the source of a copy.
//  2. An action must change something. The library compares the texts of
//     scalars only, so that "true" over true is nothing to it; and it takes
//     the removal of the whole document for done.
//  3. A scalar that is updated keeps its old type in the library. It gets the
//     type of the new value.
func (r *run) apply() error {
	targets, err := r.query(r.action.target)
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		return r.missing("target", r.action.target.Value)
	}
	value, ok, err := r.value()
	if err != nil || !ok {
		return err
	}
	if !r.changes(targets, value) {
		return r.errorf("%s of target %q changes nothing", r.action.kind, r.action.target.Value)
	}
	if err := r.budget.grow(len(targets), value); err != nil {
		return r.errorf("%s of target %q: %w", r.action.kind, r.action.target.Value, err)
	}
	if err := r.strict(value); err != nil {
		return r.errorf("%s of target %q: %w", r.action.kind, r.action.target.Value, err)
	}
	for _, t := range targets {
		retype(t, value)
	}
	r.budget.measure(r.root)
	return nil
}

// query returns the nodes that a JSONPath selects.
func (r *run) query(path *doc.Node) (nodes []*yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil { // see compile
			nodes, err = nil, r.errorf("query %q: %v", path.Value, p)
		}
	}()
	q, err := compile(path.Value)
	if err == nil {
		err = r.budget.query(path.Value)
	}
	if err != nil {
		return nil, r.errorf("query %q: %w", path.Value, err)
	}
	return q.Query(r.root), nil
}

func (r *run) missing(what, path string) error {
	if r.skip {
		return nil
	}
	return r.errorf("%s %q matches nothing", what, path)
}

// value returns what is merged into the targets, nil for a removal; not ok
// means that the action is skipped.
func (r *run) value() (v *yaml.Node, ok bool, err error) {
	switch r.action.kind {
	case update:
		return unplaced(toYAML(r.action.value)), true, nil
	case remove:
		return nil, true, nil
	}
	sources, err := r.query(r.action.value)
	switch {
	case err != nil:
		return nil, false, err
	case len(sources) == 0:
		return nil, false, r.missing("copy source", r.action.value.Value)
	case len(sources) > 1:
		return nil, false, r.errorf("copy source %q matches %d nodes, want one", r.action.value.Value, len(sources))
	}
	return toYAML(fromYAML(sources[0])), true, nil // a copy, as it was before
}

// strict applies the one action through the library. What the library calls
// a change that does nothing has already been judged.
func (r *run) strict(value *yaml.Node) error {
	a := library.Action{Target: r.action.target.Value}
	switch r.action.kind {
	case update:
		a.Update = *value
	case remove:
		a.Remove = true
	case copied:
		a.Copy = r.action.value.Value
	}
	one := &library.Overlay{Version: version, Actions: []library.Action{a}}
	warnings, err := one.ApplyToStrict(r.root)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		if !strings.HasSuffix(w, ": does nothing") {
			return warning(w)
		}
	}
	return nil
}

// warning is a warning of the library, which is an error here.
type warning string

func (w warning) Error() string { return string(w) }

// changes tells whether the action will change any of its targets.
func (r *run) changes(targets []*yaml.Node, value *yaml.Node) bool {
	for _, t := range targets {
		if value == nil && t != r.root || value != nil && merges(t, value) {
			return true
		}
	}
	return false
}

func (r *run) errorf(format string, args ...any) error {
	return r.source.Errorf(r.action.target, "action %d: "+format, append([]any{r.index}, args...)...)
}
