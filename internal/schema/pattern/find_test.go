package pattern_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

type question struct {
	match, not []string
	min, max   int
	avoid      []string
	states     int
}

func (q question) query(t testing.TB) pattern.Query {
	t.Helper()
	return pattern.Query{
		Match: parseAll(t, q.match), NotMatch: parseAll(t, q.not),
		MinLen: q.min, MaxLen: q.max, Avoid: q.avoid, MaxStates: q.states,
	}
}

const (
	tooLong     = "\x00unknown: every example has more than 131072 characters"
	stateBudget = "\x00unknown: state budget"
	workBudget  = "\x00unknown: work budget"
	blowUp      = `(a|b)*a(a|b){20}$`
)

func re(sources ...string) []string { return sources }

func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		q    question
		want string // an example, or one of the constants
	}{
		{"zero_query", question{}, ""},
		{"length_alone", question{min: 3, max: -1}, "aaa"},
		{"negative_least_length", question{min: -5, max: -1}, ""},
		{"lengths_out_of_order", question{min: 3, max: 2}, included},
		{"length_follows_from_pattern_above", question{match: re(`^([a-f0-9]{24})$`), min: 25, max: -1}, included},
		{"length_follows_from_pattern_below", question{match: re(`^([a-f0-9]{24})$`), max: 23}, included},
		{"length_follows_from_pattern_exact", question{match: re(`^([a-f0-9]{24})$`), min: 24, max: 24}, a(24)},
		{"length_counts_code_points", question{match: re(`^😀+$`), min: 2, max: 2}, "😀😀"},
		{"odd_length_of_pairs", question{match: re(`^(aa)*$`), min: 3, max: 3}, included},
		{"next_length_of_pairs", question{match: re(`^(aa)*$`), min: 3, max: -1}, "aaaa"},
		{"greatest_length_reached", question{match: re(`b$`), min: 2, max: 2}, "ab"},
		{"two_moduli", question{match: re(`^(aa)*$`, `^(aaa)*$`), min: 1, max: -1}, a(6)},
		{"two_moduli_apart", question{match: re(`^(aa)*$`, `^(aa)*a$`), max: -1}, included},

		{"large_length", question{min: 100_000, max: -1}, a(100_000)},
		{"large_length_of_a_pattern", question{match: re(`^(aa)*b?$`), min: 100_001, max: -1}, a(100_000) + "b"},
		{"huge_length", question{min: 1 << 31, max: -1}, tooLong},
		{"huge_length_of_a_finite_set", question{match: re(`^([a-f0-9]{24})$`), min: 1 << 31, max: -1}, included},
		{"huge_odd_length_of_pairs", question{match: re(`^(aa)*$`), min: 1<<31 + 1, max: 1<<31 + 1}, included},
		{"huge_even_length_of_pairs", question{match: re(`^(aa)*$`), min: 1 << 31, max: 1 << 31}, tooLong},
		{"huge_limit", question{match: re(`b`), max: 1 << 31}, "b"},

		{"count_limits_above", question{match: re(`^a*$`), not: re(`^a{0,5000}$`, `^a{5002,9000}$`), max: -1}, a(5001)},
		{"counts_leave_nothing", question{match: re(`^a*$`), not: re(`^a{0,5000}$`, `^a{5001,}$`), max: -1}, included},
		{"count_other_letters", question{match: re(`^[ab]*$`), not: re(`^a{0,5000}$`), max: -1}, "b"},
		{"count_inside_lengths", question{match: re(`^a*$`), not: re(`^a{10,5000}$`), min: 10, max: -1}, a(5001)},
		{"count_beyond_lengths", question{match: re(`^a*$`), not: re(`^a{3000,5000}$`), min: 10, max: 2999}, a(10)},
		{"count_to_match", question{match: re(`^[a-z]{5000,6000}$`, `^b`), not: re(`b$`), max: -1}, "b" + a(4999)},
		{"counts_to_match_apart", question{match: re(`^a{3000,4000}$`, `^a{5000,6000}$`), max: -1}, included},
		{"huge_count_left_over", question{match: re(`^a*$`), not: re(`^a{0,1000000000}$`), max: -1}, tooLong},
		{"huge_count_and_limit", question{match: re(`^a*$`), not: re(`^a{0,1000000000}$`), max: 1_000_000_000}, included},
		{"huge_counts_cover_all", question{match: re(`^a*$`), not: re(`^a{0,600000000}$`, `^a{600000001,1000000000}$`), max: 1_000_000_000}, included},
		{"huge_counts_leave_a_gap", question{match: re(`^a*$`), not: re(`^a{0,600000000}$`, `^a{600000002,1000000000}$`), max: 1_000_000_000}, tooLong},
		{"huge_counts_leave_a_gap_for_no_pair", question{match: re(`^(aa)*$`), not: re(`^a{0,600000000}$`, `^a{600000002,1000000000}$`), max: 1_000_000_000}, included},

		{"avoid_the_best", question{match: re(`^[ab]$`), max: -1, avoid: []string{"a"}}, "b"},
		{"avoid_all", question{match: re(`^[ab]$`), max: -1, avoid: []string{"b", "x", "a", "\xff"}}, included},
		{"avoid_members_of_one_class", question{match: re(`^[a-z]$`), max: -1, avoid: []string{"a", "c", "b"}}, "d"},
		{"avoid_empty", question{max: -1, avoid: []string{""}}, "a"},
		{"avoid_a_whole_length", question{match: re(`^[ab]+$`), max: -1, avoid: []string{"a", "b"}}, "aa"},
		{"avoid_enum", question{match: re(`^[A-Z]{2}$`), not: re(`^[B-Z]`), max: -1, avoid: []string{"AA", "AB"}}, "AC"},

		{"plain_before_punctuation", question{match: re(`^(!a|zz)$`), max: -1}, "zz"},
		{"visible_before_control", question{match: re(`^(\x01b|--)$`), max: -1}, "--"},
		{"nicest_on_the_whole", question{match: re(`^(a\x01|!b)$`), max: -1}, "!b"},
		{"shorter_before_nicer", question{match: re(`^(\x01|aa)$`), max: -1}, "\x01"},
		{"letter_before_symbol", question{match: re(`^[^\x00-\x7f]$`), max: -1}, "é"},
		{"ideograph", question{match: re(`^[\u4e00-\u9fff]$`), max: -1}, "中"},
		{"private_use", question{match: re(`^[\uE000-\uF8FF]$`), max: -1}, "\ue000"},
		{"never_a_surrogate", question{match: re(`^[^\0-\uD7FF]$`), max: -1}, "😀"},

		{"same_text_on_both_sides", question{match: re(blowUp), not: re(blowUp), max: -1}, included},
		{"state_budget", question{match: re(`^([a-f0-9]{24})$`), max: -1, states: 10}, stateBudget},
		{"example_in_front_of_the_budget", question{match: re(`^([a-f0-9]{24})$`), max: -1, states: 25}, a(24)},
		{"long_words_written_differently", question{match: re(`^[ab]{30}$`), not: re(`^(?:[ab][ab]){15}$`), max: -1}, included},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, show(pattern.Find(c.q.query(t)))); diff != "" {
				t.Errorf("mismatch (-want +got):\n%.500s", diff)
			}
		})
	}
}

