// Package source reads the documents that a command is given: a file, or a
// URL. It does not parse them.
package source

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Document is what was read.
type Document struct {
	Name string // what messages call it: the path or the URL without its query
	Data []byte
	Date string // the day of the document (YYYY-MM-DD), when its name or its server tells; else empty
}

// Options tune a download. The zero Options work.
type Options struct {
	Timeout  time.Duration                           // of the whole download; one minute when zero
	MaxBytes int64                                   // of a document; [doc.MaxBytes] when zero
	Progress func(size int64, r io.Reader) io.Reader // wraps the body of a download; size is -1 when unknown
	Client   *http.Client                            // one of its own when nil
}

const defaultTimeout = time.Minute

// Read reads the document that ref names: an http or https URL, or a path.
func Read(ctx context.Context, ref string, opts Options) (Document, error) {
	if opts.MaxBytes == 0 {
		opts.MaxBytes = doc.MaxBytes
	}
	if opts.Timeout == 0 {
		opts.Timeout = defaultTimeout
	}
	if strings.HasPrefix(ref, "http://") || strings.HasPrefix(ref, "https://") {
		return download(ctx, ref, opts)
	}
	return readFile(ref, opts)
}

func readFile(path string, opts Options) (Document, error) {
	f, err := os.Open(path)
	if err != nil {
		return Document{}, fmt.Errorf("read document: %w", err)
	}
	defer f.Close()
	data, err := readLimited(f, opts.MaxBytes)
	if err != nil {
		return Document{}, fmt.Errorf("read document %q: %w", path, err)
	}
	return Document{Name: path, Data: data, Date: dateInName.FindString(filepath.Base(path))}, nil
}

var dateInName = regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)

func download(ctx context.Context, ref string, opts Options) (Document, error) {
	u, err := url.Parse(ref)
	if err != nil || u.Host == "" {
		return Document{}, fmt.Errorf("download document: %q is not a URL", ref)
	}
	name := (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	ctx, cancel := context.WithTimeout(ctx, opts.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, ref, nil)
	if err != nil {
		return Document{}, fmt.Errorf("download %s: %w", name, err)
	}
	client := opts.Client
	if client == nil {
		client = &http.Client{}
	}
	resp, err := client.Do(req)
	if err != nil {
		return Document{}, fmt.Errorf("download %s: %w", name, cause(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return Document{}, fmt.Errorf("download %s: the server answers %s", name, resp.Status)
	}
	var body io.Reader = resp.Body
	if opts.Progress != nil {
		body = opts.Progress(resp.ContentLength, body)
	}
	data, err := readLimited(body, opts.MaxBytes)
	if err != nil {
		return Document{}, fmt.Errorf("download %s: %w", name, err)
	}
	return Document{Name: name, Data: data, Date: serverDate(resp.Header)}, nil
}

// serverDate returns the day on which the server sent or last changed the
// document.
func serverDate(h http.Header) string {
	for _, key := range []string{"Last-Modified", "Date"} {
		if t, err := http.ParseTime(h.Get(key)); err == nil {
			return t.UTC().Format(time.DateOnly)
		}
	}
	return ""
}

func readLimited(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("the document is larger than %d MB", limit>>20)
	}
	return data, nil
}

// cause strips the URL from a client error: it may hold a token.
func cause(err error) error {
	if ue, ok := err.(*url.Error); ok {
		return ue.Err
	}
	return err
}
