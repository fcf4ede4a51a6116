// Package source reads the documents that a command is given. It does not
// parse them, and no document makes it read another one.
//
//	openapi.yaml, ./git:odd   a file
//	-                         the standard input
//	https://host/path         a download; http too
//	git:HEAD~1:api/v2.yaml    a file of a revision, named as git does: the path
//	                          counts from the top of the repository, with ./
//	                          from the working directory; without a revision,
//	                          git::api/v2.yaml, it is what is staged
//	pin:2025-03-12            a pinned document that is part of the program
package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Document is what was read.
type Document struct {
	Name string // what messages call it: the ref, without the query of a URL; "<stdin>" for "-"
	Data []byte
	Date string // the day of the document (YYYY-MM-DD), when its name or its server tells; else empty
}

// Options tune how documents are read. The zero Options work, but for "-".
type Options struct {
	Timeout  time.Duration                           // of the whole download; one minute when zero
	MaxBytes int64                                   // of a document; [doc.MaxBytes] when zero
	Progress func(size int64, r io.Reader) io.Reader // wraps the body of a download; size is -1 when unknown
	Client   *http.Client                            // one of its own when nil
	Stdin    io.Reader                               // what "-" reads; an error without it
	Dir      string                                  // where git runs; the working directory when empty
}

const defaultTimeout = time.Minute

// Read reads the document that ref names, in one of the forms that the package
// comment lists. All errors are one line and name the ref.
func Read(ctx context.Context, ref string, opts Options) (Document, error) {
	if opts.MaxBytes == 0 {
		opts.MaxBytes = doc.MaxBytes
	}
	if opts.Timeout == 0 {
		opts.Timeout = defaultTimeout
	}
	if ref == "-" {
		return readStdin(ctx, opts)
	}
	switch scheme, rest, ok := strings.Cut(ref, ":"); {
	case ok && scheme == "git":
		return readGit(ctx, rest, opts)
	case ok && scheme == "pin":
		return readPin(rest)
	case (scheme == "http" || scheme == "https") && strings.HasPrefix(rest, "//"):
		return download(ctx, ref, opts)
	}
	return readFile(ref, opts)
}

// readStdin waits for the standard input no longer than ctx lasts; the reading
// itself ends with the input, for it cannot be interrupted.
func readStdin(ctx context.Context, opts Options) (Document, error) {
	if opts.Stdin == nil {
		return Document{}, errors.New("read document \"-\": there is no standard input")
	}
	var data []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		data, err = readLimited(opts.Stdin, opts.MaxBytes)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		return Document{}, fmt.Errorf("read document \"-\": %w", ctx.Err())
	}
	if err != nil {
		return Document{}, fmt.Errorf("read document \"-\": %w", err)
	}
	return Document{Name: "<stdin>", Data: data}, nil
}

func readFile(name string, opts Options) (Document, error) {
	f, err := os.Open(name)
	if err != nil {
		return Document{}, fmt.Errorf("read document: %w", err)
	}
	defer f.Close()
	data, err := readLimited(f, opts.MaxBytes)
	if err != nil {
		return Document{}, fmt.Errorf("read document %q: %w", name, err)
	}
	return Document{Name: name, Data: data, Date: DateInName(name)}, nil
}

// DateInName returns the first day (YYYY-MM-DD) that stands in the last part of
// a path or URL, or "". Whether there is such a day in the calendar is not
// asked.
func DateInName(name string) string {
	return dateInName.FindString(path.Base(filepath.ToSlash(name)))
}

var dateInName = regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)

func readLimited(r io.Reader, limit int64) ([]byte, error) {
	var buf bytes.Buffer
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			buf.Grow(int(min(info.Size(), limit)) + bytes.MinRead)
		}
	}
	if _, err := buf.ReadFrom(io.LimitReader(r, limit+1)); err != nil {
		return nil, err
	}
	data := buf.Bytes()
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("the document is larger than %s", size(limit))
	}
	return data, nil
}

// size words a number of bytes without rounding it.
func size(n int64) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
