package browsertest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// attacks would run a script, load something or leave an element in a page that
// does not escape them.
var attacks = []string{
	`</script><img src=x onerror=alert(1)><script>alert(2)</script>`,
	`"><svg/onload=alert(3)>`,
	`' onfocus=alert(4) autofocus x='`,
	`javascript:alert(5)`,
	`</style><link rel=stylesheet href=//evil.example/x.css>`,
	`</title><iframe src=https://evil.example></iframe>`,
	`<!--<script>`,
	`]]></code></details><h1>pwned</h1>`,
	"\u2028alert(6)\u2029",
	"\u202edesrever\u2066",
	`{{.}}${alert(7)}`,
	"`+alert(8)+`",
	`url(https://evil.example/x.png)`,
	"\x00\x1b[2J\xff",
	`__proto__`, `constructor`,
	strings.Repeat("unbreakable", 200),
}

// attacked returns a report that has an attack wherever text of a document can be.
func attacked(attack string) report.Report {
	value, err := json.Marshal(map[string]string{attack: attack, "": strings.Repeat("long ", 100)})
	if err != nil {
		panic(err)
	}
	text := []byte("a:\n  " + attack + "\nb:\n  c: " + attack + "\n")
	at := func() *finding.Place {
		return &finding.Place{Value: value, Position: finding.Position{File: attack, Line: 2, Col: 3, Pointer: "/components/schemas/" + attack}}
	}
	var operations []finding.Operation
	for i := range 9 {
		operations = append(operations, finding.Operation{Method: attack, Path: fmt.Sprintf("/%d/%s", i, attack), ID: attack, Via: attack})
	}
	all := func(rule, location string) finding.Finding {
		return finding.Finding{
			Rule: rule, Severity: finding.Breaking, Harm: finding.Wire, Direction: finding.Direction(attack), Location: location, What: attack,
			Operations: operations, Base: at(), Rev: at(), Unproved: attack,
			Witness: &finding.Witness{Value: value, AcceptedBy: attack, RefusedBy: attack, Note: attack},
		}
	}
	side := report.Document{Name: attack, Title: attack, Version: attack, Text: text}
	return report.Report{
		Base: side, Rev: side, AsOf: attack, Version: attack, Known: 1,
		Findings: []finding.Finding{all(attack, attack), all("r", "components.schemas."+attack+".x"), all("r", "GET /"+attack), all("waived", attack)},
		Waivers:  finding.Waivers{{Rule: "waived", Reason: attack, Until: attack}},
		Rules:    map[string]report.RuleText{"r": {Summary: attack, Why: attack, Help: attack, Markdown: attack}},
	}
}

// The page of a hostile document is no other page: it has the elements that
// the page of a harmless one has.
func TestHostileDocuments(t *testing.T) {
	browser := newBrowser(t)
	const inventory = `JSON.stringify(Object.entries(Object.groupBy(document.querySelectorAll("*"), (el) => el.localName))
		.filter(([name]) => name !== "b" && name !== "i").map(([name, els]) => name + " " + els.length).sort())`
	want := ""
	for i, attack := range append([]string{"harmless"}, attacks...) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Logf("%.60q", attack)
			var html bytes.Buffer
			if err := report.HTML(&html, attacked(attack)); err != nil {
				t.Fatal(err)
			}
			b := newTab(t, browser, html.Bytes())
			b.open("")
			got := eval[string](b, inventory)
			if attack == "harmless" {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("elements: mismatch (-harmless +hostile)\n%s", diff)
			}
			eval[bool](b, `document.querySelectorAll("details").forEach((el) => { el.open = true; }) ?? true`)
			for _, selector := range []string{".tree a", "input[name=rule]", ".copy", ".more"} { // which put text of the document into the page
				eval[bool](b, `document.querySelector("`+selector+`").click() ?? true`)
			}
			if strange := eval[[]string](b, `[...document.querySelectorAll("[href], [src]")].map((el) => el.getAttribute("href") ?? el.src).filter((url) => !/^#[a-z]-/.test(url) && url !== "#findings")`); len(strange) > 0 {
				t.Errorf("links to %q", strange)
			}
			address := eval[string](b, "location.hash")
			b.open(address)
			if got := eval[string](b, "location.hash"); got != address {
				t.Errorf("the address %q became %q", address, got)
			}
			if width := eval[int](b, "document.documentElement.scrollWidth"); width > 1280 {
				t.Errorf("the page is %d pixels wide", width)
			}
		})
	}
}

// What the address holds is no markup either.
func TestHostileAddress(t *testing.T) {
	html, changes := shop(t)
	b := newTab(t, newBrowser(t), html)
	for _, fragment := range []string{
		"#q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&in=%3Cimg%20src=x%3E&step=__proto__&rule=%22%5D&class=x",
		"#f-%22%5D%3Cscript%3E", "#%", "#f-", "#__proto__", "#in=constructor",
	} {
		b.open(fragment)
		if got := eval[int](b, `document.querySelectorAll("img, script").length`); got != 3 {
			t.Errorf("%s: %d images and scripts, want the 3 scripts of the page", fragment, got)
		}
	}
	b.open("#%")
	if got := len(eval[[]string](b, visible+`.split(" ")`)); got != len(changes) {
		t.Errorf("%d findings are shown, want all", got)
	}
}
