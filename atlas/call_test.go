package atlas_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

func TestDecodeSuccess(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status      int
		contentType string
		body        string
	}{
		"versioned":            {200, cloudV1 + ";charset=utf-8", `{"id":"1"}`},
		"created":              {201, cloudV1, `{"id":"1"}`},
		"plain":                {200, "application/json", "  {\"id\":\"1\"}\n"},
		"upper_case":           {200, "Application/JSON; Charset=UTF-8", `{"id":"1"}`},
		"broken_parameter":     {200, "application/json; charset", `{"id":"1"}`},
		"repeated_parameter":   {200, "application/json;charset=a;charset=b", `{"id":"1"}`},
		"problem_suffix":       {200, "application/hal+json", `{"id":"1"}`},
		"no_content_type":      {200, "", `{"id":"1"}`},
		"unknown_field":        {200, cloudV1, `{"id":"1","new":{"a":[1]}}`},
		"nulls":                {200, cloudV1, `{"id":"1","cancelled":null,"createdAt":null,"deliveryUrl":null}`},
		"other_version_served": {200, "application/vnd.atlas.2024-05-30+json", `{"id":"1"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			core := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				reply(w, test.status, test.contentType, test.body)
			})
			got, err := getJob(t.Context(), t, core)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&job{ID: "1"}, got); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestUnexpectedResponse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status      int
		contentType string
		body        string
		want        string // the error, after the status
		wantBody    string
	}{
		"empty":            {200, cloudV1, "", "no body", ""},
		"white_space":      {200, cloudV1, " \n", "no body", ""},
		"no_content":       {204, "", "", "no body", ""},
		"html":             {200, "text/html", "<html>\n<b>hi", `content type "text/html" is not JSON`, "<html> <b>hi"},
		"html_as_json":     {200, cloudV1, "<html>", "invalid character '<'", "<html>"},
		"csv":              {200, "application/vnd.atlas.2023-01-01+csv", "a,b", "is not JSON", "a,b"},
		"bad_content_type": {200, "json", `{}`, `content type "json" is not JSON`, "{}"},
		"truncated":        {200, cloudV1, `{"id":"1`, "unexpected EOF", `{"id":"1`},
		"garbage_after":    {200, cloudV1, `{"id":"1"}{}`, "data after the value", `{"id":"1"}{}`},
		"array":            {200, cloudV1, `[{}]`, "array where an object is declared", "[{}]"},
		"string":           {200, cloudV1, `"x"`, "string where an object is declared", `"x"`},
		"number":           {200, cloudV1, `1`, "number where an object is declared", `1`},
		"null":             {200, cloudV1, `null`, "null does not fit", `null`},
		"untyped_array":    {200, "", `[]`, "no content type and no JSON object", `[]`},
		"secrets_in_body":  {200, cloudV1, `{"authValue":"hunter2","u":"https://d.net/hunter2","x":`, "EOF", `{"authValue":"[redacted]","u":"https://d.net/[redacted]","x":`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			core := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				reply(w, test.status, test.contentType, test.body)
			}, atlas.NoRetry())
			got, err := getJob(t.Context(), t, core)
			var e *atlas.Error
			if got != nil || !errors.Is(err, atlas.ErrUnexpectedResponse) || !errors.As(err, &e) {
				t.Fatalf("Decode = %v, %v, want ErrUnexpectedResponse", got, err)
			}
			if e.Status != test.status || e.Body != test.wantBody {
				t.Errorf("status %d, body %q, want %d, %q", e.Status, e.Body, test.status, test.wantBody)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %q, want one with %q", err, test.want)
			}
			if name == "truncated" && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("error %v is no io.ErrUnexpectedEOF", err)
			}
		})
	}
}

func TestDiscard(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status      int
		contentType string
		body        string
		ok          bool
	}{
		"no_content":     {204, "", "", true},
		"empty":          {200, "text/html", "", true},
		"json":           {200, cloudV1, "[]", true},
		"untyped_object": {200, "", "{}", true},
		"html":           {200, "text/html", "<html>", false},
		"html_as_json":   {200, cloudV1, "<html>", false},
		"untyped_text":   {200, "", "ok", false},
		"not_allowed":    {405, "application/json", `{"errorCode":"X"}`, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			core := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				reply(w, test.status, test.contentType, test.body)
			})
			err := cancelJob(t.Context(), t, core)
			if (err == nil) != test.ok {
				t.Errorf("Discard = %v, want success: %v", err, test.ok)
			}
			if !test.ok && test.status == 200 && !errors.Is(err, atlas.ErrUnexpectedResponse) {
				t.Errorf("error %v is no ErrUnexpectedResponse", err)
			}
		})
	}
}

func TestDroppedConnection(t *testing.T) {
	t.Parallel()
	core := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", cloudV1)
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"id":`)
	}, atlas.NoRetry())
	_, err := getJob(t.Context(), t, core)
	if !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(err, atlas.ErrUnexpectedResponse) {
		t.Errorf("error %v, want io.ErrUnexpectedEOF in ErrUnexpectedResponse", err)
	}
}

func TestServerGone(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	core := newCore(t, server.URL, atlas.NoRetry())
	server.Close()
	info := atlas.ResponseInfo{Status: 200}
	_, err := getJob(atlas.WithResponseInfo(t.Context(), &info), t, core)
	var urlErr *url.Error
	if !errors.As(err, &urlErr) || !strings.HasPrefix(err.Error(), "GetJob: Get ") || strings.Contains(err.Error(), "secret-query") {
		t.Errorf("error %v, want a *url.Error with the operation and without the query", err)
	}
	want := atlas.ResponseInfo{Operation: "GetJob", Attempts: 1, RateLimit: atlas.RateLimit{Limit: -1, Remaining: -1}}
	if diff := cmp.Diff(want, info); diff != "" {
		t.Errorf("info: mismatch (-want +got)\n%s", diff)
	}
}

// endless writes until the client goes.
func endless(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", cloudV1)
	w.WriteHeader(status)
	chunk := strings.Repeat(" ", 1<<16)
	for {
		if _, err := io.WriteString(w, chunk); err != nil {
			return
		}
	}
}

func TestHugeBody(t *testing.T) {
	t.Parallel()
	core := serve(t, func(w http.ResponseWriter, _ *http.Request) { endless(w, 500) })
	_, err := getJob(t.Context(), t, core)
	if !errors.Is(err, atlas.ErrServer) || !strings.Contains(err.Error(), "body is larger than") {
		t.Errorf("error %v, want ErrServer about the size", err)
	}
	core = newCore(t, "https://h", atlas.WithDoer(doerFunc(func(*http.Request) (*http.Response, error) {
		header := http.Header{"Content-Type": {cloudV1}}
		return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(blanks{})}, nil
	})))
	_, err = getJob(t.Context(), t, core)
	if !errors.Is(err, atlas.ErrUnexpectedResponse) || !strings.Contains(err.Error(), "body is larger than") {
		t.Errorf("error %v, want ErrUnexpectedResponse about the size", err)
	}
}

