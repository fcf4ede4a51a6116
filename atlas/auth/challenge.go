package auth

import (
	"net/http"
	"slices"
	"strings"

	"github.com/icholy/digest"
)

// findChallenge returns the first digest challenge of a response that can be answered, as RFC 7616, section 3.7, asks,
// or nil.
//
// The header fields are read here and not by package digest, which expects one challenge per field, "Basic" and
// "Digest" in one field being legal (RFC 9110, section 11.6.1), and takes the space in "auth, auth-int" for a part of
// the name.
func findChallenge(header http.Header) *digest.Challenge {
	for _, field := range header.Values("WWW-Authenticate") {
		for _, c := range parseChallenges(field) {
			if d := c.digest(); d != nil && digest.CanDigest(d) {
				return d
			}
		}
	}
	return nil
}

// A challenge is one scheme of a WWW-Authenticate field with its parameters, their names in lower case.
type challenge struct {
	scheme string
	params map[string]string
}

// digest returns the challenge as one of the digest scheme; nil when it is none.
func (c challenge) digest() *digest.Challenge {
	if !strings.EqualFold(c.scheme, "Digest") || c.params["nonce"] == "" {
		return nil
	}
	d := &digest.Challenge{
		Realm:     c.params["realm"],
		Nonce:     c.params["nonce"],
		Opaque:    c.params["opaque"],
		Algorithm: c.params["algorithm"],
		Charset:   c.params["charset"],
		Stale:     strings.EqualFold(c.params["stale"], "true"),
		Userhash:  strings.EqualFold(c.params["userhash"], "true"),
	}
	for qop := range strings.SplitSeq(strings.ToLower(c.params["qop"]), ",") {
		if qop = strings.TrimSpace(qop); qop != "" && !slices.Contains(d.QOP, qop) {
			d.QOP = append(d.QOP, qop)
		}
	}
	return d
}

// parseChallenges reads a WWW-Authenticate field. What is malformed is skipped to the next comma.
func parseChallenges(field string) []challenge {
	var all []challenge
	for in := (&scanner{field}); in.next(); {
		name := in.token()
		switch {
		case name == "":
			in.skipElement()
		case !in.accept('='):
			all = append(all, challenge{scheme: name, params: make(map[string]string)})
		case len(all) > 0:
			all[len(all)-1].set(name, in.value())
		default:
			in.value()
		}
	}
	return all
}

// parseParams reads a list of parameters, as in an Authentication-Info field.
func parseParams(field string) map[string]string {
	c := challenge{params: make(map[string]string)}
	for in := (&scanner{field}); in.next(); {
		if name := in.token(); name != "" && in.accept('=') {
			c.set(name, in.value())
			continue
		}
		in.skipElement()
	}
	return c.params
}

// set sets a parameter. The first one of a name counts.
func (c challenge) set(name, value string) {
	name = strings.ToLower(name)
	if _, ok := c.params[name]; !ok {
		c.params[name] = value
	}
}

// A scanner reads the parts of a header field.
type scanner struct{ rest string }

// next goes to the next element and reports whether there is one.
func (s *scanner) next() bool {
	s.rest = strings.TrimLeft(s.rest, " \t,")
	return s.rest != ""
}

// token reads a token; it is empty when there is none.
func (s *scanner) token() string {
	end := strings.IndexFunc(s.rest, func(r rune) bool { return !isTokenRune(r) })
	if end < 0 {
		end = len(s.rest)
	}
	token := s.rest[:end]
	s.rest = s.rest[end:]
	return token
}

// accept skips white space and then c, if that is there.
func (s *scanner) accept(c byte) bool {
	rest := strings.TrimLeft(s.rest, " \t")
	if rest == "" || rest[0] != c {
		return false
	}
	s.rest = strings.TrimLeft(rest[1:], " \t")
	return true
}

// value reads a quoted string or, for the sake of servers that leave out the quotes, all up to the next comma or space.
func (s *scanner) value() string {
	if !strings.HasPrefix(s.rest, `"`) {
		end := strings.IndexAny(s.rest, ", \t")
		if end < 0 {
			end = len(s.rest)
		}
		value := s.rest[:end]
		s.rest = s.rest[end:]
		return value
	}
	var value strings.Builder
	for i := 1; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '"':
			s.rest = s.rest[i+1:]
			return value.String()
		case c == '\\' && i+1 < len(s.rest):
			i++
			value.WriteByte(s.rest[i])
		default:
			value.WriteByte(c)
		}
	}
	s.rest = ""
	return value.String()
}

// skipElement goes to the next comma.
func (s *scanner) skipElement() {
	_, s.rest, _ = strings.Cut(s.rest, ",")
}

// isTokenRune is the tchar of RFC 9110, section 5.6.2.
func isTokenRune(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("!#$%&'*+-.^_`|~", r)
}
