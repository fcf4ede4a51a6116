package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// all returns the elements below n, in order, for which a test holds.
func all(n *html.Node, ok func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && ok(d) {
			out = append(out, d)
		}
	}
	return out
}

// first returns the first one, nil when there is none.
func first(n *html.Node, ok func(*html.Node) bool) *html.Node {
	if found := all(n, ok); len(found) > 0 {
		return found[0]
	}
	return nil
}

// is tests for a name and a class, of which an empty one is not asked.
func is(name, class string) func(*html.Node) bool {
	return func(n *html.Node) bool {
		return (name == "" || n.Data == name) && (class == "" || slices.Contains(strings.Fields(attribute(n, "class")), class))
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// checkHTML wants one element for each finding, and that the page can load
// nothing, run nothing but its own scripts, and link only within itself.
func checkHTML(t *testing.T, findings int, page string) *html.Node {
	t.Helper()
	root := parse(t, page)
	if got := len(all(root, is("details", "f"))); got != findings {
		t.Errorf("%d findings in the page, want %d", got, findings)
	}
	ids := map[string]bool{}
	for _, n := range all(root, func(n *html.Node) bool { return attribute(n, "id") != "" }) {
		if id := attribute(n, "id"); ids[id] {
			t.Errorf("id %q occurs twice", id)
		} else {
			ids[id] = true
		}
	}
	policy := ""
	for n := range root.Descendants() {
		if strings.EqualFold(attribute(n, "http-equiv"), "Content-Security-Policy") {
			policy = attribute(n, "content")
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src", a.Key == "srcset", a.Key == "action":
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			case a.Key == "href" && !(strings.HasPrefix(a.Val, "#") && ids[a.Val[1:]]):
				t.Errorf("<%s> links to %q", n.Data, a.Val)
			}
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; script-src 'sha256-") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
		t.Errorf("policy %q", policy)
	}
	for _, n := range all(root, func(n *html.Node) bool { return n.Data == "script" || n.Data == "style" }) {
		sum := sha256.Sum256([]byte(textOf(n)))
		if attribute(n, "type") == "" && !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Errorf("the policy forbids a <%s> that begins %.40q", n.Data, textOf(n))
		}
	}
	return root
}

func TestHTMLShowsEachFinding(t *testing.T) {
	t.Parallel()
	r := accepted()
	r.Version, r.Known, r.Rules = "v1.2.3", 1234, explained().Rules
	root := checkHTML(t, len(r.Findings), render(t, report.HTML, r))
	for _, f := range r.Findings {
		n := first(root, func(n *html.Node) bool { return attribute(n, "id") == "f-"+f.Fingerprint() })
		if n == nil {
			t.Fatalf("no element for %s", f.Message())
		}
		got := strings.Join(strings.Fields(textOf(n)), " ")
		wanted := []string{f.Location + ": " + f.What, f.Rule, f.Fingerprint(), f.Unproved, r.Rules[f.Rule].Summary, r.Rules[f.Rule].Why}
		for _, p := range []*finding.Place{f.Base, f.Rev} {
			if p != nil {
				wanted = append(wanted, p.Position.String(), string(p.Value))
			}
		}
		if f.Witness != nil {
			wanted = append(wanted, string(f.Witness.Value), f.Witness.Note, f.Witness.AcceptedBy+" accepts", f.Witness.RefusedBy+" refuses")
		}
		for _, o := range f.Operations[:min(3, len(f.Operations))] {
			wanted = append(wanted, o.Method+" "+o.Path, o.ID, o.Via)
		}
		if f.Rule == "operation-id-changed" {
			wanted = append(wanted, "Waived: nobody uses @names <yet>, until 2027-01-01")
		}
		for _, want := range wanted {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the page lacks %q:\n%s", f.Message(), want, got)
			}
		}
	}
	var headings []string
	for _, n := range all(root, is("section", "chapter")) {
		headings = append(headings, strings.Join(strings.Fields(textOf(first(n, is("h2", "")))), " "))
	}
	if diff := cmp.Diff([]string{"Breaking changes 1", "Risky changes 1", "Compatible changes 1", "Waived changes 1"}, headings); diff != "" {
		t.Errorf("headings: mismatch (-want +got)\n%s", diff)
	}
	var figures []string
	for _, n := range all(root, is("", "figure")) {
		figures = append(figures, textOf(first(n, is("b", "")))+" "+textOf(first(n, is("span", ""))))
	}
	want := []string{"1 breaking", "1 risky", "1 compatible", "1 waived", "1,234 known from the baseline, not shown"}
	if diff := cmp.Diff(want, figures); diff != "" {
		t.Errorf("figures: mismatch (-want +got)\n%s", diff)
	}
	head := strings.Join(strings.Fields(textOf(first(root, is("header", "")))), " ")
	for _, want := range []string{"shop-1.yaml Shop 1.0", "shop-2.yaml Shop 2.0", "2026-11-21"} {
		if !strings.Contains(head, want) {
			t.Errorf("the head lacks %q: %s", want, head)
		}
	}
}

