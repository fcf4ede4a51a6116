package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/google/go-cmp/cmp"
)

// memoryStore is the simplest store there can be.
type memoryStore struct {
	mu     sync.Mutex
	tokens map[string]auth.Token
	saving error
}

func newMemoryStore() *memoryStore { return &memoryStore{tokens: make(map[string]auth.Token)} }

func (s *memoryStore) Update(_ context.Context, key string, change func(auth.Token) (auth.Token, error)) (auth.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token, err := change(s.tokens[key])
	if err != nil {
		return auth.Token{}, err
	}
	if s.saving == nil {
		s.tokens[key] = token
	}
	return token, s.saving
}

// Authenticators that share a file, as processes do, fetch one token.
func TestProcessesShareAFile(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour, slow: 50 * time.Millisecond}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "new", "folder", "tokens.json")
	var wg sync.WaitGroup
	for range 4 {
		a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenStore(auth.FileTokenStore(path)))
		rt := transport(t, a, server.URL, server.Client().Transport)
		for range 4 {
			wg.Go(func() { mustGetAsync(t, rt, server.URL+apiPath) })
		}
	}
	wg.Wait()
	if diff := cmp.Diff([3]int{1, 16, 0}, fake.counts()); diff != "" {
		t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
		t.Errorf("mode %04o, want 0600", mode)
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{path, path + ".lock"}, names); diff != "" {
		t.Errorf("files mismatch (-want +got):\n%s", diff)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), clientSecret) || strings.Contains(string(data), clientID) {
		t.Errorf("the file has id or secret: %s", data)
	}
}

// A restart uses the stored token, and gets another when Atlas has forgotten it, which the others then use.
func TestRestart(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour}
	path := filepath.Join(t.TempDir(), "tokens.json")
	start := func() http.RoundTripper {
		a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenStore(auth.FileTokenStore(path)))
		return transport(t, a, "https://atlas.test", direct(fake))
	}
	first, second := start(), start()
	mustGet(t, first, "https://atlas.test/1")
	mustGet(t, second, "https://atlas.test/2")
	fake.forget()
	mustGet(t, second, "https://atlas.test/3")
	mustGet(t, first, "https://atlas.test/4")
	mustGet(t, start(), "https://atlas.test/5")
	if diff := cmp.Diff([]string{"token-1", "token-1", "token-2", "token-2", "token-2"}, fake.used); diff != "" {
		t.Errorf("used tokens mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([3]int{2, 5, 2}, fake.counts()); diff != "" {
		t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
	}
}

// One file has the tokens of several accounts.
func TestAccountsInOneFile(t *testing.T) {
	t.Parallel()
	store := auth.FileTokenStore(filepath.Join(t.TempDir(), "tokens.json"))
	later := time.Now().Add(time.Hour).UTC()
	put := func(key string, token auth.Token) auth.Token {
		t.Helper()
		got, err := store.Update(t.Context(), key, func(auth.Token) (auth.Token, error) { return token, nil })
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	read := func(key string) auth.Token {
		t.Helper()
		got, err := store.Update(t.Context(), key, func(old auth.Token) (auth.Token, error) { return old, nil })
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	put("a", auth.Token{AccessToken: "1", Expiry: later})
	put("b", auth.Token{AccessToken: "2", Expiry: later, Issued: later.Add(-time.Hour)})
	put("old", auth.Token{AccessToken: "3", Expiry: later.Add(-2 * time.Hour)})
	put("a", auth.Token{AccessToken: "4"})
	failed := errors.New("no token")
	if _, err := store.Update(t.Context(), "b", func(auth.Token) (auth.Token, error) { return auth.Token{}, failed }); !errors.Is(err, failed) {
		t.Errorf("%v, want the error of change", err)
	}
	want := []auth.Token{{AccessToken: "4"}, {AccessToken: "2", Expiry: later, Issued: later.Add(-time.Hour)}, {}, {}}
	if got := []auth.Token{read("a"), read("b"), read("old"), read("c")}; !equalTokens(got, want) {
		t.Errorf("tokens are %q, want %q", tokenNames(got), tokenNames(want))
	}
	put("a", auth.Token{})
	if got := read("a"); !got.IsZero() {
		t.Errorf("the removed token is %s", got.AccessToken)
	}
}

func equalTokens(a, b []auth.Token) bool {
	for i := range a {
		if a[i].AccessToken != b[i].AccessToken || !a[i].Expiry.Equal(b[i].Expiry) || !a[i].Issued.Equal(b[i].Issued) {
			return false
		}
	}
	return len(a) == len(b)
}

func tokenNames(tokens []auth.Token) (names []string) {
	for _, t := range tokens {
		names = append(names, t.AccessToken)
	}
	return names
}

func TestTokenFileContent(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, content string
		mode          os.FileMode
		ok            bool
	}{
		{"empty", "", 0o600, true},
		{"broken", `{"format":1,"tokens":{"k`, 0o600, true},
		{"other_format", `{"format":2,"tokens":{}}`, 0o600, true},
		{"null", "null", 0o600, true},
		{"wrong_types", `{"format":1,"tokens":{"k":7}}`, 0o600, true},
		{"read_only", `{"format":1,"tokens":{}}`, 0o400, true},
		{"group", `{"format":1,"tokens":{}}`, 0o640, false},
		{"others", `{"format":1,"tokens":{}}`, 0o604, false},
		{"writable", `{"format":1,"tokens":{}}`, 0o620, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" && !c.ok {
				t.Skip("no modes")
			}
			path := filepath.Join(t.TempDir(), "tokens.json")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			fake := &fakeAtlas{lifetime: time.Hour}
			a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenStore(auth.FileTokenStore(path)))
			_, _, err := get(t, transport(t, a, "https://atlas.test", direct(fake)), "https://atlas.test/x")
			if c.ok {
				if data, readErr := os.ReadFile(path); err != nil || readErr != nil || !strings.Contains(string(data), "token-1") {
					t.Errorf("%v, %v, file is %s", err, readErr, data)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), "is open to others (mode 06") || fake.counts()[0] != 0 {
				t.Errorf("%v, %d tokens fetched, want an error before", err, fake.counts()[0])
			}
		})
	}
}

