package source

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// readGit reads a file of a revision, "REV:path" as in gitrevisions(7).
//
//  1. git is run without a shell, and --end-of-options keeps a revision that
//     begins with a dash from being an option.
//  2. "cat-file blob" takes a file and nothing else (a "show" of a folder
//     lists it, that of a commit prints its changes), and runs no filter,
//     hook or pager of the repository.
//  3. Nothing is fetched: a file that a partial clone lacks is an error.
func readGit(ctx context.Context, object string, opts Options) (Document, error) {
	name := "git:" + object
	if _, file, ok := strings.Cut(object, ":"); !ok || file == "" {
		return Document{}, fmt.Errorf("read document %q: want git:REVISION:PATH", name)
	}
	data, err := runGit(ctx, opts, "", "cat-file", "blob", "--end-of-options", object)
	if err != nil {
		return Document{}, fmt.Errorf("read document %q: %w", name, err)
	}
	return Document{Name: name, Data: data, Date: DateInName(object)}, nil
}

// runGit runs git with an input and returns what it prints. It asks nobody and
// fetches nothing.
func runGit(ctx context.Context, opts Options, input string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = opts.Dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
	cmd.WaitDelay = time.Second
	cmd.Stdin = strings.NewReader(input)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	data, err := readLimited(stdout, opts.MaxBytes)
	if err != nil {
		cancel() // git would wait for a reader
		_ = cmd.Wait()
		return nil, err
	}
	if err := cmd.Wait(); err != nil {
		return nil, gitError(ctx, err, complaint.String())
	}
	return data, nil
}

// gitError returns what git says is wrong; its hints stay out.
func gitError(ctx context.Context, err error, complaint string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for line := range strings.Lines(complaint) {
		for _, prefix := range []string{"fatal: ", "error: "} {
			if message, ok := strings.CutPrefix(line, prefix); ok {
				return fmt.Errorf("git: %s", strings.TrimSpace(message))
			}
		}
	}
	return fmt.Errorf("git: %w", err)
}
