package auth

import (
	"fmt"
	"log/slog"
	"time"
)

// A Token is an access token of a service account. The zero Token is none. Nothing that fmt or log/slog writes shows
// the token itself, as long as it does not stand in an unexported field of a caller's struct; JSON has it whole, for
// the sake of a [TokenStore].
type Token struct {
	// AccessToken is the secret.
	AccessToken string `json:"accessToken"`
	// Issued is when the token was asked for, which tells its whole lifetime; zero when unknown.
	Issued time.Time `json:"issued"`
	// Expiry is when the token stops working; zero when the server did not tell.
	Expiry time.Time `json:"expiry"`
}

// maxMargin is how long before its expiry a token is renewed, at most; else it is a tenth of the lifetime.
const maxMargin = time.Minute

// IsZero reports whether there is no token.
func (t Token) IsZero() bool { return t.AccessToken == "" }

// valid reports whether the token has not expired.
func (t Token) valid(now time.Time) bool {
	return !t.IsZero() && (t.Expiry.IsZero() || now.Before(t.Expiry))
}

// fresh reports whether the token need not be renewed yet.
func (t Token) fresh(now time.Time) bool {
	return t.valid(now) && (t.Expiry.IsZero() || now.Before(t.Expiry.Add(-t.margin())))
}

// margin returns how long before its expiry the token is renewed.
func (t Token) margin() time.Duration {
	if t.Issued.IsZero() {
		return maxMargin
	}
	return min(maxMargin, max(0, t.Expiry.Sub(t.Issued)/10))
}

// String shows when the token expires, and not the token.
func (t Token) String() string {
	switch {
	case t.IsZero():
		return "auth.Token{}"
	case t.Expiry.IsZero():
		return "auth.Token{" + redacted + "}"
	default:
		return "auth.Token{" + redacted + ", expires " + t.Expiry.UTC().Format(time.RFC3339) + "}"
	}
}

// GoString is String.
func (t Token) GoString() string { return t.String() }

// Format writes String, whatever the verb.
func (t Token) Format(f fmt.State, _ rune) { formatAs(f, t.String()) }

// LogValue implements [slog.LogValuer], for handlers that write JSON.
func (t Token) LogValue() slog.Value { return slog.StringValue(t.String()) }
