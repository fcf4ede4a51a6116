package generatedtest_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// sentinels are the kinds of errors, so that a test can say which ones an error is, and that it is no other.
func sentinels() []error {
	return []error{
		atlas.ErrBadRequest, atlas.ErrUnauthorized, atlas.ErrForbidden, atlas.ErrNotFound, atlas.ErrMethodNotAllowed,
		atlas.ErrConflict, atlas.ErrGone, atlas.ErrRateLimited, atlas.ErrServer, atlas.ErrVersion, atlas.ErrUnexpectedResponse,
	}
}

// checkError checks an error against the fields and the kinds it must have. Err is free text, and is not compared.
func checkError(t *testing.T, err error, want atlas.Error, kinds ...error) {
	t.Helper()
	var got *atlas.Error
	if !errors.As(err, &got) {
		t.Fatalf("error is %T %v, want an *atlas.Error", err, err)
	}
	if diff := cmp.Diff(want, *got, cmpopts.IgnoreFields(atlas.Error{}, "Err")); diff != "" {
		t.Errorf("error mismatch (-want +got):\n%s", diff)
	}
	for _, kind := range sentinels() {
		if is, want := errors.Is(err, kind), slices.Contains(kinds, kind); is != want {
			t.Errorf("errors.Is(err, %q) is %v, want %v", kind, is, want)
		}
	}
	if want.Code != "" && !errors.Is(err, atlas.Code(want.Code)) {
		t.Errorf("the error has not the code %q", want.Code)
	}
	if errors.Is(err, atlas.Code("OTHER")) || errors.Is(err, atlas.Code("")) {
		t.Error("the error has codes that Atlas did not send")
	}
	if !strings.HasPrefix(err.Error(), want.Operation+": ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the error says %q, want one line that starts with the operation", err)
	}
}

// TestPageErrors serves the error JSON that the pages show, which differ in whether they list a 400.
func TestPageErrors(t *testing.T) {
	t.Parallel()
	kinds := map[int]error{
		400: atlas.ErrBadRequest, 401: atlas.ErrUnauthorized, 403: atlas.ErrForbidden, 404: atlas.ErrNotFound, 500: atlas.ErrServer,
	}
	count := map[string]int{
		"cloud-get-2023-10-01": 4, "legacy-get-2025-03-12": 5, "legacy-list-2024-11-13": 5, "tenant-get-v1.0": 5,
	}
	for _, p := range pages() {
		files := must(filepath.Glob(filepath.Join("testdata", p.folder, "[45]??.json")))(t)
		if len(files) != count[p.folder] {
			t.Errorf("%s: %d errors, want %d", p.folder, len(files), count[p.folder])
		}
		for _, name := range files {
			t.Run(p.folder+"/"+strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) {
				t.Parallel()
				data := must(os.ReadFile(name))(t)
				var body struct {
					Error                     int
					Detail, Reason, ErrorCode string
				}
				if err := json.Unmarshal(data, &body); err != nil {
					t.Fatal(err)
				}
				s := newServer(t)
				s.reply(body.Error, data, "Content-Type", "application/json", "X-Request-Id", "r1")
				var info atlas.ResponseInfo
				value, err := p.call(atlas.WithResponseInfo(t.Context(), &info), s.options()...)
				checkError(t, err, atlas.Error{
					Operation: p.operation, Status: body.Error, Code: body.ErrorCode, Detail: body.Detail, Reason: body.Reason, RequestID: "r1",
				}, kinds[body.Error])
				if value != nil {
					t.Errorf("the answer is %v beside an error", value)
				}
				if info.Status != body.Error || info.Operation != p.operation || info.VersionServed != "" || info.RequestID != "r1" {
					t.Errorf("info is %+v", info)
				}
			})
		}
	}
}

// An otherError is an answer that no page shows, and real servers give.
type otherError struct {
	status  int
	body    string
	headers []string // names and values; the Content-Type is JSON when it is not among them
	want    atlas.Error
	kinds   []error
}

const date = "Sun, 04 May 2025 09:42:00 GMT"

