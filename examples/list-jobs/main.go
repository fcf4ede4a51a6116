// List-jobs prints the restore jobs of a cluster, the newest last. Without flags it asks a mock Atlas of its own:
//
//	go run ./examples/list-jobs
//	go run ./examples/list-jobs -real -group 64a1b2c3d4e5f60718293a4b -cluster c0 -json
//
// With -real the credentials come from the environment: see auth.OptionsFromEnv.
//
// The JSON of a job holds download links, and who has such a link has the data. They are printed without their paths
// unless -links is given.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
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
		fmt.Fprintln(os.Stderr, "list-jobs:", err)
		os.Exit(1)
	}
}

// config is what the flags say.
type config struct {
	real, json, links bool
	group, cluster    string
}

func parse(args []string, stdout io.Writer) (config, error) {
	var c config
	set := flag.NewFlagSet("list-jobs", flag.ContinueOnError)
	set.SetOutput(io.Discard) // main prints the error, in one line
	set.BoolVar(&c.real, "real", false, "use Atlas, with the credentials of the environment, not a mock")
	set.StringVar(&c.group, "group", "", "the `id` of the project")
	set.StringVar(&c.cluster, "cluster", "", "the `name` of the cluster")
	set.BoolVar(&c.json, "json", false, "print JSON, with redacted download links")
	set.BoolVar(&c.links, "links", false, "do not redact the download links in JSON: they are secrets")
	err := set.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		set.SetOutput(stdout)
		set.Usage()
	case err != nil:
	case set.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", set.Arg(0))
	case c.links && !c.json:
		err = errors.New("-links needs -json")
	case c.real && (c.group == "" || c.cluster == ""):
		err = errors.New("-real needs -group and -cluster")
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
	client, err := atlas20250312.New(append(opts, atlas.WithUserAgent("list-jobs/1"))...)
	if err != nil {
		return err
	}

	// The iterator fetches page after page. Where order does not matter, range over it and break when you have enough:
	//	for job, err := range client.AllCloudRestoreJobs(ctx, group, cluster, nil) { ... }
	jobs, err := atlas.Collect(client.AllCloudRestoreJobs(ctx, c.group, c.cluster, nil))
	if err != nil {
		return err
	}
	slices.SortStableFunc(jobs, func(a, b atlas20250312.CloudRestoreJob) int { return created(a.ID).Compare(created(b.ID)) })
	if c.json {
		return printJSON(stdout, jobs, c.links)
	}
	return printTable(stdout, jobs)
}

// created returns when a job was made, which nothing but its id tells. The time is zero for another kind of id.
func created(id string) time.Time {
	at, _ := atlas.CreatedAt(id)
	return at
}

func printTable(w io.Writer, jobs []atlas20250312.CloudRestoreJob) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CREATED\tID\tTYPE\tSTATE\tTARGET")
	for _, job := range jobs {
		// Atlas spreads the state over several fields; JobState puts it together.
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", created(job.ID).Format(time.RFC3339), job.ID, job.DeliveryType, job.JobState(),
			cmp.Or(job.TargetClusterName, "-"))
	}
	return table.Flush()
}

func printJSON(w io.Writer, jobs []atlas20250312.CloudRestoreJob, links bool) error {
	out := make([]atlas20250312.CloudRestoreJob, len(jobs)) // not nil, so that no jobs are [] and not null
	for i, job := range jobs {
		out[i] = job
		if !links {
			out[i] = job.Redacted()
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // links have ampersands
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
