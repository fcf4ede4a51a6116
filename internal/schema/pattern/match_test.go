package pattern_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src     string
		yes, no []string
	}{
		{``, []string{"", "a", "\n"}, nil},
		{`b`, []string{"b", "abc"}, []string{"", "a"}},
		{`^b`, []string{"b", "bc"}, []string{"ab", "a\nb"}},
		{`b(?!$)`, []string{"bc", "bb"}, []string{"b", "ab", ""}},
		{`b(?=$)`, []string{"b", "ab"}, []string{"bc"}},
		{`^(?:a(?:\.(?!$)|$)){2}$`, []string{"a.a"}, []string{"a.a.", "a.", "a", "a.a.a"}},
		{`b$`, []string{"b", "ab"}, []string{"bc", "b\n"}},
		{`^.$`, []string{"a", "é", "😀", "\u0085"}, []string{"", "ab", "\n", "\r", "\u2028", "\u2029"}},
		{`^\s$`, []string{" ", "\t", "\v", "\u00a0", "\ufeff", "\u3000", "\u2028"}, []string{"", "a", "\u200b", "\u180e", "\u0085"}},
		{`^\d$`, []string{"0", "9"}, []string{"٠", "a"}},
		{`^\w$`, []string{"_", "z", "0"}, []string{"é", "-"}},
		{`^[^\d\s]$`, []string{"a", "😀"}, []string{"1", " "}},
		{`^[^]$`, []string{"\n", "😀"}, []string{"", "ab"}},
		{`[]`, nil, []string{"", "a"}},
		{`\bé\b`, []string{"aéa"}, []string{"é", " é ", "aé"}},
		{`\Bb`, []string{"ab"}, []string{"b", " b"}},
		{`^a{2,3}$`, []string{"aa", "aaa"}, []string{"a", "aaaa"}},
		{`^a{2,}$`, []string{"aa", "aaaaa"}, []string{"a"}},
		{`^a{0}$`, []string{""}, []string{"a"}},
		{`^.{3000,4000}$`, []string{strings.Repeat("é", 3000), strings.Repeat("a", 4000)}, []string{strings.Repeat("a", 2999), strings.Repeat("a", 4001), strings.Repeat("\n", 3500)}},
		{`^\p{Lu}\p{Script=Greek}\P{L}$`, []string{"Àα1"}, []string{"àα1", "ÀaI"}},
		{`^\p{Alpha}\p{White_Space}\p{Lower}$`, []string{"A a", "ᾼ\u0085ª"}, []string{"1 a", "A_a"}},
		{`^[\u{1F600}-\u{1F64F}]{2}$`, []string{"😀😃"}, []string{"😀", "a"}},
		{"^\\\U0001F600\\é$", []string{"\U0001F600é"}, nil},
		{`^(?:[01]\d|2[0-3]):[0-5]\d$`, []string{"00:00", "23:59"}, []string{"24:00", "1:00"}},
		{`^$`, []string{""}, []string{"\n", "a"}},
		{`(?:)*?x??`, []string{"", "y"}, nil},
	} {
		p := parse(t, c.src)
		for _, s := range c.yes {
			if !p.Match(s) {
				t.Errorf("%q does not match %.40q", c.src, s)
			}
		}
		for _, s := range c.no {
			if p.Match(s) {
				t.Errorf("%q matches %.40q", c.src, s)
			}
		}
	}
}

// The patterns mean the same to package regexp, over the alphabet used here.
func TestMatchAgreesWithRegexp(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	sources := []string{
		`^([a-f0-9]{24})$`, `a|b`, `^a|b$`, `\ba\b`, `\Ba\B`, `^(a|ab)(c|bcd)*$`, `[^ab]`, `^[a-c]+-?\d*$`, `(a+)+$`, `a.b`,
		`^(?:\d{1,3}\.){3}\d{1,3}$`, `\d+\.\d+\.\d+`, `^\w+(-\w+)*$`, `^[-\w._()]+$`, `^[\p{L}\p{N}\-_.]{1,4}$`, `[^\W_]b`,
		`^(?:a*?b+?){2,3}$`, `(?:^|-)a(?:-|$)`, `\b-\b|\.\B`, `^(\ba|b\b|\B.)*$`, `(?:a$|^b)+`, `()|x`, `a{0}b`, `^(a{2,3}){2,3}$`,
	}
	for range 400 {
		sources = append(sources, randomPattern(rng, 4))
	}
	for _, src := range sources {
		ours, theirs := parse(t, src), regexp.MustCompile(src)
		for range 40 {
			s := randomText(rng)
			if got, want := ours.Match(s), theirs.MatchString(s); got != want {
				t.Errorf("%q on %q: got %t, want %t", src, s, got, want)
			}
		}
	}
}

func randomText(rng *rand.Rand) string {
	letters := []rune("aaabbbcd019._--(é\nA")
	out := make([]rune, rng.IntN(12))
	for i := range out {
		out[i] = letters[rng.IntN(len(letters))]
	}
	return string(out)
}

// randomPattern writes a pattern that means the same in ECMA-262 and RE2.
func randomPattern(rng *rand.Rand, depth int) string {
	atoms := []string{"a", "b", "c", "-", ".", "[ab]", "[^a]", `\w`, `\W`, `\d`, "[a-c-]", `\b`, `\B`, "^", "$", "()", "é"}
	if depth == 0 {
		return atoms[rng.IntN(len(atoms))]
	}
	sub := func() string { return randomPattern(rng, depth-1-rng.IntN(depth)) }
	group := func() string { return "(?:" + sub() + ")" }
	switch rng.IntN(9) {
	case 0:
		return group() + "*"
	case 1:
		return group() + "+"
	case 2:
		return group() + "?"
	case 3:
		return group() + []string{"{2}", "{0,2}", "{1,3}", "{2,}", "{3}?"}[rng.IntN(5)]
	case 4:
		return "(?:" + sub() + "|" + sub() + ")"
	case 5:
		return "^" + sub() + sub() + "$"
	default:
		return sub() + sub()
	}
}

// Time is bounded by the product of the lengths of text and pattern.
func TestMatchIsNotExponential(t *testing.T) {
	t.Parallel()
	start := time.Now()
	for _, src := range []string{`^(a+)+$`, `^(a|a?)+$`, `(x+x+)+y`, `^(a|aa)+$`, `^(.*a){20}$`, `(a*)*(a*)*(a*)*b`} {
		parse(t, src).Match(strings.Repeat("a", 4_000) + "!")
		parse(t, src).Match(strings.Repeat("x", 4_000) + "!")
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}
