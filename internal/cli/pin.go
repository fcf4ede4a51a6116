package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/pin"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

type pinFlags struct {
	upstream string
	spec     string
	versions []string
	timeout  time.Duration
	date     string
	check    bool
	list     string
}

func pinCommand() *cobra.Command {
	var f pinFlags
	cmd := &cobra.Command{
		Use:   "pin",
		Short: "Cut the pinned documents out of the one that Atlas publishes",
		Long: `Pin reads pins.yaml, cuts each pin out of the upstream document and writes
<version>.yaml and lock.yaml beside it. A document pins the versions whose
source it is; the others stay as they are.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.checkTimeout(); err != nil {
				return err
			}
			switch {
			case f.check && (f.upstream != "" || f.list != "" || f.date != "" || len(f.versions) > 0):
				return usagef("--check is offline and verifies every pin: it goes with --spec alone")
			case f.check:
				return checkPins(cmd, f)
			case cmd.Flags().Changed("list"):
				return listUpstream(cmd, f)
			}
			return writePins(cmd, f)
		},
	}
	f.registerUpstream(cmd, "pin only these versions")
	flags := cmd.Flags()
	flags.StringVar(&f.date, "date", "", "day of the upstream document, YYYY-MM-DD (default: the one in its file name, or that its server gives)")
	flags.BoolVar(&f.check, "check", false, "verify the pins against lock.yaml, offline, and write nothing")
	flags.StringVar(&f.list, "list", "", "list the upstream operations whose path matches `PATTERN` (* within a segment, ** across segments) and write nothing")
	return cmd
}

// registerUpstream registers the flags of all commands that hold pins against
// the document that they are cut from.
func (f *pinFlags) registerUpstream(cmd *cobra.Command, versionUsage string) {
	flags := cmd.Flags()
	flags.StringVar(&f.upstream, "upstream", "", "file or URL of the Atlas document, - for the standard input (default: the one that pins.yaml names)")
	flags.StringVar(&f.spec, "spec", "spec", "folder with pins.yaml, lock.yaml and the pins")
	flags.StringSliceVar(&f.versions, "version", nil, versionUsage)
	flags.DurationVar(&f.timeout, "timeout", time.Minute, "how long a download may take")
}

func (f pinFlags) checkTimeout() error {
	if f.timeout <= 0 {
		return usagef("--timeout %s: want more than nothing", f.timeout)
	}
	return nil
}

// folder reads the files of one folder and remembers its name for messages.
type folder string

func (f folder) config() (*pin.Config, error) {
	data, err := source.File(f.path(pin.ConfigFile))
	if err != nil {
		return nil, missingPins(err)
	}
	return pin.ParseConfig(f.path(pin.ConfigFile), data)
}

// missingPins explains an error of reading pins: who calls for them in a
// module of their own has none, and may not need any.
func missingPins(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read pins: %w: --spec names their folder; \"atlasgen client\" works without", err)
	}
	return fmt.Errorf("read pins: %w", err)
}

// lock reads lock.yaml; a missing one is empty.
func (f folder) lock() (*pin.Lock, error) {
	data, err := source.File(f.path(pin.LockFile))
	if errors.Is(err, fs.ErrNotExist) {
		return &pin.Lock{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read lock: %w", err)
	}
	return pin.ParseLock(f.path(pin.LockFile), data)
}

// strays finds YAML files that are neither a pin nor one of the two others.
func (f folder) strays(c *pin.Config) error {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return fmt.Errorf("read pins: %w", err)
	}
	for _, e := range entries {
		version, isYAML := strings.CutSuffix(e.Name(), ".yaml")
		if _, pinned := c.Pin(version); isYAML && !pinned && e.Name() != pin.ConfigFile && e.Name() != pin.LockFile {
			return findingsError{fmt.Errorf("%s is of no pin: remove it", f.path(e.Name()))}
		}
	}
	return nil
}

func (f folder) path(name string) string { return string(f) + "/" + name }

func checkPins(cmd *cobra.Command, f pinFlags) error {
	dir := folder(f.spec)
	c, err := dir.config()
	if err != nil {
		return err
	}
	l, err := dir.lock()
	if err != nil {
		return err
	}
	err = pin.Check(c, l, func(name string) ([]byte, error) { return source.File(dir.path(name)) })
	if err != nil {
		return asFinding(err)
	}
	if err := dir.strays(c); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d pins match %s\n", len(c.Pins), dir.path(pin.LockFile))
	return nil
}

// document reads and parses the document that the flags or the sources name.
func (f pinFlags) document(cmd *cobra.Command, c *pin.Config) (source.Document, *doc.Document, error) {
	ref := f.upstream
	if ref == "" {
		for _, p := range c.Pins {
			if s := c.Sources[p.Source]; s.URL != "" {
				ref = s.URL
			}
		}
	}
	if ref == "" {
		return source.Document{}, nil, usagef("no source in %s has a url: give --upstream", pin.ConfigFile)
	}
	opts := sourceOptions(cmd)
	opts.Timeout = f.timeout
	raw, err := source.Read(cmd.Context(), ref, opts)
	if err != nil {
		return raw, nil, err
	}
	d, err := doc.Parse(raw.Name, raw.Data)
	if err != nil {
		return raw, nil, err
	}
	if _, err := d.OpenAPI(); err != nil {
		return raw, nil, err
	}
	return raw, d, nil
}

func writePins(cmd *cobra.Command, f pinFlags) error {
	dir := folder(f.spec)
	c, err := dir.config()
	if err != nil {
		return err
	}
	l, err := dir.lock()
	if err != nil {
		return err
	}
	if f.date != "" {
		if _, err := time.Parse(time.DateOnly, f.date); err != nil {
			return usagef("--date %q: want YYYY-MM-DD", f.date)
		}
	}
	if err := f.checkVersions(dir.path(pin.ConfigFile), c); err != nil {
		return err
	}
	raw, d, err := f.document(cmd, c)
	if err != nil {
		return err
	}
	files, err := makePins(c, l, f, raw, d)
	if err != nil {
		return err
	}
	changed, err := writeFiles(f.spec, files)
	if err != nil {
		return err
	}
	return reportPins(cmd, dir, files, changed)
}

// checkVersions refuses versions that are not pinned.
func (f pinFlags) checkVersions(file string, c *pin.Config) error {
	for _, v := range f.versions {
		if _, ok := c.Pin(v); !ok {
			return usagef("version %q is not in %s", v, file)
		}
	}
	return nil
}

// makePins returns the files of the pins that the document is the source of,
// the lock among them.
func makePins(c *pin.Config, l *pin.Lock, f pinFlags, raw source.Document, d *doc.Document) (map[string][]byte, error) {
	files := map[string][]byte{}
	var errs []error
	for _, p := range selectPins(c, f.versions, d) {
		err := pinOne(p, c, l, d, raw, f.date, files)
		var noDate *pin.DateError
		if errors.As(err, &noDate) {
			return nil, usageError{err} // the same for every pin
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: its info.version is %q, and no pin to make has such a source", d.Name, d.Root.Lookup("info", "version").Text())
	}
	files[pin.LockFile] = l.Bytes()
	return files, nil
}

// selectPins returns the pins whose source is the document.
func selectPins(c *pin.Config, versions []string, d *doc.Document) []pin.Pin {
	info := d.Root.Lookup("info", "version").Text()
	var out []pin.Pin
	for _, p := range c.Pins {
		if c.Sources[p.Source].Info == info && (len(versions) == 0 || slices.Contains(versions, p.Version)) {
			out = append(out, p)
		}
	}
	return out
}

// pinOne adds the bytes of one pin to files and its record to the lock. A
// document that is recorded already keeps its date.
func pinOne(p pin.Pin, c *pin.Config, l *pin.Lock, d *doc.Document, raw source.Document, date string, files map[string][]byte) error {
	pinned, err := pin.Document(d, p)
	if err != nil {
		return err
	}
	src := c.Sources[p.Source]
	data := pin.Bytes(pinned, src)
	old, _ := l.Pin(p.Version)
	record, err := pin.Record(p, pin.Origin{Source: src, Document: d, Bytes: raw.Data, Date: cmp.Or(date, raw.Date)}, data, old)
	if err != nil {
		return err
	}
	l.Set(c, record)
	files[p.File()] = data
	return nil
}

func reportPins(cmd *cobra.Command, dir folder, files map[string][]byte, changed []string) error {
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, name := range sortedKeys(files) {
		state := "unchanged"
		if slices.Contains(changed, name) {
			state = "written"
		}
		fmt.Fprintf(w, "%s\t%d bytes\t%s\n", dir.path(name), len(files[name]), state)
	}
	return w.Flush()
}

func listUpstream(cmd *cobra.Command, f pinFlags) error {
	match, err := pathPattern(f.list)
	if err != nil {
		return err
	}
	c, err := folder(f.spec).config()
	if err != nil && f.upstream == "" {
		return err
	}
	_, d, err := f.document(cmd, c)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "METHOD\tPATH\tOPERATION\tVERSIONS\tSUNSET")
	n := 0
	for op := range openapi.Operations(d) {
		if !match(op.Path) {
			continue
		}
		n++
		var versions, sunsets []string
		for _, v := range op.Versions() {
			versions = append(versions, v.String())
			if s := op.Sunset(v); s != "" {
				sunsets = append(sunsets, s)
			}
		}
		if len(versions) == 0 {
			sunsets = append(sunsets, op.Sunset(openapi.Version{}))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", op.Method, op.Path, op.ID(), strings.Join(versions, " "), strings.Join(sunsets, " "))
	}
	if n == 0 {
		return fmt.Errorf("%s: no path matches %q", d.Name, f.list)
	}
	return w.Flush()
}
