package pattern_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

func TestParseErrors(t *testing.T) {
	t.Parallel()
	const syntax, unsupported = "syntax", "unsupported"
	for _, c := range []struct{ name, src, want string }{
		{"nothing_to_repeat", `*a`, syntax},
		{"repeated_quantifier", `a**`, syntax},
		{"possessive_quantifier", `a++`, syntax},
		{"quantified_anchor", `^*`, syntax},
		{"quantified_boundary", `\b+`, syntax},
		{"braces_without_atom", `{2}`, syntax},
		{"braces_out_of_order", `a{3,2}`, syntax},
		{"open_group", `(a`, syntax},
		{"closed_group", `a)`, syntax},
		{"open_class", `[a`, syntax},
		{"range_out_of_order", `[z-a]`, syntax},
		{"class_difference_is_a_range", `[a--b]`, syntax},
		{"trailing_backslash", `a\`, syntax},
		{"code_point_too_large", `\u{110000}`, syntax},
		{"code_point_without_digits", `\u{}`, syntax},
		{"open_property", `\p{L`, syntax},
		{"empty_group_name", `(?<>a)`, syntax},
		{"digit_first_in_group_name", `(?<1a>a)`, syntax},
		{"comment_group", `(?#a)`, syntax},
		{"invalid_utf8", "a\xff", syntax},
		{"mistake_behind_unsupported", `(?=a)[z-a]`, syntax},

		{"look_ahead", `a(?=b)`, unsupported},
		{"negative_look_ahead", `^(?!a)`, unsupported},
		{"look_behind", `(?<=a)b`, unsupported},
		{"negative_look_behind", `(?<!a)b`, unsupported},
		{"back_reference", `(a)\1`, unsupported},
		{"named_back_reference", `(?<x>a)\k<x>`, unsupported},
		{"inline_flags", `(?i)a`, unsupported},
		{"inline_flags_of_a_group", `(?i-s:a)`, unsupported},
		{"go_group_name", `(?P<x>a)`, unsupported},
		{"atomic_group", `(?>a)`, unsupported},
		{"absolute_anchors", `\Aa\z`, unsupported},
		{"octal_escape", `\01`, unsupported},
		{"short_hexadecimal_escape", `\x4`, unsupported},
		{"short_unicode_escape", `\u004`, unsupported},
		{"control_without_letter", `\c1`, unsupported},
		{"lone_surrogate", `\uD800`, unsupported},
		{"range_of_surrogates", `[\uD800-\uDFFF]`, unsupported},
		{"two_high_surrogates", `\uD83D\uD83D`, unsupported},
		{"unknown_property", `\p{Nonsense}`, unsupported},
		{"short_script_name", `\p{sc=Grek}`, unsupported},
		{"script_extensions", `\p{scx=Greek}`, unsupported},
		{"property_without_braces", `\pL`, unsupported},
		{"word_boundary_in_class", `[\B]`, unsupported},
		{"too_many_copies", `(?:ab){100000}`, unsupported},
		{"copies_of_copies", `((((a{99}b){99}c){99}d){99}e){99}`, unsupported},
		{"copies_past_any_integer", `(?:ab){99999999999999999999999}`, unsupported},
		{"too_deep", strings.Repeat("(", 100_000) + strings.Repeat(")", 100_000), unsupported},
		{"too_long", strings.Repeat("a", 1<<20), unsupported},

		{"brace_that_opens_nothing", `a{`, ""},
		{"brace_that_counts_nothing", `a{,2}`, ""},
		{"closing_brackets", `]}`, ""},
		{"set_in_range", `[\d-z]`, ""},
		{"escaped_punctuation", `\-\/\@\:\%\"\'\ \!\#\&\,\;\<\=\>\~` + "\\`\\_", ""},
		{"slash", `a/b`, ""},
		{"null_character", `\0`, ""},
		{"unicode_group_name", `(?<été_1$>a)`, ""},
		{"count_past_any_integer", `^a{0,99999999999999999999999}$`, ""},
		{"flags_are_literal_in_class", `[(?i)]`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := pattern.Parse(c.src)
			var s *pattern.SyntaxError
			var u *pattern.UnsupportedError
			got := ""
			switch {
			case errors.As(err, &s):
				got = syntax
			case errors.As(err, &u):
				got = unsupported
			case err != nil:
				t.Fatalf("error of an unknown type: %v", err)
			}
			if got != c.want {
				t.Errorf("got %q (%.200v), want %q", got, err, c.want)
			}
			if (p == nil) != (err != nil) {
				t.Errorf("pattern %v with error %.200v", p, err)
			}
			if p != nil && p.String() != c.src {
				t.Errorf("String is %q", p.String())
			}
		})
	}
}

func TestErrorsNameThePlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ src, want string }{
		{`ab[z-a]`, `parse pattern "ab[z-a]": offset 3: range out of order in character class`},
		{`ab(?=c)(?<=d)`, `parse pattern "ab(?=c)(?<=d)": offset 2: unsupported: look-ahead`},
	} {
		_, err := pattern.Parse(c.src)
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
