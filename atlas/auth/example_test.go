package auth_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

const groupID = "64a1b2c3d4e5f60718293a4b"

// list calls the mock once with credentials.
func list(server *atlastest.Server, credentials atlas.Authenticator) error {
	client, err := atlas20250312.New(atlas.WithBaseURL(server.URL), atlas.WithAuth(credentials))
	if err != nil {
		return err
	}
	_, err = client.ListCloudRestoreJobs(context.Background(), groupID, "Cluster0", nil)
	return err
}

// exampleMock makes an Atlas for an example.
func exampleMock(opts ...atlastest.Option) *atlastest.Server {
	server, err := atlastest.New(opts...)
	if err != nil {
		log.Fatal(err)
	}
	return server
}

// The token is fetched with the first request, and used by all clients that share the account.
func ExampleServiceAccount() {
	server := exampleMock(atlastest.WithServiceAccount("mdb_sa_id_1234", "mdb_sa_sk_5678"))
	defer server.Close()

	account := auth.ServiceAccount("mdb_sa_id_1234", "mdb_sa_sk_5678")
	fmt.Println(account)
	fmt.Println(list(server, account), list(server, account))
	for _, r := range server.Requests() {
		fmt.Println(r.Method, r.Operation)
	}
	// Output:
	// auth.ServiceAccount([redacted])
	// <nil> <nil>
	// POST token
	// GET listGroupClusterBackupRestoreJobs
	// GET listGroupClusterBackupRestoreJobs
}

// A program that runs often shares its token with its next runs through a file: Atlas gives out few tokens.
func ExampleFileTokenStore() {
	server := exampleMock(atlastest.WithServiceAccount("mdb_sa_id_1234", "mdb_sa_sk_5678"))
	defer server.Close()
	dir, err := os.MkdirTemp("", "tokens-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "tokens.json")

	for range 3 { // three programs, one after the other
		account := auth.ServiceAccount("mdb_sa_id_1234", "mdb_sa_sk_5678",
			auth.WithTokenStore(auth.FileTokenStore(file)))
		if err := list(server, account); err != nil {
			log.Fatal(err)
		}
	}
	tokens := 0
	for _, r := range server.Requests() {
		if r.Operation == "token" {
			tokens++
		}
	}
	fmt.Println("tokens fetched:", tokens)
	// Output:
	// tokens fetched: 1
}

// The nonce of the server is used again, so that only the first call takes two requests.
func ExampleAPIKey() {
	server := exampleMock(atlastest.WithAPIKey("abcdefgh", "01234567-89ab-cdef-0123-456789abcdef"))
	defer server.Close()

	key := auth.APIKey("abcdefgh", "01234567-89ab-cdef-0123-456789abcdef")
	client, err := atlas20250312.New(atlas.WithBaseURL(server.URL), atlas.WithAuth(key))
	if err != nil {
		log.Fatal(err)
	}
	for range 3 {
		if _, err := client.ListCloudRestoreJobs(context.Background(), groupID, "Cluster0", nil); err != nil {
			log.Fatal(err)
		}
	}
	for _, r := range server.Requests() {
		fmt.Println(r.Status)
	}
	// Output:
	// 401
	// 200
	// 200
	// 200
}

func ExampleAccessToken() {
	server := exampleMock(atlastest.WithAccessToken("a-token-of-another-tool"))
	defer server.Close()

	fmt.Println(list(server, auth.AccessToken("a-token-of-another-tool")))
	err := list(server, auth.AccessToken("one-that-has-expired"))
	fmt.Println(errors.Is(err, atlas.ErrUnauthorized))
	// Output:
	// <nil>
	// true
}

// The environment has the credentials, one kind of them, and perhaps the base URL.
func ExampleOptionsFromEnv() {
	server := exampleMock(atlastest.WithServiceAccount("mdb_sa_id_1234", "mdb_sa_sk_5678"))
	defer server.Close()
	defer setenv(map[string]string{
		auth.EnvClientID: "mdb_sa_id_1234", auth.EnvClientSecret: "mdb_sa_sk_5678", auth.EnvBaseURL: server.URL,
		auth.EnvPublicAPIKey: "", auth.EnvPrivateAPIKey: "", auth.EnvAccessToken: "",
	})()

	options, err := auth.OptionsFromEnv()
	if err != nil {
		log.Fatal(err) // none, half of a pair, or two kinds
	}
	client, err := atlas20250312.New(options...)
	if err != nil {
		log.Fatal(err)
	}
	jobs, err := client.ListCloudRestoreJobs(context.Background(), groupID, "Cluster0", nil)
	fmt.Println(len(jobs.Results), err)
	// Output:
	// 0 <nil>
}

// setenv changes the environment and returns what undoes it.
func setenv(vars map[string]string) (undo func()) {
	old := map[string]string{}
	for name, value := range vars {
		if before, ok := os.LookupEnv(name); ok {
			old[name] = before
		}
		os.Setenv(name, value)
	}
	return func() {
		for name := range vars {
			if before, ok := old[name]; ok {
				os.Setenv(name, before)
			} else {
				os.Unsetenv(name)
			}
		}
	}
}

// Where no token is to be had, the error says what the token endpoint answered. It is of the kinds of package atlas.
func ExampleTokenError() {
	server := exampleMock(atlastest.WithServiceAccount("mdb_sa_id_1234", "mdb_sa_sk_5678"))
	defer server.Close()

	err := list(server, auth.ServiceAccount("mdb_sa_id_1234", "mdb_sa_sk_of_last_year"))
	var token *auth.TokenError
	if errors.As(err, &token) {
		fmt.Println(token.Op, token.Status == http.StatusUnauthorized, errors.Is(err, atlas.ErrUnauthorized))
	}
	// Output:
	// fetch token true true
}
