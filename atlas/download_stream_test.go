package atlas_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

func downloadCases() map[string]downloadCase {
	body, other := content(3000), content(3001)[:3000]
	const tag = `"v1"`
	lie := func(contentRange string, p []byte) step {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Range", contentRange)
			w.Header().Set("Content-Length", strconv.Itoa(len(p)))
			w.WriteHeader(http.StatusPartialContent)
			_, _ = w.Write(p)
		}
	}
	return map[string]downloadCase{
		"at_once":         {steps: []step{honest(body, tag)}, want: body, ranges: "-"},
		"empty":           {steps: []step{honest([]byte{}, tag)}, want: []byte{}, ranges: "-"},
		"without_length":  {steps: []step{chunked(body)}, want: body, ranges: "-", unsure: true},
		"size_for_length": {steps: []step{chunked(body)}, src: atlas.DownloadSource{Size: 3000}, want: body},
		"checksum":        {steps: []step{honest(body, tag)}, src: atlas.DownloadSource{SHA1: " " + upper(sumOf(body))}, want: body},

		"dropped_twice": {
			steps: []step{cut(1000, honest(body, tag)), cut(500, honest(body, tag)), honest(body, tag)},
			want:  body, ranges: "- 1000- 1500-", resumes: 2,
		},
		"dropped_at_the_end": {
			// The connection breaks behind the last byte: all of it has come.
			steps: []step{cut(3000, honest(body, tag)), honest(body, tag)}, want: body, ranges: "-",
		},
		"dropped_before_the_first_byte": {steps: []step{cut(0, honest(body, tag)), honest(body, tag)}, want: body, ranges: "- -"},
		"stalled":                       {steps: []step{stall(1000, honest(body, tag)), honest(body, tag)}, want: body, ranges: "- 1000-", resumes: 1},
		"stalled_before_the_header": {
			steps: []step{func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, honest(body, tag)},
			want:  body, ranges: "- -",
		},
		"last_modified": {
			steps: []step{cut(1000, dated(body, published)), dated(body, published)}, want: body, ranges: "- 1000-", resumes: 1,
		},
		"length_alone": {steps: []step{cut(1000, honest(body, "")), honest(body, "")}, want: body, ranges: "- 1000-", resumes: 1},
		"weak_etag":    {steps: []step{cut(1000, honest(body, `W/"v1"`)), honest(body, `W/"v1"`)}, want: body, ranges: "- 1000-", resumes: 1},
		"chunked_dropped": {
			// Nothing tells this content from another: it has to come as a whole, and is compared.
			steps: []step{cut(1000, chunked(body)), chunked(body)}, want: body, ranges: "- -", unsure: true,
		},
		"ranges_ignored":               {steps: []step{cut(1000, whole(body, tag)), whole(body, tag)}, want: body, ranges: "- 1000-"},
		"ranges_ignored_and_dropped":   {steps: []step{cut(1000, whole(body, tag)), cut(700, whole(body, tag)), whole(body, tag)}, want: body, ranges: "- 1000- -"},
		"dropped_where_skipping_ended": {steps: []step{cut(1000, whole(body, tag)), cut(1000, whole(body, tag)), honest(body, tag)}, want: body, ranges: "- 1000- 1000-", resumes: 1},
		"new_etag_same_content":        {steps: []step{cut(1000, honest(body, tag)), honest(body, `"v2"`)}, want: body, ranges: "- 1000-"},
		"new_etag_new_content":         {steps: []step{cut(1000, honest(body, tag)), honest(other, `"v2"`)}, err: atlas.ErrDownloadChanged},
		"new_date_new_content":         {steps: []step{cut(1000, dated(body, published)), dated(other, published.Add(time.Hour))}, err: atlas.ErrDownloadChanged},
		"new_content_is_shorter":       {steps: []step{cut(1000, honest(body, tag)), whole(body[:900], `"v2"`)}, err: atlas.ErrDownloadChanged},
		"new_content_goes_on":          {steps: []step{cut(1000, honest(body[:2000], tag)), honest(body, `"v2"`)}, want: body, ranges: "- 1000-"},
		"new_length_without_validators": {
			steps: []step{cut(1000, honest(body[:2000], "")), honest(body, "")}, want: body, ranges: "- 1000- -",
		},
		"if_range_ignored": {
			// The 206 says that it is of other content; the whole of that is asked for, and differs.
			steps: []step{cut(1000, honest(body, tag)), func(w http.ResponseWriter, r *http.Request) {
				r.Header.Del("If-Range")
				honest(other, `"v2"`)(w, r)
			}}, err: atlas.ErrDownloadChanged, ranges: "- 1000- -",
		},
		"parts": {
			steps: []step{cut(1000, honest(body, tag)), lie("bytes 1000-1999/3000", body[1000:2000]), honest(body, tag)},
			want:  body, ranges: "- 1000- 2000-", resumes: 2,
		},
		"parts_of_unknown_length": {
			steps: []step{cut(1000, chunkedTag(body, tag)), lie("bytes 1000-2999/*", body[1000:]), honest(body, tag)},
			want:  body, ranges: "- 1000- 3000-", resumes: 1,
		},
		"wrong_start":       {steps: []step{cut(1000, honest(body, tag)), lie("bytes 999-2999/3000", body[999:])}, err: atlas.ErrUnexpectedResponse},
		"no_content_range":  {steps: []step{cut(1000, honest(body, tag)), lie("", body[1000:])}, err: atlas.ErrUnexpectedResponse},
		"range_and_length":  {steps: []step{cut(1000, honest(body, tag)), lie("bytes 1000-2999/3000", body[1000:2000])}, err: atlas.ErrUnexpectedResponse},
		"unasked_206":       {steps: []step{lie("bytes 0-2999/3000", body)}, err: atlas.ErrUnexpectedResponse},
		"encoded":           {steps: []step{withHeader("Content-Encoding", "gzip", honest(body, tag))}, err: atlas.ErrUnexpectedResponse, ranges: "-"},
		"identity_encoding": {steps: []step{withHeader("Content-Encoding", "identity", honest(body, tag))}, want: body},
		"416_at_the_end": {
			steps: []step{cut(3000, chunkedTag(body, tag)), status(416, "Content-Range", "bytes */3000")}, want: body, ranges: "- 3000-",
		},
		"416_in_the_middle": {
			steps: []step{cut(1000, honest(body, tag)), status(416, "Content-Range", "bytes */3000"), honest(body, tag)}, want: body, ranges: "- 1000- -",
		},
		"416_always": {steps: []step{cut(1000, honest(body, tag)), status(416)}, err: nil},

		"closed_without_length":      {steps: []step{hijacked(body)}, err: atlas.ErrDownloadIncomplete, ranges: "-"},
		"closed_where_size_says":     {steps: []step{hijacked(body)}, src: atlas.DownloadSource{Size: 3000}, want: body, ranges: "-"},
		"longer_than_size":           {steps: []step{honest(body, tag)}, src: atlas.DownloadSource{Size: 2999}, err: atlas.ErrDownloadChanged, ranges: "-"},
		"shorter_than_size":          {steps: []step{honest(body, tag)}, src: atlas.DownloadSource{Size: 3001}, err: atlas.ErrDownloadIncomplete, ranges: "-"},
		"chunked_longer_than_size":   {steps: []step{chunked(body)}, src: atlas.DownloadSource{Size: 2999}, err: atlas.ErrDownloadChanged, ranges: "-"},
		"chunked_shorter_than_size":  {steps: []step{chunked(body)}, src: atlas.DownloadSource{Size: 3001}, err: atlas.ErrDownloadIncomplete},
		"always_dropped":             {steps: []step{cut(1000, honest(body, tag)), cut(0, honest(body, tag))}, err: atlas.ErrDownloadIncomplete, ranges: "- 1000- 1000- 1000- 1000- 1000- 1000- 1000-"},
		"always_dropped_same_place":  {steps: []step{cut(1000, whole(body, tag))}, err: atlas.ErrDownloadIncomplete},
		"few_attempts":               {steps: []step{status(503)}, opts: atlas.DownloadOptions{Attempts: 2}, err: atlas.ErrServer, ranges: "- -"},
		"one_attempt":                {steps: []step{cut(1000, honest(body, tag))}, opts: atlas.DownloadOptions{Attempts: 1}, err: atlas.ErrDownloadIncomplete, ranges: "-"},
		"server_errors":              {steps: []step{status(503), status(500), status(429), honest(body, tag)}, want: body, ranges: "- - - -"},
		"bad_request_is_final":       {steps: []step{status(400)}, err: atlas.ErrBadRequest, ranges: "-"},
		"no_content_is_final":        {steps: []step{status(204)}, err: atlas.ErrUnexpectedResponse, ranges: "-"},
		"long_retry_after_is_final":  {steps: []step{status(429, "Retry-After", "100000")}, err: atlas.ErrRateLimited, ranges: "-"},
		"expired_without_refresh":    {steps: []step{status(403)}, err: atlas.ErrLinkExpired, ranges: "-"},
		"expired_is_told_by_status":  {steps: []step{status(410)}, err: atlas.ErrGone, ranges: "-"},
		"corrupt":                    {steps: []step{honest(other, tag)}, src: atlas.DownloadSource{SHA1: sumOf(body)}, err: atlas.ErrChecksum},
		"corrupt_behind_a_drop":      {steps: []step{cut(1000, honest(body, tag)), honest(append(bytes.Clone(body[:2000]), other[2000:]...), tag)}, src: atlas.DownloadSource{SHA1: sumOf(body)}, err: atlas.ErrChecksum},
		"redirected":                 {steps: []step{redirect("/there"), honest(body, tag)}, want: body, ranges: "- -"},
		"redirect_loop":              {steps: []step{redirect("/there")}, err: nil, ranges: "- - - - - -"},
		"redirect_that_is_not_a_URL": {steps: []step{redirect("http://h/%zz" + linkKey)}, opts: atlas.DownloadOptions{Attempts: 1}},
	}
}

