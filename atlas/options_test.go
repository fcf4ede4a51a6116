package atlas_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
)

func TestNewCoreRefuses(t *testing.T) {
	t.Parallel()
	doer := canned(200, nil, nil)
	tests := map[string]struct {
		opts []atlas.Option
		want string // part of the error
	}{
		"empty_url":          {[]atlas.Option{atlas.WithBaseURL("")}, "absolute"},
		"relative_url":       {[]atlas.Option{atlas.WithBaseURL("/api")}, "absolute"},
		"other_scheme":       {[]atlas.Option{atlas.WithBaseURL("ftp://h")}, "absolute"},
		"no_host":            {[]atlas.Option{atlas.WithBaseURL("https://:80/")}, "no host"},
		"opaque":             {[]atlas.Option{atlas.WithBaseURL("https:h")}, "no host"},
		"user":               {[]atlas.Option{atlas.WithBaseURL("https://u:hunter2@h")}, "user information"},
		"user_in_broken_url": {[]atlas.Option{atlas.WithBaseURL("https://u:hunter2@h:x y")}, "not a URL"},
		"query":              {[]atlas.Option{atlas.WithBaseURL("https://h?a=hunter2")}, "query"},
		"empty_query":        {[]atlas.Option{atlas.WithBaseURL("https://h?")}, "query"},
		"fragment":           {[]atlas.Option{atlas.WithBaseURL("https://h#")}, "fragment"},
		"agent_with_newline": {[]atlas.Option{atlas.WithUserAgent("a\r\nb: c")}, "control characters"},
		"client_and_doer":    {[]atlas.Option{atlas.WithHTTPClient(&http.Client{}), atlas.WithDoer(doer)}, "both"},
		"empty_version":      {[]atlas.Option{atlas.WithVersion("")}, "want YYYY-MM-DD"},
		"no_calendar_date":   {[]atlas.Option{atlas.WithVersion("2025-02-30")}, "want YYYY-MM-DD"},
		"short_date":         {[]atlas.Option{atlas.WithVersion("2025-2-3")}, "want YYYY-MM-DD"},
		"other_stage":        {[]atlas.Option{atlas.WithVersion("2025-02-03.stable")}, "want YYYY-MM-DD"},
		"upcoming_preview":   {[]atlas.Option{atlas.WithVersion("preview.upcoming")}, "want YYYY-MM-DD"},
		"all_reported":       {[]atlas.Option{atlas.WithVersion("x"), atlas.WithBaseURL("")}, "want YYYY"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			core, err := atlas.NewCore("2025-03-12", operations(), test.opts...)
			if err == nil || core != nil {
				t.Fatalf("NewCore = %v, %v, want an error", core, err)
			}
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error %q, want one with %q and without secrets", err, test.want)
			}
		})
	}
}

func TestVersionNeedsDatedAPI(t *testing.T) {
	t.Parallel()
	ops := []atlas.Operation{{Name: "Old", Method: "GET", Path: "/a"}}
	if _, err := atlas.NewCore("v1.0", ops, atlas.WithVersion("preview")); err == nil {
		t.Error("v1.0 accepts WithVersion")
	}
	if _, err := atlas.NewCore("v1.0", ops); err != nil {
		t.Error(err)
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for give, want := range map[string]string{
		"https://cloud.mongodb.com":   "https://cloud.mongodb.com/",
		"HTTPS://cloud.mongodb.com/":  "https://cloud.mongodb.com/",
		"http://127.0.0.1:8080/a%2Fb": "http://127.0.0.1:8080/a%2Fb/",
		"https://proxy/x/../atlas":    "https://proxy/atlas/",
	} {
		if got := newCore(t, give).BaseURL(); got != want {
			t.Errorf("base URL of %q = %q, want %q", give, got, want)
		}
	}
	core, err := atlas.NewCore("2025-03-12", nil, nil, atlas.WithDoer(nil), atlas.WithHTTPClient(nil))
	if err != nil || core.BaseURL() != atlas.DefaultBaseURL+"/" {
		t.Errorf("NewCore with nil options = %v, %v", core, err)
	}
}

// The default transport and the caller's client stay as they were.
func TestGlobalsAndClientStayUnchanged(t *testing.T) {
	t.Parallel()
	client := &http.Client{}
	newCore(t, "https://h", atlas.WithHTTPClient(client))
	newCore(t, "https://h")
	if client.CheckRedirect != nil || http.DefaultClient.CheckRedirect != nil {
		t.Error("a client was changed")
	}
	if n := http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost; n != 0 {
		t.Errorf("DefaultTransport.MaxIdleConnsPerHost = %d", n)
	}
}
