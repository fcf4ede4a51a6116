// Package doctest runs the commands that a Markdown page shows, so that the
// page cannot say what is not so. What a fenced block is, its info string tells:
//
//	```sh                    run by bash; it must succeed, its output does not matter
//	```console               lines with "$ " are run, "> " goes on with one; the
//	                         lines between are what they print on both streams
//	```yaml file=a/b.yaml    written to that file, whatever the language
//	```sh norun              not run, nor is a block of any other kind
//
// All blocks of a page run in one folder, in their order, each in a bash of its
// own. In an expected output a line "..." stands for any lines. A command of a
// console block that fails must be followed by "$ echo $?", so that a reader
// sees it too.
//
//	page --parse--> blocks --run--> page with what is printed now
package doctest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Options tell where and how the commands run.
type Options struct {
	Dir string   // the folder; it must be there
	Env []string // "NAME=value", beside the environment of the process
}

// Run runs the commands of a page and returns it with the output that they
// have now. Where that is as the page says, not a byte differs. name is what
// errors call the page; they carry the line.
func Run(ctx context.Context, name string, page []byte, opts Options) ([]byte, error) {
	parts, err := parse(page)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	var out bytes.Buffer
	for _, p := range parts {
		text, err := p.run(ctx, opts)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, p.line, err)
		}
		out.WriteString(text)
	}
	return out.Bytes(), nil
}

// timeout bounds the run of a whole page.
const timeout = 2 * time.Minute

// Check runs a page and fails the test when it shows another output than there
// is; with update it is rewritten instead.
func Check(t *testing.T, file string, update bool, opts Options) {
	t.Helper()
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	got, err := Run(ctx, filepath.Base(file), page, opts)
	if err != nil {
		t.Fatal(err)
	}
	if update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(page), string(got)); diff != "" {
		t.Errorf("%s shows another output than there is, -update rewrites it (-page +now):\n%s", file, diff)
	}
}
