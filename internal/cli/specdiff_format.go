package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

// format is one format of reports by its name on the command line.
type format struct {
	name  string
	write func(io.Writer, report.Report, report.TextOptions) error // the options concern text alone
}

// formats returns the formats in the order in which they are offered.
func formats() []format {
	return []format{
		{"text", report.Text},
		{"json", plain(report.JSON)},
		{"markdown", plain(report.Markdown)},
		{"sarif", plain(report.SARIF)},
		{"junit", plain(report.JUnit)},
		{"github", plain(report.GitHub)},
	}
}

// plain makes a format of a function that has no options.
func plain(write func(io.Writer, report.Report) error) func(io.Writer, report.Report, report.TextOptions) error {
	return func(w io.Writer, r report.Report, _ report.TextOptions) error { return write(w, r) }
}

func formatNames() string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

func formatByName(name string) (format, error) {
	for _, f := range formats() {
		if f.name == name {
			return f, nil
		}
	}
	return format{}, usagef("format %q: want one of %s", name, formatNames())
}

// templateFormat reads a format that a user has written.
func templateFormat(file string) (format, error) {
	text, err := source.File(file)
	if err != nil {
		return format{}, fmt.Errorf("read template: %w", err)
	}
	t, err := report.ParseTemplate(file, string(text))
	return format{"template", plain(t.Write)}, err
}

// output is a report that goes to a file.
type output struct {
	format format
	file   string
}

func parseOutputs(args []string) ([]output, error) {
	var outputs []output
	seen := map[string]bool{}
	for _, arg := range args {
		name, file, ok := strings.Cut(arg, "=")
		if !ok || file == "" {
			return nil, usagef("--output %q: want FORMAT=FILE", arg)
		}
		f, err := formatByName(name)
		if err != nil {
			return nil, err
		}
		if seen[filepath.Clean(file)] {
			return nil, usagef("--output %q: another report goes to that file", arg)
		}
		seen[filepath.Clean(file)] = true
		outputs = append(outputs, output{f, file})
	}
	return outputs, nil
}

// publish writes a report to its files, all or none, and then to stdout: a
// failure leaves stdout empty.
func publish(stdout io.Writer, r report.Report, o specdiffOptions, verbose bool) error {
	files := map[string][]byte{}
	for _, out := range o.outputs {
		var b bytes.Buffer
		if err := out.format.write(&b, r, report.TextOptions{Verbose: verbose}); err != nil {
			return err
		}
		files[filepath.ToSlash(out.file)] = b.Bytes()
	}
	var b bytes.Buffer
	width, terminal := terminalWidth(stdout)
	opts := report.TextOptions{Color: o.color.on(terminal), Verbose: verbose, Width: width}
	if err := o.format.write(&b, r, opts); err != nil {
		return err
	}
	if _, err := writeFiles("", files); err != nil {
		return err
	}
	_, err := stdout.Write(b.Bytes())
	return err
}

// terminalWidth returns the columns of a terminal, 0 when they are unknown.
func terminalWidth(w io.Writer) (width int, terminal bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, true
	}
	return width, true
}

type colorMode string

func parseColor(name string) (colorMode, error) {
	switch name {
	case "auto", "always", "never":
		return colorMode(name), nil
	}
	return "", usagef("--color %q: want auto, always or never", name)
}

// on decides about colour: the flag before the environment (no-color.org),
// the environment before the terminal.
func (m colorMode) on(terminal bool) bool {
	switch {
	case m != "auto":
		return m == "always"
	case os.Getenv("NO_COLOR") != "", os.Getenv("TERM") == "dumb":
		return false
	}
	return terminal
}
