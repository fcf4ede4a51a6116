package auth_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/google/go-cmp/cmp"
)

// Variables that make TestChildProcess do something.
const (
	childServer = "AUTH_TEST_SERVER"
	childFile   = "AUTH_TEST_FILE"
)

// TestChildProcess is what the processes of TestRealProcesses do.
func TestChildProcess(t *testing.T) {
	address := os.Getenv(childServer)
	if address == "" {
		t.Skip("is run by TestRealProcesses")
	}
	a := auth.ServiceAccount(clientID, clientSecret, auth.WithTokenStore(auth.FileTokenStore(os.Getenv(childFile))))
	mustGet(t, transport(t, a, address, http.DefaultTransport), address+apiPath)
}

// Real processes that share a file fetch one token.
func TestRealProcesses(t *testing.T) {
	t.Parallel()
	fake := &fakeAtlas{lifetime: time.Hour, slow: 100 * time.Millisecond}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	path := filepath.Join(t.TempDir(), "tokens.json")
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			child := exec.Command(os.Args[0], "-test.run=^TestChildProcess$")
			child.Env = append(os.Environ(), childServer+"="+server.URL, childFile+"="+path)
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff([3]int{1, 3, 0}, fake.counts()); diff != "" {
		t.Errorf("fetches, calls, refusals mismatch (-want +got):\n%s", diff)
	}
}
