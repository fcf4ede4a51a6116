package atlas

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// redacted stands where a secret was.
const redacted = "[redacted]"

// secretWords are parts of names of headers and JSON members whose values are secrets, as authValue of a legacy job.
var secretWords = [...]string{"auth", "token", "secret", "password", "credential", "key"}

// isSecretName reports whether a header or JSON member of this name holds a secret.
func isSecretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretWords[:], func(word string) bool { return strings.Contains(name, word) })
}

// reduceURL keeps scheme, host and path of a URL that we made ourselves.
func reduceURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return redacted
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
}

// redactHeader returns a copy of a response header without cookies and without headers whose names speak of
// authentication. Of redirect targets scheme, host and path stay.
func redactHeader(header http.Header) http.Header {
	clean := make(http.Header, len(header))
	for name, values := range header {
		if strings.HasPrefix(name, "Set-Cookie") || isSecretName(name) {
			continue
		}
		clean[name] = slices.Clone(values)
	}
	for _, name := range []string{"Content-Location", "Location"} {
		if value := clean.Get(name); value != "" {
			clean.Set(name, reduceURL(value))
		}
	}
	return clean
}

// oneLine makes text safe for a log line: at most limit runes, with an ellipsis when it was longer, and everything
// that does not print as a Go escape.
func oneLine(s string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > limit {
			b.WriteString("…")
			break
		}
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

// printable returns at most limit bytes of text, with white space as single spaces and without what does not print.
func printable(s string, limit int) string {
	var b strings.Builder
	for _, word := range strings.Fields(strings.ToValidUTF8(s, "")) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		for _, r := range word {
			if !unicode.IsPrint(r) {
				continue
			}
			if b.Len()+len(string(r)) > limit {
				return b.String()
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}
