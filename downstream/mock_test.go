package downstream_test

import (
	"bufio"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// buildMock builds the command atlasmock in a module that has it as a tool,
// and returns its path.
func (b *bed) buildMock(t *testing.T) string {
	t.Helper()
	u := b.module(t)
	u.fetch(t, "get", "-tool", ours.Path+"/cmd/atlasmock@"+ours.Version)
	return strings.TrimSpace(u.run(t, "go", "tool", "-n", "atlasmock"))
}

// serve starts a mock Atlas, which ends with the test, and returns the setting
// that leads a client to it.
func serve(t *testing.T, atlasmock string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), atlasmock, append([]string{"--addr", "127.0.0.1:0"}, args...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // the context of a test ends before its cleanup
	url, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the mock tells no URL: %v", err)
	}
	return "MONGODB_ATLAS_BASE_URL=" + strings.TrimSpace(url)
}
