package auth

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	// exchangeTime limits one request to the token endpoint.
	exchangeTime = 30 * time.Second
	// maxAnswer limits what is read of an answer of the token endpoint, in bytes.
	maxAnswer = 1 << 20
	// Limits of what the server says in a TokenError, in runes.
	maxCode        = 80
	maxDescription = 200
)

// An endpoint is where tokens are fetched and revoked, and as whom.
type endpoint struct {
	tokenURL  *url.URL
	id        secret
	secret    secret
	next      http.RoundTripper
	userAgent string // of the caller's requests; may be empty
}

// fetch gets one token, in one try.
func (e *endpoint) fetch(ctx context.Context) (Token, error) {
	ctx, cancel := context.WithTimeout(ctx, exchangeTime)
	defer cancel()
	config := clientcredentials.Config{
		ClientID:     e.id(),
		ClientSecret: e.secret(),
		TokenURL:     e.tokenURL.String(),
		AuthStyle:    oauth2.AuthStyleInHeader,
	}
	started := time.Now()
	exchange := &exchange{endpoint: e}
	got, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, exchange.client()))
	if err != nil {
		return Token{}, exchange.failure("fetch token", err)
	}
	if !strings.EqualFold(got.Type(), "Bearer") {
		return Token{}, exchange.unusable(errors.New("the token is not of the type Bearer"))
	}
	if err := checkBearer(got.AccessToken); err != nil {
		return Token{}, exchange.unusable(err)
	}
	// The lifetime is counted from before the request, and by the clock on the wall, since a machine that sleeps stops
	// the other one.
	token := Token{AccessToken: got.AccessToken, Issued: started.Round(0).UTC()}
	if !got.Expiry.IsZero() {
		token.Expiry = got.Expiry.Add(-time.Since(started)).Round(0).UTC()
	}
	return token, nil
}

// revoke ends one token (RFC 7009), in one try.
func (e *endpoint) revoke(ctx context.Context, token string) error {
	ctx, cancel := context.WithTimeout(ctx, exchangeTime)
	defer cancel()
	form := url.Values{"token": {token}, "token_type_hint": {"access_token"}}
	address := e.tokenURL.ResolveReference(&url.URL{Path: "revoke"})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return &TokenError{Op: "revoke token", Err: errors.New("the URL is not valid")}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(e.escaped())
	exchange := &exchange{endpoint: e, token: token}
	res, err := exchange.client().Do(req)
	if err != nil {
		return exchange.failure("revoke token", err)
	}
	_ = res.Body.Close() // it is in memory
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return exchange.failure("revoke token", nil)
	}
	return nil
}

// escaped returns id and secret as they stand in HTTP Basic (RFC 6749, section 2.3.1).
func (e *endpoint) escaped() (id, password string) {
	return url.QueryEscape(e.id()), url.QueryEscape(e.secret())
}

// An exchange is one request to the endpoint and what came of it. The answer is read here, where an error of reading
// can be told from an answer that is not understood.
type exchange struct {
	*endpoint
	token  string // what is revoked
	status int
	header http.Header
	body   []byte
}

// client returns a client for this exchange. It follows no redirects: the secret is for this URL.
func (x *exchange) client() *http.Client {
	return &http.Client{
		Transport:     x,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// RoundTrip implements [http.RoundTripper].
func (x *exchange) RoundTrip(req *http.Request) (*http.Response, error) {
	asked := req.WithContext(req.Context())
	asked.Header = req.Header.Clone()
	asked.Header.Set("Accept", "application/json")
	if x.userAgent != "" {
		asked.Header.Set("User-Agent", x.userAgent)
	}
	res, err := send(x.next, asked, req.Body, "")
	if err != nil {
		return nil, err
	}
	if res.Body != nil {
		x.body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer))
		_ = res.Body.Close() // it is read
		if err != nil {
			return nil, fmt.Errorf("read the answer: %w", err)
		}
	}
	x.status, x.header = res.StatusCode, res.Header
	res.Body = io.NopCloser(bytes.NewReader(x.body))
	// x/oauth2 goes by the media type alone, and takes text/plain for a form.
	if json.Valid(x.body) {
		res.Header = res.Header.Clone()
		if res.Header == nil {
			res.Header = make(http.Header)
		}
		res.Header.Set("Content-Type", "application/json")
	}
	return res, nil
}

// failure makes a TokenError of what came, or did not. The error of x/oauth2 is not wrapped: it holds the body of the
// answer, and the request with its Authorization header.
func (x *exchange) failure(op string, err error) *TokenError {
	failure := &TokenError{Op: op, Status: x.status}
	failure.RetryAfter, failure.asked = retryAfter(x.header)
	code, description := errorTexts(x.body)
	failure.Code = scrub(code, maxCode, x.secrets()...)
	failure.Description = scrub(description, maxDescription, x.secrets()...)
	var urlErr *url.Error
	switch {
	case x.status == 0 && errors.Is(err, context.DeadlineExceeded):
		failure.Err = errors.New("no answer in time") // not the error of a context that the caller knows
	case x.status == 0 && errors.As(err, &urlErr):
		failure.Err = x.safe(urlErr.Err)
	case x.status == 0:
		failure.Err = errors.New("no answer")
	case x.status >= 200 && x.status <= 299 && failure.Code == "":
		failure.Err = errors.New("the answer has no usable token")
	}
	return failure
}

// unusable makes a TokenError for a token that cannot be used.
func (x *exchange) unusable(why error) *TokenError {
	failure := x.failure("fetch token", nil)
	failure.Err = why
	return failure
}

// safe returns an error whose text has no secret: err itself, or its text without.
func (x *exchange) safe(err error) error {
	text := err.Error()
	if clean := scrub(text, len(text), x.secrets()...); clean != printable(text) {
		return errors.New(clean)
	}
	return err
}

// secrets returns all forms in which a server could repeat what it was sent or has sent.
func (x *exchange) secrets() []string {
	id, password := x.escaped()
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	_ = json.Unmarshal(x.body, &answer) // then there is no token in it
	return []string{
		base64.StdEncoding.EncodeToString([]byte(id + ":" + password)),
		x.secret(), password, x.token, url.QueryEscape(x.token), answer.AccessToken,
	}
}

// errorTexts reads the error of an answer, be it of OAuth or of Atlas; both are empty when there is none.
func errorTexts(body []byte) (code, description string) {
	var members map[string]any
	if json.Unmarshal(body, &members) != nil {
		return "", ""
	}
	text := func(names ...string) string {
		for _, name := range names {
			if s, ok := members[name].(string); ok && s != "" {
				return s
			}
		}
		return ""
	}
	return text("errorCode", "error"), text("error_description", "detail")
}
