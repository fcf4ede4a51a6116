package atlas_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// sentinels are all kinds of *Error by name.
var sentinels = map[string]error{
	"ErrBadRequest": atlas.ErrBadRequest, "ErrUnauthorized": atlas.ErrUnauthorized, "ErrForbidden": atlas.ErrForbidden,
	"ErrNotFound": atlas.ErrNotFound, "ErrMethodNotAllowed": atlas.ErrMethodNotAllowed, "ErrVersion": atlas.ErrVersion,
	"ErrConflict": atlas.ErrConflict, "ErrGone": atlas.ErrGone, "ErrRateLimited": atlas.ErrRateLimited,
	"ErrServer": atlas.ErrServer, "ErrUnexpectedResponse": atlas.ErrUnexpectedResponse,
}

func TestErrors(t *testing.T) {
	t.Parallel()
	const date = "Wed, 05 Aug 2026 10:00:00 GMT"
	tests := map[string]struct {
		status int
		header http.Header
		body   string
		want   atlas.Error // without Operation and Err
		is     string
		text   string
	}{
		"field_violations": {
			400, nil,
			`{"detail":"Bad.","error":400,"errorCode":"VALIDATION_ERROR","parameters":null,"reason":"Bad Request",` +
				`"badRequestDetail":{"fields":[{"field":"snapshotId","description":"must be set"},null,7,{"field":3}]}}`,
			atlas.Error{
				Status: 400, Code: "VALIDATION_ERROR", Detail: "Bad.", Reason: "Bad Request",
				Fields: []atlas.FieldViolation{{"snapshotId", "must be set"}, {"3", ""}},
			},
			"ErrBadRequest", "GetJob: 400 Bad Request: VALIDATION_ERROR: Bad.: snapshotId must be set: 3 ",
		},
		"many_violations": {
			400, nil, `{"badRequestDetail":{"fields":[{"field":"a"},{"field":"b"},{"field":"c"},{"field":"d"},{"field":"e"}]}}`,
			atlas.Error{Status: 400, Fields: []atlas.FieldViolation{{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}, {"e", ""}}},
			"ErrBadRequest", "GetJob: 400 Bad Request: a : b : c : and 2 more",
		},
		"version_by_code": {
			400, nil, `{"errorCode":"INVALID_VERSION_DATE"}`,
			atlas.Error{Status: 400, Code: "INVALID_VERSION_DATE"}, "ErrBadRequest ErrVersion",
			"GetJob: 400 Bad Request: INVALID_VERSION_DATE",
		},
		"unauthorized": {401, nil, "", atlas.Error{Status: 401}, "ErrUnauthorized", "GetJob: 401 Unauthorized"},
		"forbidden": {
			403, nil, `{"errorCode":"IP_ADDRESS_NOT_ON_ACCESS_LIST","parameters":"10.0.0.1"}`,
			atlas.Error{Status: 403, Code: "IP_ADDRESS_NOT_ON_ACCESS_LIST", Parameters: []any{"10.0.0.1"}},
			"ErrForbidden", "GetJob: 403 Forbidden: IP_ADDRESS_NOT_ON_ACCESS_LIST",
		},
		"not_found": {
			404, http.Header{"X-Request-Id": {"r1"}},
			`{"detail":"No job.","error":404,"errorCode":"RESTORE_JOB_NOT_FOUND","parameters":["a",1,{"b":[null]}],"reason":"Not Found"}`,
			atlas.Error{
				Status: 404, Code: "RESTORE_JOB_NOT_FOUND", Detail: "No job.", Reason: "Not Found", RequestID: "r1",
				Parameters: []any{"a", 1.0, map[string]any{"b": []any{nil}}},
			},
			"ErrNotFound", "GetJob: 404 Not Found: RESTORE_JOB_NOT_FOUND: No job.",
		},
		"method_not_allowed": {405, nil, `{"reason":"Not now"}`, atlas.Error{Status: 405, Reason: "Not now"}, "ErrMethodNotAllowed", "GetJob: 405 Method Not Allowed: Not now"},
		"version": {
			406, http.Header{"X-Error-Code": {"INVALID_VERSION_DATE"}}, "",
			atlas.Error{Status: 406, Code: "INVALID_VERSION_DATE"}, "ErrVersion", "GetJob: 406 Not Acceptable: INVALID_VERSION_DATE",
		},
		"conflict": {409, nil, "{}", atlas.Error{Status: 409, Body: "{}"}, "ErrConflict", `GetJob: 409 Conflict: body of type "application/json" is no error of Atlas`},
		"gone":     {410, nil, `{"errorCode":"VERSION_GONE"}`, atlas.Error{Status: 410, Code: "VERSION_GONE"}, "ErrGone", "GetJob: 410 Gone: VERSION_GONE"},
		"rate_limited_seconds": {
			429, http.Header{"Retry-After": {"17"}}, `{"errorCode":"RATE_LIMITED_TOKEN_BUCKET","parameters":[10,"minute",true]}`,
			atlas.Error{Status: 429, Code: "RATE_LIMITED_TOKEN_BUCKET", Parameters: []any{10.0, "minute", true}, RetryAfter: 17 * time.Second},
			"ErrRateLimited", "GetJob: 429 Too Many Requests: RATE_LIMITED_TOKEN_BUCKET",
		},
		"rate_limited_date": {
			429, http.Header{"Retry-After": {"Wed, 5 Aug 2026 10:00:20 GMT"}, "Date": {date}}, `{"errorCode":429}`,
			atlas.Error{Status: 429, Code: "429", RetryAfter: 20 * time.Second}, "ErrRateLimited", "GetJob: 429 Too Many Requests: 429",
		},
		"server": {500, nil, `{"detail":["x"],"errorCode":null,"reason":{}}`, atlas.Error{Status: 500, Body: `{"detail":["x"],"errorCode":null,"reason":{}}`}, "ErrServer", `GetJob: 500 Internal Server Error: body of type`},
		"proxy": {
			502, http.Header{"Content-Type": {"text/html"}}, "<html>\r\n\t<h1>Bad\x00\x1b Gateway\xff</h1> https://h/secret",
			atlas.Error{Status: 502, Body: "<html> <h1>Bad Gateway</h1> https://h/[redacted]"}, "ErrServer",
			`GetJob: 502 Bad Gateway: body of type "text/html" is no error of Atlas`,
		},
		"unavailable":   {503, http.Header{"Retry-After": {"soon"}}, "", atlas.Error{Status: 503}, "ErrServer", "GetJob: 503 Service Unavailable"},
		"unknown":       {599, nil, "", atlas.Error{Status: 599}, "ErrServer", "GetJob: 599"},
		"odd_status":    {999, nil, "", atlas.Error{Status: 999}, "", "GetJob: 999"},
		"not_modified":  {304, nil, "", atlas.Error{Status: 304}, "", "GetJob: 304 Not Modified"},
		"teapot":        {418, nil, `{"detail":"a\nb\u202e"}`, atlas.Error{Status: 418, Detail: "a\nb\u202e"}, "", `GetJob: 418 I'm a teapot: a\nb\u202e`},
		"url_in_detail": {418, nil, `{"detail":"see https://u:hunter2@h/p?q"}`, atlas.Error{Status: 418, Detail: "see https://h/[redacted]"}, "", `GetJob: 418 I'm a teapot: see https://h/[redacted]`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := http.Header{"Content-Type": {"application/json"}}
			for name, values := range test.header {
				header[name] = values
			}
			core := newCore(t, "https://h", atlas.WithDoer(canned(test.status, header, []byte(test.body))), atlas.NoRetry())
			got, err := getJob(t.Context(), t, core)
			var e *atlas.Error
			if got != nil || !errors.As(err, &e) {
				t.Fatalf("Decode = %v, %v, want an *Error", got, err)
			}
			test.want.Operation = "GetJob"
			if diff := cmp.Diff(&test.want, e, cmpopts.IgnoreFields(atlas.Error{}, "Err")); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
			if !strings.HasPrefix(err.Error(), test.text) {
				t.Errorf("text\n%s, want\n%s", err, test.text)
			}
			for name, sentinel := range sentinels {
				want := strings.Contains(" "+test.is+" ", " "+name+" ")
				if errors.Is(err, sentinel) != want {
					t.Errorf("errors.Is(err, %s) = %v, want %v", name, !want, want)
				}
			}
			if e.Code != "" && !errors.Is(err, atlas.Code(e.Code)) || errors.Is(err, atlas.Code("")) || errors.Is(err, atlas.Code("OTHER")) {
				t.Errorf("code %q is not matched as it should", e.Code)
			}
		})
	}
}

