package main

import (
	"cmp"
	"fmt"
	"io"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
)

// connect returns the options that lead to Atlas, or to a mock with a few jobs that stop ends. For the mock it fills in
// what the flags have left open.
func connect(c *config, stderr io.Writer) (opts []atlas.Option, stop func(), err error) {
	if c.real {
		opts, err := auth.OptionsFromEnv()
		return opts, func() {}, err
	}
	c.group = cmp.Or(c.group, "64a1b2c3d4e5f60718293a4b")
	c.cluster = cmp.Or(c.cluster, "c0")
	const public, private = "mockmock", "not a secret: only the mock knows it"
	srv, err := atlastest.New(
		atlastest.WithFakeClock(time.Date(2025, time.October, 1, 6, 0, 0, 0, time.UTC)),
		atlastest.WithAPIKey(public, private),
		atlastest.WithCluster(c.group, c.cluster, atlastest.DedicatedCluster, 2),
	)
	if err != nil {
		return nil, nil, err
	}
	fill(srv, c.group, c.cluster)
	fmt.Fprintln(stderr, "using a mock Atlas; -real uses the real one")
	return []atlas.Option{atlas.WithBaseURL(srv.URL), atlas.WithAuth(auth.APIKey(public, private))}, srv.Close, nil
}

// fill makes a job of each state. The clock moves only here, so the last job runs as long as the program does.
func fill(srv *atlastest.Server, group, cluster string) {
	for _, job := range []struct {
		kind    string
		outcome atlastest.Outcome
		later   time.Duration
	}{
		{"automated", atlastest.Outcome{}, 26 * time.Hour},
		{"pointInTime", atlastest.Outcome{Fail: true}, 3 * time.Hour},
		{"download", atlastest.Outcome{}, 5 * time.Hour}, // its links expire after an hour
		{"download", atlastest.Outcome{Cancel: true}, 20 * time.Minute},
		{"download", atlastest.Outcome{}, 10 * time.Minute},
		{"automated", atlastest.Outcome{}, 2 * time.Minute},
	} {
		srv.AddJobs(1, atlastest.Job{Kind: atlastest.Cloud, GroupID: group, Cluster: cluster, Type: job.kind}, job.outcome)
		srv.Advance(job.later)
	}
}
