package atlas

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// These are the ways in which a download fails, for [errors.Is].
var (
	// ErrLinkExpired means that the link is not valid any more, or not yet: 401, 403, 404 or 410. errors.As finds the
	// [*Error]. A part that is there is kept: with a new link the download goes on.
	ErrLinkExpired = errors.New("download link has expired")
	// ErrDownloadIncomplete means that fewer bytes arrived than there are, and that all attempts are used up, or that
	// the server announces fewer bytes than Size.
	ErrDownloadIncomplete = errors.New("download is incomplete")
	// ErrDownloadChanged means that the server has other content than before, or more bytes than expected.
	ErrDownloadChanged = errors.New("download is not the content that was expected")
	// ErrDownloadTooLarge means that the content is longer than [DownloadOptions] allow.
	ErrDownloadTooLarge = errors.New("download is too large")
	// ErrChecksum means that the content has another SHA-1 sum than it should.
	ErrChecksum = errors.New("checksum does not match")
	// ErrDownloadActive means that this process is already downloading to that path.
	ErrDownloadActive = errors.New("a download to this path is under way")
)

// faultKind says what a failed attempt means for the download.
type faultKind int

const (
	faultFinal   faultKind = iota // another attempt would end the same
	faultRetry                    // another attempt may do better
	faultExpired                  // the link has to be renewed
	faultMore                     // nothing is wrong: the server sends the content in parts
)

// A downloadFault is how an attempt ended that did not bring the end of the content.
type downloadFault struct {
	kind  faultKind
	err   error
	after time.Duration // the server asks to wait so long; 0 when it does not
}

// final makes a fault that ends the download.
func final(err error) *downloadFault { return &downloadFault{kind: faultFinal, err: err} }

// retriable makes a fault that another attempt may mend.
func retriable(err error) *downloadFault { return &downloadFault{kind: faultRetry, err: err} }

// wrap says which download err is about.
func (s DownloadSource) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("download %s: %w", s.place(), err)
}

// scrub makes an error of a transport or a callback fit to show: no text in it has a part of the URL or a value of the
// header, and nothing in its chain leads to one.
func (s DownloadSource) scrub(err error) error {
	var where string
	for {
		urlErr, ok := err.(*url.Error) // not errors.As: wrappers have made their text already
		if !ok {
			break
		}
		if place := placeOf(urlErr.URL); place != s.place() {
			where = "at " + place + ": "
		}
		err = urlErr.Err
	}
	text := s.scrubText(err.Error())
	if text != err.Error() || errors.As(err, new(*url.Error)) {
		err = &scrubbedError{text: text, err: err}
	}
	if where != "" {
		err = fmt.Errorf("%s%w", where, err)
	}
	return err
}

// scrubText removes from text what it has of the source's secrets.
func (s DownloadSource) scrubText(text string) string {
	text = redactText(text)
	if strings.Contains(text, "Location header") { // net/http quotes a redirect that it cannot parse
		return "redirect that is not a URL"
	}
	for _, secret := range s.secrets() {
		text = strings.ReplaceAll(text, secret, redacted)
	}
	return text
}

// secrets are the parts of the source that must not be shown: what follows the host in the URL, in whole and in
// parts, the user information, and the values of the header. Very short ones say nothing and would garble every text.
func (s DownloadSource) secrets() []string {
	const short = 4
	var list []string
	add := func(parts ...string) {
		for _, part := range parts {
			if len(part) >= short {
				list = append(list, part)
			}
		}
	}
	if u, err := url.Parse(s.URL); err == nil {
		add(u.RequestURI(), u.EscapedPath(), u.Path, u.RawQuery, u.Fragment)
		add(strings.Split(u.EscapedPath(), "/")...)
		add(strings.Split(u.Path, "/")...)
		for _, values := range u.Query() {
			add(values...)
		}
		if password, ok := u.User.Password(); ok {
			add(password)
		}
		add(u.User.Username())
	}
	for _, values := range s.Header {
		add(values...)
	}
	return list
}

// A scrubbedError stands for an error whose text or chain has a secret. Of that one only [errors.Is] finds something.
type scrubbedError struct {
	text string
	err  error
}

// Error returns the text without secrets.
func (e *scrubbedError) Error() string { return e.text }

// GoString keeps %#v from printing the hidden error.
func (e *scrubbedError) GoString() string { return fmt.Sprintf("%q", e.text) }

// Is looks into the hidden error.
func (e *scrubbedError) Is(target error) bool { return errors.Is(e.err, target) }

// contextError is the error of an ended context, with its cause when that says more.
func contextError(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%w: %w", err, cause)
	}
	return err
}