// No way of printing an error shows a body or a secret.
func TestErrorPrintsNoBody(t *testing.T) {
	t.Parallel()
	body := `{"authValue":"hunter2","deliveryUrl":["https://d.net/hunter2"],"plain":"visible"`
	core := newCore(t, "https://h", atlas.WithDoer(canned(200, http.Header{"Content-Type": {cloudV1}}, []byte(body))), atlas.NoRetry())
	_, err := getJob(t.Context(), t, core)
	var e *atlas.Error
	if !errors.As(err, &e) || !strings.Contains(e.Body, "visible") {
		t.Fatalf("error %v, want one with the body", err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%q"} {
		got := fmt.Sprintf(verb, err)
		if strings.Contains(got, "hunter2") || strings.Contains(got, "visible") || strings.Contains(got, "secret-query") {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	if got := fmt.Sprintf("%#v", *e); strings.Contains(got, "hunter2") {
		t.Errorf("the value prints %s", got)
	}
}

func FuzzErrorBody(f *testing.F) {
	f.Add(404, []byte(`{"detail":"d","error":404,"errorCode":"C","parameters":[1,"a"],"reason":"r"}`))
	f.Add(400, []byte(`{"badRequestDetail":{"fields":[{"field":"a","description":"b"}]}}`))
	f.Add(502, []byte("<html>https://h/secret"))
	f.Add(200, []byte(`{"id":"1","authValue":"x\`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 100 || status > 999 {
			t.Skip()
		}
		core := newCore(t, "https://h", atlas.WithDoer(canned(status, http.Header{"Content-Type": {cloudV1}}, body)), atlas.NoRetry())
		_, err := getJob(t.Context(), t, core)
		var e *atlas.Error
		if !errors.As(err, &e) {
			if err != nil || status < 200 || status > 299 {
				t.Fatalf("status %d: error %v is no *Error", status, err)
			}
			return
		}
		text := err.Error() + e.Body
		if e.Status != status || len(e.Body) > 1024 || !utf8.ValidString(text) ||
			strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != utf8.RuneError }) {
			t.Errorf("status %d, body %q, text %q", e.Status, e.Body, err)
		}
	})
}
