package report_test

import (
	"encoding/json"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// attacks are texts that mean something in one format or another.
var attacks = []string{
	attack, "", " ", "  x  ", "plain words (really), 3.1",
	// Markdown and GitHub
	"`", "``", "a`b``c```d", "`code`", "```\n</details>\n```", "~~~", "</details>", "<script>alert(1)</script>", "<!-- x", "&#64;name", "@name", "@org/team",
	"#1", "owner/repo#1", "GH-1", "deadbeef", "Defaced", "0123456789abcdef", "https://example.org", "www.example.org", "a@example.org",
	"[x](https://example.org)", "![x](https://example.org/x.png)", "[x]: https://example.org", "[1](1)", "**bold**", "__x__", "~~x~~", "$x$", "$`x`$", ":tada:",
	"| a | b |", "- [ ] x", "1. x", "# x", "> x", "\\", "\\`", "x\\", "[^1]", "```suggestion",
	// XML
	"]]>", "<![CDATA[", "&amp;", "\"'<>&", "\x00\x0b\ufffe\uffff", "<?xml?>", "<!DOCTYPE x>",
	// workflow commands
	"%0A::error::x", "\n::set-env name=X::y", "::stop-commands::x", "##[set-env name=X]y", "a,b=c:d", "%", "%25", "\r\n",
	// SARIF
	"{0}", "{{", "x](y", "//host/x", "/abs/x", "a:b", "C:\\x", "./x", "../x", "git:main:x", "git::x", "git:", "git:x:", "pin:1", "http://[::1", "https://h/x y", "<stdin>", "%zz", "?q#f",
}

// about returns a report that has a text wherever one can be.
func about(s string, witness json.RawMessage) report.Report {
	value, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	at := func(line int) *finding.Place {
		return &finding.Place{Value: value, Position: finding.Position{File: s, Line: line, Col: line, Pointer: s}}
	}
	one := finding.Finding{
		Rule: s, Severity: finding.Breaking, Harm: finding.Wire, Direction: finding.Request, Location: s, What: s, Keyword: s,
		Operations: []finding.Operation{{Method: s, Path: s, ID: s, Via: s}, {Method: "GET", Path: "/x" + s, Via: s}},
		Base:       at(3), Rev: at(0), Unproved: s,
		Witness: &finding.Witness{Value: witness, AcceptedBy: s, RefusedBy: s, Note: s},
	}
	two := finding.Finding{Rule: "r", Severity: finding.Risky, Location: s + s, What: s, Base: at(1)}
	three := finding.Finding{Rule: "accepted", Location: s, What: "x" + s}
	return report.Report{
		Base: report.Document{Name: s, Title: s, Version: s}, Rev: report.Document{Name: s, Title: s, Version: s}, AsOf: s, Version: s,
		Rules:    map[string]report.RuleText{"r": {Summary: s, Why: s, Help: s}},
		Findings: []finding.Finding{one, two, three},
		Waivers:  finding.Waivers{{Rule: "accepted", Reason: s, Until: s}},
	}
}

func FuzzMachineFormats(f *testing.F) {
	for _, s := range attacks {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		value, err := json.Marshal(map[string]any{"x": s})
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range machine {
			r := about(s, value)
			format.check(t, r, render(t, format.write, r))
			if raw := about(s, json.RawMessage(s)); format.name != "sarif" { // which refuses what is not JSON
				format.check(t, raw, render(t, format.write, raw))
			}
		}
	})
}
