package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

func download(ctx context.Context, ref string, opts Options) (Document, error) {
	u, err := url.Parse(ref)
	if err != nil || u.Host == "" {
		scheme, _, _ := strings.Cut(ref, ":")
		return Document{}, fmt.Errorf("download document: no host and path follow \"%s://\"", scheme) // the rest may hold a token
	}
	name := (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
	ctx, cancel := context.WithTimeout(ctx, opts.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, ref, nil)
	if err != nil {
		return Document{}, fmt.Errorf("download %s: %w", name, err)
	}
	var client http.Client
	if opts.Client != nil {
		client = *opts.Client
	}
	if client.CheckRedirect == nil {
		client.CheckRedirect = redirect
	}
	resp, err := client.Do(req)
	if err != nil {
		return Document{}, fmt.Errorf("download %s: %w", name, late(ctx, cause(err), opts))
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
		return Document{}, fmt.Errorf("download %s: %w", name, late(ctx, err, opts))
	}
	return Document{Name: name, Data: data, Date: serverDate(resp.Header)}, nil
}

// late words the error of a download that took too long.
func late(ctx context.Context, err error, opts Options) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("not complete after %s: %w", opts.Timeout, context.DeadlineExceeded)
	}
	return err
}

// maxRedirects is how many redirects of one download are followed.
const maxRedirects = 5

// redirect follows a redirect as long as what was asked for over an encrypted
// connection comes over one. The next server does not learn the URL, which may
// hold a token.
func redirect(req *http.Request, via []*http.Request) error {
	switch last := via[len(via)-1].URL; {
	case len(via) > maxRedirects:
		return fmt.Errorf("more than %d redirects", maxRedirects)
	case last.Scheme == "https" && req.URL.Scheme != "https":
		return errors.New("a redirect from https to http was not followed")
	}
	req.Header.Del("Referer")
	return nil
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

// cause strips the URL from a client error: it may hold a token.
func cause(err error) error {
	if ue, ok := err.(*url.Error); ok {
		return ue.Err
	}
	return err
}
