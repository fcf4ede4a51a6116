package pattern_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

var fuzzSeeds = []string{
	``, `^a$`, `a|b`, `(a+)+$`, `^(a|a?)+$`, `(x+x+)+y`, `^[^/\\ "$]{1,64}$`, `\bfoo\b|\B`, `a$|^b`, `[]|[^]`, `^.{0,5000}$`, `(?<n>a)\1`, `(?!a)`,
	`\p{L}\P{Lu}\p{Script=Greek}`, `\u{1F600}\uD83D\uDE00\uD800`, `\cA\x41\0\t`, `a{2,3}{`, `[a-z-0-9\w-.]`, `]}{,3}`, `^(a{3}){2,}?$`, nameLong, dateTime,
}

// sameInRE2 matches sources without what ECMA-262 and RE2 read differently.
var (
	sameInRE2    = regexp.MustCompile(`^(?:[ab()|*+?^$.\-{},0-9:]|\[\^?[ab0-9.]+(?:-b)?\]|\\[bBdDwW])*$`)
	zeroInCount  = regexp.MustCompile(`[{,]0[0-9]`) // RE2 wants no leading zero
	differInText = "\r\u2028\u2029"
)

func FuzzParse(f *testing.F) {
	for _, s := range fuzzSeeds {
		f.Add(s, "aab-1")
	}
	f.Fuzz(func(t *testing.T, src, text string) {
		p, err := pattern.Parse(src)
		if err != nil {
			var s *pattern.SyntaxError
			var u *pattern.UnsupportedError
			if !errors.As(err, &s) && !errors.As(err, &u) || p != nil {
				t.Fatalf("pattern %v, error %v", p, err)
			}
			return
		}
		got := p.Match(text)
		if grouped, err := pattern.Parse(`(?:` + src + `)`); err == nil && grouped.Match(text) != got {
			t.Errorf("%q on %q: the group says otherwise than %t", src, text, got)
		}
		if !sameInRE2.MatchString(src) || zeroInCount.MatchString(src) || !utf8.ValidString(text) || strings.ContainsAny(text, differInText) {
			return
		}
		if re, err := regexp.Compile(src); err == nil && re.MatchString(text) != got {
			t.Errorf("%q on %q: got %t, package regexp says otherwise", src, text, got)
		}
	})
}

func FuzzFind(f *testing.F) {
	for i, s := range fuzzSeeds {
		f.Add(s, fuzzSeeds[(i+1)%len(fuzzSeeds)], "aab-1", 0, -1)
		f.Add(s, `(?:`+s+`)`, "", 3, 9)
	}
	f.Fuzz(func(t *testing.T, yes, no, text string, minLen, maxLen int) {
		if len(yes)+len(no) > 300 {
			return
		}
		match, err := pattern.Parse(yes)
		if err != nil {
			return
		}
		not, err := pattern.Parse(no)
		if err != nil {
			return
		}
		has := func(s string) bool {
			n := utf8.RuneCountInString(s)
			return n >= minLen && (maxLen < 0 || n <= maxLen) && utf8.ValidString(s) && match.Match(s) && !not.Match(s)
		}
		r := pattern.Find(pattern.Query{
			Match: []*pattern.Pattern{match}, NotMatch: []*pattern.Pattern{not},
			MinLen: minLen, MaxLen: maxLen, MaxStates: 1000,
		})
		switch {
		case r.Outcome == pattern.Found && !has(r.Example):
			t.Errorf("%q is no member", r.Example)
		case r.Outcome == pattern.Found && has(text) && utf8.RuneCountInString(text) < utf8.RuneCountInString(r.Example):
			t.Errorf("%q is shorter than %q", text, r.Example)
		case r.Outcome == pattern.Empty && has(text):
			t.Errorf("%q is a member of what is said to be empty", text)
		case (r.Outcome == pattern.Unknown) != (r.Reason != ""):
			t.Errorf("outcome %v with reason %q", r.Outcome, r.Reason)
		}
	})
}