func otherErrors() map[string]otherError {
	limited := `{"detail":"too many","error":429,"errorCode":"RATE_LIMITED_TOKEN_BUCKET","parameters":["group",5,null,{"a":[1.5]},true],"reason":"Too Many Requests"}`
	wantLimited := func(wait time.Duration) atlas.Error {
		return atlas.Error{
			Code: "RATE_LIMITED_TOKEN_BUCKET", Detail: "too many", Reason: "Too Many Requests", RetryAfter: wait,
			Parameters: []any{"group", 5.0, nil, map[string]any{"a": []any{1.5}}, true},
		}
	}
	html := []string{"Content-Type", "text/html"}
	return map[string]otherError{
		"no_such_version": {
			406, `{"detail":"d","error":406,"errorCode":"INVALID_VERSION_DATE","parameters":["2020-01-01"],"reason":"Not Acceptable"}`, nil,
			atlas.Error{Code: "INVALID_VERSION_DATE", Detail: "d", Reason: "Not Acceptable", Parameters: []any{"2020-01-01"}},
			[]error{atlas.ErrVersion},
		},
		"after_sunset": {
			410, `{"detail":"d","error":410,"errorCode":"GONE","reason":"Gone"}`, nil,
			atlas.Error{Code: "GONE", Detail: "d", Reason: "Gone"}, []error{atlas.ErrGone},
		},
		"rate_limited_seconds": {429, limited, []string{"Retry-After", "37"}, wantLimited(37 * time.Second), []error{atlas.ErrRateLimited}},
		"rate_limited_date": {
			429, limited, []string{"Retry-After", "Sun, 4 May 2025 09:44:30 GMT", "Date", date}, wantLimited(150 * time.Second),
			[]error{atlas.ErrRateLimited},
		},
		"rate_limited_malformed": {429, limited, []string{"Retry-After", "soon"}, wantLimited(0), []error{atlas.ErrRateLimited}},
		"fields_of_the_request": {
			400, `{"detail":"d","error":400,"errorCode":"VALIDATION_ERROR","reason":"Bad Request","badRequestDetail":{"fields":[{"field":"f","description":"is bad"}]}}`, nil,
			atlas.Error{
				Code: "VALIDATION_ERROR", Detail: "d", Reason: "Bad Request",
				Fields: []atlas.FieldViolation{{Field: "f", Description: "is bad"}},
			},
			[]error{atlas.ErrBadRequest},
		},
		"code_only_in_the_header": {404, "", []string{"X-Error-Code", "C"}, atlas.Error{Code: "C"}, []error{atlas.ErrNotFound}},
		"proxy":                   {502, "<html>bad gateway</html>", html, atlas.Error{Body: "<html>bad gateway</html>"}, []error{atlas.ErrServer}},
		"empty_success":           {200, "", nil, atlas.Error{}, []error{atlas.ErrUnexpectedResponse}},
		"no_content":              {204, "", nil, atlas.Error{}, []error{atlas.ErrUnexpectedResponse}},
		"html_success":            {200, "<html>log in</html>", html, atlas.Error{Body: "<html>log in</html>"}, []error{atlas.ErrUnexpectedResponse}},
		"array_success":           {200, "[1]", nil, atlas.Error{Body: "[1]"}, []error{atlas.ErrUnexpectedResponse}},
		"cut_success":             {200, `{"id":"x`, nil, atlas.Error{Body: `{"id":"x`}, []error{atlas.ErrUnexpectedResponse}},
	}
}

func TestOtherErrors(t *testing.T) {
	t.Parallel()
	for _, p := range pages() {
		for name, test := range otherErrors() {
			t.Run(p.folder+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := newServer(t)
				headers := test.headers
				if !slices.Contains(headers, "Content-Type") {
					headers = append(headers, "Content-Type", "application/json")
				}
				s.reply(test.status, []byte(test.body), headers...)
				var info atlas.ResponseInfo
				value, err := p.call(atlas.WithResponseInfo(t.Context(), &info), s.options()...)
				want := test.want
				want.Operation, want.Status = p.operation, test.status
				checkError(t, err, want, test.kinds...)
				if value != nil {
					t.Errorf("the answer is %v beside an error", value)
				}
				wantInfo := atlas.ResponseInfo{
					Attempts:  1,
					Operation: p.operation, Status: test.status, RetryAfter: want.RetryAfter, Header: info.Header,
					RateLimit: atlas.RateLimit{Limit: -1, Remaining: -1},
				}
				if diff := cmp.Diff(wantInfo, info); diff != "" {
					t.Errorf("info mismatch (-want +got):\n%s", diff)
				}
			})
		}
	}
}
