package ci_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

const shop = `openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /orders:
    get: {operationId: listOrders, responses: {'200': {description: OK}}}
    delete: {operationId: deleteOrders, responses: {'204': {description: No Content}}}
`

// without returns the shop without one of its operations.
func without(operation string) string {
	var kept []string
	for line := range strings.Lines(shop) {
		if !strings.Contains(line, operation) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// pullRequest is a clone as actions/checkout makes it for a pull request: of
// the merge, one commit deep. The event tells an older base.
func pullRequest(t *testing.T, base, rev string) job {
	t.Helper()
	needs(t, "git", "bash")
	origin, clone := t.TempDir(), filepath.Join(t.TempDir(), "clone")
	git(t, origin, "init", "--quiet")
	git(t, origin, "config", "uploadpack.allowAnySHA1InWant", "true")
	commit := func(text, message string) string {
		if text == "" {
			os.Remove(filepath.Join(origin, "api", "shop.yaml"))
		} else {
			write(t, filepath.Join(origin, "api", "shop.yaml"), text)
		}
		write(t, filepath.Join(origin, "readme"), message)
		git(t, origin, "add", "--all")
		git(t, origin, "commit", "--quiet", "--message", message)
		return git(t, origin, "rev-parse", "HEAD")
	}
	old := commit("", "nothing")
	git(t, origin, "switch", "--quiet", "--create", "feature")
	commit(rev, "feature")
	git(t, origin, "switch", "--quiet", "main")
	commit(base, "base")
	git(t, origin, "merge", "--quiet", "--strategy", "ours", "--no-commit", "feature")
	merge := commit(rev, "merge")
	git(t, origin, "update-ref", "refs/pull/7/merge", merge)
	git(t, origin, "reset", "--quiet", "--hard", "HEAD^")
	git(t, origin, "clone", "--quiet", "--depth", "1", "file://"+origin, clone)
	git(t, clone, "fetch", "--quiet", "--depth", "1", "origin", "refs/pull/7/merge")
	git(t, clone, "checkout", "--quiet", "FETCH_HEAD")
	event := map[string]any{"pull_request": map[string]any{"number": 7, "base": map[string]any{"sha": old}}}
	return job{
		workspace: clone,
		github:    map[string]any{"event": event, "token": "secret-token"},
		env:       map[string]string{"GITHUB_REF": "refs/pull/7/merge", "GITHUB_SHA": merge},
	}
}

func (r result) want(t *testing.T, code int, outputs map[string]string) {
	t.Helper()
	got := map[string]string{}
	for name := range outputs {
		got[name] = r.outputs[name]
	}
	if diff := cmp.Diff(outputs, got); diff != "" || r.code != code {
		t.Errorf("exit code %d, want %d; outputs mismatch (-want +got):\n%s\n%s", r.code, code, diff, r.log)
	}
}

func (r result) calls(t *testing.T) (calls [][]string) {
	t.Helper()
	for line := range strings.Lines(read(t, filepath.Join(r.gh, "calls"))) {
		var call []string
		if err := json.Unmarshal([]byte(line), &call); err != nil {
			t.Fatal(err)
		}
		calls = append(calls, call)
	}
	return calls
}

func counts(breaking, risky, compatible, code int) map[string]string {
	return map[string]string{
		"breaking": fmt.Sprint(breaking), "risky": fmt.Sprint(risky), "compatible": fmt.Sprint(compatible), "exit-code": fmt.Sprint(code),
	}
}

// With nothing but the file, a pull request is compared with what it is merged
// into, and told.
func TestActionOnPullRequest(t *testing.T) {
	t.Parallel()
	r := pullRequest(t, shop, without("delete")).run(t, map[string]string{"rev": "api/shop.yaml"}, nil)
	r.want(t, 1, counts(1, 0, 0, 1))
	for _, want := range []string{"- DELETE /orders: removed", "\n::error file=api/shop.yaml", "1 of 1 changes are at or above --fail-on breaking"} {
		if !strings.Contains(r.log, want) {
			t.Errorf("the log has no %q:\n%s", want, r.log)
		}
	}
	if !strings.Contains(r.summary, "DELETE /orders") {
		t.Errorf("the summary does not tell of the change: %q", r.summary)
	}
	calls := r.calls(t)
	if len(calls) != 2 || calls[0][1] != "graphql" {
		t.Fatalf("gh is called with %q", calls)
	}
	body := read(t, filepath.Join(r.gh, "body"))
	post := []string{"api", "--silent", "--method", "POST", "repos/acme/shop/issues/7/comments", "-F", "body=@" + r.outputs["reports"] + "/comment.md"}
	if diff := cmp.Diff(post, calls[1]); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(body, "<!-- specdiff: api/shop.yaml -->\n### ") || !strings.HasSuffix(body, read(t, r.outputs["reports"]+"/report.md")) {
		t.Errorf("the comment is\n%s", body)
	}
	if len(r.used) != 0 {
		t.Errorf("actions are used that nobody asked for: %v", r.used)
	}
	for _, text := range []string{r.log, r.summary, body} {
		if strings.Contains(text, "secret-token") {
			t.Errorf("the token shows: %s", text)
		}
	}
}

func TestActionCases(t *testing.T) {
	t.Parallel()
	long(t)
	tests := []struct {
		name      string
		base, rev string
		with      map[string]string
		code      int
		outputs   map[string]string
		log       string // a part
		calls     int    // of gh
		prepare   func(t *testing.T, gh string)
	}{
		{name: "no_change_no_comment", base: shop, rev: shop, outputs: counts(0, 0, 0, 0), log: "no changes", calls: 1},
		{name: "no_change_ends_an_earlier_comment", base: shop, rev: shop, outputs: counts(0, 0, 0, 0), calls: 2,
			prepare: func(t *testing.T, gh string) { write(t, gh+"/answer", "41\n42\n") }},
		{name: "compatible", base: without("delete"), rev: shop, outputs: counts(0, 0, 1, 0), log: "::notice", calls: 2},
		{name: "fail_on", base: without("delete"), rev: shop, with: map[string]string{"fail-on": "compatible"}, code: 1, outputs: counts(0, 0, 1, 1), calls: 2},
		{name: "fail_on_none", base: shop, rev: without("delete"), with: map[string]string{"fail-on": "none"}, outputs: counts(1, 0, 0, 0), calls: 2},
		{name: "new_document", base: "", rev: shop, outputs: counts(0, 0, 0, 0), log: "::notice title=specdiff::the document is new"},
		{name: "no_comment", base: shop, rev: without("delete"), with: map[string]string{"comment": "false"}, code: 1, outputs: counts(1, 0, 0, 1)},
		{name: "a_fork_cannot_comment", base: shop, rev: without("delete"), code: 1, outputs: counts(1, 0, 0, 1), calls: 2,
			log: "::warning title=specdiff::cannot comment", prepare: func(t *testing.T, gh string) { write(t, gh+"/fail", "POST") }},
		{name: "comments_cannot_be_read", base: shop, rev: without("delete"), code: 1, outputs: counts(1, 0, 0, 1), calls: 1,
			log: "::warning title=specdiff::cannot comment", prepare: func(t *testing.T, gh string) { write(t, gh+"/fail", "graphql") }},
		{name: "wrong_usage", base: shop, rev: shop, with: map[string]string{"fail-on": "often"}, code: 2, outputs: map[string]string{"exit-code": "2", "reports": ""},
			log: "::error title=specdiff::specdiff: --fail-on"},
		{name: "unreadable", base: shop, rev: "openapi: {\n", code: 3, outputs: map[string]string{"exit-code": "3"}, log: "::error title=specdiff::api/shop.yaml:"},
		{name: "missing_file", base: shop, rev: shop, with: map[string]string{"rev": "api/none.yaml", "base": "api/shop.yaml"}, code: 3, outputs: map[string]string{"exit-code": "3"}},
		{name: "args_word_by_word", base: shop, rev: without("delete"), with: map[string]string{"args": "--operations\nGET /orders\n\n--strict-waivers\r\n"},
			outputs: counts(0, 0, 0, 0), calls: 1},
		{name: "nothing_is_run_as_a_script", base: shop, rev: shop,
			with:    map[string]string{"rev": "$(touch pwned)`touch pwned`';touch pwned;'", "base": "api/shop.yaml", "config": "$(touch pwned)"},
			code:    3,
			outputs: map[string]string{"exit-code": "3"}, log: "$(touch pwned)"},
		{name: "config", base: shop, rev: without("delete"), with: map[string]string{"config": "../../accept.yaml", "working-directory": "api", "rev": "shop.yaml"},
			outputs: counts(0, 0, 0, 0), calls: 2},
		{name: "base_of_a_branch_is_fetched", base: shop, rev: without("delete"), with: map[string]string{"base": "git:origin/feature:api/shop.yaml"},
			outputs: counts(0, 0, 0, 0), calls: 1},
		{name: "base_of_a_revision_that_is_nowhere", base: shop, rev: shop, with: map[string]string{"base": "git:nowhere:api/shop.yaml"}, code: 1,
			outputs: map[string]string{"exit-code": ""}, log: "::error title=specdiff::cannot fetch the revision"},
		{name: "no_file_and_no_base", base: shop, rev: shop, with: map[string]string{"rev": "https://127.0.0.1:1/x"}, code: 1,
			outputs: map[string]string{"exit-code": ""}, log: "give the input base"},
		{name: "pins_need_no_git", base: shop, rev: shop, with: map[string]string{"base": "pin:2024-11-13", "rev": "pin:2025-03-12", "args": "--as-of\n2026-01-01"},
			outputs: counts(0, 0, 5, 0), calls: 2},
		{name: "no_annotations_no_summary", base: without("delete"), rev: shop, with: map[string]string{"annotations": "false", "summary": "false"},
			outputs: counts(0, 0, 1, 0), calls: 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			j := pullRequest(t, tt.base, tt.rev)
			write(t, filepath.Join(j.workspace, "..", "accept.yaml"), "waivers: [{rule: operation-removed, reason: known}]\n")
			with := map[string]string{"rev": "api/shop.yaml"}
			for name, value := range tt.with {
				with[name] = value
			}
			r := j.run(t, with, func(gh string) {
				if tt.prepare != nil {
					tt.prepare(t, gh)
				}
			})
			r.want(t, tt.code, tt.outputs)
			if !strings.Contains(r.log, tt.log) {
				t.Errorf("the log has no %q:\n%s", tt.log, r.log)
			}
			if calls := r.calls(t); len(calls) != tt.calls {
				t.Errorf("gh is called %d times, want %d: %q", len(calls), tt.calls, calls)
			}
			for _, dir := range []string{j.workspace, filepath.Join(j.workspace, "api"), top(t)} {
				if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
					t.Errorf("an input was run in %s", dir)
				}
			}
			if with["annotations"] == "false" && (strings.Contains(r.log, "::notice") || r.summary != "") {
				t.Errorf("log:\n%s\nsummary: %s", r.log, r.summary)
			}
		})
	}
}

