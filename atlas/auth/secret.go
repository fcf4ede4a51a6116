package auth

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// redacted stands where a secret was.
const redacted = "[redacted]"

// A secret gives back a string. Package fmt shows a func as an address, wherever it stands and with whatever verb,
// also in unexported fields, whose methods fmt does not call.
type secret func() string

func newSecret(value string) secret { return func() string { return value } }

// checkSecret refuses what was surely not meant as an id or a secret; name is its name in the error. A line feed at
// the end, from a file that was read whole, is the usual case.
func checkSecret(name, value string) error {
	switch {
	case value == "":
		return fmt.Errorf("%s is empty", name)
	case strings.ContainsFunc(value, unicode.IsControl):
		return fmt.Errorf("%s has a control character, such as a line feed", name)
	case !utf8.ValidString(value):
		return fmt.Errorf("%s is not valid UTF-8", name)
	default:
		return nil
	}
}

// checkBearer refuses a token that cannot stand in a header (RFC 6750, section 2.1, has fewer characters yet).
func checkBearer(token string) error {
	if token == "" {
		return errors.New("access token is empty")
	}
	for _, c := range []byte(token) {
		if c <= ' ' || c >= 0x7f {
			return errors.New("access token has white space or other characters that no token has")
		}
	}
	return nil
}

// formatAs writes a text for every verb and flag.
func formatAs(f fmt.State, text string) { _, _ = io.WriteString(f, text) }

// scrub makes text of a server fit to show: without the secrets, on one line, without what does not print, and not
// longer than limit runes.
func scrub(text string, limit int, secrets ...string) string {
	for _, clean := range []func(string) string{func(s string) string { return s }, printable} {
		text = clean(text)
		for _, s := range secrets {
			if s = clean(s); s != "" {
				text = strings.ReplaceAll(text, s, redacted)
			}
		}
	}
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}

// printable returns text with white space as single spaces and without what does not print.
func printable(text string) string {
	words := strings.Fields(strings.ToValidUTF8(text, ""))
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.Join(words, " "))
}
