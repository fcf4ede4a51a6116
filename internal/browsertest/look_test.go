package browsertest_test

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/atlasrestore/atlasrestore/internal/report"
)

// prefers makes the machine prefer a theme.
func prefers(theme string) chromedp.Action[chromedp.Void] {
	return call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
}

func TestThemes(t *testing.T) {
	html, _ := shop(t)
	browser := newBrowser(t)
	// dark tells whether the text is lighter than what is behind it.
	dark := func(b *tab) bool {
		b.Helper()
		return eval[bool](b, `(() => {
			const light = (color) => color.match(/[\d.]+/g).slice(0, 3).reduce((sum, x) => sum + Number(x), 0);
			const style = getComputedStyle(document.body);
			return light(style.color) > light(style.backgroundColor);
		})()`)
	}
	b := newTab(t, browser, html, prefers("dark"))
	b.open("")
	if !dark(b) {
		t.Error("who prefers dark gets light")
	}
	b.click("#theme") // auto, light, dark, auto
	if dark(b) {
		t.Error("the button does not choose light")
	}
	b.open("")
	if dark(b) {
		t.Error("the choice is forgotten")
	}
	b.click("#theme")
	b.do(prefers("light"))
	if !dark(b) {
		t.Error("the button does not choose dark")
	}
	b.click("#theme")
	if dark(b) {
		t.Error("who prefers light gets dark")
	}
}

func TestContrast(t *testing.T) {
	html, _ := shop(t)
	browser := newBrowser(t)
	for _, theme := range []string{"light", "dark"} {
		b := newTab(t, browser, html, prefers(theme))
		b.open("")
		eval[bool](b, `document.querySelectorAll("details").forEach((el) => { el.open = true; }) ?? true`)
		// WCAG 2.2, 1.4.3: text has a contrast of 4.5 to what is behind it.
		for _, fault := range eval[[]string](b, `(() => {
			const parts = (color) => { const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number); return [r, g, b, a]; };
			const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
				.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
			const behind = (el) => { for (; el; el = el.parentElement) { const c = parts(getComputedStyle(el).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255]; };
			const faults = new Set();
			const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			while (walker.nextNode()) {
				const el = walker.currentNode.parentElement;
				if (!walker.currentNode.textContent.trim() || !el.checkVisibility() || el.matches(":disabled")) continue;
				const [a, b] = [light(parts(getComputedStyle(el).color)), light(behind(el))].sort((x, y) => y - x);
				if ((a + 0.05) / (b + 0.05) < 4.5) faults.add(el.className + " in " + el.parentElement.className + ": " + ((a + 0.05) / (b + 0.05)).toFixed(2));
			}
			return [...faults];
		})()`) {
			t.Errorf("%s: %s", theme, fault)
		}
	}
}

// The narrowest phone shows a page that does not move sideways.
func TestPhone(t *testing.T) {
	html, _ := shop(t)
	var hostile bytes.Buffer
	if err := report.HTML(&hostile, attacked(attacks[len(attacks)-1])); err != nil {
		t.Fatal(err)
	}
	browser := newBrowser(t)
	for name, page := range map[string][]byte{"shop": html, "long_words": hostile.Bytes(), "history": historyPage(t, 40)} {
		t.Run(name, func(t *testing.T) {
			b := newTab(t, browser, page, chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile))
			b.open("")
			eval[bool](b, `document.querySelectorAll("details").forEach((el) => { el.open = true; }) ?? true`)
			if got := eval[int](b, "document.documentElement.scrollWidth"); got > 360 {
				t.Errorf("the page is %d pixels wide; %q", got, eval[[]string](b, `[...document.querySelectorAll("body *")].filter((el) => el.getBoundingClientRect().right > 361 && !el.closest(".code, .plot, .table, pre")).map((el) => el.localName + "." + el.className).slice(0, 5)`))
			}
			if stacked := eval[bool](b, `[...document.querySelectorAll(".sides")].every((el) => new Set([...el.children].map((side) => side.getBoundingClientRect().left)).size === 1)`); !stacked {
				t.Error("the sides are not above each other")
			}
		})
	}
}

func TestPrint(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html)
	b.open("#class=breaking")
	b.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}))
	eval[bool](b, `dispatchEvent(new Event("beforeprint"))`)
	for _, c := range changes {
		wanted := c.Severity == "breaking" && c.Waived == nil
		if got := eval[bool](b, `((el) => el.checkVisibility() && el.open)(document.getElementById("f-`+c.Fingerprint+`"))`); got != wanted {
			t.Errorf("%s: on paper %t, want %t", c.Message, got, wanted)
		}
	}
	if eval[bool](b, `document.getElementById("filters").checkVisibility()`) {
		t.Error("the filters are on paper")
	}
	eval[bool](b, `dispatchEvent(new Event("afterprint"))`)
	if got := eval[int](b, `document.querySelectorAll(".f[open]").length`); got != 0 {
		t.Errorf("%d findings stay open", got)
	}
}

const maxScreenshot = 200 << 10

// TestScreenshot makes the picture of the docs when it runs with -update.
func TestScreenshot(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "report.png")
	if *update {
		html, changes := shop(t)
		b := newTab(t, newBrowser(t), html, chromedp.EmulateViewport(1280, 860), prefers("light"))
		b.open("")
		b.click("#f-" + find(t, changes, "enum-value-added").Fingerprint + " > summary")
		b.do(chromedp.Blur(chromedp.CSS("#f-" + find(t, changes, "enum-value-added").Fingerprint + " > summary")))
		b.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
			picture, err := chromedp.CaptureScreenshot()(ctx, target)
			if err != nil {
				return chromedp.Void{}, err
			}
			return chromedp.Void{}, os.WriteFile(file, picture, 0o644)
		})
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: run this test with -update", err)
	}
	picture, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if picture.Width != 1280 || len(data) > maxScreenshot {
		t.Errorf("the picture is %d pixels wide and has %d bytes, want 1280 and at most %d", picture.Width, len(data), maxScreenshot)
	}
}
