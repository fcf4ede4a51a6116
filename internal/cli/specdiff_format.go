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

// format is one format of what is published, a report or a history, by its
// name on the command line.
type format[R any] struct {
	name  string
	write func(io.Writer, R, report.TextOptions) error // the options concern text alone
}

// formats returns the formats of reports in the order in which they are
// offered.
func formats() []format[report.Report] {
	return []format[report.Report]{
		{"text", report.Text},
		{"json", plain(report.JSON)},
		{"markdown", plain(report.Markdown)},
		{"html", plain(report.HTML)},
		{"sarif", plain(report.SARIF)},
		{"junit", plain(report.JUnit)},
		{"github", plain(report.GitHub)},
	}
}

// plain makes a format of a function that has no options.
func plain[R any](write func(io.Writer, R) error) func(io.Writer, R, report.TextOptions) error {
	return func(w io.Writer, r R, _ report.TextOptions) error { return write(w, r) }
}

func formatNames[R any](of []format[R]) string {
	var names []string
	for _, f := range of {
		names = append(names, f.name)
	}
	return strings.Join(names, ", ")
}

func formatByName[R any](of []format[R], name string) (format[R], error) {
	for _, f := range of {
		if f.name == name {
			return f, nil
		}
	}
	return format[R]{}, usagef("format %q: want one of %s", name, formatNames(of))
}

// templateFormat reads a format that a user has written.
func templateFormat(file string) (format[report.Report], error) {
	text, err := source.File(file)
	if err != nil {
		return format[report.Report]{}, fmt.Errorf("read template: %w", err)
	}
	t, err := report.ParseTemplate(file, string(text))
	return format[report.Report]{"template", plain(t.Write)}, err
}

// output is a report that goes to a file.
type output[R any] struct {
	format format[R]
	file   string
}

func parseOutputs[R any](of []format[R], args []string) ([]output[R], error) {
	var outputs []output[R]
	seen := map[string]bool{}
	for _, arg := range args {
		name, file, ok := strings.Cut(arg, "=")
		if !ok || file == "" {
			return nil, usagef("--output %q: want FORMAT=FILE", arg)
		}
		f, err := formatByName(of, name)
		if err != nil {
			return nil, err
		}
		if seen[filepath.Clean(file)] {
			return nil, usagef("--output %q: another report goes to that file", arg)
		}
		seen[filepath.Clean(file)] = true
		outputs = append(outputs, output[R]{f, file})
	}
	return outputs, nil
}

// publication says where a report goes, and how.
type publication[R any] struct {
	format  format[R] // of the standard output
	outputs []output[R]
	color   colorMode
}

// parsePublication reads the flags --format, --output and --color. Its errors
// are wrong usage.
func parsePublication[R any](of []format[R], name string, outputs []string, color string) (p publication[R], err error) {
	if p.format, err = formatByName(of, name); err != nil {
		return p, err
	}
	if p.outputs, err = parseOutputs(of, outputs); err != nil {
		return p, err
	}
	p.color, err = parseColor(color)
	return p, err
}

// publish writes a report to its files, all or none, and then to stdout: a
// failure leaves stdout empty.
func publish[R any](stdout io.Writer, r R, to publication[R], verbose bool) error {
	files, printed, err := render(stdout, r, to, verbose)
	if err != nil {
		return err
	}
	if _, err := writeFiles("", files); err != nil {
		return err
	}
	_, err = stdout.Write(printed)
	return err
}

// render makes what goes to files and what goes to stdout, and writes nothing.
func render[R any](stdout io.Writer, r R, to publication[R], verbose bool) (files map[string][]byte, printed []byte, err error) {
	files = map[string][]byte{}
	for _, out := range to.outputs {
		var b bytes.Buffer
		if err := out.format.write(&b, r, report.TextOptions{Verbose: verbose}); err != nil {
			return nil, nil, err
		}
		files[filepath.ToSlash(out.file)] = b.Bytes()
	}
	var b bytes.Buffer
	width, terminal := terminalWidth(stdout)
	opts := report.TextOptions{Color: to.color.on(terminal), Verbose: verbose, Width: width}
	err = to.format.write(&b, r, opts)
	return files, b.Bytes(), err
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
