package finding_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

var (
	listOrders  = finding.Operation{Method: "GET", Path: "/orders", ID: "listOrders"}
	createOrder = finding.Operation{Method: "POST", Path: "/orders", ID: "createOrder"}
	getOrder    = finding.Operation{Method: "GET", Path: "/orders/{orderId}", ID: "getOrder"}
	nameless    = finding.Operation{Method: "GET", Path: "/ping"}
)

func at(location string, ops ...finding.Operation) finding.Finding {
	return finding.Finding{Rule: "enum-value-added", Harm: finding.Wire, Location: location, Operations: ops}
}

func TestWaiverMatches(t *testing.T) {
	t.Parallel()
	state := at("components.schemas.Order.properties.state", listOrders, createOrder)
	one := at("GET /orders/{orderId}: query parameter x", getOrder)
	tests := []struct {
		name   string
		waiver finding.Waiver
		f      finding.Finding
		want   bool
	}{
		{"no_criterion", finding.Waiver{Reason: "all"}, state, false},
		{"rule", finding.Waiver{Rule: "enum-value-added"}, state, true},
		{"rule_is_no_glob", finding.Waiver{Rule: "enum-*"}, state, false},
		{"other_rule", finding.Waiver{Rule: "enum-value-removed"}, state, false},
		{"fingerprint", finding.Waiver{Fingerprint: state.Fingerprint()}, state, true},
		{"other_fingerprint", finding.Waiver{Fingerprint: one.Fingerprint()}, state, false},
		{"location", finding.Waiver{Location: "components.schemas.Order.properties.state"}, state, true},
		{"location_is_whole", finding.Waiver{Location: "components.schemas.Order"}, state, false},
		{"location_star", finding.Waiver{Location: "components.schemas.Order.*"}, state, true},
		{"location_star_stops_at_slash", finding.Waiver{Location: "GET *"}, one, false},
		{"location_two_stars", finding.Waiver{Location: "GET /orders/**"}, one, true},
		{"location_begins_at_the_begin", finding.Waiver{Location: "orders/**"}, one, false},
		{"operation_id", finding.Waiver{Operation: "getOrder"}, one, true},
		{"operation_path", finding.Waiver{Operation: "GET /orders/{orderId}"}, one, true},
		{"operation_glob", finding.Waiver{Operation: "GET /orders/*"}, one, true},
		{"operation_glob_of_ids", finding.Waiver{Operation: "*Order*"}, state, true},
		{"operation_reaches_others_too", finding.Waiver{Operation: "listOrders"}, state, false},
		{"operation_all_by_path", finding.Waiver{Operation: "* /orders"}, state, true},
		{"operation_of_none", finding.Waiver{Operation: "**"}, at("info"), false},
		{"operation_without_id", finding.Waiver{Operation: "GET /ping"}, at("GET /ping", nameless), true},
		{"all_criteria", finding.Waiver{Rule: one.Rule, Location: one.Location, Operation: "getOrder", Fingerprint: one.Fingerprint()}, one, true},
		{"all_but_rule", finding.Waiver{Rule: "x", Location: one.Location, Operation: "getOrder", Fingerprint: one.Fingerprint()}, one, false},
		{"all_but_location", finding.Waiver{Rule: one.Rule, Location: "x", Operation: "getOrder", Fingerprint: one.Fingerprint()}, one, false},
		{"all_but_operation", finding.Waiver{Rule: one.Rule, Location: one.Location, Operation: "x", Fingerprint: one.Fingerprint()}, one, false},
		{"all_but_fingerprint", finding.Waiver{Rule: one.Rule, Location: one.Location, Operation: "getOrder", Fingerprint: "x"}, one, false},
		{"dates_play_no_part", finding.Waiver{Rule: one.Rule, Until: "2000-01-01"}, one, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.waiver.Matches(tt.f); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if got := (finding.Waivers{tt.waiver}).For(tt.f) != nil; got != tt.want {
				t.Errorf("For: got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestNearlyIsAboutOtherOperations(t *testing.T) {
	t.Parallel()
	f := at("components.schemas.Order", listOrders, createOrder)
	for operation, want := range map[string]bool{"listOrders": true, "*Order*": false, "ping": false, "": false} {
		if got := (finding.Waiver{Rule: f.Rule, Operation: operation}).Nearly(f); got != want {
			t.Errorf("%q: got %v, want %v", operation, got, want)
		}
	}
	if (finding.Waiver{Rule: "x", Operation: "listOrders"}).Nearly(f) {
		t.Error("another rule is not nearly the same")
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	tests := []struct {
		until, day string
		want       bool
	}{
		{"", "2026-11-22", false},
		{"2026-11-23", "2026-11-22", false},
		{"2026-11-22", "2026-11-22", true},
		{"2026-11-21", "2026-11-22", true},
		{"2027-01-01", "2026-12-31", false},
	}
	for _, tt := range tests {
		if got := (finding.Waiver{Until: tt.until}).Expired(tt.day); got != tt.want {
			t.Errorf("until %q on %s: got %v, want %v", tt.until, tt.day, got, tt.want)
		}
	}
}

func TestWaiverSets(t *testing.T) {
	t.Parallel()
	ws := finding.Waivers{
		{Location: "a", Reason: "old", Until: "2026-01-01"},
		{Location: "a", Reason: "first"},
		{Location: "*", Reason: "second", Until: "2027-01-01"},
		{Location: "c", Reason: "none"},
	}
	active := ws.Active("2026-06-01")
	if diff := cmp.Diff(finding.Waivers{ws[1], ws[2], ws[3]}, active); diff != "" {
		t.Errorf("Active mismatch (-want +got):\n%s", diff)
	}
	if got := active.For(at("a")); got == nil || got.Reason != "first" {
		t.Errorf("For: got %v, want the first", got)
	}
	if got := active.For(at("x/y")); got != nil {
		t.Errorf("For: got %v, want none", got)
	}
	// both that match "a" are used, though only the first is shown with it
	if diff := cmp.Diff(finding.Waivers{ws[3]}, active.Unused([]finding.Finding{at("a"), at("x/y")})); diff != "" {
		t.Errorf("Unused mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(active, active.Unused(nil)); diff != "" {
		t.Errorf("Unused of nothing mismatch (-want +got):\n%s", diff)
	}
}

// FuzzGlob compares with a regular expression of the same meaning.
func FuzzGlob(f *testing.F) {
	for _, seed := range [][2]string{
		{"*", "a/b"}, {"**", "a/b"}, {"a*c", "abc"}, {"a***c", "a/b/c"}, {"*.state", "x.y.state"}, {"a*", "a"}, {"**a", "aba"},
		{"x*y*z", "xyyzz"}, {"a.c", "abc"}, {"é*", "éa"}, {"", ""}, {"*a*b", "ab/ab"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if pattern == "" || len(pattern)+len(text) > 200 || !utf8.ValidString(pattern) || !utf8.ValidString(text) || strings.Contains(pattern, "\x00") {
			t.Skip()
		}
		var b strings.Builder
		for part := range strings.SplitSeq(strings.ReplaceAll(pattern, "**", "\x00"), "") {
			switch part {
			case "\x00":
				b.WriteString(".*")
			case "*":
				b.WriteString("[^/]*")
			default:
				b.WriteString(regexp.QuoteMeta(part))
			}
		}
		want := regexp.MustCompile(`(?s)\A` + b.String() + `\z`).MatchString(text)
		if got := (finding.Waiver{Location: pattern}).Matches(at(text)); got != want {
			t.Errorf("%q on %q: got %v, want %v", pattern, text, got, want)
		}
	})
}
