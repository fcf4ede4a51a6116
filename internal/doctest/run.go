package doctest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// run does what a part says and returns its text as it is now.
func (p part) run(ctx context.Context, opts Options) (string, error) {
	switch p.kind {
	case script:
		return p.text, runScript(ctx, p.text, opts)
	case session:
		return runSession(ctx, p.text, opts)
	case data:
		return p.text, writeFile(opts.Dir, p.file, p.text)
	}
	return p.text, nil
}

func runScript(ctx context.Context, text string, opts Options) error {
	out, err := bash(ctx, "set -euo pipefail\n"+text, opts)
	if err != nil {
		return fmt.Errorf("run the block: %w\n%s", err, out)
	}
	return nil
}

func writeFile(dir, name, text string) error {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("write %q: it is outside of the folder", name)
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// bash runs a script without a standard input and returns what it prints, on
// whichever stream.
func bash(ctx context.Context, script string, opts Options) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "bash", "-c", script)
	cmd.Dir = opts.Dir
	cmd.Env = append(append(os.Environ(), "PWD="+opts.Dir, "LC_ALL=C", "TERM=dumb"), opts.Env...)
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	return out, err
}

// command is one command of a session.
type command struct {
	lines []string // as the page has them
	text  string   // without the prompts
	want  string
}

// mark goes between the outputs of two commands. It keeps $? as it is.
const mark = "doctest_mark() { local code=$?; printf '\\0%d\\0' \"$code\"; return \"$code\"; }\n"

func runSession(ctx context.Context, text string, opts Options) (string, error) {
	commands, err := parseSession(text)
	if err != nil {
		return "", err
	}
	b := strings.Builder{}
	b.WriteString("exec 2>&1\n" + mark)
	for _, c := range commands {
		b.WriteString(c.text + "\ndoctest_mark\n")
	}
	out, err := bash(ctx, b.String(), opts)
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return "", fmt.Errorf("run the block: %w", err)
	}
	printed := bytes.Split(out, []byte{0}) // output, code, output, code, ..., rest
	if len(printed) != 2*len(commands)+1 {
		return "", fmt.Errorf("run the block: it ends too early\n%s", out)
	}
	var now strings.Builder
	for i, c := range commands {
		if code := string(printed[2*i+1]); code != "0" && (i+1 == len(commands) || commands[i+1].text != "echo $?") {
			return "", fmt.Errorf("%q fails with exit code %s, \"$ echo $?\" must follow it\n%s", c.text, code, printed[2*i])
		}
		now.WriteString(strings.Join(c.lines, ""))
		now.WriteString(c.output(string(printed[2*i])))
	}
	return now.String(), nil
}

// output returns the wanted output where it fits what was printed, else that.
func (c command) output(printed string) string {
	if printed != "" && !strings.HasSuffix(printed, "\n") {
		printed += "\n"
	}
	if matches(strings.SplitAfter(c.want, "\n"), strings.SplitAfter(printed, "\n")) {
		return c.want
	}
	return printed
}

// matches compares line by line; a wanted "..." stands for any lines.
func matches(want, got []string) bool {
	if len(want) == 0 {
		return len(got) == 0
	}
	if want[0] == "...\n" {
		for skip := 0; skip <= len(got); skip++ {
			if matches(want[1:], got[skip:]) {
				return true
			}
		}
		return false
	}
	return len(got) > 0 && want[0] == got[0] && matches(want[1:], got[1:])
}

func parseSession(text string) ([]command, error) {
	var commands []command
	for line := range strings.Lines(text) {
		if typed, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, command{lines: []string{line}, text: strings.TrimSpace(typed)})
			continue
		}
		if len(commands) == 0 {
			return nil, errors.New("a console block begins with \"$ \"")
		}
		last := &commands[len(commands)-1]
		if typed, ok := strings.CutPrefix(line, "> "); ok && last.want == "" {
			last.lines = append(last.lines, line)
			last.text += "\n" + strings.TrimRight(typed, "\n")
			continue
		}
		last.want += line
	}
	return commands, nil
}
