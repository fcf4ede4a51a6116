package schema

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// value is a JSON value with a key that equal values share.
type value struct {
	node *doc.Node
	key  string
}

func newValue(n *doc.Node) value { return value{n, canonical(n)} }

// canonical returns the text that equal JSON values share: members sorted,
// numbers in one form.
func canonical(n *doc.Node) string {
	switch n.Kind {
	case doc.Null:
		return "null"
	case doc.Bool:
		return n.Value
	case doc.String:
		return `"` + n.Value
	case doc.Number:
		return string(doc.JSON(n))
	}
	sorted := n.Clone()
	sorted.SortKeys()
	return string(doc.JSON(sorted))
}

// These bounds keep arithmetic cheap: a number beyond them is not computed
// with.
const (
	maxExponent = 400
	maxDigits   = 800
	maxBits     = 8192
)

// parseRat reads a JSON number exactly; it refuses numbers that would be too
// large to compute with.
func parseRat(text string) (*big.Rat, bool) {
	if len(text) > maxDigits {
		return nil, false
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		e, err := strconv.Atoi(strings.TrimPrefix(text[i+1:], "+"))
		if err != nil || e > maxExponent || e < -maxExponent {
			return nil, false
		}
	}
	return new(big.Rat).SetString(text)
}

// ratOf returns the exact value of a Number.
func ratOf(n *doc.Node) (*big.Rat, bool) {
	if n == nil || n.Kind != doc.Number {
		return nil, false
	}
	return parseRat(n.Value)
}

// numberNode writes a rational as a JSON number; it fails when there is no
// finite decimal.
func numberNode(r *big.Rat) (*doc.Node, bool) {
	if r.IsInt() {
		return doc.NewNumber(r.Num().String()), true
	}
	digits, exact := r.FloatPrec()
	if !exact || digits > maxDigits {
		return nil, false
	}
	return doc.NewNumber(r.FloatString(digits)), true
}

// maxCount stands for every count that is larger.
const maxCount = 1 << 40

// count reads a keyword such as minLength: a non-negative integer, perhaps
// written 3.0. Anything else says nothing.
func count(n *doc.Node) (int, bool) {
	r, ok := ratOf(n)
	if !ok || !r.IsInt() || r.Sign() < 0 {
		return 0, false
	}
	if !r.Num().IsInt64() || r.Num().Int64() > maxCount {
		return maxCount, true
	}
	return int(r.Num().Int64()), true
}

// length counts the code points of a string.
func length(s string) int { return utf8.RuneCountInString(s) }
