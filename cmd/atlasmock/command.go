package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1 // the server cannot listen
	exitUsage  = 2
)

// A usageError is a mistake in the arguments.
type usageError struct{ error }

// flags are the arguments.
type flags struct {
	addr, serviceAccount, apiKey, rateLimit, start string
	speed                                          float64
	seed                                           uint64
	downloadSize                                   int64
	withoutSunsets                                 bool
	faults                                         []string
}

// run serves until ctx ends and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cmd := newCommand()
	cmd.SetArgs(args)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	fmt.Fprintf(stderr, "atlasmock: %v\n", err)
	if _, usage := errors.AsType[usageError](err); usage {
		return exitUsage
	}
	return exitFailed
}

func newCommand() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:           "atlasmock",
		Short:         "Serve a mock of the MongoDB Atlas restore-job endpoints",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("unexpected argument %q", args[0])}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd.Context(), f, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	set := cmd.Flags()
	set.StringVar(&f.addr, "addr", "127.0.0.1:8080", "listen on `host:port`; port 0 is a free one")
	set.StringVar(&f.serviceAccount, "service-account", "", "demand OAuth access tokens of the service account `id:secret`")
	set.StringVar(&f.apiKey, "api-key", "", "demand HTTP digest authentication with the key `public:private`")
	set.StringVar(&f.rateLimit, "rate-limit", "", "answer 429 above `n[/duration]`; the duration is 1m unless given")
	set.StringVar(&f.start, "start", "", "start the clock at an RFC 3339 `time` or a date, before a sunset for example")
	set.Float64Var(&f.speed, "speed", 1, "let the clock run so many `times` as fast")
	set.Uint64Var(&f.seed, "seed", 1, "choose ids, contents and the chance of faults")
	set.Int64Var(&f.downloadSize, "download-size", 1<<20, "give downloads so many `bytes`")
	set.BoolVar(&f.withoutSunsets, "without-sunsets", false, "serve versions past their sunset")
	set.StringArrayVar(&f.faults, "fault", nil, "inject a `preset[=rate]`, repeatable: "+strings.Join(presetNames(), ", "))
	return cmd
}

// serve starts the server and waits for ctx to end.
func serve(ctx context.Context, f flags, stdout, stderr io.Writer) error {
	opts, err := f.options(stderr)
	if err != nil {
		return usageError{err}
	}
	faults, err := presetFaults(f.faults, f.seed)
	if err != nil {
		return usageError{err}
	}
	srv, err := atlastest.NewUnstarted(opts...)
	if err != nil {
		return usageError{err}
	}
	defer srv.Close()
	srv.Inject(faults...)
	if err := srv.Start(); err != nil {
		return err
	}
	fmt.Fprintln(stdout, srv.URL)
	<-ctx.Done()
	return nil
}

// options turns the arguments into options. Its errors repeat no credentials.
func (f flags) options(stderr io.Writer) ([]atlastest.Option, error) {
	opts := []atlastest.Option{
		atlastest.WithAddr(f.addr), atlastest.WithSpeed(f.speed), atlastest.WithSeed(f.seed),
		atlastest.WithDownloadSize(f.downloadSize), atlastest.WithRecording(0),
		atlastest.WithObserver(func(r atlastest.Request) { fmt.Fprintln(stderr, line(r)) }),
	}
	var errs []error
	add := func(opt atlastest.Option, err error) {
		opts, errs = append(opts, opt), append(errs, err)
	}
	if f.withoutSunsets {
		add(atlastest.WithoutSunsets(), nil)
	}
	if f.serviceAccount != "" {
		id, secret, err := pair("service-account", f.serviceAccount)
		add(atlastest.WithServiceAccount(id, secret), err)
	}
	if f.apiKey != "" {
		public, private, err := pair("api-key", f.apiKey)
		add(atlastest.WithAPIKey(public, private), err)
	}
	if f.rateLimit != "" {
		add(rateLimit(f.rateLimit))
	}
	if f.start != "" {
		at, err := time.Parse(time.RFC3339, f.start)
		if err != nil {
			at, err = time.Parse(time.DateOnly, f.start)
		}
		add(atlastest.WithStart(at), err)
	}
	return opts, errors.Join(errs...)
}

func pair(flag, value string) (name, secret string, err error) {
	name, secret, ok := strings.Cut(value, ":")
	if !ok || name == "" || secret == "" {
		err = fmt.Errorf("--%s is not of the form name:secret", flag)
	}
	return name, secret, err
}

func rateLimit(value string) (atlastest.Option, error) {
	count, duration, hasDuration := strings.Cut(value, "/")
	n, err := strconv.Atoi(count)
	per := time.Minute
	if hasDuration && err == nil {
		per, err = time.ParseDuration(duration)
	}
	if err != nil || n <= 0 || per <= 0 {
		return nil, fmt.Errorf("--rate-limit %q is not of the form n/duration", value)
	}
	return atlastest.WithRateLimit(n, per), nil
}

// line describes a request without the values of its query.
func line(r atlastest.Request) string {
	text := fmt.Sprintf("%s %s %s %d %dB", r.Time.Format(time.RFC3339), r.Method, r.Path, r.Status, r.Sent)
	if r.Status == 0 {
		text = fmt.Sprintf("%s %s %s dropped", r.Time.Format(time.RFC3339), r.Method, r.Path)
	}
	if r.Operation != "" {
		text += " " + r.Operation
	}
	if r.Faulted {
		text += " (fault)"
	}
	return text
}
