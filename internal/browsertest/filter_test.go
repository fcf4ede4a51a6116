package browsertest_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestFilters(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html)
	search := func(text string) func() {
		return func() { b.do(chromedp.SendKeys(chromedp.CSS("#search"), text)) }
	}
	operation := func(text string) func() {
		return func() { b.do(chromedp.SendKeys(chromedp.CSS("#operation"), text)) }
	}
	click := func(selector string) func() { return func() { b.click(selector) } }
	breaking := func(c change) bool { return c.Severity == "breaking" && c.Waived == nil }
	tests := []struct {
		name  string
		steps []func()
		want  func(change) bool
	}{
		{"one_word", []func(){search("currency")}, func(c change) bool { return c.has("currency") }},
		{"words_in_any_case_and_order", []func(){search("ORDERS tightened")}, func(c change) bool { return c.has("orders") && c.has("tightened") }},
		{"the_id_of_an_operation", []func(){search("getCustomer")}, func(c change) bool { return c.has("getCustomer") }},
		{"a_rule_by_its_name", []func(){search("property-added")}, func(c change) bool { return c.has("property-added") }},
		{"without_compatible", []func(){click("input[value=compatible]")}, func(c change) bool { return c.Severity != "compatible" }},
		{"waived_alone", []func(){click("input[value=compatible]"), click("input[value=risky]"), click("input[value=breaking]")},
			func(c change) bool { return c.Waived != nil }},
		{"a_rule", []func(){click("input[data-id=property-added]")}, func(c change) bool { return c.Rule == "property-added" }},
		{"two_rules", []func(){click("input[data-id=property-added]"), click("input[data-id=type-changed]")},
			func(c change) bool { return c.Rule == "property-added" || c.Rule == "type-changed" }},
		{"an_operation", []func(){operation("POST /orders createOrder")}, func(c change) bool { return c.reaches("POST /orders createOrder") }},
		{"a_place", []func(){click(`li[data-key="components.schemas.Order"] > a`)},
			func(c change) bool { return strings.HasPrefix(c.Location, "components.schemas.Order.") }},
		{"a_group_of_places", []func(){click(`li[data-key="paths"] > a`)}, func(c change) bool { return !strings.HasPrefix(c.Location, "components.") }},
		{"all_together", []func(){
			click("input[value=compatible]"), click("input[value=waived]"), search("order"), operation("getOrder"), click(`li[data-key="components"] > a`),
			click("input[data-id=enum-value-added]"), click("input[data-id=pattern-changed]"),
		}, func(c change) bool {
			return c.Severity != "compatible" && c.Waived == nil && c.has("order") && c.reaches("getOrder") &&
				strings.HasPrefix(c.Location, "components.") && (c.Rule == "enum-value-added" || c.Rule == "pattern-changed")
		}},
		{"a_figure_follows_the_other_filters", []func(){search("customer"), click("input[value=risky]")},
			func(c change) bool { return c.has("customer") && c.Severity != "risky" }},
		{"breaking_alone", []func(){click("input[value=compatible]"), click("input[value=risky]"), click("input[value=waived]")}, breaking},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(inner *testing.T) {
			b.T = inner
			defer func() { b.T = t }()
			b.open("")
			for _, step := range tt.steps {
				step()
			}
			b.wantVisible(changes, tt.want)
			address := eval[string](b, "location.hash")
			if address == "" {
				b.Fatal("the address does not tell the filters")
			}
			b.open(address)
			b.wantVisible(changes, tt.want)
			if got := eval[string](b, "location.hash"); got != address {
				b.Errorf("opening %s changes the address to %s", address, got)
			}
		})
	}
}

func TestCountsFollowTheFilters(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html)
	b.open("#q=order")
	count := func(want func(change) bool) int {
		n := 0
		for _, c := range changes {
			if c.has("order") && want(c) {
				n++
			}
		}
		return n
	}
	for selector, want := range map[string]int{
		".figure.breaking b":                                    count(func(c change) bool { return c.Severity == "breaking" && c.Waived == nil }),
		".figure.compatible b":                                  count(func(c change) bool { return c.Severity == "compatible" }),
		"#s-breaking h2 .n":                                     count(func(c change) bool { return c.Severity == "breaking" && c.Waived == nil }),
		"label:has([data-id=pattern-changed]) b":                count(func(c change) bool { return c.Rule == "pattern-changed" }),
		"label:has([data-id=operation-id-changed]) b":           0,
		`li[data-key="components.schemas.Item"] .counts .risky`: count(func(c change) bool { return strings.HasPrefix(c.Location, "components.schemas.Item.") }),
	} {
		if got := eval[string](b, "document.querySelector(`"+selector+"`).textContent"); got != strconv.Itoa(want) {
			t.Errorf("%s says %s, want %d", selector, got, want)
		}
	}
	if eval[bool](b, `document.querySelector('li[data-key="components.schemas.Customer"]').checkVisibility()`) {
		t.Error("the tree shows a place without a match")
	}
}

func TestNothingMatches(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html)
	b.open("")
	b.do(chromedp.SendKeys(chromedp.CSS("#search"), "no such thing"))
	b.wait(`document.getElementById("nothing").checkVisibility()`)
	if got := eval[string](b, visible); got != "" {
		t.Errorf("findings are shown: %s", got)
	}
	if got := eval[int](b, `[...document.querySelectorAll(".chapter")].filter((el) => el.checkVisibility()).length`); got != 0 {
		t.Errorf("%d headings without findings are shown", got)
	}
	b.click("#again")
	b.wait(`!document.getElementById("nothing").checkVisibility()`)
	if got := len(strings.Fields(eval[string](b, visible))); got != len(changes) {
		t.Errorf("after the reset %d findings are shown, want %d", got, len(changes))
	}
	if got := eval[string](b, "location.hash"); got != "" {
		t.Errorf("after the reset the address is %s", got)
	}
}

func TestWithoutScript(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html, call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	b.open("#f-" + changes[len(changes)-1].Fingerprint)
	if got := len(strings.Fields(eval[string](b, visible))); got != len(changes) {
		t.Errorf("%d findings are shown, want %d", got, len(changes))
	}
	for _, selector := range []string{"#filters", "#theme", ".copy", "input[name=rule]"} {
		if eval[bool](b, "document.querySelector('"+selector+"').checkVisibility()") {
			t.Errorf("%s is shown and does nothing", selector)
		}
	}
	if got := eval[string](b, `document.querySelector(":target").id`); got != "f-"+changes[len(changes)-1].Fingerprint {
		t.Errorf("the address leads to %s", got)
	}
	// a list of operations that a finding cuts is in the page, and the link to it works
	if !eval[bool](b, `[...document.querySelectorAll(".more")].every((a) => document.querySelector(a.getAttribute("href")).checkVisibility())`) {
		t.Error("a link to operations leads nowhere")
	}
}