// A file of another format is not guessed at.
func TestTokenFileFormat(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tokens.json")
	for format, want := range map[string]string{"1": "abc", "2": "", "0": "", `"1"`: ""} {
		content := `{"format":` + format + `,"tokens":{"k":{"accessToken":"abc","expiry":"2999-01-01T00:00:00Z"}}}`
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := auth.FileTokenStore(path).Update(t.Context(), "k", func(old auth.Token) (auth.Token, error) { return old, nil })
		if err != nil || got.AccessToken != want {
			t.Errorf("format %s: %q, %v, want %q", format, got.AccessToken, err, want)
		}
	}
}

// What is no file is refused, and so is a path below a file.
func TestTokenFilePath(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	plain, link := filepath.Join(dir, "plain"), filepath.Join(dir, "link")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(plain, link); err != nil {
		t.Skip(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"", link, filepath.Join(dir, "folder"), filepath.Join(plain, "below")} {
		_, err := auth.FileTokenStore(path).Update(t.Context(), "k", func(auth.Token) (auth.Token, error) {
			t.Errorf("%q: change is called", path)
			return auth.Token{}, nil
		})
		if err == nil || !strings.Contains(err.Error(), "token file") {
			t.Errorf("%q: %v, want an error about the token file", path, err)
		}
	}
}

// Waiting for another process ends with the context.
func TestTokenFileIsLocked(t *testing.T) {
	t.Parallel()
	store := auth.FileTokenStore(filepath.Join(t.TempDir(), "tokens.json"))
	_, err := store.Update(t.Context(), "k", func(auth.Token) (auth.Token, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		_, err := store.Update(ctx, "k", func(auth.Token) (auth.Token, error) {
			t.Error("two updates at a time")
			return auth.Token{}, nil
		})
		return auth.Token{}, err
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want the end of the context", err)
	}
}

// A token that cannot be stored is used, and the handler is told.
func TestStoreCannotSave(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour}
	store := newMemoryStore()
	store.saving = errors.New("disk is full")
	var told []string
	a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenStore(store),
		auth.WithStoreErrorHandler(func(err error) { told = append(told, err.Error()) }))
	rt := transport(t, a, "https://atlas.test", direct(fake))
	mustGet(t, rt, "https://atlas.test/1")
	mustGet(t, rt, "https://atlas.test/2")
	if diff := cmp.Diff([]string{"service account: save token: disk is full"}, told); diff != "" || fake.counts()[0] != 1 {
		t.Errorf("%d tokens, told mismatch (-want +got):\n%s", fake.counts()[0], diff)
	}
}

// badStore does not keep its contract.
type badStore struct{}

func (badStore) Update(context.Context, string, func(auth.Token) (auth.Token, error)) (auth.Token, error) {
	return auth.Token{}, nil
}

func TestBadStore(t *testing.T) {
	t.Parallel()
	a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenStore(badStore{}))
	_, _, err := get(t, transport(t, a, "https://atlas.test", direct(&fakeAtlas{})), "https://atlas.test/1")
	if err == nil || err.Error() != "service account: the token store returned no token" {
		t.Errorf("%v, want an error", err)
	}
}