// A list that many findings have is in the page once.
func TestHTMLHoldsListsOnce(t *testing.T) {
	t.Parallel()
	var r report.Report
	for i := range 50 {
		f := finding.Finding{Rule: "r", Location: fmt.Sprint("l", i)}
		for n := range 100 {
			f.Operations = append(f.Operations, finding.Operation{Method: "GET", Path: fmt.Sprintf("/operation-%d", n), Via: "response 200"})
		}
		r.Findings = append(r.Findings, f)
	}
	page := render(t, report.HTML, r)
	root := checkHTML(t, 50, page)
	if got := strings.Count(page, "/operation-77"); got > 2 { // the list, and what the script searches
		t.Errorf("an operation occurs %d times", got)
	}
	if got := textOf(first(root, is("a", "more"))); got != "and 97 more operations" {
		t.Errorf("the link to the rest says %q", got)
	}
	var data struct {
		Operations []string
		Lists      [][]int
	}
	script := first(root, func(n *html.Node) bool { return attribute(n, "id") == "data" })
	if err := json.Unmarshal([]byte(textOf(script)), &data); err != nil {
		t.Fatal(err)
	}
	if len(data.Operations) != 100 || len(data.Lists) != 1 || len(data.Lists[0]) != 100 {
		t.Errorf("%d operations in %d lists, want 100 in 1", len(data.Operations), len(data.Lists))
	}
}

func TestHTMLTree(t *testing.T) {
	t.Parallel()
	var r report.Report
	for _, location := range []string{
		"GET /api/v2/orders: query parameter limit", "POST /api/v2/orders", "POST /api/v2/orders: request body", "DELETE /api/v2/orders/{id}", "/api/v2/users: servers",
		"components.schemas.Order.properties.id", "components.schemas.a.b.properties.x", "components.headers.Limit", "security",
	} {
		f := finding.Finding{Rule: "r", Location: location, Severity: finding.Risky}
		if strings.Contains(location, "a.b") { // where the name ends, the pointer tells
			f.Base = at(1, 1, "/components/schemas/a.b/properties/x")
		}
		r.Findings = append(r.Findings, f)
	}
	root := checkHTML(t, len(r.Findings), render(t, report.HTML, r))
	var lines []string
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		for c := range n.ChildNodes() {
			if c.Data == "li" {
				label, counts := first(c, is("a", "")), first(c, is("span", "counts"))
				lines = append(lines, strings.Repeat("  ", depth)+textOf(label)+" "+textOf(counts)+" "+attribute(c, "data-key"))
				walk(c, depth+1)
			} else {
				walk(c, depth)
			}
		}
	}
	walk(first(root, is("ul", "tree")), 0)
	want := []string{
		"Components 3 components",
		"  headers 1 components.headers",
		"    Limit 1 components.headers.Limit",
		"  schemas 2 components.schemas",
		"    Order 1 components.schemas.Order",
		"    a.b 1 components.schemas.a.b",
		"Document 1 document",
		"  security 1 document: security",
		"Paths 5 paths",
		"  /api/v2 5 /api/v2",
		"    /orders 4 /api/v2/orders",
		"      GET 1 GET /api/v2/orders",
		"      POST 2 POST /api/v2/orders",
		"      /{id} 1 /api/v2/orders/{id}",
		"        DELETE 1 DELETE /api/v2/orders/{id}",
		"    /users 1 /api/v2/users",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestHTMLDoesNotDependOnTheOrderGiven(t *testing.T) {
	t.Parallel()
	forward, backward := shop(), shop()
	slices.Reverse(backward.Findings)
	want := render(t, report.HTML, forward)
	for range 3 {
		if diff := cmp.Diff(want, render(t, report.HTML, backward)); diff != "" {
			t.Fatalf("mismatch (-forward +backward):\n%s", diff)
		}
	}
}

func TestHTMLSurvivesWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]report.Report{
		"nothing":       {},
		"known":         {Known: 3},
		"empty_finding": {Findings: []finding.Finding{{}}},
		"no_value":      {Findings: []finding.Finding{{Rule: "r", Location: "l", Base: &finding.Place{}, Rev: &finding.Place{}}}},
		"empty_text":    {Base: report.Document{Text: []byte{}}, Findings: []finding.Finding{{Rule: "r", Location: "l", Base: at(1, 1, "")}}},
		"twice":         {Findings: []finding.Finding{{Rule: "r", Location: "l"}, {Rule: "r", Location: "l"}, {Rule: "r", Location: "l"}}},
		"hostile":       hostile(),
		"a_long_path":   {Findings: []finding.Finding{{Rule: "r", Location: "GET " + strings.Repeat("/x", 10_000)}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := render(t, report.HTML, r)
			checkHTML(t, len(r.Findings), page)
			if i := strings.IndexAny(page, "\x1b\x07\u009b\b\r\u2028\u202e\u200b\ufeff\U000e0041\x7f\t"); i >= 0 {
				t.Errorf("the page holds %q", page[i:min(i+8, len(page))])
			}
		})
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestHTMLTellsThatItCannotWrite(t *testing.T) {
	t.Parallel()
	if err := report.HTML(brokenWriter{}, shop()); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
	if err := report.HistoryHTML(brokenWriter{}, report.History{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range attacks {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		value, err := json.Marshal(map[string]any{"x": s})
		if err != nil {
			t.Fatal(err)
		}
		r := about(s, value)
		r.Base.Text, r.Rev.Text = []byte(s), []byte("x: "+s)
		checkHTML(t, len(r.Findings), render(t, report.HTML, r))
		var b bytes.Buffer
		h := report.History{AsOf: s, Steps: []report.Step{{Report: r, Date: s, Revision: s, Subject: s}, {Report: r, Date: s, Revision: s, Subject: s}}}
		if err := report.HistoryHTML(&b, h); err != nil {
			t.Fatal(err)
		}
		checkHTML(t, 2*len(r.Findings), b.String())
	})
}
