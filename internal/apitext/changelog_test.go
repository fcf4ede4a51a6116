package apitext_test

import (
	"regexp"
	"strings"
)

// inline is what stands between back quotes.
var inline = regexp.MustCompile("`([^`]+)`")

// announced returns what a changelog names, between back quotes, under
// "Changed" and "Removed" of its section "Unreleased".
func announced(changelog string) map[string]bool {
	out := map[string]bool{}
	var section, part string
	for line := range strings.Lines(changelog) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "### "); ok {
			part = name
		} else if name, ok := strings.CutPrefix(line, "## "); ok {
			section, part = name, ""
		}
		if section != "Unreleased" || part != "Changed" && part != "Removed" {
			continue
		}
		for _, m := range inline.FindAllStringSubmatch(line, -1) {
			out[m[1]] = true
		}
	}
	return out
}
