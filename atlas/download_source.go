package atlas

import (
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

// A DownloadSource is one file to fetch: a deliveryUrl or a component of a cloud job, the urlV2 of a legacy job, or the
// snapshotUrl of a flex job.
//
// It holds secrets. Printing, logging and encoding it as JSON show scheme and host of the URL only. Like all methods in
// Go, those that do so are not asked for a value in an unexported field of another struct.
type DownloadSource struct {
	// URL is an absolute http or https URL. Its path is a key that is valid for an hour.
	URL string
	// Header is sent along to the origin of URL, such as {authHeader: authValue} of a legacy job. Nil is none. Range,
	// If-Range and Accept-Encoding in it are replaced.
	Header http.Header
	// Name is the file name for [DownloadFiles], which makes it safe first. Empty takes the last element of the path
	// of URL, which is no secret in the links of Atlas.
	Name string
	// Size is the expected length in bytes; 0 or less is unknown.
	Size int64
	// SHA1 is the expected SHA-1 sum in hex, from the hashes of a legacy job; empty is none.
	SHA1 string
}

// String returns scheme and host of the URL.
func (s DownloadSource) String() string { return s.place() + "/" + redacted }

// GoString is what %#v shows: no more than String.
func (s DownloadSource) GoString() string { return fmt.Sprintf("atlas.DownloadSource{%q}", s.String()) }

// Format prints String for every verb, and GoString for %#v, so that no verb gets at the fields.
func (s DownloadSource) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('#') {
		_, _ = fmt.Fprint(f, s.GoString())
		return
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), s.String())
}

// LogValue is what [slog] shows: String.
func (s DownloadSource) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns String, for JSON logs. A source is not meant to be stored: its link is dead in an hour.
func (s DownloadSource) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// place is what may be shown of the URL: scheme and host.
func (s DownloadSource) place() string { return placeOf(s.URL) }

// placeOf returns scheme and host of a URL.
func placeOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return redacted
	}
	return u.Scheme + "://" + u.Host
}

// check reports what is wrong with the source, before anything is sent.
func (s DownloadSource) check() error {
	u, err := url.Parse(s.URL)
	switch {
	case s.URL == "":
		return errors.New("download: no URL is given")
	case err != nil: // its text has the URL
		return errors.New("download: not a URL")
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("download: want an absolute https or http URL")
	case u.Hostname() == "":
		return errors.New("download: URL has no host")
	}
	if sum, err := hex.DecodeString(s.sum()); err != nil || len(sum) != 0 && len(sum) != 20 {
		return fmt.Errorf("download %s: SHA1 of %d characters is not a SHA-1 sum in hex", s.place(), len(s.SHA1))
	}
	for name, values := range s.Header {
		if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == ':' || r > '~' }) {
			return fmt.Errorf("download %s: header name %q is not valid", s.place(), name)
		}
		for _, value := range values {
			if strings.ContainsFunc(value, unicode.IsControl) {
				return fmt.Errorf("download %s: value of header %q has control characters", s.place(), name)
			}
		}
	}
	return nil
}

// sum is the expected SHA-1 in the form of our own sums.
func (s DownloadSource) sum() string { return strings.ToLower(strings.TrimSpace(s.SHA1)) }

// renewed returns the source with the link of fresh, and with its length and sum where s has none.
func (s DownloadSource) renewed(fresh DownloadSource) DownloadSource {
	s.URL, s.Header = fresh.URL, fresh.Header
	if s.Size <= 0 {
		s.Size = fresh.Size
	}
	if s.sum() == "" {
		s.SHA1 = fresh.SHA1
	}
	return s
}
