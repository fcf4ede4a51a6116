package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// maxExample bounds an example in a comment, in runes.
const maxExample = 1000

// markdownFinding returns an item of a list, with its newline.
//
//   - **`components.schemas.Order.properties.state`**: value removed from `["open","closed"]` to `["closed"]`
//   - rule `enum-value-removed` (request, on the wire)
//   - base `shop-1.yaml:31:11`, rev `shop-2.yaml:31:11`
//   - reached: `POST /orders (request body)`
//   - example, which base accepts and rev refuses:
func markdownFinding(f finding.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "- **%s**: %s\n", span(f.Location), markdownChange(f))
	fmt.Fprintf(&b, "  - rule %s (%s)\n", span(f.Rule), words(kind(f)))
	var places []string
	if f.Base != nil {
		places = append(places, "base "+span(position(f.Base)))
	}
	if f.Rev != nil {
		places = append(places, "rev "+span(position(f.Rev)))
	}
	if len(places) > 0 {
		fmt.Fprintf(&b, "  - %s\n", strings.Join(places, ", "))
	}
	if operations, more := few(f); len(operations) > 0 {
		fmt.Fprintf(&b, "  - reached: %s\n", markdownOperations(operations, more))
	}
	b.WriteString(markdownGo(f.Go))
	if x := f.Witness; x != nil {
		fmt.Fprintf(&b, "  - example, which %s accepts and %s refuses:\n%s", words(x.AcceptedBy), words(x.RefusedBy), fence("    ", x.Value))
		if x.Note != "" {
			fmt.Fprintf(&b, "  - note: %s\n", words(x.Note))
		}
	}
	if f.Unproved != "" {
		fmt.Fprintf(&b, "  - unproved: %s\n", words(f.Unproved))
	}
	return b.String()
}

// markdownWaiver says why a finding is accepted.
func markdownWaiver(f finding.Finding, by *finding.Waiver) string {
	line := fmt.Sprintf("  - %s, waived: %s", f.Severity, words(by.Reason))
	if by.Until != "" {
		line += " until " + span(by.Until)
	}
	return line + "\n"
}

// markdownChange says what [finding.Finding.Message] says after the location,
// but for the reason of what is unproved, which has a line of its own.
func markdownChange(f finding.Finding) string {
	what := words(f.What)
	base, rev := markdownValue(f.Base), markdownValue(f.Rev)
	switch {
	case base != "" && rev != "":
		return what + " from " + base + " to " + rev
	case base != "":
		return what + " (was " + base + ")"
	case rev != "":
		return what + " (" + rev + ")"
	}
	return what
}

func markdownValue(p *finding.Place) string {
	if p == nil || len(bytes.TrimSpace(p.Value)) == 0 {
		return ""
	}
	return span(short(string(bytes.TrimSpace(p.Value)), maxValue))
}

func markdownOperations(lines []string, more int) string {
	spans := make([]string, len(lines))
	for i, line := range lines {
		spans[i] = span(line)
	}
	text := strings.Join(spans, ", ")
	if more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return text
}

// fence returns a value as a code block of which each line is indented. What
// is too long is cut, and then is no JSON to color.
func fence(indent string, value json.RawMessage) string {
	text, language := Printable(string(value)), ""
	var indented bytes.Buffer
	if json.Indent(&indented, value, "", "  ") == nil {
		text, language = string(PrintableJSON(indented.Bytes())), "json"
		if !strings.ContainsAny(text, "{") && len(value) <= maxValue { // one line is enough for a list of scalars
			text = string(PrintableJSON(value))
		}
	}
	if cut := short(text, maxExample); cut != text {
		text, language = cut, ""
	}
	ticks := strings.Repeat("`", max(3, longestRun(text)+1))
	var b strings.Builder
	b.WriteString(indent + ticks + language + "\n")
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(indent + line + "\n")
	}
	b.WriteString(indent + ticks + "\n")
	return b.String()
}
