package atlas_test

import (
	"context"
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// infoOf returns the info of a call that is answered with header.
func infoOf(tb testing.TB, status int, header http.Header) atlas.ResponseInfo {
	tb.Helper()
	core := newCore(tb, "https://h", atlas.WithDoer(canned(status, header, []byte(`{}`))), atlas.NoRetry())
	var info atlas.ResponseInfo
	_, _ = getJob(atlas.WithResponseInfo(tb.Context(), &info), tb, core)
	return info
}

func TestResponseInfo(t *testing.T) {
	t.Parallel()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	none := atlas.RateLimit{Limit: -1, Remaining: -1}
	tests := map[string]struct {
		header http.Header
		want   atlas.ResponseInfo // without Operation, Status and Header
	}{
		"nothing": {nil, atlas.ResponseInfo{RateLimit: none}},
		"all": {
			http.Header{
				"Content-Type": {cloudV1 + ";charset=utf-8"}, "X-Request-Id": {" r\x001 "},
				"Deprecation": {"Mon, 5 Aug 2024 00:00:00 GMT"}, "Sunset": {"Thu, 22 Jan 2026 00:00:00 GMT"},
				"Ratelimit-Limit": {"100"}, "Ratelimit-Remaining": {"0"}, "Retry-After": {"3"},
			},
			atlas.ResponseInfo{
				RequestID: "r1", VersionServed: "2023-01-01", Deprecated: true, Deprecation: day(2024, 8, 5),
				Sunset: day(2026, 1, 22), RateLimit: atlas.RateLimit{Limit: 100}, RetryAfter: 3 * time.Second,
			},
		},
		"preview":          {http.Header{"Content-Type": {"application/vnd.atlas.preview+json"}}, atlas.ResponseInfo{VersionServed: "preview", RateLimit: none}},
		"upcoming":         {http.Header{"Content-Type": {"application/vnd.atlas.2025-09-22.upcoming+json"}}, atlas.ResponseInfo{VersionServed: "2025-09-22.upcoming", RateLimit: none}},
		"no_version":       {http.Header{"Content-Type": {"application/vnd.atlas.tomorrow+json"}}, atlas.ResponseInfo{RateLimit: none}},
		"deprecated_true":  {http.Header{"Deprecation": {"true"}}, atlas.ResponseInfo{Deprecated: true, RateLimit: none}},
		"deprecated_false": {http.Header{"Deprecation": {"false"}}, atlas.ResponseInfo{RateLimit: none}},
		"deprecated_unix": {
			http.Header{"Deprecation": {"@1688169599"}},
			atlas.ResponseInfo{Deprecated: true, Deprecation: time.Unix(1688169599, 0).UTC(), RateLimit: none},
		},
		"malformed": {
			http.Header{
				"Content-Type": {"application/json;"}, "Deprecation": {"@99999999999999999999"}, "Sunset": {"Mon, 5 Aug 2024 00:00:00 XYZ"},
				"Ratelimit-Limit": {"-1"}, "Ratelimit-Remaining": {"ten"}, "Retry-After": {"1.5"},
			},
			atlas.ResponseInfo{RateLimit: none},
		},
		"retry_date": {
			http.Header{"Retry-After": {"Wed, 5 Aug 2026 00:00:09 GMT"}, "Date": {"Wed, 05 Aug 2026 00:00:00 GMT"}},
			atlas.ResponseInfo{RateLimit: none, RetryAfter: 9 * time.Second},
		},
		"retry_past": {
			http.Header{"Retry-After": {"Wed, 05 Aug 2026 00:00:00 GMT"}, "Date": {"Wed, 05 Aug 2026 00:00:09 GMT"}},
			atlas.ResponseInfo{RateLimit: none},
		},
		"retry_negative": {http.Header{"Retry-After": {"-5"}}, atlas.ResponseInfo{RateLimit: none}},
		"retry_forever": {
			http.Header{"Retry-After": {"99999999999999999999"}},
			atlas.ResponseInfo{RateLimit: none, RetryAfter: math.MaxInt64 / time.Second * time.Second},
		},
	}
	for name, test := range tests {
		for _, status := range []int{200, 500} {
			got := infoOf(t, status, test.header)
			test.want.Operation, test.want.Status, test.want.Attempts = "GetJob", status, 1
			if diff := cmp.Diff(test.want, got, cmpopts.IgnoreFields(atlas.ResponseInfo{}, "Header")); diff != "" {
				t.Errorf("%s, %d: mismatch (-want +got)\n%s", name, status, diff)
			}
		}
	}
}

func TestRetryAfterWithoutServerClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		at := time.Now().Add(30 * time.Second).UTC().Format(http.TimeFormat)
		if got := infoOf(t, 429, http.Header{"Retry-After": {at}}).RetryAfter; got != 30*time.Second {
			t.Errorf("RetryAfter = %v", got)
		}
	})
}

