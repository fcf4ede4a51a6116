package doc

import (
	"regexp"
	"strings"
)

// inline returns a string as a scalar on one line: plain when every YAML
// reader takes it as that string, else in single quotes, else, when it has
// characters that need an escape, in double quotes.
func inline(s string) string {
	for _, r := range s {
		if !printable(r) {
			return string(appendQuoted(nil, s))
		}
	}
	if plain(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// printable tells whether a character may stand as it is in every style of
// scalar: no control character (tabs and line ends included), no line break
// of YAML 1.1, no byte order mark and no noncharacter.
func printable(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r <= 0x9f, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff:
		return false
	}
	return true
}

// plain tells whether a printable string may be written without quotes in
// block context.
func plain(s string) bool {
	if s == "" || s[0] == ' ' || s[len(s)-1] == ' ' || s[len(s)-1] == ':' {
		return false
	}
	switch s[0] {
	case ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`':
		return false
	case '-', '?', ':':
		if len(s) == 1 || s[1] == ' ' {
			return false
		}
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") ||
		strings.HasPrefix(s, "---") || strings.HasPrefix(s, "...") {
		return false
	}
	return !typed(s)
}

// typed tells whether a plain scalar would be something else than a string,
// for us or for a reader of YAML 1.1.
func typed(s string) bool {
	if kind, _ := resolvePlain(s); kind != String {
		return true
	}
	switch s {
	case "<<", "=": // merge and default keys
		return true
	}
	switch c := s[0]; {
	case c >= '0' && c <= '9', c == '-', c == '+', c == '.':
		return isYAMLInfinity(s) || typed11.MatchString(s)
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return true
	}
	return false
}

// typed11 matches the integers, floats and timestamps of the YAML 1.1 type
// repository that YAML 1.2 reads as strings: base 2 and 60, underscores,
// dates.
var typed11 = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`[-+]?0b[01_]+`,
	`[-+]?0o?[0-7_]+`,
	`[-+]?0x[0-9a-fA-F_]+`,
	`[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?`,
	`[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?`,
	`[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?)?)?`,
}, "|") + `)$`)

// literal tells whether a string is written as a literal block: it has
// several lines, and the block gives back exactly the same string. Lines of
// white space only and lines that begin with a tab are read differently by
// different readers.
func literal(s string) bool {
	if !strings.Contains(strings.TrimRight(s, "\n"), "\n") && !strings.HasSuffix(s, "\n") {
		return false
	}
	if strings.Trim(s, "\n") == "" {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if line != "" && (line[0] == '\t' || strings.Trim(line, " \t") == "") {
			return false
		}
		for _, r := range line {
			if r != '\t' && !printable(r) {
				return false
			}
		}
	}
	return true
}
