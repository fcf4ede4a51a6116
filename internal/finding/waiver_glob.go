package finding

import "strings"

// glob tells whether a pattern matches a whole text: "*" stands for anything
// but a slash, "**" for anything, everything else for itself. It is what
// --operations understands.
//
// It walks the text once with the set of the places in the pattern that are
// reached, so that no pattern takes more than len(pattern)*len(text) steps.
func glob(pattern, text string) bool {
	if !strings.Contains(pattern, "*") {
		return pattern == text
	}
	parts := globParts(pattern)
	reached, next := make([]bool, len(parts)+1), make([]bool, len(parts)+1)
	reached[0] = true
	for _, c := range text {
		skipStars(parts, reached)
		clear(next)
		for i, p := range parts {
			switch {
			case !reached[i]:
			case p == anything, p == withinSegment && c != '/':
				next[i] = true
			case p == c:
				next[i+1] = true
			}
		}
		reached, next = next, reached
	}
	skipStars(parts, reached)
	return reached[len(parts)]
}

// The stars of a pattern. No text has such runes.
const (
	withinSegment rune = -1 - iota // "*"
	anything                       // "**"
)

func globParts(pattern string) []rune {
	var parts []rune
	for rest := pattern; rest != ""; {
		var stars bool
		if rest, stars = strings.CutPrefix(rest, "**"); stars {
			parts = append(parts, anything)
			continue
		}
		literal, after, star := strings.Cut(rest, "*")
		parts = append(parts, []rune(literal)...)
		if star {
			if strings.HasPrefix(after, "*") {
				rest = "*" + after
				continue
			}
			parts = append(parts, withinSegment)
		}
		rest = after
	}
	return parts
}

// skipStars reaches what comes after a star that stands for nothing.
func skipStars(parts []rune, reached []bool) {
	for i, p := range parts {
		if reached[i] && p < 0 {
			reached[i+1] = true
		}
	}
}
