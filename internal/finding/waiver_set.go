package finding

import "sync"

// Waivers are the waivers of one config, in its order.
type Waivers []Waiver

// Active returns the waivers that apply on a day, YYYY-MM-DD, in their order.
func (ws Waivers) Active(day string) Waivers {
	var active Waivers
	for _, w := range ws {
		if !w.Expired(day) {
			active = append(active, w)
		}
	}
	return active
}

// For returns the first waiver that matches a finding, nil when none does.
func (ws Waivers) For(f Finding) *Waiver {
	for i := range ws.matching(f) {
		return &ws[i]
	}
	return nil
}

// Unused returns the waivers that match none of the findings, in their order.
// A waiver behind another one that matches the same findings is used.
func (ws Waivers) Unused(findings []Finding) Waivers {
	used := make([]bool, len(ws))
	for _, f := range findings {
		for i := range ws.matching(f) {
			used[i] = true
		}
	}
	var unused Waivers
	for i, w := range ws {
		if !used[i] {
			unused = append(unused, w)
		}
	}
	return unused
}

// matching yields the indexes of the waivers that match a finding.
func (ws Waivers) matching(f Finding) func(yield func(int) bool) {
	fingerprint := sync.OnceValue(f.Fingerprint)
	return func(yield func(int) bool) {
		for i, w := range ws {
			if w.matchesBut(f, fingerprint) && w.matchesOperations(f, all) && !yield(i) {
				return
			}
		}
	}
}
