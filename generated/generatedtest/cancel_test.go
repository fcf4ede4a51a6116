package generatedtest_test

import (
	"net/http"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

// isCancel keeps the operations whose success has no body.
func isCancel(op docOperation) bool { return op.method == http.MethodDelete }

// TestCancel answers a cancel as Atlas, and as proxies, do.
func TestCancel(t *testing.T) {
	t.Parallel()
	const refused = `{"detail":"d","error":405,"errorCode":"CANNOT_CANCEL_AUTOMATED_RESTORE","parameters":["x"],"reason":"Method Not Allowed"}`
	tests := map[string]struct {
		status int
		body   string
		typ    string
		want   *atlas.Error // nil for success
		kind   error
	}{
		"cancelled":       {status: 204},
		"cancelled_typed": {status: 204, typ: v20230 + ";charset=utf-8"},
		"ok_without_body": {status: 200},
		"ok_with_json":    {status: 200, body: "{}", typ: "application/json"},
		"no_download": {
			405, refused, "application/json",
			&atlas.Error{Code: "CANNOT_CANCEL_AUTOMATED_RESTORE", Detail: "d", Reason: "Method Not Allowed", Parameters: []any{"x"}},
			atlas.ErrMethodNotAllowed,
		},
		"unknown":  {404, `{"error":404,"errorCode":"C"}`, "application/json", &atlas.Error{Code: "C"}, atlas.ErrNotFound},
		"log_in":   {200, "<html>", "text/html", &atlas.Error{Body: "<html>"}, atlas.ErrUnexpectedResponse},
		"proxy":    {503, "<html>", "text/html", &atlas.Error{Body: "<html>"}, atlas.ErrServer},
		"no_error": {405, "", "", &atlas.Error{}, atlas.ErrMethodNotAllowed},
	}
	eachOperation(t, isCancel, func(t *testing.T, tg target, op docOperation) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newServer(t)
				s.reply(test.status, []byte(test.body), "Content-Type", test.typ)
				var info atlas.ResponseInfo
				_, err := call(atlas.WithResponseInfo(t.Context(), &info), t, s.client(t, tg), op.goName(), op.arguments(), zero)
				switch {
				case test.want == nil && err != nil:
					t.Error(err)
				case test.want != nil:
					want := *test.want
					want.Operation, want.Status = op.goName(), test.status
					checkError(t, err, want, test.kind)
				}
				if info.Status != test.status || info.Operation != op.goName() {
					t.Errorf("info is %+v", info)
				}
				got := s.last(t)
				if got.method != http.MethodDelete || got.uri != op.filledPath() || len(got.body) > 0 {
					t.Errorf("got %s %s with %q, want DELETE %s without a body", got.method, got.uri, got.body, op.filledPath())
				}
				checkHeaders(t, got, op.accept(), "")
			})
		}
	})
}

// TestCancelExists checks that each package can cancel cloud jobs, and no others.
func TestCancelExists(t *testing.T) {
	t.Parallel()
	for _, tg := range targets() {
		var names []string
		for _, op := range operationsOf(t, tg.version) {
			if isCancel(op) {
				names = append(names, op.goName())
			}
		}
		if diff := cmp.Diff([]string{"CancelCloudRestoreJob"}, names); diff != "" {
			t.Errorf("%s: mismatch (-want +got):\n%s", tg.name, diff)
		}
	}
}
