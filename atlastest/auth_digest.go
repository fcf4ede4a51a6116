package atlastest

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// How a digest is checked (RFC 7616, section 3.4):
//  1. The server gives a nonce in its challenge, which lives for a while.
//  2. The client answers with a hash over its name, the realm, its password, the nonce, how often it used the nonce
//     (nc), a nonce of its own, the method and the request target.
//  3. A right hash over a nonce that has ended, or that was used with this nc or a higher one, is refused as stale: the
//     client may try again with the new nonce at once. So a request cannot be replayed. An option lets counts that were
//     not used come late.
//  4. A wrong hash, another target than that of the request, or a nonce that the server never gave is refused; stale
//     is told only for a nonce that was well once, or that may have been forgotten.

const (
	realm     = "MMS Public API"
	maxNonces = 10_000
)

// A digest keeps the nonces that were given.
type digest struct {
	nonces map[string]*nonce
	random *rand.Rand
}

type nonce struct {
	until time.Time
	count uint64 // the highest nc seen
	seen  uint64 // bit i tells that count-i was seen
}

// use takes a count that was not used before and is above the highest one, or at most window behind it.
func (n *nonce) use(count, window uint64) bool {
	if count > n.count {
		n.seen = n.seen<<min(count-n.count, 64) | 1
		n.count = count
		return true
	}
	behind := n.count - count
	if count == 0 || behind > window || n.seen>>behind&1 == 1 {
		return false
	}
	n.seen |= 1 << behind
	return true
}

func newDigest(seed uint64) *digest {
	return &digest{nonces: map[string]*nonce{}, random: rand.New(rand.NewPCG(seed, 0xd19e57))}
}

// challenge makes a WWW-Authenticate header with a new nonce.
func (d *digest) challenge(stale bool, now time.Time, lifetime time.Duration) string {
	if len(d.nonces) >= maxNonces {
		d.forget(now)
	}
	value := fmt.Sprintf("%016x%016x", d.random.Uint64(), d.random.Uint64())
	d.nonces[value] = &nonce{until: now.Add(lifetime)}
	return fmt.Sprintf(`Digest realm=%q, domain="", nonce=%q, algorithm=MD5, qop="auth", stale=%t`, realm, value, stale)
}

// forget makes room: nonces that ended go first, then all.
func (d *digest) forget(now time.Time) {
	for value, n := range d.nonces {
		if !now.Before(n.until) {
			delete(d.nonces, value)
		}
	}
	if len(d.nonces) >= maxNonces {
		clear(d.nonces)
	}
}

// check reports whether an Authorization header is right, and if not, whether only its nonce is to blame.
func (d *digest) check(r *http.Request, value string, c credentials, now time.Time) (ok, stale bool) {
	p, err := parseDigest(value)
	if err != nil || c.publicKey == "" || !p.fits(r) || !same(p["username"], c.publicKey) {
		return false, false
	}
	if !same(p["response"], p.response(r.Method, c.privateKey)) {
		return false, false
	}
	count, err := strconv.ParseUint(p["nc"], 16, 32)
	if err != nil || len(p["nc"]) != 8 {
		return false, false
	}
	n := d.nonces[p["nonce"]]
	if n == nil || !now.Before(n.until) || !n.use(count, c.nonceWindow) {
		return false, true
	}
	return true, false
}

// digestParams are the parameters of an Authorization header, their names in lower case.
type digestParams map[string]string

// fits reports whether the parameters are complete and speak of this request.
func (p digestParams) fits(r *http.Request) bool {
	target := r.RequestURI
	if target == "" { // a request that no server has read
		target = r.URL.RequestURI()
	}
	algorithm, named := p["algorithm"]
	return p["realm"] == realm && p["qop"] == "auth" && p["cnonce"] != "" && p["nonce"] != "" && p["uri"] == target &&
		(!named || strings.EqualFold(algorithm, "MD5"))
}

// response computes what the client should have sent.
func (p digestParams) response(method, password string) string {
	ha1 := md5Hex(p["username"] + ":" + p["realm"] + ":" + password)
	ha2 := md5Hex(method + ":" + p["uri"])
	return md5Hex(strings.Join([]string{ha1, p["nonce"], p["nc"], p["cnonce"], p["qop"], ha2}, ":"))
}

func md5Hex(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// parseDigest reads the parameters: name=token or name="quoted", separated by commas. A name that comes twice is an
// error.
func parseDigest(s string) (digestParams, error) {
	p := digestParams{}
	for s = strings.TrimLeft(s, " \t,"); s != ""; s = strings.TrimLeft(s, " \t,") {
		name, rest, ok := strings.Cut(s, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := p[name]; !ok || name == "" || twice {
			return nil, fmt.Errorf("digest parameter %q is malformed or comes twice", name)
		}
		value, rest, err := digestValue(strings.TrimLeft(rest, " \t"))
		if err != nil {
			return nil, err
		}
		rest = strings.TrimLeft(rest, " \t")
		if rest != "" && rest[0] != ',' {
			return nil, fmt.Errorf("digest parameter %q is not followed by a comma", name)
		}
		p[name], s = value, rest
	}
	return p, nil
}

// digestValue reads a token or a quoted string, in which a backslash quotes a character.
func digestValue(s string) (value, rest string, err error) {
	if !strings.HasPrefix(s, `"`) {
		end := strings.IndexAny(s, ", \t")
		if end < 0 {
			end = len(s)
		}
		return s[:end], s[end:], nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:], nil
		case s[i] == '\\' && i+1 < len(s):
			i++
		}
		b.WriteByte(s[i])
	}
	return "", "", errors.New("digest parameter without a closing quote")
}