func upper(s string) string { return string(bytes.ToUpper([]byte(s))) }

func redirect(to string) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}
}

func withHeader(name, value string, next step) step {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(name, value)
		if name == "Content-Encoding" { // ServeContent leaves the length away then, which is not the point here
			w.Header().Set("Content-Length", "3000")
		}
		next(w, r)
	}
}

// chunkedTag is chunked with an ETag.
func chunkedTag(p []byte, etag string) step {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		chunked(p)(w, r)
	}
}

// hijacked ends the body by closing the connection, as HTTP/1.0 does.
func hijacked(p []byte) step {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = conn.Write(append([]byte("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"), p...))
		_ = conn.Close()
	}
}

func TestDownload(t *testing.T) {
	t.Parallel()
	for name, c := range downloadCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: c.steps}
			bubble(t, s, func(t *testing.T, client *http.Client) {
				c.opts.HTTPClient = client
				var got bytes.Buffer
				r, err := atlas.Download(t.Context(), c.source(), &got, &c.opts)
				c.check(t, r, got.Bytes(), err, s)
			})
		})
	}
}

// Whatever happens, the same comes of a file, but for what a stream cannot do: start over with other content.
func TestDownloadFile(t *testing.T) {
	t.Parallel()
	other := content(3001)[:3000]
	over := map[string]downloadCase{
		"new_etag_new_content":   {want: other},
		"new_date_new_content":   {want: other},
		"new_content_is_shorter": {want: content(3000)[:900]},
		"if_range_ignored":       {want: other, ranges: "- 1000- -"},
		// A file starts over at once, and so has a start that a range can follow.
		"ranges_ignored_and_dropped": {want: content(3000), ranges: "- 1000- 700-"},
	}
	for name, c := range downloadCases() {
		if o, ok := over[name]; ok {
			c.want, c.ranges = o.want, o.ranges
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{steps: c.steps}
			bubble(t, s, func(t *testing.T, client *http.Client) {
				path := filepath.Join(t.TempDir(), "restore.tar.gz")
				c.opts.HTTPClient = client
				r, err := atlas.DownloadFile(t.Context(), c.source(), path, &c.opts)
				got, readErr := os.ReadFile(path)
				if (readErr == nil) != (c.want != nil) || (r.Path == path) != (c.want != nil) {
					t.Errorf("file: %v, path %q", readErr, r.Path)
				}
				c.check(t, r, got, err, s)
				left, _ := filepath.Glob(path + ".*")
				wrong := errors.Is(err, atlas.ErrChecksum) || errors.Is(err, atlas.ErrDownloadChanged)
				if len(left) > 0 && (err == nil || wrong) {
					t.Errorf("left behind: %v", left)
				}
			})
		})
	}
}