// Past its budget a query is Unknown, whatever its size.
func TestFindGivesUp(t *testing.T) {
	t.Parallel()
	for name, q := range map[string]question{
		"many_states":   {match: re(`^[ab]*$`, blowUp), not: re(`^(?:[ab]*a[ab]{20})$`), max: -1},
		"large_sets":    {match: re(`(a|b)*a.{0,1000}b.{0,1000}c.{1000}$`), not: re(`c.{1001}$`, `a`), max: -1},
		"many_patterns": {match: re(`a.{11}$`, `b.{13}$`, `c.{15}$`, `d.{17}$`, `e.{19}$`), not: re(`.{0,60}`), min: 5000, max: -1},
	} {
		if got := show(pattern.Find(q.query(t))); got != stateBudget && got != workBudget && got != included {
			t.Errorf("%s: got %.100q", name, got)
		}
	}
}

func TestFindWithUnsupportedPattern(t *testing.T) {
	t.Parallel()
	digits, letters := parse(t, `^\d+$`), parse(t, `^[a-z]+$`)
	for _, c := range []struct {
		name string
		q    pattern.Query
		want pattern.Result
	}{
		{"to_match", pattern.Query{Match: []*pattern.Pattern{digits, nil}, MaxLen: -1}, pattern.Result{Reason: "unsupported pattern"}},
		{"not_to_match", pattern.Query{Match: []*pattern.Pattern{digits}, NotMatch: []*pattern.Pattern{nil}, MaxLen: -1}, pattern.Result{Reason: "unsupported pattern"}},
		{"empty_without_it", pattern.Query{Match: []*pattern.Pattern{digits, letters, nil}, MaxLen: -1}, pattern.Result{Outcome: pattern.Empty}},
	} {
		if diff := cmp.Diff(c.want, pattern.Find(c.q)); diff != "" {
			t.Errorf("%s: mismatch (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestFindWithManyStringsToAvoid(t *testing.T) {
	t.Parallel()
	var avoid []string
	for i := range 100_000 {
		avoid = append(avoid, fmt.Sprintf("%06d", i))
	}
	for _, c := range []struct {
		name, src, want string
	}{
		{"none_is_in_the_way", `^[a-z]+$`, "a"},
		{"the_shortest_is_free", `^\d{1,6}$`, "0"},
		{"too_many_are_in_the_way", `^[0-9]{6}$`, "\x00unknown: too many strings to avoid"},
	} {
		q := question{match: re(c.src), max: -1, avoid: avoid, states: 100_000}
		if diff := cmp.Diff(c.want, show(pattern.Find(q.query(t)))); diff != "" {
			t.Errorf("%s: mismatch (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestExamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		q    question
		n    int
		want []string
	}{
		{"none_asked_for", question{max: -1}, 0, nil},
		{"finite_set", question{match: re(`^(a|bb|cc|ddd)$`), max: -1}, 9, []string{"a", "bb", "cc", "ddd"}},
		{"empty_set", question{match: re(`[]`), max: -1}, 3, nil},
		{"any_string", question{min: 1, max: -1}, 3, []string{"a", "b", "c"}},
		{"some_avoided", question{match: re(`^[ab]{1,2}$`), max: -1, avoid: []string{"b", "aa"}}, 9, []string{"a", "ab", "ba", "bb"}},
	} {
		got := pattern.Examples(c.q.query(t), c.n)
		slices.SortFunc(got, func(a, b string) int { // those of one length in any order
			if len(a) != len(b) {
				return len(a) - len(b)
			}
			return strings.Compare(a, b)
		})
		if diff := cmp.Diff(c.want, slices.Clip(got)); diff != "" && len(c.want)+len(got) > 0 {
			t.Errorf("%s: mismatch (-want +got):\n%s", c.name, diff)
		}
	}
}

// A large array of unique items can be filled.
func TestManyExamples(t *testing.T) {
	t.Parallel()
	q := question{match: re(`^([a-f0-9]{24})$`), max: -1}.query(t)
	got := pattern.Examples(q, 200)
	if diff := cmp.Diff(got, pattern.Examples(q, 200)); diff != "" {
		t.Errorf("not deterministic (-first +second):\n%s", diff)
	}
	seen := map[string]bool{}
	for _, s := range got {
		if !q.Match[0].Match(s) {
			t.Errorf("%q is no member", s)
		}
		seen[s] = true
	}
	if len(seen) != 200 {
		t.Errorf("got %d different members", len(seen))
	}
}

// The race detector watches one pattern used by several goroutines.
func TestPatternIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	p, q := parse(t, dateTime), parse(t, `T00:`)
	want := pattern.Find(pattern.Query{Match: []*pattern.Pattern{p}, NotMatch: []*pattern.Pattern{q}, MaxLen: -1})
	for range 4 {
		t.Run("goroutine", func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, difference(p, q)); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
			if !p.Match(want.Example) || q.Match(want.Example) {
				t.Errorf("%q is no member", want.Example)
			}
		})
	}
}
