package ci_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/rhysd/actionlint"
)

// scope is what expressions of a workflow see: "inputs", "steps", "github".
type scope map[string]any

var expression = regexp.MustCompile(`\$\{\{(.*?)\}\}`)

// expand replaces the expressions in a text by their values.
func (s scope) expand(t *testing.T, text string) string {
	t.Helper()
	return expression.ReplaceAllStringFunc(text, func(m string) string {
		if v := s.value(t, expression.FindStringSubmatch(m)[1]); v != nil {
			return fmt.Sprint(v)
		}
		return ""
	})
}

func (s scope) value(t *testing.T, text string) any {
	t.Helper()
	node, err := actionlint.NewExprParser().Parse(actionlint.NewExprLexer(text + "}}"))
	if err != nil {
		t.Fatalf("expression %q: %v", text, err)
	}
	return s.eval(t, node)
}

// eval knows what the action uses of the language, and fails for the rest.
func (s scope) eval(t *testing.T, node actionlint.ExprNode) any {
	t.Helper()
	switch n := node.(type) {
	case *actionlint.StringNode:
		return n.Value
	case *actionlint.VariableNode:
		return s[n.Name]
	case *actionlint.ObjectDerefNode:
		object, _ := s.eval(t, n.Receiver).(map[string]any)
		return object[n.Property]
	case *actionlint.CompareOpNode:
		equal := fmt.Sprint(or(s.eval(t, n.Left), "")) == fmt.Sprint(or(s.eval(t, n.Right), ""))
		switch n.Kind {
		case actionlint.CompareOpNodeKindEq:
			return equal
		case actionlint.CompareOpNodeKindNotEq:
			return !equal
		}
	case *actionlint.LogicalOpNode:
		left := s.eval(t, n.Left)
		if truthy(left) == (n.Kind == actionlint.LogicalOpNodeKindOr) {
			return left
		}
		return s.eval(t, n.Right)
	}
	t.Fatalf("the test cannot evaluate a %T", node)
	return nil
}

func or(v, otherwise any) any {
	if v == nil {
		return otherwise
	}
	return v
}

func truthy(v any) bool { return v != nil && v != "" && v != false && v != 0 }
