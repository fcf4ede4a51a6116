package overlay

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	library "github.com/speakeasy-api/openapi/overlay"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// version is the only version of the specification that is accepted. The
// library reads 1.0.0 with another, older JSONPath dialect.
const version = "1.1.0"

// Overlay is one parsed overlay document. It is immutable and may be applied
// by several goroutines at once.
type Overlay struct {
	Name    string // what errors print as the file
	Title   string
	Version string // of the overlay document, not of the specification
	Extends string // the document the overlay is meant for, empty when it does not say

	source  *doc.Document
	actions []action
}

// kind is what an action does.
type kind string

const (
	update kind = "update"
	remove kind = "remove"
	copied kind = "copy"
)

// action is one checked action.
type action struct {
	kind   kind
	target *doc.Node // the JSONPath, a String
	value  *doc.Node // update: the value; copy: the JSONPath of the source
}

// Parse reads an overlay document, YAML or JSON, and checks everything that
// can be checked without the document it is for. All problems are reported,
// joined, each as file:line:col: message.
func Parse(name string, data []byte) (*Overlay, error) {
	d, err := doc.Parse(name, data)
	if err != nil {
		return nil, err
	}
	c := &checker{doc: d}
	o := &Overlay{Name: name, source: d}
	if !c.object(d.Root, "the overlay", "overlay", "info", "extends", "actions") {
		return nil, errors.Join(c.errs...)
	}
	if v := c.text(d.Root, "the overlay", "overlay"); v != nil && v.Value != version {
		c.fail(v, "overlay version %q is not supported, want %q", v.Value, version)
	}
	if info := c.member(d.Root, "the overlay", "info"); c.object(info, "info", "title", "version", "description") {
		o.Title = c.text(info, "info", "title").Text()
		o.Version = c.text(info, "info", "version").Text()
	}
	if d.Root.Has("extends") {
		o.Extends = c.text(d.Root, "the overlay", "extends").Text()
	}
	o.actions = c.actions(c.member(d.Root, "the overlay", "actions"))
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	return o, nil
}

// checker collects the problems of one overlay document.
type checker struct {
	doc  *doc.Document
	errs []error
}

func (c *checker) fail(n *doc.Node, format string, args ...any) {
	c.errs = append(c.errs, c.doc.Errorf(n, format, args...))
}

// object checks that n is an object with no other members than these and
// extensions. A nil n has been reported already.
func (c *checker) object(n *doc.Node, what string, known ...string) bool {
	if n == nil {
		return false
	}
	if n.Kind != doc.Map {
		c.fail(n, "%s is %s, want object", what, n.Kind)
		return false
	}
	for _, m := range n.Members {
		if strings.HasPrefix(m.Name, "x-") || slices.Contains(known, m.Name) {
			continue
		}
		at := *m.Value // the error stands at the key, its pointer at the value
		at.Pos = m.Pos
		c.fail(&at, "unknown key %q in %s, want one of %s, or x-*", m.Name, what, strings.Join(known, ", "))
	}
	return true
}

// member returns a member that must be there.
func (c *checker) member(n *doc.Node, what, name string) *doc.Node {
	v := n.Get(name)
	if v == nil {
		c.fail(n, "%s has no %q", what, name)
	}
	return v
}

// text returns a member that must be a string with some text in it, or nil.
func (c *checker) text(n *doc.Node, what, name string) *doc.Node {
	v := c.member(n, what, name)
	switch {
	case v == nil:
		return nil
	case v.Kind != doc.String:
		c.fail(v, "%q of %s is %s, want string", name, what, v.Kind)
		return nil
	case strings.TrimSpace(v.Value) == "":
		c.fail(v, "%q of %s is empty", name, what)
		return nil
	}
	return v
}

func (c *checker) actions(n *doc.Node) []action {
	if n == nil {
		return nil
	}
	if n.Kind != doc.Seq || len(n.Items) == 0 {
		c.fail(n, "actions must be an array of at least one action")
		return nil
	}
	if len(n.Items) > maxActions {
		c.fail(n, "more than %d actions", maxActions)
		return nil
	}
	out := make([]action, len(n.Items))
	for i, item := range n.Items {
		out[i] = c.action(item, fmt.Sprintf("action %d", i+1))
	}
	return out
}

// action checks one action. Its result counts only when there is no error.
func (c *checker) action(n *doc.Node, what string) action {
	var a action
	if !c.object(n, what, "target", "description", string(update), string(remove), string(copied)) {
		return a
	}
	a.target = c.path(n, what, "target")
	c.text(n, what, "description")
	for _, k := range []kind{update, remove, copied} {
		if !n.Has(string(k)) {
			continue
		}
		if a.kind != "" {
			c.fail(n, "%s has both %q and %q, want one of update, remove, copy", what, a.kind, k)
			return a
		}
		a.kind, a.value = k, n.Get(string(k))
	}
	switch a.kind {
	case "":
		c.fail(n, "%s does nothing, want one of update, remove, copy", what)
	case remove:
		if !a.value.Bool() {
			c.fail(a.value, "\"remove\" of %s must be true", what)
		}
	case copied:
		c.path(n, what, string(copied))
	}
	return a
}

// path returns a member that must be a JSONPath (RFC 9535).
func (c *checker) path(n *doc.Node, what, name string) *doc.Node {
	v := c.text(n, what, name)
	if v == nil {
		return nil
	}
	if len(v.Value) > maxPath {
		c.fail(v, "%q of %s is longer than %d bytes", name, what, maxPath)
		return nil
	}
	if _, err := compile(v.Value); err != nil {
		c.fail(v, "%q of %s: %q is no JSONPath: %w", name, what, v.Value, err)
		return nil
	}
	return v
}

// compile parses a JSONPath. The library panics on some malformed input, and
// knows a selector for the names of members ("~") that the RFC does not.
func compile(path string) (q library.Queryable, err error) {
	defer func() {
		if p := recover(); p != nil {
			q, err = nil, fmt.Errorf("%v", p)
		}
	}()
	if selectsNames(path) {
		return nil, errors.New("\"~\" is not part of RFC 9535")
	}
	q, err = (&library.Overlay{Version: version}).NewPath(path, nil)
	if err != nil {
		return nil, firstLine(err)
	}
	return q, nil
}

// firstLine is the message of the library without the drawing below it.
func firstLine(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(strings.TrimPrefix(line, "Error at line 1, "))
}

// selectsNames tells whether there is a "~" outside the quoted strings.
func selectsNames(path string) bool {
	var quote byte
	for i := 0; i < len(path); i++ {
		switch b := path[i]; {
		case quote != 0 && b == '\\':
			i++
		case quote != 0 && b == quote:
			quote = 0
		case quote == 0 && (b == '\'' || b == '"'):
			quote = b
		case quote == 0 && b == '~':
			return true
		}
	}
	return false
}
