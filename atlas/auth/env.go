package auth

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// These are the environment variables that [FromEnv] and [OptionsFromEnv] read. An empty one counts as not set.
const (
	EnvClientID      = "MONGODB_ATLAS_CLIENT_ID"       // of a service account
	EnvClientSecret  = "MONGODB_ATLAS_CLIENT_SECRET"   // of a service account
	EnvPublicAPIKey  = "MONGODB_ATLAS_PUBLIC_API_KEY"  // of an API key
	EnvPrivateAPIKey = "MONGODB_ATLAS_PRIVATE_API_KEY" // of an API key
	EnvAccessToken   = "MONGODB_ATLAS_ACCESS_TOKEN"    // a bearer token
	EnvBaseURL       = "MONGODB_ATLAS_BASE_URL"        // see atlas.WithBaseURL
)

// ErrNoCredentials means that the environment has no credentials at all.
var ErrNoCredentials = errors.New("no credentials in the environment")

// envKinds are the kinds of credentials by the variables that each needs.
var envKinds = []struct {
	names []string
	make  func(values []string) atlas.Authenticator
}{
	{[]string{EnvClientID, EnvClientSecret}, func(v []string) atlas.Authenticator { return ServiceAccount(v[0], v[1]) }},
	{[]string{EnvPublicAPIKey, EnvPrivateAPIKey}, func(v []string) atlas.Authenticator { return APIKey(v[0], v[1]) }},
	{[]string{EnvAccessToken}, func(v []string) atlas.Authenticator { return AccessToken(v[0]) }},
}

// FromEnv returns the credentials of the environment: a service account, an API key or an access token. None is
// [ErrNoCredentials]; two kinds, or half of a pair, is an error too, since a guess could be the wrong account. Errors
// name variables and never values.
func FromEnv() (atlas.Authenticator, error) {
	var found atlas.Authenticator
	var set, missing, all []string
	kinds := 0
	for _, kind := range envKinds {
		all = append(all, strings.Join(kind.names, " and "))
		have, lack, values := readEnv(kind.names)
		if len(have) == 0 {
			continue
		}
		kinds++
		set, missing = append(set, have...), append(missing, lack...)
		if len(lack) == 0 {
			found = kind.make(values)
		}
	}
	switch {
	case kinds == 0:
		return nil, fmt.Errorf("%w: set %s", ErrNoCredentials, strings.Join(all, ", or "))
	case kinds > 1:
		return nil, fmt.Errorf("several kinds of credentials in the environment: %s: unset all but one kind", strings.Join(set, ", "))
	case len(missing) > 0:
		return nil, fmt.Errorf("half of the credentials in the environment: %s is set, but %s is not", set[0], missing[0])
	default:
		return found, nil
	}
}

// readEnv divides names into those that are set and those that are not.
func readEnv(names []string) (have, lack, values []string) {
	for _, name := range names {
		value := os.Getenv(name)
		values = append(values, value)
		if value == "" {
			lack = append(lack, name)
		} else {
			have = append(have, name)
		}
	}
	return have, lack, values
}

// OptionsFromEnv returns what a client needs from the environment: [atlas.WithAuth] with the credentials of [FromEnv],
// and [atlas.WithBaseURL] when MONGODB_ATLAS_BASE_URL is set.
func OptionsFromEnv() ([]atlas.Option, error) {
	credentials, err := FromEnv()
	if err != nil {
		return nil, err
	}
	opts := []atlas.Option{atlas.WithAuth(credentials)}
	if baseURL := os.Getenv(EnvBaseURL); baseURL != "" {
		opts = append(opts, atlas.WithBaseURL(baseURL))
	}
	return opts, nil
}
