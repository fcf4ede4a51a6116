// Watch prints the states of a restore job, with times, until it has ended. Without flags it watches a job of a few
// seconds on a mock Atlas of its own:
//
//	go run ./examples/watch
//	go run ./examples/watch -real -group 64a1b2c3d4e5f60718293a4b -cluster c0 -job 68dc6e80aabbccddeeff0022
//
// With -real the credentials come from the environment: see auth.OptionsFromEnv. Ctrl-C ends the watching and leaves
// the job alone.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "watch:", err)
		os.Exit(1)
	}
}

// config is what the flags say.
type config struct {
	real                bool
	group, cluster, job string
	interval            time.Duration
}

func parse(args []string, stdout io.Writer) (config, error) {
	var c config
	set := flag.NewFlagSet("watch", flag.ContinueOnError)
	set.SetOutput(io.Discard) // main prints the error, in one line
	set.BoolVar(&c.real, "real", false, "use Atlas, with the credentials of the environment, not a mock")
	set.StringVar(&c.group, "group", "", "the `id` of the project")
	set.StringVar(&c.cluster, "cluster", "", "the `name` of the cluster")
	set.StringVar(&c.job, "job", "", "the `id` of the job")
	set.DurationVar(&c.interval, "interval", 0, "the `time` between the first looks at the job (default 5s, mock 100ms)")
	err := set.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		set.SetOutput(stdout)
		set.Usage()
	case err != nil:
	case set.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", set.Arg(0))
	case c.real && (c.group == "" || c.cluster == "" || c.job == ""):
		err = errors.New("-real needs -group, -cluster and -job")
	case !c.real && c.job != "":
		err = errors.New("-job needs -real: the mock has a job of its own")
	}
	return c, err
}

// connect returns the options that lead to Atlas, or to a mock with a running job that stop ends. For the mock it fills
// in what the flags have left open.
func connect(c *config, stderr io.Writer) (opts []atlas.Option, stop func(), err error) {
	if c.real {
		opts, err := auth.OptionsFromEnv()
		return opts, func() {}, err
	}
	c.group = cmp.Or(c.group, "64a1b2c3d4e5f60718293a4b")
	c.cluster = cmp.Or(c.cluster, "c0")
	c.interval = cmp.Or(c.interval, 100*time.Millisecond)
	srv, err := atlastest.New(
		atlastest.WithAccessToken("only-the-mock-knows-it"),
		atlastest.WithDurations(atlastest.Durations{Start: time.Second, Run: 2 * time.Second}),
		// Like Atlas, the mock does not know a new job for a moment. Wait gets over it.
		atlastest.WithCreateDelay(time.Second),
	)
	if err != nil {
		return nil, nil, err
	}
	job := atlastest.Job{Kind: atlastest.Cloud, GroupID: c.group, Cluster: c.cluster, Type: "automated"}
	c.job = srv.AddJobs(1, job, atlastest.Outcome{})[0]
	fmt.Fprintln(stderr, "using a mock Atlas; -real uses the real one")
	return []atlas.Option{atlas.WithBaseURL(srv.URL), atlas.WithAuth(auth.AccessToken("only-the-mock-knows-it"))}, srv.Close, nil
}

// run does what main does, and can be tested. It returns flag.ErrHelp when it has printed the flags.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c, err := parse(args, stdout)
	if err != nil {
		return err
	}
	opts, stop, err := connect(&c, stderr)
	if err != nil {
		return err
	}
	defer stop()
	client, err := atlas20250312.New(append(opts, atlas.WithUserAgent("watch/1"))...)
	if err != nil {
		return err
	}
	return watch(ctx, client, c, stdout)
}

func watch(ctx context.Context, client *atlas20250312.Client, c config, stdout io.Writer) error {
	begin, last := time.Now(), atlas.JobState(-1)
	say := func(what string) {
		fmt.Fprintf(stdout, "%s  %-8s  after %s\n", time.Now().Format(time.TimeOnly), what, time.Since(begin).Round(100*time.Millisecond))
	}
	fmt.Fprintf(stdout, "watching job %s\n", c.job)
	job, err := client.WaitCloudRestoreJob(ctx, c.group, c.cluster, c.job, &atlas.WaitOptions[atlas20250312.CloudRestoreJob]{
		Interval: c.interval, MaxInterval: 6 * c.interval, // zeros stand for 5 and 30 seconds
		// Called after each look at the job, the last one included.
		Progress: func(_ *atlas20250312.CloudRestoreJob, state atlas.JobState) {
			if state != last {
				say(state.String())
			}
			last = state
		},
	})
	switch {
	case err == nil:
		if !job.FinishedAt.IsZero() { // a download never says when it finished
			fmt.Fprintf(stdout, "finished at %s\n", job.FinishedAt.Format(time.RFC3339))
		}
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted: job %s goes on without us", c.job)
	case errors.Is(err, atlas.ErrJobExpired):
		return fmt.Errorf("%w: make a new job to get new links", err)
	}
	return err // an *atlas.JobError for a job that failed or was cancelled, an *atlas.Error for what Atlas refused
}