// The comment of an earlier run is rewritten, the oldest when there are more.
func TestActionRewritesItsComment(t *testing.T) {
	t.Parallel()
	r := pullRequest(t, shop, without("delete")).run(t, map[string]string{"rev": "api/shop.yaml", "comment-key": "a --> b\n"}, func(gh string) {
		write(t, gh+"/answer", "41\n42\n")
	})
	calls := r.calls(t)
	if len(calls) != 2 || strings.Join(calls[1][2:5], " ") != "--method PATCH repos/acme/shop/issues/comments/41" {
		t.Errorf("gh is called with %q", calls)
	}
	if body := read(t, r.gh+"/body"); !strings.HasPrefix(body, "<!-- specdiff: a_-__b_ -->\n### ") {
		t.Errorf("the comment is\n%s", body)
	}
}

// The question to GitHub finds our comments alone, of all pages.
func TestActionFindsItsComments(t *testing.T) {
	t.Parallel()
	needs(t, "jq")
	r := pullRequest(t, shop, shop).run(t, map[string]string{"rev": "api/shop.yaml"}, nil)
	call := r.calls(t)[0]
	if call[2] != "--paginate" || !strings.Contains(strings.Join(call, " "), "after: $endCursor") {
		t.Errorf("gh does not ask for all pages: %q", call)
	}
	jq := exec.Command("jq", call[len(call)-1])
	jq.Env = append(os.Environ(), "MARKER=<!-- specdiff: api/shop.yaml -->")
	jq.Stdin = strings.NewReader(`{"data": {"repository": {"pullRequest": {"comments": {"nodes": [
		{"databaseId": 1, "body": "hello", "viewerDidAuthor": true},
		{"databaseId": 2, "body": "<!-- specdiff: api/shop.yaml -->\nforged", "viewerDidAuthor": false},
		{"databaseId": 3, "body": "<!-- specdiff: api/shop.yaml -->\nours", "viewerDidAuthor": true},
		{"databaseId": 4, "body": "<!-- specdiff: other -->\nours", "viewerDidAuthor": true},
		{"databaseId": 5, "body": "quoted <!-- specdiff: api/shop.yaml -->", "viewerDidAuthor": true}]}}}}}`)
	out, err := jq.CombinedOutput()
	if err != nil || string(out) != "3\n" {
		t.Errorf("got %q, %v, want 3", out, err)
	}
}

