package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/example"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

const (
	maxSpotLines = 40  // of what stands at a spot
	maxSpotLine  = 120 // runes of each
)

// explanationText writes an explanation for people. Every line that holds text of the
// documents is made printable.
func explanationText(w io.Writer, e explanation) error {
	var b strings.Builder
	f := e.finding
	fmt.Fprintf(&b, "%s\n\n", report.Printable(f.Message()))
	kind := string(f.Harm)
	if f.Direction != "" {
		kind = string(f.Direction) + ", " + kind
	}
	fmt.Fprintf(&b, "%s (%s), rule %s, fingerprint %s\n", f.Severity, kind, f.Rule, f.Fingerprint())
	if by := e.compared.report.Waived(f); by != nil {
		fmt.Fprintf(&b, "waived: %s\n", report.Printable(by.Reason))
	}
	fmt.Fprintf(&b, "\nWhy\n\n  %s %s\n", e.rule.Summary, e.rule.Why)
	b.WriteString("\nWhat stands there\n")
	explainSpot(&b, "base", f.Base, e.base)
	explainSpot(&b, "rev", f.Rev, e.rev)
	explainReach(&b, f)
	if x := f.Witness; x != nil {
		fmt.Fprintf(&b, "\nExample: %s accepts it, %s refuses it\n\n  %s\n", x.AcceptedBy, x.RefusedBy, report.Printable(string(x.Value)))
	}
	switch {
	case e.message != nil:
		b.WriteString(messageText(*e.message))
	case f.Witness != nil && len(f.Operations) > 0:
		b.WriteString("\nNo whole request or response was found that holds the example and is refused.\n")
	}
	if len(f.Go) > 0 {
		b.WriteString("\nWhat it does to the Go client\n\n")
		for _, c := range f.Go {
			fmt.Fprintf(&b, "  %s\n", report.Printable(c.String()))
		}
	}
	if e.rule.Instead != "" {
		fmt.Fprintf(&b, "\nInstead\n\n  %s\n", e.rule.Instead)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// maxReached bounds the operations that are shown.
const maxReached = 5

func explainReach(b *strings.Builder, f finding.Finding) {
	if len(f.Operations) == 0 {
		return
	}
	b.WriteString("\nReached by\n\n")
	for i, op := range f.Operations {
		if i == maxReached {
			fmt.Fprintf(b, "  and %d more ways\n", len(f.Operations)-i)
			return
		}
		fmt.Fprintf(b, "  %s\n", report.Printable(operationText(op)))
	}
}

func operationText(op finding.Operation) string {
	text := op.Method + " " + op.Path
	if op.Via != "" {
		text += " (" + op.Via + ")"
	}
	return text
}

// prose are the members that say nothing about what is on the wire.
var prose = map[string]bool{"description": true, "summary": true, "title": true, "example": true, "examples": true, "externalDocs": true}

// withoutProse copies a node without texts and examples. Below "properties" the
// names are those of properties, which may be called like prose.
func withoutProse(n *doc.Node, names bool) *doc.Node {
	out := *n
	out.Items, out.Members = nil, nil
	for _, item := range n.Items {
		out.Items = append(out.Items, withoutProse(item, false))
	}
	for _, m := range n.Members {
		if names || !prose[m.Name] {
			m.Value = withoutProse(m.Value, !names && m.Name == "properties")
			out.Members = append(out.Members, m)
		}
	}
	return &out
}

// explainSpot writes one side as YAML without its prose, cut when it is long.
func explainSpot(b *strings.Builder, side string, at *finding.Place, n *doc.Node) {
	if at == nil || n == nil {
		fmt.Fprintf(b, "\n  %-5s nothing\n", side)
		return
	}
	fmt.Fprintf(b, "\n  %-5s %s\n", side, report.Printable(at.Position.String()))
	lines := strings.Split(strings.TrimRight(string(doc.YAML(withoutProse(n, false))), "\n"), "\n")
	for i, line := range lines {
		if i == maxSpotLines {
			fmt.Fprintf(b, "    ... %d more lines\n", len(lines)-i)
			return
		}
		if r := []rune(line); len(r) > maxSpotLine {
			line = string(r[:maxSpotLine-1]) + "…"
		}
		fmt.Fprintf(b, "    %s\n", report.Printable(line))
	}
}

// messageText writes a request as a curl command, a response as HTTP does.
func messageText(m example.Message) string {
	var b strings.Builder
	switch p := m.Proof; {
	case p == nil:
		b.WriteString("\nA request that keeps to base\n")
	case m.Status != "":
		fmt.Fprintf(&b, "\nA response to %s %s that %s may send and %s does not announce%s\n",
			m.Operation.Method, m.Operation.Path, p.AcceptedBy, p.RefusedBy, witnessAt(*p))
	default:
		fmt.Fprintf(&b, "\nA request that %s accepts and %s refuses%s\n", p.AcceptedBy, p.RefusedBy, witnessAt(*p))
	}
	heading := report.Printable(strings.TrimSpace(b.String()))
	b.Reset()
	if m.Status != "" {
		b.WriteString(responseText(m))
	} else {
		b.WriteString(curl(m))
	}
	var out strings.Builder
	fmt.Fprintf(&out, "\n%s\n\n", heading)
	for line := range strings.SplitSeq(strings.TrimRight(b.String(), "\n"), "\n") {
		fmt.Fprintln(&out, strings.TrimRight("  "+report.Printable(line), " "))
	}
	return out.String()
}

// witnessAt says where the example stands.
func witnessAt(p example.Proof) string {
	switch {
	case p.Parameter != "":
		return ", by the " + p.Parameter
	case p.At != "":
		return ", by what stands at " + string(p.At)
	}
	return ""
}

func responseText(m example.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %s\n", m.Status)
	for _, h := range m.Headers {
		fmt.Fprintf(&b, "%s: %s\n", h.Name, h.Value)
	}
	if m.Body != nil {
		fmt.Fprintf(&b, "\n%s\n", indented(m.Body))
	}
	return b.String()
}

// curl writes a request as a command for a POSIX shell. Credentials are not in
// it: what they are, the documents do not say.
func curl(m example.Message) string {
	args := []string{"curl --request " + m.Operation.Method + " " + shellQuote(m.URL)}
	for _, h := range m.Headers {
		args = append(args, "--header "+shellQuote(h.Name+": "+h.Value))
	}
	if m.Body != nil {
		args = append(args, "--data "+shellQuote(indented(m.Body)))
	}
	return strings.Join(args, " \\\n  ")
}

// shellQuote makes text one word of a POSIX shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// indented writes JSON over several lines, with what a terminal could take for
// a command escaped.
func indented(n *doc.Node) string {
	var b bytes.Buffer
	if err := json.Indent(&b, doc.JSON(n), "", "  "); err != nil {
		return string(doc.JSON(n))
	}
	return string(report.PrintableJSON(b.Bytes()))
}
