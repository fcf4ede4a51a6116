package pattern_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	octet    = `(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`
	nameLong = `^[\p{L}\p{N}\-_.(),:&@+']{1,64}$`
	dateTime = `^(?:[1-9]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)|` +
		`(?:[1-9]\d(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)-02-29)` +
		`T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-][01]\d:[0-5]\d)$`
)

func a(n int) string { return strings.Repeat("a", n) }

// Each row holds two questions: a shortest string of base that is not in rev,
// and one of rev that is not in base. Where several are shortest, the wanted
// one has the plainest characters and, of these, the first in the order small
// letters, digits, capitals, others.
var inclusions = []struct{ base, rev, notInRev, notInBase string }{
	// The same set written differently: classes and escapes.
	{`^[0-9]$`, `^\d$`, included, included},
	{`^[A-Za-z0-9_]$`, `^\w$`, included, included},
	{`^\D$`, `^[^\d]$`, included, included},
	{`^[^]$`, `^[\s\S]$`, included, included},
	{`[]`, `[^\s\S]`, included, included},
	{`^.*$`, `^[^\n\r\u2028\u2029]*$`, included, included},
	{`^\s$`, `^[ \t\n\r\f\v\u00a0\ufeff\u2028\u2029\p{Zs}]$`, included, included},
	{`^\x41\u0042\u{43}$`, `^ABC$`, included, included},
	{`^\cJ$`, `^\n$`, included, included},
	{`^\uD83D\uDE00$`, `^😀$`, included, included},
	{`^[\uD83D\uDE00-\uD83D\uDE02]$`, `^[\u{1F600}-\u{1F602}]$`, included, included},
	{`^\/\-\.$`, `^[/][-][.]$`, included, included},
	{`^]}{$`, `^\]\}\{$`, included, included},
	{`^a{,3}$`, `^a\{,3\}$`, included, included},
	{`^[\b]$`, `^\x08$`, included, included},
	{`^[a-z-0-9]$`, `^[-a-z\d]$`, included, included},
	{`^[\w-.]$`, `^[-.\w]$`, included, included},
	{`^\p{Lu}$`, `^\p{Uppercase_Letter}$`, included, included},
	{`^\p{Lu}$`, `^\p{General_Category=Lu}$`, included, included},
	{`^\P{L}$`, `^[^\p{L}]$`, included, included},
	{`^\p{ASCII}$`, `^[\0-\x7F]$`, included, included},
	{`^\p{Any}$`, `^[^]$`, included, included},

	// An end that is not there.
	{`^a(?!$)b?$`, `^ab$`, included, included},
	{`^a(?!$)`, `^a`, included, "a"},
	{`^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.(?!$)|$)){4}$`, `^` + octet + `(\.` + octet + `){3}$`, included, included},

	// The same set written differently: structure.
	{`^(a|b)$`, `^[ab]$`, included, included},
	{`^a{3}$`, `^aaa$`, included, included},
	{`^a{2,4}$`, `^(aa|aaa|aaaa)$`, included, included},
	{`^a?$`, `^(|a)$`, included, included},
	{`^a+$`, `^aa*$`, included, included},
	{`^a*?$`, `^a*$`, included, included},
	{`^(ab|a)(c|bcd)$`, `^(abc|abbcd|ac|abcd)$`, included, included},
	{`a`, `^[^]*a[^]*$`, included, included},
	{``, `^`, included, included},
	{`$`, `(?:)`, included, included},
	{`^(?<year>\d{4})-(?<month>\d\d)$`, `^\d\d\d\d-\d{2}$`, included, included},
	{`^(http|https)://`, `^https?://`, included, included},
	{`foo|bar`, `bar|foo`, included, included},
	{`foo|foobar`, `foo`, included, included},
	{`^(foo|foobar)$`, `^foo(bar)?$`, included, included},
	{`^(?:(?:a{2}){3}){4}$`, `^a{24}$`, included, included},
	{`^(a{2,3}){2}$`, `^a{4,6}$`, included, included},
	{`^a{2000}$`, `^(a{1000}){2}$`, included, included},
	{`^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)(\.|$)){4}$`, `^(` + octet + `(\.|$)){4}$`, included, included},

	// Patterns on which backtracking explodes.
	{`^(a+)+$`, `^a+$`, included, included},
	{`^(a|a?)+$`, `^a*$`, included, included},
	{`^(a*)*$`, `^a*$`, included, included},
	{`(x+x+)+y`, `xxy`, included, included},
	{`^(([a-z])+.)+[A-Z]([a-z])+$`, `^([a-z]+.)+[A-Z][a-z]+$`, included, included},

	// Assertions.
	{`^a|b$`, `(?:^a)|(?:b$)`, included, included},
	{`$^`, `^$`, included, included},
	{`a$b`, `[]`, included, included},
	{`a^b`, `[]`, included, included},
	{`^(?:a|^b)+$`, `^(?:a+|ba*)$`, included, included},
	{`\bfoo\b`, `(^|\W)foo(\W|$)`, included, included},
	{`^\b`, `^\w`, included, included},
	{`\B$`, `(^|\W)$`, included, included},
	{`^\B$`, `^$`, included, included},
	{`^\b$`, `[]`, included, included},
	{`a\bb`, `[]`, included, included},
	{`a\Bb`, `ab`, included, included},
	{`\bé\b`, `\wé\w`, included, included},
	{`(^|\s)a(\s|$)`, `\ba\b`, included, "a!"},

	// One set is part of the other.
	{`^[a-f0-9]{24}$`, `^[a-fA-F0-9]{24}$`, included, a(23) + "A"},
	{`^[a-f0-9]{24}$`, `^[a-z0-9]+$`, included, "a"},
	{`^[a-zA-Z0-9][a-zA-Z0-9-]*$`, `^[a-zA-Z0-9-]+$`, included, "-"},
	{`^\d{1,3}$`, `^\d+$`, included, "0000"},
	{`^` + octet + `$`, `^\d{1,3}$`, included, "00"},
	{`^[b-z]$`, `^[a-z]$`, included, "a"},
	{`^.$`, `^[^]$`, included, "\n"},
	{`^.*$`, `^[^\n]*$`, included, "\r"},
	{`a.c`, `a[^]c`, included, "a\nc"},
	{`[ \t\n\r\f\v]`, `\s`, included, "\u00a0"},
	{`abc`, `b`, included, "b"},
	{`^abc`, `abc`, included, "aabc"},
	{`abc$`, `abc`, included, "abca"},
	{`^foo`, `^f`, included, "f"},
	{`^https://`, `^https?://`, included, "http://"},
	{`^a*b*$`, `^(a|b)*$`, included, "ba"},
	{`^(ab)*$`, `^(a|b)*$`, included, "a"},
	{`^(aaaa)+$`, `^(aa)+$`, included, "aa"},
	{`^(a{3}){1,2}$`, `^a{3,6}$`, included, "aaaa"},
	{`^(a{1,3}b){2}$`, `^[ab]{4,8}$`, included, "aaaa"},
	{`^(?:a|ab|abc)$`, `^ab?c?$`, included, "ac"},
	{nameLong, `^[^/\\ "$]{1,64}$`, included, "!"},
	{`^[A-Z]$`, `^\p{Lu}$`, included, "À"},
	{`^\p{L}+$`, `^\p{Alphabetic}+$`, included, "\u0345"},
	{`^\d$`, `^\p{Nd}$`, included, "\u0660"},
	{`^[^ab]$`, `^[^a]$`, included, "b"},
	{`^\W$`, `^[^A-Za-z]$`, included, "0"},
	{`^[a-z]+$`, `^\w+$`, included, "0"},
	{`^vpce-[0-9a-f]{17}$`, `^vpce-`, included, "vpce-"},
	{`^sg-`, `^(sg|vpc)-`, included, "vpc-"},
	{`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`, `^\d{4}-\d{2}-\d{2}$`, included, "0000-00-00"},
	{dateTime, `^\d{4}-\d\d-\d\dT`, included, "0000-00-00T"},
	{`^-?\d+$`, `^[+-]?\d+$`, included, "+0"},
	{`^-?(0|[1-9]\d*)$`, `^-?\d+$`, included, "00"},
	{`^\S+@\S+$`, `^\S+$`, included, "a"},
	{`^[a-z0-9]+(-[a-z0-9]+)*$`, `^[a-z0-9-]+$`, included, "-"},
	{`^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$`, `^[a-z][-a-z0-9]{0,62}$`, included, "a-"},
	{`^(.*/)?sg-`, `sg-`, included, "asg-"},
	{`^a.*z$`, `^a`, included, "a"},

	// Neither is part of the other.
	{`^a$`, `^b$`, "a", "b"},
	{`^(aa)*$`, `^(aaa)*$`, "aa", "aaa"},
	{`^\p{Script=Greek}$`, `^\p{L}$`, "\u0375", "a"},
	{`^[\p{L}\p{N}\-_.,' ]*$`, nameLong, "", "&"},
	{`^(\d{1,3}\.){3}\d{1,3}$`, `^(` + octet + `(\.|$)){4}$`, "00.0.0.0", "0.0.0.0."},
	{`a`, `^[^]{2}$`, "a", "bb"},

	// Counts past what RE2 allows, and past what is unrolled.
	{`^.{0,255}$`, `^.{0,1024}$`, included, a(256)},
	{`^a{1005,1030}$`, `^a{1000,1030}$`, included, a(1000)},
	{`^.{1,3000}$`, `^.{1,100000}$`, included, a(3001)},
	{`^[a-z]{5000,}$`, `^[a-z]{4999,}$`, included, a(4999)},
	{`^[a-z]{1,100000}$`, `^[a-z]+$`, included, a(100001)},
	{`^x[a-z]{0,9999}$`, `^[a-z]{1,10000}$`, included, "a"},
}

func TestInclusion(t *testing.T) {
	t.Parallel()
	for _, c := range inclusions {
		base, rev := parse(t, c.base), parse(t, c.rev)
		for _, q := range []struct{ what, got, want string }{
			{"in base, not in rev", show(difference(base, rev)), c.notInRev},
			{"in rev, not in base", show(difference(rev, base)), c.notInBase},
		} {
			if diff := cmp.Diff(q.want, q.got); diff != "" {
				t.Errorf("base %.60q, rev %.60q: %s: mismatch (-want +got):\n%s", c.base, c.rev, q.what, diff)
			}
		}
	}
}

// Every pattern is included in itself; the group keeps the shortcut for equal
// texts out of it.
func TestInclusionIsReflexive(t *testing.T) {
	t.Parallel()
	for _, c := range inclusions {
		for _, src := range []string{c.base, c.rev} {
			if got := show(difference(parse(t, src), parse(t, `(?:`+src+`)`))); got != included {
				t.Errorf("%.60q is not included in itself: %.60q", src, got)
			}
		}
	}
}
