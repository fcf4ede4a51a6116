package atlas

import (
	"net/url"
	"strings"
)

// White space within a line of JSON, and what ends a URL in text.
const (
	whiteSpace = " \t\n\f\r"
	afterURL   = whiteSpace + `"'<>`
)

// redactText removes secrets from text that came from the server or from a transport. Of a URL only scheme and host
// stay, because in the download links of Atlas the path is the secret.
//
// It scans by hand: package regexp would add more to a program than all else that is here.
func redactText(s string) string { return redactURLs(redactMembers(s)) }

// redactURLs replaces what comes after the host of each URL.
func redactURLs(s string) string {
	var b strings.Builder
	done := 0 // what is before it was written
	for i := 0; i < len(s); i++ {
		size := urlSize(s[i:])
		if size == 0 {
			continue
		}
		b.WriteString(s[done:i])
		if u, err := url.Parse(strings.ReplaceAll(s[i:i+size], `\`, "")); err != nil {
			b.WriteString(redacted)
		} else {
			b.WriteString(u.Scheme + "://" + u.Host + "/" + redacted)
		}
		done = i + size
		i = done - 1
	}
	return b.String() + s[done:]
}

// urlSize returns the size of the URL that s begins with, 0 when it begins with none. The slashes of a URL can be
// escaped, as some JSON writers do.
func urlSize(s string) int {
	const scheme = "http"
	if len(s) < len(scheme) || !strings.EqualFold(s[:len(scheme)], scheme) {
		return 0
	}
	rest := s[len(scheme):]
	if rest != "" && (rest[0] == 's' || rest[0] == 'S') {
		rest = rest[1:]
	}
	rest, ok := strings.CutPrefix(rest, ":")
	for range 2 {
		if ok {
			rest, ok = strings.CutPrefix(strings.TrimPrefix(rest, `\`), "/")
		}
	}
	if !ok {
		return 0
	}
	end := strings.IndexAny(rest, afterURL)
	if end < 0 {
		end = len(rest)
	}
	if end == 0 {
		return 0
	}
	return len(s) - len(rest) + end
}

// redactMembers replaces the string values of JSON members whose names speak of secrets, wherever in a text they
// stand, also one whose end is cut off.
func redactMembers(s string) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		begin, end := secretValue(s[i:])
		if end == 0 {
			continue
		}
		b.WriteString(s[done:i+begin] + `"` + redacted + `"`)
		done = i + end
		i = done - 1
	}
	return b.String() + s[done:]
}

// secretValue returns where the value of the member that s begins with stands, with its quotes; 0, 0 when s does not
// begin with a member, or with one that is no secret or no string.
func secretValue(s string) (begin, end int) {
	name, rest, ok := strings.Cut(s[1:], `"`)
	if !ok || strings.ContainsFunc(name, notOfName) || !isSecretName(name) {
		return 0, 0
	}
	rest, ok = strings.CutPrefix(strings.TrimLeft(rest, whiteSpace), ":")
	rest = strings.TrimLeft(rest, whiteSpace)
	if !ok || !strings.HasPrefix(rest, `"`) {
		return 0, 0
	}
	begin = len(s) - len(rest)
	return begin, begin + stringSize(rest)
}

// notOfName reports whether a character is none of a plain name.
func notOfName(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '_', r == '-':
		return false
	}
	return true
}

// stringSize returns the size of the JSON string that s begins with, of all of s when it has no end.
func stringSize(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}