// A report that is as long as a comment may be still fits with the marker.
func TestActionCommentFits(t *testing.T) {
	t.Parallel()
	long(t)
	var many strings.Builder
	many.WriteString(shop)
	for i := range 3000 {
		fmt.Fprintf(&many, "  /things/%d: {get: {operationId: get%d, responses: {'200': {description: OK}}}}\n", i, i)
	}
	key := strings.Repeat("k", 300)
	r := pullRequest(t, many.String(), shop).run(t, map[string]string{"rev": "api/shop.yaml", "comment-key": key}, nil)
	r.want(t, 1, counts(3000, 0, 0, 1))
	body := read(t, r.gh+"/body")
	if n := len(utf16.Encode([]rune(body))); n > 1<<16 || n < 1<<15 {
		t.Errorf("the comment has %d characters", n)
	}
}

func TestActionUploadsSARIF(t *testing.T) {
	t.Parallel()
	r := pullRequest(t, shop, without("delete")).run(t, map[string]string{"rev": "api/shop.yaml", "sarif": "true", "formats": "junit, json,text"}, nil)
	want := map[string]map[string]string{"github/codeql-action/upload-sarif@v4": {
		"sarif_file": r.outputs["reports"] + "/report.sarif", "category": "specdiff/api/shop.yaml",
	}}
	if diff := cmp.Diff(want, r.used); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	for _, name := range []string{"report.sarif", "report.md", "report.json", "report.xml", "text.txt", "github.txt"} {
		if read(t, filepath.Join(r.outputs["reports"], name)) == "" {
			t.Errorf("there is no %s", name)
		}
	}
}

