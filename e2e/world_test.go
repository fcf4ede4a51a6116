package e2e_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

const (
	group    = "64a1b2c3d4e5f60718293a4b"
	snapshot = "68dc6e80aabbccddeeff0011"
	endpoint = "vpce-0123456789abcdef0"
	shards   = 3
)

// epoch is before all sunsets.
var epoch = time.Date(2025, time.October, 1, 0, 0, 0, 0, time.UTC)

// Credentials that the mock takes. They must not show up in any error.
const (
	clientID     = "mdb_sa_id_0123456789abcdef01234567"
	clientSecret = "mdb_sa_sk_SECRET-of-the-account"
	publicKey    = "abcdefgh"
	privateKey   = "01234567-SECRET-of-the-key"
)

// A credential is one way to prove who one is.
type credential struct {
	name string
	make func() atlas.Authenticator
}

var credentials = []credential{
	{"service account", func() atlas.Authenticator { return auth.ServiceAccount(clientID, clientSecret) }},
	{"API key", func() atlas.Authenticator { return auth.APIKey(publicKey, privateKey) }},
}

// A world is a mock Atlas and a generated client for it, in a bubble of its own.
type world struct {
	*testing.T
	ctx  context.Context
	srv  *atlastest.Server
	apis map[atlastest.Kind]*api
}

// warm loads the pinned documents outside of any bubble, once: that takes a while, and belongs to no test.
var warm = sync.OnceFunc(func() {
	srv, err := atlastest.NewUnstarted()
	if err != nil {
		panic(err)
	}
	srv.Close()
})

// mock starts a server for a bubble. It has a sharded cluster, and takes both kinds of credentials.
func mock(t *testing.T, opts ...atlastest.Option) *atlastest.Server {
	return atlastest.NewServer(t, append([]atlastest.Option{
		atlastest.WithoutNetwork(),
		atlastest.WithStart(epoch),
		atlastest.WithCluster(group, "sharded", atlastest.DedicatedCluster, shards),
		atlastest.WithServiceAccount(clientID, clientSecret),
		atlastest.WithAPIKey(publicKey, privateKey),
		atlastest.WithDownloadSize(100_003),
	}, opts...)...)
}

// options point a client to a server.
func options(srv *atlastest.Server, c credential, more ...atlas.Option) []atlas.Option {
	return append([]atlas.Option{
		atlas.WithBaseURL(srv.URL), atlas.WithHTTPClient(srv.Client()), atlas.WithAuth(c.make()),
	}, more...)
}

// inWorld runs a test in a bubble, with a mock and a client of a version. Time passes at once there.
func inWorld(t *testing.T, v version, c credential, opts []atlastest.Option, test func(*world), more ...atlas.Option) {
	t.Helper()
	warm()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := mock(t, opts...)
		apis, err := v.make(options(srv, c, more...)...)
		if err != nil {
			t.Fatal(err)
		}
		test(newWorld(t, srv, apis))
	})
}

// newWorld puts a world together. What hangs in it fails after a day, which passes at once.
func newWorld(t *testing.T, srv *atlastest.Server, apis map[atlastest.Kind]*api) *world {
	ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
	t.Cleanup(cancel)
	return &world{T: t, ctx: ctx, srv: srv, apis: apis}
}

// eachKind runs a test for each kind of each version, with each kind of credentials. With -short, a test that needs but
// one kind of credentials leaves out the versions between the oldest and the newest, which have all kinds of job.
func eachKind(t *testing.T, creds []credential, opts []atlastest.Option, test func(*world, atlastest.Kind, *api), more ...atlas.Option) {
	t.Parallel()
	all := versions()
	if testing.Short() && len(creds) == 1 {
		all = []version{all[0], all[len(all)-1]}
	}
	for _, v := range all {
		for _, kind := range slices.Sorted(maps.Keys(v.served)) {
			for _, c := range creds {
				t.Run(v.name+"/"+string(kind)+"/"+c.name, func(t *testing.T) {
					inWorld(t, v, c, opts, func(w *world) { test(w, kind, w.apis[kind]) }, more...)
				})
			}
		}
	}
}

// made creates jobs and fails the test if it cannot.
func (w *world) made(a *api, s scenario) []job {
	w.Helper()
	w.srv.NextJob(s.outcome)
	jobs, err := a.create(w.ctx, s.cluster, s.body)
	if err != nil || len(jobs) != s.jobs() {
		w.Fatalf("create: %d jobs, want %d; error %v", len(jobs), s.jobs(), err)
	}
	return jobs
}

// seen counts the requests by name ("cloud.get", "download", "token") since the last reset.
func (w *world) seen() map[string]int {
	counts := map[string]int{}
	for _, r := range w.srv.Requests() {
		name := r.Name
		if name == "" {
			name = r.Operation
		}
		counts[name]++
	}
	return counts
}