func TestInfoHeaderHasNoSecrets(t *testing.T) {
	t.Parallel()
	header := http.Header{
		"Set-Cookie": {"a"}, "Set-Cookie2": {"a"}, "Authorization": {"a"}, "Www-Authenticate": {"a"},
		"Proxy-Authenticate": {"a"}, "Authentication-Info": {"a"}, "X-Auth-Token": {"a"},
		"Location": {"https://u:p@h/x?y#z"}, "X-Other": {"b", "c"},
	}
	before := header.Clone()
	got := infoOf(t, 200, header).Header
	if diff := cmp.Diff(http.Header{"Location": {"https://h/x"}, "X-Other": {"b", "c"}}, got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	got["X-Other"][0] = "changed"
	if diff := cmp.Diff(before, header); diff != "" {
		t.Errorf("the response was changed (-before +after)\n%s", diff)
	}
}

func TestInfoOfTheLastCall(t *testing.T) {
	t.Parallel()
	status := 200
	core := newCore(t, "https://h", atlas.WithDoer(doerFunc(func(req *http.Request) (*http.Response, error) {
		return canned(status, nil, []byte(`{"attempts":"x"}`))(req)
	})))
	var outer, inner atlas.ResponseInfo
	ctx := atlas.WithResponseInfo(t.Context(), &outer)
	_, _ = getJob(ctx, t, core)
	if outer.Status != 200 || len(outer.Issues) != 1 {
		t.Errorf("first call: %+v", outer)
	}
	status = 404
	_ = cancelJob(atlas.WithResponseInfo(ctx, &inner), t, core)
	if inner.Status != 404 || inner.Operation != "CancelJob" || outer.Status != 200 {
		t.Errorf("inner %+v, outer %+v", inner, outer)
	}
	_, _ = getJob(atlas.WithResponseInfo(ctx, nil), t, core)
	if outer.Status != 200 {
		t.Errorf("outer info was not turned off: %+v", outer)
	}
	_, _ = getJob(ctx, t, core)
	if outer.Status != 404 || outer.Issues != nil {
		t.Errorf("last call: %+v", outer)
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add("application/vnd.atlas.2023-01-01+json;charset=utf-8", "@1688169599", "Mon, 5 Aug 2024 00:00:00 GMT", "10", "5")
	f.Add("application/json", "true", "", "Wed, 05 Aug 2026 00:00:00 GMT", "x")
	f.Fuzz(func(t *testing.T, contentType, deprecation, date, retryAfter, count string) {
		core := newCore(t, "https://h", atlas.WithDoer(canned(404, http.Header{
			"Content-Type": {contentType}, "Deprecation": {deprecation}, "Sunset": {date}, "Date": {date},
			"Retry-After": {retryAfter}, "Ratelimit-Limit": {count}, "X-Request-Id": {count}, "Location": {date},
		}, nil)))
		var info atlas.ResponseInfo
		_, _ = getJob(atlas.WithResponseInfo(context.Background(), &info), t, core)
		if info.Status != 404 || info.RetryAfter < 0 || info.RateLimit.Limit < -1 || info.RateLimit.Remaining != -1 {
			t.Errorf("%+v", info)
		}
		for _, at := range []time.Time{info.Deprecation, info.Sunset} {
			if _, err := at.MarshalJSON(); err != nil {
				t.Error(err)
			}
		}
		if !info.Deprecation.IsZero() && !info.Deprecated {
			t.Error("a deprecation date without deprecation")
		}
	})
}
