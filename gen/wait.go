package gen

import (
	"errors"
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// extWait stands on the operation that reads one job and says how to wait for
// the end of one:
//
//	x-atlasgen-wait:
//	  name: WaitCloudRestoreJob
//	  reason: errorMessage             # the member that says why, if there is one
//	  batch:                           # if several jobs make one restore
//	    name: WaitLegacyRestoreBatch
//	    list: ListLegacyRestoreJobs    # by its Go name
//	    by: batchId                    # the query parameter that selects them
//	  states:                          # the first whose conditions all hold counts; none: running
//	    - {state: failed, when: [{member: failed, is: true}]}
//	    - {state: finished, when: [{member: "components[].downloadUrl", set: true}]}
//
// A condition is about a member, with dots into objects and [] for each item of
// a list that is not empty. It is one of `is: VALUE`, `in: [VALUE, ...]`,
// `set: true` and `set: false`.
const extWait = "x-atlasgen-wait"

// waiting is a Wait method, ready for the template.
type waiting struct {
	Name   string
	Reason string // Go expression for the reason, or ""
	States []waitState
	Fields []string // JSON names that decide
	Batch  *waitBatch
}

type waitState struct {
	State string // Go name, "JobFailed"
	When  string // Go condition
}

// waitBatch is a Wait method for several jobs.
type waitBatch struct {
	Name  string
	List  *method
	By    string // field of the options
	Param string // Go name of the parameter
}

var jobStates = map[string]string{
	"running": "JobRunning", "finished": "JobFinished", "failed": "JobFailed", "cancelled": "JobCancelled", "expired": "JobExpired",
}

// waiting reads the extension of an operation; nil when it has none.
func (m method) waiting(d *doc.Document, g *goPackage) (*waiting, error) {
	ext := m.Node.Get(extWait)
	if ext == nil {
		return nil, nil
	}
	r := jobReader{d, g, m.Result}
	if m.Result == "" || m.Body != "" {
		return nil, d.Errorf(ext, "%s: the operation answers no job", extWait)
	}
	w := &waiting{Name: ext.Get("name").Text()}
	if !isExported(w.Name) {
		return nil, d.Errorf(ext, "%s: name %q is no exported Go name", extWait, w.Name)
	}
	if reason := ext.Get("reason"); reason != nil {
		expr, typ, err := r.member("j", m.Result, reason.Text())
		if err != nil || typ != "string" {
			return nil, d.Errorf(reason, "%s: reason %q is no text of %s", extWait, reason.Text(), m.Result)
		}
		w.Reason = expr
	}
	for _, s := range listOf(ext.Get("states")) {
		state, ok := jobStates[s.Get("state").Text()]
		if !ok {
			return nil, d.Errorf(s, "%s: unknown state %q", extWait, s.Get("state").Text())
		}
		var all []string
		possible := true
		for _, c := range listOf(s.Get("when")) {
			cond, err := r.condition(c)
			if errors.Is(err, errNoMember) {
				// Another version of the document: what is not there is not set.
				possible = possible && c.Get("set") != nil && !c.Get("set").Bool()
				continue
			}
			if err != nil {
				return nil, err
			}
			all = append(all, cond)
			for _, name := range strings.FieldsFunc(c.Get("member").Text(), func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
				if !slices.Contains(w.Fields, name) {
					w.Fields = append(w.Fields, name)
				}
			}
		}
		if !possible {
			continue
		}
		if len(all) == 0 {
			return nil, d.Errorf(s, "%s: a state without a condition", extWait)
		}
		w.States = append(w.States, waitState{state, strings.Join(all, " && ")})
	}
	if len(w.States) == 0 {
		return nil, d.Errorf(ext, "%s: no states", extWait)
	}
	return w, nil
}

// addBatches finds the lists that batches are read with.
func addBatches(methods []method, d *doc.Document) error {
	for i, m := range methods {
		ext := m.Node.Get(extWait).Get("batch")
		if ext == nil || m.Waiting == nil {
			continue
		}
		list := slices.IndexFunc(methods, func(l method) bool { return l.Name == ext.Get("list").Text() && l.Pager != nil })
		if list < 0 {
			return d.Errorf(ext, "%s: there is no list %q", extWait, ext.Get("list").Text())
		}
		b := &waitBatch{Name: ext.Get("name").Text(), List: &methods[list]}
		for _, o := range methods[list].Options {
			if o.Wire == ext.Get("by").Text() && o.Type == "string" {
				b.By, b.Param = o.Name, lowerCamel(o.Name)
			}
		}
		if b.By == "" || !isExported(b.Name) || methods[list].Pager.Element != m.Result || methods[list].PathArgs() != strings.Join(m.pathArgs()[:len(m.PathParams)-1], ", ") {
			return d.Errorf(ext, "%s: the list does not fit the job", extWait)
		}
		methods[i].Waiting.Batch = b
	}
	return nil
}

var errNoMember = errors.New("no member")

// jobReader makes Go expressions of members.
type jobReader struct {
	d   *doc.Document
	g   *goPackage
	job string // Go type
}

// condition returns one condition as a Go expression.
func (r jobReader) condition(c *doc.Node) (string, error) {
	path := c.Get("member").Text()
	list, rest, each := strings.Cut(path, "[].")
	if !each {
		expr, typ, err := r.member("j", r.job, path)
		if err != nil {
			return "", r.d.Errorf(c, "%s: %w", extWait, err)
		}
		return r.test(c, expr, typ, false)
	}
	items, element, err := r.list(list)
	if err != nil {
		return "", r.d.Errorf(c, "%s: %w", extWait, err)
	}
	expr, typ, err := r.member("e", element, rest)
	if err != nil {
		return "", r.d.Errorf(c, "%s: %w", extWait, err)
	}
	not, err := r.test(c, expr, typ, true)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("len(%s) > 0 && !slices.ContainsFunc(%s, func(e %s) bool { return %s })", items, items, element, not), nil
}

// member returns a Go expression for a member, and its type.
func (r jobReader) member(expr, typ, path string) (string, string, error) {
	for _, name := range strings.Split(path, ".") {
		fields := r.g.fields(typ)
		i := slices.IndexFunc(fields, func(f goParam) bool { return f.Wire == name })
		if i < 0 {
			return "", "", fmt.Errorf("%s: %w %q", typ, errNoMember, name)
		}
		expr, typ = valueOf(expr+"."+fields[i].Name, fields[i].Type)
	}
	return expr, typ, nil
}

// list returns a Go expression for a list of the job, and the type of an item.
func (r jobReader) list(path string) (expr, element string, err error) {
	expr, typ, err := r.member("j", r.job, path)
	if err != nil {
		return "", "", err
	}
	element, ok := strings.CutPrefix(typ, "[]")
	if !ok {
		return "", "", fmt.Errorf("%q is no list", path)
	}
	return expr, element, nil
}

// valueOf follows a pointer; the value of none is zero.
func valueOf(expr, typ string) (string, string) {
	if to, ok := strings.CutPrefix(typ, "*"); ok {
		return "atlas.Value(" + expr + ")", to
	}
	return expr, typ
}

// test returns what a condition asks of an expression, or the contrary.
func (r jobReader) test(c *doc.Node, expr, typ string, not bool) (string, error) {
	equal := func(v *doc.Node) string {
		switch {
		case v.Kind == doc.Bool && v.Bool() != not:
			return expr
		case v.Kind == doc.Bool:
			return "!" + expr
		case not:
			return expr + " != " + literal(v)
		}
		return expr + " == " + literal(v)
	}
	for _, v := range append(listOf(c.Get("in")), c.Get("is")) {
		if v != nil && !fitsType(v, typ) {
			return "", r.d.Errorf(v, "%s: %s is no %s", extWait, doc.JSON(v), typ)
		}
	}
	switch is, in, set := c.Get("is"), c.Get("in"), c.Get("set"); {
	case is != nil && in == nil && set == nil:
		return equal(is), nil
	case in != nil && is == nil && set == nil && len(listOf(in)) > 0:
		var each []string
		for _, v := range listOf(in) {
			each = append(each, equal(v))
		}
		if not {
			return strings.Join(each, " && "), nil
		}
		return "(" + strings.Join(each, " || ") + ")", nil
	case set != nil && set.Kind == doc.Bool && is == nil && in == nil:
		return isSet(expr, typ, set.Bool() != not), nil
	}
	return "", r.d.Errorf(c, "%s: a condition has one of is, in and set", extWait)
}

// fitsType tells whether a value of a document can be compared with a Go
// type.
func fitsType(v *doc.Node, typ string) bool {
	isNumber := strings.HasPrefix(typ, "int") || strings.HasPrefix(typ, "float")
	switch v.Kind {
	case doc.Bool:
		return typ == "bool"
	case doc.Number:
		return isNumber
	case doc.String:
		return !isNumber && typ != "bool" && typ != "time.Time" && !strings.ContainsAny(typ, "[]")
	}
	return false
}

// isSet tells whether a value is there: not the zero value of its type.
func isSet(expr, typ string, set bool) string {
	yes := " != "
	if !set {
		yes = " == "
	}
	switch {
	case typ == "time.Time" && set:
		return "!" + expr + ".IsZero()"
	case typ == "time.Time":
		return expr + ".IsZero()"
	case strings.HasPrefix(typ, "[]"), strings.HasPrefix(typ, "map["):
		return "len(" + expr + ")" + yes + "0"
	case strings.HasPrefix(typ, "int"), strings.HasPrefix(typ, "float"):
		return expr + yes + "0"
	case typ == "bool" && set:
		return expr
	case typ == "bool":
		return "!" + expr
	}
	return expr + yes + `""`
}

func literal(v *doc.Node) string {
	if v.Kind == doc.Number {
		return v.Value
	}
	return strconv.Quote(v.Text())
}

func listOf(n *doc.Node) []*doc.Node {
	if n == nil {
		return nil
	}
	return n.Items
}

func isExported(name string) bool {
	return token.IsIdentifier(name) && token.IsExported(name)
}
