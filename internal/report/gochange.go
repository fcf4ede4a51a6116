package report

import (
	"fmt"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// maxGoChanges is how many changes of the Go API are shown of a finding, unless
// verbose.
const maxGoChanges = 5

// goChanges returns a line for each change of the Go API.
func (p *printer) goChanges(changes []finding.GoChange) []string {
	var lines []string
	for i, c := range changes {
		if i == maxGoChanges && len(changes) > maxGoChanges+1 && !p.opts.Verbose {
			return append(lines, fmt.Sprintf("and %d more changes", len(changes)-i))
		}
		lines = append(lines, c.Object+": "+p.value(c.What))
	}
	return lines
}

// markdownGo returns an item for the changes of the Go API; "" for none.
//
//   - Go: `Order.State: removed`, `OrderState: changed from string to int`
func markdownGo(changes []finding.GoChange) string {
	if len(changes) == 0 {
		return ""
	}
	var parts []string
	for i, c := range changes {
		if i == maxGoChanges && len(changes) > maxGoChanges+1 {
			parts = append(parts, fmt.Sprintf("and %d more", len(changes)-i))
			break
		}
		parts = append(parts, span(c.Object+": "+short(c.What, maxValue)))
	}
	return "  - Go: " + strings.Join(parts, ", ") + "\n"
}
