package report

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// tally counts what a revision brought, whatever its severity and also where
// it is waived.
type tally struct {
	Added      int `json:"added"`      // operations, versions, parameters, properties, values and so on
	Deprecated int `json:"deprecated"` // what is marked so, or has got a sunset date
}

func (r Report) tally() tally {
	var t tally
	for _, f := range r.Findings {
		switch {
		case deprecates(f):
			t.Deprecated++
		case adds(f):
			t.Added++
		}
	}
	return t
}

func deprecates(f finding.Finding) bool {
	return strings.HasSuffix(f.Rule, "-deprecated") || f.Rule == "sunset-added"
}

// adds reports whether a finding is about a thing that is new, not about a
// new trait of an old one.
func adds(f finding.Finding) bool {
	thing, ok := strings.CutSuffix(strings.TrimSuffix(f.Rule, "-required"), "-added")
	return ok && thing != "nullable" && thing != "read-only" && thing != "write-only"
}

// total is the sum of all revisions. A change that a later one takes back
// counts in both.
func (h History) total() (s Summary, t tally) {
	for _, step := range h.Steps {
		one, brought := step.Summary(), step.tally()
		s.Breaking += one.Breaking
		s.Risky += one.Risky
		s.Compatible += one.Compatible
		s.Waived += one.Waived
		t.Added += brought.Added
		t.Deprecated += brought.Deprecated
	}
	return s, t
}

// conclusion returns the last line.
func (h History) conclusion() string {
	changed := 0
	for _, s := range h.Steps {
		if len(s.Findings) > 0 {
			changed++
		}
	}
	if len(h.Steps) == 0 {
		return "no revision to compare with another"
	}
	if changed == 0 {
		return fmt.Sprintf("no changes in %s", revisions(len(h.Steps)))
	}
	s, t := h.total()
	line := fmt.Sprintf("%s, %d with changes: %d breaking, %d risky, %d compatible changes; %d added, %d deprecated",
		revisions(len(h.Steps)), changed, s.Breaking, s.Risky, s.Compatible, t.Added, t.Deprecated)
	if s.Waived > 0 {
		line += fmt.Sprintf("; %d waived", s.Waived)
	}
	return line
}

func revisions(n int) string {
	if n == 1 {
		return "1 revision"
	}
	return fmt.Sprintf("%d revisions", n)
}

// shortHash cuts the hash of a commit to what people read; other names stay.
func shortHash(name string) string {
	const digits = 12
	if len(name) < 40 || strings.ContainsFunc(name, func(r rune) bool { return !unicode.Is(unicode.ASCII_Hex_Digit, r) }) {
		return name
	}
	return name[:digits]
}
