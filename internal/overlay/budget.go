package overlay

import (
	"errors"
	"fmt"

	"github.com/speakeasy-api/jsonpath/pkg/jsonpath/token"
	"gopkg.in/yaml.v3"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Limits on overlays, far above real ones: the longest path of this module
// has 300 bytes, and its overlays visit a thousandth of what is allowed.
const (
	maxActions = 10_000        // of one overlay
	maxPath    = 4 << 10       // bytes of a JSONPath; it also bounds its nesting
	maxVisits  = 100_000_000   // nodes that one query may visit
	maxWork    = 5_000_000_000 // nodes that the queries of a chain may visit
	maxAdded   = 500_000       // nodes that a chain may add to a document
)

// budget is what a chain of overlays may cost. The theory:
//
//  1. A query visits each node once, and once more for each selector of a
//     bracket: ['a','a'] selects twice.
//  2. The library drops what a ".." selects twice only for each node that it
//     begins with, so that each further ".." visits a node once for each of
//     its ancestors.
//  3. A "$" in a filter reads the whole document for each node.
//  4. An action makes the document larger by at most its value for each
//     target, and deeper by the value.
type budget struct {
	nodes, depth int // of the document
	most         int // nodes that it may have in the end
	work         float64
}

func newBudget(root *yaml.Node) *budget {
	b := &budget{}
	b.measure(root)
	b.most = min(b.nodes+maxAdded, doc.MaxNodes)
	return b
}

func (b *budget) measure(root *yaml.Node) {
	b.nodes, b.depth = extent(root)
}

// extent returns how many values a tree has and how deep they are nested.
func extent(n *yaml.Node) (nodes, depth int) {
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	}
	for i := step - 1; i < len(n.Content); i += step {
		below, deep := extent(n.Content[i])
		nodes += below
		depth = max(depth, deep)
	}
	if n.Kind != yaml.ScalarNode {
		depth++
	}
	return nodes + 1, depth
}

// query takes the cost of a query from the budget.
func (b *budget) query(path string) error {
	visits := float64(b.nodes) * factor(path, float64(b.nodes), float64(b.depth))
	b.work += visits
	switch {
	case visits > maxVisits:
		return errors.New("it would visit too many values: use fewer \"..\", \"$\" in filters, and selectors in brackets")
	case b.work > maxWork:
		return errors.New("the overlays visit too many values")
	}
	return nil
}

// factor returns how often a query visits each node, at most.
func factor(path string, nodes, depth float64) float64 {
	visits := 1.0
	var descents, roots int
	var selectors []float64 // of the open brackets
	for _, t := range token.NewTokenizer(path).Tokenize() {
		switch t.Token {
		case token.RECURSIVE:
			if descents++; descents > 1 {
				visits *= depth
			}
		case token.ROOT:
			if roots++; roots > 1 {
				visits *= nodes
			}
		case token.BRACKET_LEFT:
			selectors = append(selectors, 1)
		case token.COMMA:
			if len(selectors) > 0 {
				selectors[len(selectors)-1]++
			}
		case token.BRACKET_RIGHT:
			if last := len(selectors) - 1; last >= 0 {
				visits *= selectors[last]
				selectors = selectors[:last]
			}
		}
	}
	return visits
}

// grow refuses an action that would make the document larger or deeper than
// one that can be read.
func (b *budget) grow(targets int, value *yaml.Node) error {
	if value == nil {
		return nil
	}
	nodes, depth := extent(value)
	switch {
	case targets > (b.most-b.nodes)/nodes:
		return fmt.Errorf("the document would have more than %d values", b.most)
	case b.depth+depth > doc.MaxDepth:
		return fmt.Errorf("the document would be nested deeper than %d levels", doc.MaxDepth)
	}
	return nil
}
