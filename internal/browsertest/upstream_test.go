package browsertest_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// What a page of the two most distant documents may weigh and take. The times
// are several times what they are on one idle core: a machine that runs other
// tests beside has to pass.
const (
	maxBytes        = 5 << 20
	maxMilliseconds = 3000
)

func TestLargestReport(t *testing.T) {
	browser := newBrowser(t)
	var names []string
	for _, name := range []string{"v2-2025-04-10.yaml", "v2-2026-08-21.yaml"} {
		name = filepath.Join("../../../shared/upstream", name)
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			t.Skipf("%s is not there", name)
		}
		names = append(names, name)
	}
	html, changes := specdiff(t, names...)
	if len(html) > maxBytes {
		t.Errorf("the page has %d bytes, want at most %d", len(html), maxBytes)
	}
	b := newTab(t, browser, html)
	b.open("")
	load := eval[float64](b, `performance.getEntriesByType("navigation")[0].loadEventEnd`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("search").focus(); undefined`))
	// from a key to the frame after the one that shows the result
	type times struct{ Search, Class, Clear float64 }
	took, err := chromedp.Run(b.ctx, chromedp.Evaluate[times](`(async () => {
		const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		const status = document.getElementById("status");
		const settled = (from) => new Promise((done) => new MutationObserver((_, o) => { o.disconnect(); done(); }).observe(status, {childList: true, characterData: true, subtree: true}));
		const time = async (act) => { const start = performance.now(); const done = settled(); act(); await done; await frame(); return performance.now() - start; };
		const search = document.getElementById("search");
		const type = (text) => () => { search.value = text; search.dispatchEvent(new Event("input", {bubbles: true})); };
		return {
			search: await time(type("cluster restore")),
			class: await time(() => document.querySelector("input[value=breaking]").click()),
			clear: await time(() => document.getElementById("reset").click()),
		};
	})()`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d changes, %d bytes; milliseconds: load %.0f, search %.0f (with the wait for the next key), a click %.0f, reset %.0f",
		len(changes), len(html), load, took.Search, took.Class, took.Clear)
	for _, i := range []int{len(changes) - 1, len(changes) / 2} {
		b.open("#f-" + changes[i].Fingerprint)
		b.wantRevealed(changes[i])
	}
	for what, ms := range map[string]float64{"load": load, "search": took.Search, "class": took.Class, "clear": took.Clear} {
		if ms > maxMilliseconds {
			t.Errorf("%s takes %.0f ms, want at most %d", what, ms, maxMilliseconds)
		}
	}
}
