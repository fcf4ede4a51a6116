package report

import (
	"regexp"
	"strings"
)

// maxSpan bounds a text of a document in a comment, in runes.
const maxSpan = 300

// span returns text as a code span (CommonMark 0.31, section 6.1): between
// more backticks than it holds in a row, with a space at each end where the
// text has a backtick or a space there. A code span has no escapes, and
// neither HTML nor a link nor a mention within.
func span(s string) string {
	s = short(Printable(s), maxSpan)
	if strings.Trim(s, " ") == "" {
		return "(empty)" // spaces alone are not shown, and nothing is no span
	}
	ticks := strings.Repeat("`", longestRun(s)+1)
	pad := ""
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") {
		pad = " "
	}
	return ticks + pad + s + pad + ticks
}

// longestRun returns the length of the longest run of backticks.
func longestRun(s string) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// words returns text as it is when it is plain words, which mean nothing in
// Markdown and to GitHub, else as a code span. Backslashes would not do: they
// do not keep GitHub from linking @name, #1 or a hash of a commit.
func words(s string) string {
	if len(s) > maxSpan {
		return span(s)
	}
	for word := range strings.SplitSeq(s, " ") {
		if !plainWord.MatchString(word) || hexWord.MatchString(word) {
			return span(s)
		}
	}
	return s
}

var (
	plainWord = regexp.MustCompile(`^\(?([A-Za-z]+|[A-Za-z]+-[A-Za-z]+|[0-9]{1,4}(\.[0-9]{1,4}){0,3})[,)]{0,2}$`)
	hexWord   = regexp.MustCompile(`(?i)[a-f]{7}`) // may be a commit
)
