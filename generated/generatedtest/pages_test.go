package generatedtest_test

//lint:file-ignore SA1019 the legacy, tenant and serverless operations are deprecated by Atlas, and must still work.

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/generated/atlas20231001"
	"github.com/atlasrestore/atlasrestore/generated/atlas20241113"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
	"github.com/atlasrestore/atlasrestore/generated/atlasv1"
	"github.com/google/go-cmp/cmp"
)

// The values of the pages.
const (
	hexID  = "32b6e34b3d91647abb20e7b8"
	group  = "0123456789abcdef01234567"
	v20230 = "application/vnd.atlas.2023-01-01+json"
)

var pageTime = time.Date(2025, 5, 4, 9, 42, 0, 0, time.UTC)

// A page is one reference page: an operation of one package, and the JSON it shows, in testdata/<folder>/<status>.json.
type page struct {
	folder      string
	operation   string
	date        string // of the version that the page asks for; empty for v1.0
	path        string
	contentType string
	accept      string
	served      string
	want        any
	// call makes a client and calls the typed method.
	call func(ctx context.Context, opts ...atlas.Option) (any, error)
}

func pages() []page {
	const cluster = "/api/atlas/v2/groups/" + group + "/clusters/c-0"
	return []page{
		{
			folder: "cloud-get-2023-10-01", operation: "GetCloudRestoreJob", date: "2023-10-01",
			path:        cluster + "/backup/restoreJobs/" + hexID,
			contentType: v20230 + ";charset=utf-8", accept: v20230, served: "2023-01-01",
			want: cloudJob(),
			call: with(atlas20231001.New, func(ctx context.Context, c *atlas20231001.Client) (*atlas20231001.CloudRestoreJob, error) {
				return c.GetCloudRestoreJob(ctx, group, "c-0", hexID)
			}),
		},
		{
			folder: "legacy-get-2025-03-12", operation: "GetLegacyRestoreJob", date: "2025-03-12",
			path:        cluster + "/restoreJobs/" + hexID,
			contentType: v20230 + ";charset=utf-8", accept: v20230, served: "2023-01-01",
			want: legacyJob(),
			call: with(atlas20250312.New, func(ctx context.Context, c *atlas20250312.Client) (*atlas20250312.LegacyRestoreJob, error) {
				return c.GetLegacyRestoreJob(ctx, group, "c-0", hexID)
			}),
		},
		{
			folder: "legacy-list-2024-11-13", operation: "ListLegacyRestoreJobs", date: "2024-11-13",
			path:        cluster + "/restoreJobs",
			contentType: v20230 + ";charset=utf-8", accept: v20230, served: "2023-01-01",
			want: legacyPage(),
			call: with(atlas20241113.New, func(ctx context.Context, c *atlas20241113.Client) (*atlas20241113.LegacyRestoreJobPage, error) {
				return c.ListLegacyRestoreJobs(ctx, group, "c-0", nil)
			}),
		},
		{
			folder: "tenant-get-v1.0", operation: "GetTenantRestoreJob",
			path:        "/api/atlas/v1.0/groups/" + group + "/clusters/c-0/backup/tenant/restores/" + hexID,
			contentType: "application/json", accept: "application/json",
			want: tenantJob(),
			call: with(atlasv1.New, func(ctx context.Context, c *atlasv1.Client) (*atlasv1.TenantRestoreJob, error) {
				return c.GetTenantRestoreJob(ctx, group, "c-0", hexID)
			}),
		},
	}
}

// with makes the call of a page. The answer is nil when the typed one is.
func with[C, T any](make func(...atlas.Option) (*C, error), get func(context.Context, *C) (*T, error)) func(context.Context, ...atlas.Option) (any, error) {
	return func(ctx context.Context, opts ...atlas.Option) (any, error) {
		client, err := make(opts...)
		if err != nil {
			return nil, err
		}
		value, err := get(ctx, client)
		if value == nil {
			return nil, err
		}
		return value, err
	}
}

// file reads a file of the page.
func (p page) file(tb testing.TB, name string) []byte {
	tb.Helper()
	return must(os.ReadFile(filepath.Join("testdata", p.folder, name)))(tb)
}

