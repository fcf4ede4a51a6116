package manual

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// markdown turns the long text of a command, which is written for a terminal,
// into Markdown: what is indented becomes a code block, and in the rest nothing
// is markup.
func markdown(long string) string {
	var out []string
	code := false
	for _, block := range strings.Split(long, "\n\n") {
		indented := strings.HasPrefix(block, "  ")
		switch {
		case indented && code: // a blank line within the code
			out = append(out, "")
		case indented:
			out = append(out, "```")
		case code:
			out = append(out, "```", "")
		}
		for line := range strings.SplitSeq(block, "\n") {
			if indented {
				out = append(out, strings.TrimPrefix(line, "  "))
			} else {
				out = append(out, escape(line))
			}
		}
		if code = indented; !code {
			out = append(out, "")
		}
	}
	if code {
		out = append(out, "```")
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

var escaper = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", `\<`, ">", `\>`)

// escape keeps Markdown from seeing markup in a text.
func escape(text string) string { return escaper.Replace(text) }

// escapeFlags does so for the texts of the flags. There a word between back
// quotes is the name of the value.
func escapeFlags(cmd *cobra.Command) {
	cmd.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
		parts := strings.Split(f.Usage, "`")
		for i := range parts {
			parts[i] = escape(parts[i])
			if i%2 == 1 {
				parts[i] = "*" + parts[i] + "*"
			}
		}
		f.Usage = strings.Join(parts, "")
	})
}
