package pattern_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

// words returns all strings over the alphabet of up to n characters, the
// shorter ones first.
func words(alphabet string, n int) []string {
	out := []string{""}
	for last := out; n > 0; n-- {
		var next []string
		for _, w := range last {
			for _, r := range alphabet {
				next = append(next, w+string(r))
			}
		}
		out, last = append(out, next...), next
	}
	return out
}

// oracle decides membership without this package.
type oracle struct {
	question
	yes, no []*regexp.Regexp
}

func newOracle(q question) *oracle {
	o := &oracle{question: q}
	for _, src := range q.match {
		o.yes = append(o.yes, regexp.MustCompile(src))
	}
	for _, src := range q.not {
		o.no = append(o.no, regexp.MustCompile(src))
	}
	return o
}

func (o *oracle) has(s string) bool {
	matches := func(re *regexp.Regexp) bool { return re.MatchString(s) }
	misses := func(re *regexp.Regexp) bool { return !re.MatchString(s) }
	n := utf8.RuneCountInString(s)
	return n >= o.min && (o.max < 0 || n <= o.max) && !slices.Contains(o.avoid, s) &&
		!slices.ContainsFunc(o.yes, misses) && !slices.ContainsFunc(o.no, matches)
}

func randomQuestion(rng *rand.Rand, corpus []string) question {
	q := question{min: max(0, rng.IntN(7)-3), max: rng.IntN(9) - 3}
	for range 1 + rng.IntN(2) {
		q.match = append(q.match, randomPattern(rng, 4))
	}
	for range rng.IntN(3) {
		q.not = append(q.not, randomPattern(rng, 4))
	}
	for range rng.IntN(4) {
		q.avoid = append(q.avoid, corpus[rng.IntN(80)])
	}
	return q
}

// What Find says holds according to package regexp and brute force: a member
// that is found is one and none is shorter; of an empty set no string of up to
// five characters is a member, nor are random ones.
func TestFindAgreesWithBruteForce(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	corpus := words("ab-é", 5)
	rounds := 200
	if testing.Short() {
		rounds = 50
	}
	count := map[pattern.Outcome]int{}
	for range rounds {
		q := randomQuestion(rng, corpus)
		o := newOracle(q)
		r := pattern.Find(q.query(t))
		count[r.Outcome]++
		shorter := corpus
		switch r.Outcome {
		case pattern.Unknown:
			t.Errorf("%+v: %s", q, r.Reason)
			continue
		case pattern.Found:
			if !o.has(r.Example) {
				t.Errorf("%+v: %q is no member", q, r.Example)
			}
			n := utf8.RuneCountInString(r.Example)
			shorter = corpus[:slices.IndexFunc(append(corpus[:len(corpus):len(corpus)], r.Example), func(s string) bool { return utf8.RuneCountInString(s) >= n })]
		case pattern.Empty:
			for range 100 {
				if s := randomText(rng); o.has(s) {
					t.Errorf("%+v: %q is a member of what is said to be empty", q, s)
				}
			}
		}
		if i := slices.IndexFunc(shorter, o.has); i >= 0 {
			t.Errorf("%+v: got %+v, but %q is a member", q, r, shorter[i])
		}
	}
	if count[pattern.Found] < rounds/5 || count[pattern.Empty] < rounds/10 {
		t.Errorf("questions are one-sided: %v", count)
	}
}

// Examples are different members, the shortest first, and all of them when
// there are fewer than were asked for.
func TestExamplesAgreeWithBruteForce(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	corpus := words("ab-é", 3)
	for range 60 {
		q := randomQuestion(rng, corpus)
		q.match = append(q.match, `^[ab\-é]{0,3}$`)
		o := newOracle(q)
		total := 0
		for _, s := range corpus {
			if o.has(s) {
				total++
			}
		}
		got := pattern.Examples(q.query(t), 6)
		if len(got) != min(total, 6) {
			t.Errorf("%+v: got %q of %d members", q, got, total)
		}
		for i, s := range got {
			if !o.has(s) || slices.Contains(got[:i], s) {
				t.Errorf("%+v: %q is no member or comes twice", q, s)
			}
			if i > 0 && utf8.RuneCountInString(got[i-1]) > utf8.RuneCountInString(s) {
				t.Errorf("%+v: %q comes behind %q", q, s, got[i-1])
			}
		}
	}
}
