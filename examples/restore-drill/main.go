// Restore-drill proves that a backup can be got back: it asks Atlas for the download of a snapshot, waits until it is
// ready, fetches all files, verifies them and prints a table. Without flags it plays against a mock Atlas of its own:
//
//	go run ./examples/restore-drill
//	go run ./examples/restore-drill -real -group 64a1b2c3d4e5f60718293a4b -cluster c0 -snapshot 68dc6e80aabbccddeeff0011
//
// With -real the credentials come from the environment: see auth.OptionsFromEnv.
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
	"path/filepath"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "restore-drill:", strings.ReplaceAll(err.Error(), "\n", "; ")) // joined errors have line breaks
		os.Exit(1)
	}
}

// config is what the flags say.
type config struct {
	real                          bool
	group, cluster, snapshot, dir string
	interval                      time.Duration
}

func parse(args []string, stdout io.Writer) (config, error) {
	var c config
	set := flag.NewFlagSet("restore-drill", flag.ContinueOnError)
	set.SetOutput(io.Discard) // main prints the error, in one line
	set.BoolVar(&c.real, "real", false, "use Atlas, with the credentials of the environment, not a mock")
	set.StringVar(&c.group, "group", "", "the `id` of the project")
	set.StringVar(&c.cluster, "cluster", "", "the `name` of the cluster")
	set.StringVar(&c.snapshot, "snapshot", "", "the `id` of the snapshot")
	set.StringVar(&c.dir, "dir", "", "keep the files in this `folder` (default a temporary one, removed at the end)")
	set.DurationVar(&c.interval, "interval", 0, "the `time` between the first looks at the job (default 5s, mock 100ms)")
	err := set.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		set.SetOutput(stdout)
		set.Usage()
	case err != nil:
	case set.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", set.Arg(0))
	case c.real && (c.group == "" || c.cluster == "" || c.snapshot == ""):
		err = errors.New("-real needs -group, -cluster and -snapshot")
	}
	return c, err
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
	client, err := atlas20250312.New(append(opts, atlas.WithUserAgent("restore-drill/1"))...)
	if err != nil {
		return err
	}
	if err = drill(ctx, client, c, stdout, meter{w: stderr, terminal: isTerminal(stderr)}); err != nil && ctx.Err() != nil {
		return fmt.Errorf("interrupted: %w", err)
	}
	return err
}

// drill restores and verifies. The folder is gone afterwards if it is a temporary one.
func drill(ctx context.Context, client *atlas20250312.Client, c config, stdout io.Writer, m meter) (err error) {
	begin := time.Now()
	job, err := prepare(ctx, client, c, m)
	if err != nil {
		return err
	}
	ready := time.Now()

	dir := c.dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "restore-drill-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	// Downloads go on by themselves after a broken connection, and get new links when these expire.
	progress, done := m.download(len(job.Downloads("")))
	results, err := client.DownloadCloudRestoreJob(ctx, c.group, c.cluster, job.ID, dir, &atlas.DownloadOptions{Progress: progress})
	done()
	if err != nil {
		return err
	}
	if err := verify(ctx, results); err != nil {
		return err
	}

	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "FILE\tBYTES\tTIME\tRESUMES\tSHA-256")
	var total int64
	for _, r := range results {
		total += r.Bytes
		fmt.Fprintf(table, "%s\t%d\t%s\t%d\t%s\n", filepath.Base(r.Path), r.Bytes, r.Duration.Round(time.Millisecond), r.Resumes, r.SHA256)
	}
	fmt.Fprintf(table, "passed: job %s, %d files, %s, ready after %s, fetched and verified in %s, in %s\n",
		job.ID, len(results), size(total), ready.Sub(begin).Round(time.Millisecond), time.Since(ready).Round(time.Millisecond),
		cmp.Or(c.dir, "a temporary folder, which is removed now"))
	return table.Flush()
}

// prepare makes the job and waits until there is something to download.
func prepare(ctx context.Context, client *atlas20250312.Client, c config, m meter) (*atlas20250312.CloudRestoreJob, error) {
	job, err := client.CreateCloudRestoreJob(ctx, c.group, c.cluster, atlas20250312.CloudRestoreJobRequest{
		DeliveryType: atlas20250312.CloudRestoreJobDeliveryTypeDownload,
		SnapshotID:   c.snapshot,
	})
	if err != nil {
		return nil, err
	}
	progress, done := m.wait(job.ID)
	ready, err := client.WaitCloudRestoreJob(ctx, c.group, c.cluster, job.ID, &atlas.WaitOptions[atlas20250312.CloudRestoreJob]{
		Interval: c.interval, MaxInterval: 6 * c.interval, // zeros stand for 5 and 30 seconds
		Progress: progress,
	})
	done()
	if _, ended := errors.AsType[*atlas.JobError](err); err == nil || ended {
		return ready, err
	}
	// We stop waiting for a job that goes on, so cancel it: nobody else knows it. ctx may have ended, this must not.
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer stop()
	return nil, errors.Join(err, client.CancelCloudRestoreJob(ctx, c.group, c.cluster, job.ID))
}
