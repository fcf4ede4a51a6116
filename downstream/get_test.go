package downstream_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a module gets that uses a generated client: beside ours the runtime of
// oapi-codegen with what belongs to it, and the growth of waits.
var clientModules = []string{
	"github.com/apapsch/go-jsonmerge/v2", ours.Path, "github.com/cenkalti/backoff/v5", "github.com/google/uuid", "github.com/oapi-codegen/runtime",
}

// testGet does what a newcomer does: get a client, write a program, build it, run it.
func (b *bed) testGet(t *testing.T, env []string) *program {
	u := b.module(t, "restore.txtar")
	u.fetch(t, "get", ours.Path+"/generated/atlas20250312@latest")
	u.fetch(t, "mod", "tidy")
	if got := u.requirements(t); !slices.Equal(got, clientModules) {
		t.Errorf("go.mod mismatch (-want +got)\n%s", cmp.Diff(clientModules, got))
	}
	p := &program{name: "a generated client", user: u, env: env, want: "download " + arguments[2] + "\n"}
	p.run(t, nil)
	return p
}

// testVendor builds a program from its vendor folder alone, with no other
// module and no network in reach.
func (p *program) testVendor(t *testing.T) {
	u := p.user
	u.run(t, "go", "mod", "vendor")
	p.cost.vendored = size(t, u.path("vendor"))
	p.run(t, []string{"GOPROXY=off", "GOMODCACHE=" + t.TempDir()}, "-mod=vendor")
}
