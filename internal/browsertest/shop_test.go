package browsertest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

// change is what the JSON report says of a finding: the filters of the page are
// compared with it.
type change struct {
	Rule, Severity, Location, Message, Fingerprint string

	Operations []struct{ Method, Path, OperationID string }
	Waived     *struct{ Reason string }
}

// has tells whether a change has a word in a text that people search.
func (c change) has(word string) bool {
	text := c.Message + " " + c.Rule
	for _, o := range c.Operations {
		text += " " + o.Method + " " + o.Path + " " + o.OperationID
	}
	return strings.Contains(strings.ToLower(text), strings.ToLower(word))
}

func (c change) reaches(operation string) bool {
	for _, o := range c.Operations {
		if strings.Contains(o.Method+" "+o.Path+" "+o.OperationID, operation) {
			return true
		}
	}
	return false
}

// specdiff compares two documents as the command does, and returns the page
// and the changes.
func specdiff(t *testing.T, args ...string) ([]byte, []change) {
	t.Helper()
	dir := t.TempDir()
	page, data := filepath.Join(dir, "report.html"), filepath.Join(dir, "report.json")
	var stderr bytes.Buffer
	args = append(args, "--as-of", "2026-01-01", "--output", "html="+page, "--output", "json="+data)
	if code := cli.Specdiff(args, strings.NewReader(""), new(bytes.Buffer), &stderr); code > 1 {
		t.Fatalf("exit code %d: %s", code, &stderr)
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(data)
	if err != nil {
		t.Fatal(err)
	}
	var report struct{ Findings []change }
	if err := json.Unmarshal(text, &report); err != nil {
		t.Fatal(err)
	}
	return html, report.Findings
}

// shop returns the report about the two documents of testdata, of which one
// change is waived.
func shop(t *testing.T) ([]byte, []change) {
	t.Helper()
	return specdiff(t, "testdata/shop-1.yaml", "testdata/shop-2.yaml", "--config", "testdata/specdiff.yaml")
}

// visible is an expression for the fingerprints of the findings that are shown.
const visible = `[...document.querySelectorAll(".f")].filter((el) => el.checkVisibility()).map((el) => el.id.slice(2)).sort().join(" ")`

// wantVisible waits until the page shows exactly the changes wanted, and
// checks what it says about their number.
func (b *tab) wantVisible(all []change, want func(change) bool) {
	b.Helper()
	var ids, names []string
	for _, c := range all {
		if want(c) {
			ids = append(ids, c.Fingerprint)
			names = append(names, c.Message)
		}
	}
	slices.Sort(ids)
	if len(ids) == 0 || len(ids) == len(all) {
		b.Fatalf("a filter that leaves %d of %d changes shows nothing", len(ids), len(all))
	}
	expression, err := json.Marshal(strings.Join(ids, " "))
	if err != nil {
		b.Fatal(err)
	}
	// What is wrong in the end, the comparison below tells better than a timeout.
	_, _ = chromedp.Run(b.ctx, chromedp.Poll[bool](visible+" === "+string(expression), chromedp.WithPollingTimeout(3*time.Second)))
	var got []string
	for _, id := range strings.Fields(eval[string](b, visible)) {
		for _, c := range all {
			if c.Fingerprint == id {
				got = append(got, c.Message)
			}
		}
	}
	slices.Sort(got)
	slices.Sort(names)
	if diff := cmp.Diff(names, got); diff != "" {
		b.Fatalf("changes shown: mismatch (-want +got)\n%s", diff)
	}
	status := eval[string](b, `document.getElementById("status").textContent`)
	if diff := cmp.Diff(fmt.Sprintf("%d of %d changes", len(ids), len(all)), status); diff != "" {
		b.Errorf("status: mismatch (-want +got)\n%s", diff)
	}
}