// blanks is a reader without an end.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	return copy(p, strings.Repeat(" ", min(len(p), 1<<16))), nil
}

// A body of exactly the limit is read.
func TestBodyOfTheLimit(t *testing.T) {
	t.Parallel()
	body := `{"errorCode":"X"}`
	body += strings.Repeat(" ", 1<<20-len(body))
	_, err := getJob(t.Context(), t, newCore(t, "https://h", atlas.WithDoer(canned(500, nil, []byte(body)))))
	if err == nil || err.Error() != "GetJob: 500 Internal Server Error: X" {
		t.Errorf("error %v", err)
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	core := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("gzip is not asked for")
		}
		w.Header().Set("Content-Type", cloudV1)
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, `{"id":"1"}`)
		_ = z.Close()
	})
	if got, err := getJob(t.Context(), t, core); err != nil || got.ID != "1" {
		t.Errorf("Decode = %v, %v", got, err)
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 500} {
		ctx, cancel := context.WithCancelCause(t.Context())
		core := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", cloudV1)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"id":`)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, atlas.WithDoer(doerFunc(func(req *http.Request) (*http.Response, error) {
			res, err := http.DefaultClient.Do(req)
			cancel(errors.New("told to stop")) // the header is here, the body is not
			return res, err
		})))
		_, err := getJob(ctx, t, core)
		if !errors.Is(err, context.Canceled) || errors.Is(err, atlas.ErrUnexpectedResponse) {
			t.Errorf("status %d: error %v, want context.Canceled", status, err)
		}
		if got := errors.Is(err, atlas.ErrServer); got != (status == 500) {
			t.Errorf("status %d: error %v, ErrServer: %v", status, err, got)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("told to stop"))
	if _, err := getJob(ctx, t, newCore(t, "http://127.0.0.1:1")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestNothingIsSent(t *testing.T) {
	t.Parallel()
	core := newCore(t, "https://h", atlas.WithDoer(doerFunc(func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, nil
	})))
	op := operation(t, "GetJob")
	boom := errors.New("boom")
	info := atlas.ResponseInfo{Status: 7}
	_, err := atlas.Decode[job](atlas.WithResponseInfo(t.Context(), &info), core, op, nil, boom)
	if !errors.Is(err, boom) || err.Error() != "GetJob: build request: boom" || info.Status != 7 {
		t.Errorf("error %v, info %v", err, info)
	}
	if err := core.Discard(t.Context(), op, nil, nil); err == nil {
		t.Error("no request is no error")
	}
	var arg *atlas.ArgumentError
	var noContext context.Context
	if _, err := atlas.Decode[job](noContext, core, op, nil, nil); !errors.As(err, &arg) || err.Error() != "GetJob: ctx is nil" {
		t.Errorf("error %v for a nil context", err)
	}
}

// A Doer can do odd things: return nothing, a response without a body, both, or an error whose text has a secret.
func TestOddDoers(t *testing.T) {
	t.Parallel()
	secret := &url.Error{Op: "Get", URL: "https://u:hunter2@h/p?t=hunter2", Err: errors.New("boom")}
	tests := map[string]struct {
		doer doerFunc
		want string
	}{
		"nothing": {
			func(*http.Request) (*http.Response, error) { return nil, nil }, "GetJob: the doer returned no response",
		},
		"no_body": {
			func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, nil },
			"GetJob: 200 OK: unexpected response: no body",
		},
		"both": {
			func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: 200}, secret },
			`GetJob: Get "https://h/p": boom`,
		},
		"wrapped_secret": {
			func(*http.Request) (*http.Response, error) { return nil, errors.Join(secret) },
			`GetJob: Get "https://h/[redacted]": boom`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := getJob(t.Context(), t, newCore(t, "https://h", atlas.WithDoer(test.doer), atlas.NoRetry()))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("error %v, want %s", err, test.want)
			}
			var urlErr *url.Error
			if errors.As(err, &urlErr) && urlErr.URL != "https://h/p" {
				t.Errorf("URL %q is not reduced", urlErr.URL)
			}
		})
	}
}
