// Package browsertest_test opens the HTML reports in a real browser, headless
// Chromium, and uses them as people do. It needs a chromium on the machine and
// no network: pages are files.
package browsertest_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var update = flag.Bool("update", false, "rewrite the screenshot of the docs")

// patience bounds everything that one test does in a browser.
const patience = 60 * time.Second

// newBrowser starts a browser for one test. It skips the test where there is
// none.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browsers are for the long run")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no chromium is installed")
	}
	dir := filepath.Join(t.TempDir(), "profile")
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(func() {
		cancel()
		for range 50 { // processes of the browser that is stopped go on to write for a moment
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.WindowSize(1280, 900),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("headless", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	)
	ctx, stopAllocator := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stopAllocator)
	ctx, stop := chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return ctx
}

// tab is a page in a browser. The test fails when the page asks a network,
// writes to the console, violates its policy, throws, or opens a dialog.
type tab struct {
	*testing.T
	ctx context.Context
	url string // without fragment

	loaded bool

	mu     sync.Mutex
	faults []string
}

// newTab opens a tab that has loaded nothing yet. The actions prepare it.
func newTab(t *testing.T, browser context.Context, html []byte, prepare ...chromedp.Action[chromedp.Void]) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, html, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{T: t, ctx: ctx, url: "file://" + filepath.ToSlash(file)}
	b.do(call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}))
	if err := chromedp.Listen(ctx, b.watch); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, fault := range b.faults {
			t.Error(fault)
		}
	})
	b.do(prepare...)
	return b
}

// open loads the page with a fragment, as from a link. Before the second time
// it leaves the page: else only the fragment would change.
func (b *tab) open(fragment string) {
	b.Helper()
	if b.loaded {
		b.do(chromedp.Navigate("about:blank"))
	}
	b.loaded = true
	b.do(chromedp.Navigate(b.url + fragment))
}

func (b *tab) watch(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	fault := func(format string, args ...any) { b.faults = append(b.faults, fmt.Sprintf(format, args...)) }
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if url, _, _ := strings.Cut(e.Request.URL, "#"); url != b.url && url != "about:blank" {
			fault("the page asked for %s", e.Request.URL)
		}
	case *network.EventWebSocketCreated:
		fault("the page opened a socket to %s", e.URL)
	case *log.EventEntryAdded:
		fault("the browser logged: %s", e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		fault("the page wrote to the console: %s", e.Type)
	case *runtime.EventExceptionThrown:
		fault("the page threw: %s at %d:%d", e.ExceptionDetails.Text, e.ExceptionDetails.LineNumber, e.ExceptionDetails.ColumnNumber)
	case *page.EventJavascriptDialogOpening:
		fault("the page opened a dialog: %s", e.Message)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// eval returns the value of an expression in the page.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

// wait returns when an expression is true, and fails when it does not get so.
func (b *tab) wait(expression string) {
	b.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(10*time.Second))); err != nil {
		b.Fatalf("wait for %s: %v", expression, err)
	}
}

func (b *tab) click(selector string) { b.Helper(); b.do(chromedp.Click(chromedp.CSS(selector))) }

// keys presses keys with whatever has the focus. A key that types is one event,
// as of a keyboard: what prevents it prevents the text too.
func (b *tab) keys(keys string) {
	b.Helper()
	for _, r := range keys {
		if !unicode.IsPrint(r) {
			b.do(chromedp.KeyEvent(string(r)))
			continue
		}
		event := *kb.Encode(r)[0]
		event.Text = string(r)
		b.do(call(input.DispatchKeyEvent, event))
		event.Type, event.Text = input.DispatchKeyEventTypeKeyUp, ""
		b.do(call(input.DispatchKeyEvent, event))
	}
}

// call makes an action of a command of the protocol.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, command, params)
		return chromedp.Void{}, err
	}
}
