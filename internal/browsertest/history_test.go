package browsertest_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// history returns a history in which step i (from 1) has i breaking changes and, when i is
// even, one compatible change.
func history(steps int) report.History {
	h := report.History{AsOf: "2026-01-01"}
	for i := 1; i <= steps; i++ {
		s := report.Step{
			Date: fmt.Sprintf("2025-%02d-%02d", 1+i/28, 1+i%28), Revision: fmt.Sprintf("%040x", i*7919), Subject: fmt.Sprintf("Change number %d", i),
			Report: report.Report{Base: report.Document{Name: "api.yaml", Title: "Shop", Version: fmt.Sprint(i - 1)}, Rev: report.Document{Name: "api.yaml", Title: "Shop", Version: fmt.Sprint(i)}},
		}
		for n := range i {
			s.Findings = append(s.Findings, finding.Finding{
				Rule: "property-removed", Severity: finding.Breaking, Harm: finding.Wire, Direction: finding.Response,
				Location: fmt.Sprintf("components.schemas.S%d.properties.p%d", i, n), What: "removed",
				Operations: []finding.Operation{{Method: "GET", Path: "/s"}},
			})
		}
		if i%2 == 0 {
			s.Findings = append(s.Findings, finding.Finding{Rule: "operation-added", Location: fmt.Sprintf("GET /%d", i), What: "added"})
		}
		h.Steps = append(h.Steps, s)
	}
	return h
}

func historyPage(t *testing.T, steps int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.HistoryHTML(&b, history(steps)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTimeline(t *testing.T) {
	browser := newBrowser(t)
	b := newTab(t, browser, historyPage(t, 5))
	b.open("")
	total := 1 + 2 + 3 + 4 + 5 + 2
	wantShown := func(want int) {
		t.Helper()
		if got := len(strings.Fields(eval[string](b, visible))); got != want {
			t.Errorf("%d findings are shown, want %d", got, want)
		}
	}
	wantShown(total)

	// the bars are as high as the counts, the oldest at the left
	heights := eval[[]float64](b, `[...document.querySelectorAll(".plot rect.breaking")].map((el) => el.getBoundingClientRect().height)`)
	if !slices.IsSorted(heights) || len(heights) != 5 || heights[4] < 4.5*heights[0] {
		t.Errorf("the bars are %v high", heights)
	}
	left := eval[[]float64](b, `[...document.querySelectorAll(".plot rect.breaking")].map((el) => el.getBoundingClientRect().left)`)
	if !slices.IsSorted(left) {
		t.Errorf("the bars are at %v", left)
	}

	// a click shows one revision, a second one all
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll(".plot a")[3].dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true})); undefined`))
	wantShown(5)
	if got := eval[int](b, `[...document.querySelectorAll(".chapter")].filter((el) => el.checkVisibility()).length`); got != 1 {
		t.Errorf("%d revisions are shown, want 1", got)
	}
	address := eval[string](b, "location.hash")
	b.open(address)
	wantShown(5)
	b.click(".chip")
	wantShown(total)

	// with the keyboard, and in words
	eval[bool](b, `document.querySelectorAll(".plot a")[1].focus() ?? true`)
	if got := eval[string](b, `document.getElementById("reading").textContent`); !strings.Contains(got, "2 breaking, 1 compatible") || !strings.Contains(got, "Change number 2") {
		t.Errorf("the focus says %q", got)
	}
	b.keys(kb.Enter)
	wantShown(3)
	b.keys(kb.Escape)
	wantShown(total)

	table := eval[[]string](b, `[...document.querySelectorAll(".table tbody tr")].map((tr) => [...tr.cells].slice(1, 4).map((td) => td.textContent).join())`)
	if want := []string{"1,0,0", "2,0,1", "3,0,0", "4,0,1", "5,0,0"}; !slices.Equal(table, want) {
		t.Errorf("the table says %q, want %q", table, want)
	}
}
