package downstream_test

import (
	"os"
	"runtime"
	"testing"
)

// TestDownstream runs one after another, because it measures time.
func TestDownstream(t *testing.T) {
	switch {
	case testing.Short():
		t.Skip("takes minutes: make downstream")
	case runtime.GOOS == "windows":
		t.Skip("runs the shell script of a user")
	}
	b := newBed(t)
	atlasmock := b.buildMock(t)
	open := []string{serve(t, atlasmock)}
	keyed := []string{
		serve(t, atlasmock, "--api-key", "public:private"),
		"MONGODB_ATLAS_PUBLIC_API_KEY=public", "MONGODB_ATLAS_PRIVATE_API_KEY=private",
	}
	var client, credentials, sdk *program
	t.Run("get", func(t *testing.T) { client = b.testGet(t, open) })
	t.Run("migrate", func(t *testing.T) { credentials, sdk = b.testMigrate(t, keyed) })
	for _, p := range []*program{client, credentials, sdk} {
		if p != nil {
			t.Run("vendor "+p.name, p.testVendor)
		}
	}
	t.Run("tool directive", func(t *testing.T) { b.testGenerate(t, open, toolDirective) })
	t.Run("tools.go", func(t *testing.T) { b.testGenerate(t, open, toolsFile) })
	t.Run("CI", b.testCI)
	t.Run("upgrade", func(t *testing.T) { b.testUpgrade(t, open) })
	if client == nil || credentials == nil {
		t.Fatal("nothing to measure")
	}
	t.Run("costs", func(t *testing.T) { printTable(os.Stdout, b.testCosts(t, client, credentials, sdk)) })
}
