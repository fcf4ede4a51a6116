package auth_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
)

// verbs are all ways of fmt to show something.
var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T", "%10s", "%-3v"}

// noSecrets prints a value in all ways, alone and inside of others, and searches for the secrets.
func noSecrets(t *testing.T, value any, secrets ...string) {
	t.Helper()
	type exported struct{ Field any }
	type hidden struct{ field any }
	for _, v := range []any{value, exported{value}, &exported{value}, []any{value}, map[string]any{"key": value}, hidden{value}, &hidden{value}} {
		for _, verb := range verbs {
			searchSecrets(t, verb, fmt.Sprintf(verb, v), secrets)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("text", "value", v)
		searchSecrets(t, "slog", log.String(), secrets)
	}
	if err, ok := value.(error); ok {
		searchSecrets(t, "Error", err.Error(), secrets)
		if inner, ok := err.(interface{ Unwrap() error }); ok && inner.Unwrap() != nil {
			noSecrets(t, inner.Unwrap(), secrets...)
		}
	}
}

func searchSecrets(t *testing.T, how, text string, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		for _, form := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprint([]byte(secret))} {
			if strings.Contains(text, form) {
				t.Errorf("%s shows the secret %s: %s", how, secret, text)
			}
		}
	}
}

func TestNothingPrintsSecrets(t *testing.T) {
	t.Parallel()
	const secretA, secretB = "first-secret-value", "second-secret-value"
	base, err := url.Parse("https://atlas.test")
	if err != nil {
		t.Fatal(err)
	}
	account := auth.ServiceAccount(secretA, secretB, auth.WithTokenStore(newMemoryStore()))
	for _, a := range []atlas.Authenticator{account, auth.APIKey(secretA, secretB), auth.AccessToken(secretA)} {
		noSecrets(t, a, secretA, secretB)
		rt, err := a.Transport(base, direct(&fakeAtlas{lifetime: time.Hour}))
		if err != nil {
			t.Fatal(err)
		}
		noSecrets(t, rt, secretA, secretB)
		noSecrets(t, &http.Client{Transport: rt}, secretA, secretB)
		core, err := atlas.NewCore("v1.0", nil, atlas.WithAuth(a))
		if err != nil {
			t.Fatal(err)
		}
		noSecrets(t, core, secretA, secretB)
		data, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		searchSecrets(t, "JSON", string(data), []string{secretA, secretB})
	}
	noSecrets(t, *account, secretA, secretB)
}

// A Token prints its expiry alone. In an unexported field fmt calls no methods, which the documentation says.
func TestTokenPrintsNoSecret(t *testing.T) {
	t.Parallel()
	token := auth.Token{AccessToken: "the-token", Expiry: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	for _, v := range []any{token, &token, []auth.Token{token}, map[string]auth.Token{"a": token}, struct{ T auth.Token }{token}} {
		for _, verb := range verbs {
			searchSecrets(t, verb, fmt.Sprintf(verb, v), []string{"the-token"})
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("text", "value", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "value", fmt.Sprint(v))
		searchSecrets(t, "slog", log.String(), []string{"the-token"})
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "value", token)
	searchSecrets(t, "slog JSON", log.String(), []string{"the-token"})
	if got, want := token.String(), "auth.Token{[redacted], expires 2026-01-02T03:04:05Z}"; got != want {
		t.Errorf("String is %s, want %s", got, want)
	}
}

// Ids, keys and tokens that cannot be meant are refused when the client is made, without repeating them.
func TestUnusableSecrets(t *testing.T) {
	t.Parallel()
	base, err := url.Parse("https://atlas.test")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]atlas.Authenticator{
		"client id is empty":                             auth.ServiceAccount("", "xyzzy"),
		"client secret is empty":                         auth.ServiceAccount("xyzzy", ""),
		"client secret has a control character":          auth.ServiceAccount("xyzzy", "xyzzy\n"),
		"public key is empty":                            auth.APIKey("", "xyzzy"),
		"private key is empty":                           auth.APIKey("xyzzy", ""),
		"private key is not valid UTF-8":                 auth.APIKey("xyzzy", "xyzzy\xff"),
		"access token is empty":                          auth.AccessToken(""),
		"access token has white space":                   auth.AccessToken("xyzzy xyzzy"),
		"service account: not made by ServiceAccount":    &auth.ServiceAccountAuth{},
		"access token has white space or other characte": auth.AccessToken("xyzzyé"),
	}
	for want, a := range cases {
		_, err := a.Transport(base, http.DefaultTransport)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "xyzzy") {
			t.Errorf("%v, want %q and no value", err, want)
		}
	}
	for _, a := range []atlas.Authenticator{auth.ServiceAccount("a", "b"), auth.APIKey("a", "b"), auth.AccessToken("a")} {
		if _, err := a.Transport(nil, http.DefaultTransport); err == nil {
			t.Errorf("%v: no error without a base URL", a)
		}
		if _, err := a.Transport(base, nil); err == nil {
			t.Errorf("%v: no error without a transport", a)
		}
	}
}
