package browsertest_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// find returns the change of a rule.
func find(t *testing.T, changes []change, rule string) change {
	t.Helper()
	for _, c := range changes {
		if c.Rule == rule {
			return c
		}
	}
	t.Fatalf("no change of rule %s", rule)
	return change{}
}

// wantRevealed waits until a finding is open, in view below the filters, and
// has the focus.
func (b *tab) wantRevealed(c change) {
	b.Helper()
	b.wait(fmt.Sprintf(`(() => {
		const el = document.getElementById("f-%s");
		const top = el.getBoundingClientRect().top;
		return el.open && el.checkVisibility() && document.activeElement === el.firstElementChild && el.classList.contains("hit") &&
			top >= document.getElementById("filters").getBoundingClientRect().bottom - 1 && top < innerHeight - 40;
	})()`, c.Fingerprint))
}

func TestLinkToAFinding(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html, chromedp.EmulateViewport(1280, 500))
	last := changes[len(changes)-1]
	b.open("#f-" + last.Fingerprint)
	b.wantRevealed(last)

	// while filters hide it
	b.open("#class=breaking&q=limit")
	hidden := find(t, changes, "property-deprecated")
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("location.hash = 'f-%s'; undefined", hidden.Fingerprint)))
	b.wantRevealed(hidden)
	if got := eval[string](b, `document.getElementById("search").value`); got != "limit" {
		t.Errorf("the search is now %q", got)
	}
	if got := len(eval[[]string](b, visible+`.split(" ")`)); got != 2 {
		t.Errorf("%d findings are shown, want the one that matches and the one of the link", got)
	}

	// a finding that is not there is no fault
	b.open("#f-0000000000000000")
	if got := len(eval[[]string](b, visible+`.split(" ")`)); got != len(changes) {
		t.Errorf("%d findings are shown, want all", got)
	}
}

func TestCopyLink(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html)
	c := find(t, changes, "type-changed")
	b.open("")
	b.click("#f-" + c.Fingerprint + " > summary")
	// The clipboard of the machine stays as it is: the page writes to ours.
	for _, clipboard := range []string{
		`navigator.clipboard.writeText = async (text) => { window.copied = text; }`,
		`navigator.clipboard.writeText = async () => { throw new Error("not allowed"); };
		 document.execCommand = () => { window.copied = document.activeElement.value; return true; }`,
	} {
		b.do(chromedp.Evaluate[chromedp.Void](clipboard + `; window.copied = ""; undefined`))
		b.click("#f-" + c.Fingerprint + " .copy")
		b.wait(fmt.Sprintf(`document.querySelector("#f-%s .copy").textContent === "Copied"`, c.Fingerprint))
		if got, want := eval[string](b, "window.copied"), b.url+"#f-"+c.Fingerprint; got != want {
			t.Errorf("copied %q, want %q", got, want)
		}
	}
}

func TestMoreOperations(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html)
	c := find(t, changes, "type-changed") // of an error that all operations have
	b.open("#f-" + c.Fingerprint)
	b.wantRevealed(c)
	item := "#f-" + c.Fingerprint + " .reached li"
	before := eval[int](b, "document.querySelectorAll('"+item+"').length")
	b.click("#f-" + c.Fingerprint + " .more")
	after := eval[int](b, "document.querySelectorAll('"+item+"').length")
	if before >= after || after != len(c.Operations) {
		t.Errorf("%d operations, then %d; want %d", before, after, len(c.Operations))
	}
}
