package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
)

// allVariables are those that FromEnv reads.
var allVariables = []string{
	"MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET", "MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY",
	"MONGODB_ATLAS_ACCESS_TOKEN",
}

func TestFromEnv(t *testing.T) {
	id, secret, public, private, token := allVariables[0], allVariables[1], allVariables[2], allVariables[3], allVariables[4]
	cases := []struct {
		name string
		set  []string
		want string   // what is made
		errs []string // what the error names
	}{
		{"service_account", []string{id, secret}, "auth.ServiceAccount([redacted])", nil},
		{"api_key", []string{public, private}, "auth.APIKey([redacted])", nil},
		{"access_token", []string{token}, "auth.AccessToken([redacted])", nil},
		{"none", nil, "", allVariables},
		{"half_id", []string{id}, "", []string{id + " is set", secret + " is not"}},
		{"half_secret", []string{secret}, "", []string{secret + " is set", id + " is not"}},
		{"half_public", []string{public}, "", []string{public + " is set", private + " is not"}},
		{"half_private", []string{private}, "", []string{private + " is set", public + " is not"}},
		{"two_kinds", []string{id, secret, token}, "", []string{id, secret, token}},
		{"two_pairs", []string{id, secret, public, private}, "", []string{id, secret, public, private}},
		{"pair_and_half", []string{id, secret, public}, "", []string{id, secret, public}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, name := range append(allVariables, "MONGODB_ATLAS_BASE_URL") {
				t.Setenv(name, "")
			}
			for _, name := range c.set {
				t.Setenv(name, "the-value")
			}
			got, err := auth.FromEnv()
			if c.want != "" {
				if err != nil || got.(interface{ String() string }).String() != c.want {
					t.Errorf("%v, %v, want %s", got, err, c.want)
				}
				return
			}
			if err == nil || got != nil || strings.Contains(err.Error(), "the-value") {
				t.Fatalf("%v, %v, want an error without values", got, err)
			}
			if errors.Is(err, auth.ErrNoCredentials) != (len(c.set) == 0) {
				t.Errorf("%v is ErrNoCredentials: %t", err, len(c.set) != 0)
			}
			for _, part := range c.errs {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%v does not say %q", err, part)
				}
			}
			if opts, err := auth.OptionsFromEnv(); err == nil || opts != nil {
				t.Errorf("OptionsFromEnv: %v, want the error", err)
			}
		})
	}
}

// The options lead to the server of the environment, with its credentials.
func TestOptionsFromEnv(t *testing.T) {
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.URL.Path+" "+r.Header.Get("Authorization"))
		answer(w, 200, "{}")
	}))
	t.Cleanup(server.Close)
	for _, name := range allVariables {
		t.Setenv(name, "")
	}
	t.Setenv("MONGODB_ATLAS_ACCESS_TOKEN", "abc")
	for baseURL, want := range map[string]string{"": atlas.DefaultBaseURL + "/", server.URL: server.URL + "/"} {
		t.Setenv("MONGODB_ATLAS_BASE_URL", baseURL)
		opts, err := auth.OptionsFromEnv()
		if err != nil {
			t.Fatal(err)
		}
		ops := []atlas.Operation{{Name: "List", Method: http.MethodGet, Path: "/groups"}}
		core, err := atlas.NewCore("v", ops, opts...)
		if err != nil || core.BaseURL() != want {
			t.Fatalf("%v, %v, want %s", core, err, want)
		}
		if baseURL == "" {
			continue
		}
		req, err := http.NewRequest(http.MethodGet, core.BaseURL()+"groups", nil)
		if _, err := atlas.Decode[map[string]any](t.Context(), core, &ops[0], req, err); err != nil {
			t.Error(err)
		}
	}
	if len(got) != 1 || got[0] != "/groups Bearer abc" {
		t.Errorf("requests %q", got)
	}
}