// If-Range has a strong validator, or is not sent (RFC 9110, section 13.1.5).
func TestDownloadIfRange(t *testing.T) {
	t.Parallel()
	body := content(3000)
	for name, c := range map[string]struct {
		serve step
		want  string
	}{
		"etag": {honest(body, `"v"`), `"v"`},
		"date": {dated(body, published), "Mon, 01 Mar 1999 12:00:00 GMT"},
		"weak": {honest(body, `W/"v"`), ""},
		"none": {honest(body, ""), ""},
		// What was changed in this very second may change in it once more.
		"now":          {dated(body, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)), ""},
		"etag_counts":  {withHeader("ETag", `"w"`, dated(body, published)), `"w"`},
		"weak_no_date": {withHeader("ETag", `W/"w"`, dated(body, published)), ""},
	} {
		s := &script{steps: []step{cut(1000, c.serve), c.serve}}
		bubble(t, s, func(t *testing.T, client *http.Client) {
			var got bytes.Buffer
			_, err := atlas.Download(t.Context(), atlas.DownloadSource{URL: linkURL}, &got, &atlas.DownloadOptions{HTTPClient: client})
			if err != nil || s.ranges() != "- 1000-" || s.requests[1].Header.Get("If-Range") != c.want || !bytes.Equal(got.Bytes(), body) {
				t.Errorf("%s: error %v, requests %q, If-Range %q, want %q", name, err, s.ranges(), s.requests[1].Header.Get("If-Range"), c.want)
			}
		})
	}
}
