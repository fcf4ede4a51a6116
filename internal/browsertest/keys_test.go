package browsertest_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

func TestKeys(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html)
	b.open("")
	focused := func() string {
		b.Helper()
		return eval[string](b, `document.activeElement.closest(".f")?.id ?? document.activeElement.id`)
	}
	ids := eval[[]string](b, `[...document.querySelectorAll(".f")].map((el) => el.id)`)
	press := func(keys, want string) {
		b.Helper()
		b.keys(keys)
		if got := focused(); got != want {
			b.Errorf("after %q the focus is on %q, want %q", keys, got, want)
		}
	}
	press("j", ids[0])
	press("j", ids[1])
	press(kb.ArrowDown, ids[2])
	press("k", ids[1])
	press(kb.ArrowUp, ids[0])
	press("k", ids[0])
	b.keys(kb.Enter)
	if !eval[bool](b, `document.getElementById("`+ids[0]+`").open`) {
		t.Error("Enter does not open a finding")
	}
	press("/", "search")
	press("jk/", "search") // which is text there
	if got := eval[string](b, `document.getElementById("search").value`); got != "jk/" {
		t.Errorf("the search holds %q", got)
	}
	b.wait(`document.getElementById("nothing").checkVisibility()`)
	b.keys(kb.Escape)
	if got := eval[int](b, visible+`.split(" ").length`); got != len(changes) {
		t.Errorf("after Escape %d findings are shown, want %d", got, len(changes))
	}
	for range len(ids) + 3 {
		b.keys("j")
	}
	if got := focused(); got != ids[len(ids)-1] {
		t.Errorf("at the end the focus is on %q, want %q", got, ids[len(ids)-1])
	}
	if !eval[bool](b, `(({top, bottom}) => top >= 0 && bottom <= innerHeight)(document.activeElement.getBoundingClientRect())`) {
		t.Error("the finding with the focus is out of sight")
	}
}

// Whatever a pointer can do, Tab and Enter or Space can.
func TestEveryControlHasTheFocusInTurn(t *testing.T) {
	html, _ := shop(t)
	b := newTab(t, newBrowser(t), html)
	b.open("")
	controls := eval[int](b, `[...document.querySelectorAll("a, button, input, summary")].filter((el) => el.checkVisibility() && !el.disabled).length`)
	seen := map[string]bool{}
	for range controls {
		b.keys(kb.Tab)
		seen[eval[string](b, `(() => {
			const all = [...document.querySelectorAll("a, button, input, summary")];
			const outline = getComputedStyle(document.activeElement).outlineStyle;
			const parent = getComputedStyle(document.activeElement.parentElement).outlineStyle;
			return all.indexOf(document.activeElement) + (outline === "none" && parent === "none" ? " without a ring" : "");
		})()`)] = true
	}
	if len(seen) != controls {
		t.Errorf("Tab reaches %d of %d controls", len(seen), controls)
	}
	for place := range seen {
		if strings.Contains(place, " ") {
			t.Errorf("control %s", place)
		}
	}
	nameless := eval[[]string](b, `[...document.querySelectorAll("a, button, input, summary")]
		.filter((el) => !(el.textContent.trim() || el.getAttribute("aria-label") || el.labels?.[0]?.textContent.trim()))
		.map((el) => el.outerHTML)`)
	if len(nameless) > 0 {
		t.Errorf("controls without a name: %q", nameless)
	}
}