func TestPages(t *testing.T) {
	t.Parallel()
	for _, p := range pages() {
		t.Run(p.folder, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			s.reply(200, p.file(t, "200.json"), "Content-Type", p.contentType, "X-Request-Id", "r1")
			var info atlas.ResponseInfo
			got, err := p.call(atlas.WithResponseInfo(t.Context(), &info), s.options()...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p.want, got); diff != "" {
				t.Errorf("answer mismatch (-want +got):\n%s", diff)
			}
			p.checkRequest(t, s.last(t), p.accept)
			wantInfo := atlas.ResponseInfo{
				Attempts:  1,
				Operation: p.operation, Status: 200, RequestID: "r1", VersionServed: p.served, Header: info.Header,
				RateLimit: atlas.RateLimit{Limit: -1, Remaining: -1},
			}
			if diff := cmp.Diff(wantInfo, info); diff != "" {
				t.Errorf("info mismatch (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(jsonOf(t, p.file(t, "200.json")), jsonOf(t, encode(t, got))); diff != "" {
				t.Errorf("encoded again it differs (-page +got):\n%s", diff)
			}
		})
	}
}

// TestPagesAskForTheirDate asks for the version of the page, as its examples do; Atlas resolves it downward.
// The calls go through the HTTP client that a generated client makes for itself.
func TestPagesAskForTheirDate(t *testing.T) {
	t.Parallel()
	for _, p := range pages() {
		if p.date == "" {
			continue // TestVersionOption checks that v1.0 refuses a date
		}
		t.Run(p.folder, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			s.reply(200, p.file(t, "200.json"), "Content-Type", p.contentType)
			var info atlas.ResponseInfo
			got, err := p.call(atlas.WithResponseInfo(t.Context(), &info), atlas.WithBaseURL(s.URL), atlas.WithVersion(p.date))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p.want, got); diff != "" {
				t.Errorf("answer mismatch (-want +got):\n%s", diff)
			}
			p.checkRequest(t, s.last(t), "application/vnd.atlas."+p.date+"+json")
			if info.VersionServed != p.served {
				t.Errorf("VersionServed is %q, want %q", info.VersionServed, p.served)
			}
		})
	}
}

// TestPageHeaders reads the lifecycle and rate headers, with the one-digit days that Atlas writes.
func TestPageHeaders(t *testing.T) {
	t.Parallel()
	for _, p := range pages() {
		t.Run(p.folder, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			s.reply(200, p.file(t, "200.json"), "Content-Type", p.contentType, "RateLimit-Limit", "100", "RateLimit-Remaining", "7",
				"Deprecation", "Mon, 5 Aug 2024 00:00:00 GMT", "Sunset", "Thu, 1 Jan 2026 00:00:00 GMT")
			var info atlas.ResponseInfo
			if _, err := p.call(atlas.WithResponseInfo(t.Context(), &info), s.options()...); err != nil {
				t.Fatal(err)
			}
			want := atlas.ResponseInfo{
				Attempts:  1,
				Operation: p.operation, Status: 200, VersionServed: p.served, Header: info.Header, Deprecated: true,
				Deprecation: time.Date(2024, 8, 5, 0, 0, 0, 0, time.UTC), Sunset: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
				RateLimit: atlas.RateLimit{Limit: 100, Remaining: 7},
			}
			if diff := cmp.Diff(want, info); diff != "" {
				t.Errorf("info mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// checkRequest checks what arrived at the server.
func (p page) checkRequest(t *testing.T, got request, accept string) {
	t.Helper()
	if got.method != http.MethodGet || got.uri != p.path {
		t.Errorf("got %s %s, want GET %s without a query", got.method, got.uri, p.path)
	}
	if got.header.Get("Accept") != accept {
		t.Errorf("Accept is %q, want %q", got.header.Get("Accept"), accept)
	}
	checkUserAgent(t, got)
	if len(got.body) != 0 || got.header.Get("Content-Type") != "" {
		t.Errorf("a GET was sent with a body %q of type %q", got.body, got.header.Get("Content-Type"))
	}
}