// Other events: a push tells what was before, a new branch nothing.
func TestActionOnPush(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, before string
		code         int
		log          string
	}{
		{"push", "", 1, "DELETE /orders"},
		{"new_branch", strings.Repeat("0", 40), 0, "there is no earlier revision"},
		{"schedule", "none", 0, "there is no earlier revision"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			j := pullRequest(t, shop, without("delete"))
			event := map[string]any{"before": tt.before}
			switch tt.before {
			case "":
				git(t, j.workspace, "fetch", "--quiet", "--depth", "2", "origin", j.env["GITHUB_SHA"])
				event["before"] = git(t, j.workspace, "rev-parse", "HEAD^1")
				git(t, j.workspace, "fetch", "--quiet", "--depth", "1", "origin", j.env["GITHUB_SHA"])
			case "none":
				event = map[string]any{}
			}
			j.github["event"], j.env["GITHUB_REF"] = event, "refs/heads/main"
			r := j.run(t, map[string]string{"rev": "./api/shop.yaml"}, nil)
			if r.code != tt.code || !strings.Contains(r.log, tt.log) || len(r.calls(t)) != 0 {
				t.Errorf("exit code %d, want %d, gh is called with %v\n%s", r.code, tt.code, r.calls(t), r.log)
			}
		})
	}
}

// What documents say cannot command the runner.
func TestActionLogIsStopped(t *testing.T) {
	t.Parallel()
	r := pullRequest(t, shop, without("delete")).run(t, map[string]string{"rev": "api/shop.yaml"}, nil)
	stop := strings.Index(r.log, "::stop-commands::")
	token, _, _ := strings.Cut(r.log[stop+len("::stop-commands::"):], "\n")
	resume, text := strings.Index(r.log, "\n::"+token+"::\n"), strings.Index(r.log, "DELETE /orders")
	if stop < 0 || len(token) < 10 || text < stop || resume < text {
		t.Errorf("stop at %d, text at %d, resume at %d:\n%s", stop, text, resume, r.log)
	}
}

// The action builds the source that it is part of.
func TestActionBuilds(t *testing.T) {
	t.Parallel()
	long(t)
	j := pullRequest(t, shop, without("delete"))
	j.build = true
	j.env["GOFLAGS"], j.env["GOWORK"] = "-mod=vendor", "/nowhere/go.work" // settings of the user
	r := j.run(t, map[string]string{"rev": "api/shop.yaml"}, nil)
	r.want(t, 1, counts(1, 0, 0, 1))
}
