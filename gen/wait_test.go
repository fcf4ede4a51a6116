package gen_test

import (
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/gen"
	"github.com/atlasrestore/atlasrestore/overlays"
)

// How to wait is data of a document: it makes a method, or one clear error.
func TestWaitExtension(t *testing.T) {
	t.Parallel()
	const document = `openapi: 3.0.3
info: {title: small, version: "2.0"}
paths:
  /jobs:
    get:
      operationId: listJobs
      parameters:
        - {name: pageNum, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: itemsPerPage, in: query, schema: {type: integer, minimum: 1, maximum: 500, default: 100}}
        - {name: batch, in: query, schema: {type: string}}
      responses:
        "200":
          description: OK
          content: {application/vnd.atlas.2023-01-01+json: {schema: {$ref: '#/components/schemas/Page'}}}
  /jobs/{id}:
    get:
      operationId: getJob
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        "200":
          description: OK
          content: {application/vnd.atlas.2023-01-01+json: {schema: {$ref: '#/components/schemas/Job'}}}
components:
  schemas:
    Page:
      type: object
      properties:
        results: {type: array, items: {$ref: '#/components/schemas/Job'}}
    Job:
      type: object
      properties:
        done: {type: boolean}
        state: {type: string}
        at: {type: string, format: date-time}
        count: {type: integer}
        urls: {type: array, items: {type: string}}
        parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
        inner: {$ref: '#/components/schemas/Part'}
    Part:
      type: object
      properties:
        url: {type: string}
`
	state := func(when string) string { return `{name: WaitJob, states: [{state: finished, when: [` + when + `]}]}` }
	tests := []struct {
		name, ext string
		want      string // part of the code
		refused   string // part of the error
	}{
		{"true", state(`{member: done, is: true}`), "case atlas.Value(j.Done):", ""},
		{"false", state(`{member: done, is: false}`), "case !atlas.Value(j.Done):", ""},
		{"a text", state(`{member: state, is: OK}`), `case atlas.Value(j.State) == "OK":`, ""},
		{"a text that looks like code", state(`{member: state, is: '" || true || "'}`), `case atlas.Value(j.State) == "\" || true || \"":`, ""},
		{"one of several", state(`{member: state, in: [A, B]}`), `case (atlas.Value(j.State) == "A" || atlas.Value(j.State) == "B"):`, ""},
		{"a time", state(`{member: at, set: true}`), "case !atlas.Value(j.At).IsZero():", ""},
		{"no time", state(`{member: at, set: false}`), "case atlas.Value(j.At).IsZero():", ""},
		{"a list", state(`{member: urls, set: true}`), "case len(atlas.Value(j.URLs)) != 0:", ""},
		{"within an object", state(`{member: inner.url, set: true}`), `case atlas.Value(atlas.Value(j.Inner).URL) != "":`, ""},
		{"of every item", state(`{member: 'parts[].url', set: true}`), `len(atlas.Value(j.Parts)) > 0 && !slices.ContainsFunc(atlas.Value(j.Parts), func(e Part) bool { return atlas.Value(e.URL) == "" })`, ""},
		{"several conditions", state(`{member: done, is: true}, {member: state, is: X}`), `case atlas.Value(j.Done) && atlas.Value(j.State) == "X":`, ""},
		{"a member of another version that is not set", state(`{member: done, is: true}, {member: other, set: false}`), "case atlas.Value(j.Done):", ""},
		{"a member of another version that is set", `{name: WaitJob, states: [{state: failed, when: [{member: other, is: true}]}, {state: finished, when: [{member: done, is: true}]}]}`, "switch { case atlas.Value(j.Done): return atlas.JobFinished }", ""},
		{"the deciding fields", state(`{member: inner.url, set: true}`), `Fields: []string{"inner", "url"}`, ""},
		{"a reason", `{name: WaitJob, reason: state, states: [{state: failed, when: [{member: done, is: true}]}]}`, "Reason: func(j *Job) string { return atlas.Value(j.State) }", ""},
		{"a batch", `{name: WaitJob, batch: {name: WaitBatch, list: ListJobs, by: batch}, states: [{state: finished, when: [{member: done, is: true}]}]}`, "func (c *Client) WaitBatch(ctx context.Context, batch string, opts *atlas.WaitOptions[[]Job]) ([]Job, error)", ""},

		{"no name", `{states: [{state: finished, when: [{member: done, is: true}]}]}`, "", `name "" is no exported Go name`},
		{"a name that is code", `{name: "X() {}; func init", states: [{state: finished, when: [{member: done, is: true}]}]}`, "", "is no exported Go name"},
		{"a name that is taken", `{name: GetJob, states: [{state: finished, when: [{member: done, is: true}]}]}`, "", "two methods would be called GetJob"},
		{"no states", `{name: WaitJob}`, "", "no states"},
		{"an unknown state", `{name: WaitJob, states: [{state: bored, when: [{member: done, is: true}]}]}`, "", `unknown state "bored"`},
		{"no condition", `{name: WaitJob, states: [{state: finished, when: []}]}`, "", "a state without a condition"},
		{"two tests in one", state(`{member: done, is: true, set: true}`), "", "one of is, in and set"},
		{"an item of no list", state(`{member: 'state[].x', set: true}`), "", `"state" is no list`},
		{"a reason that is no text", `{name: WaitJob, reason: done, states: [{state: failed, when: [{member: done, is: true}]}]}`, "", "is no text of Job"},
		{"a batch without its list", `{name: WaitJob, batch: {name: WaitBatch, list: ListAll, by: batch}, states: [{state: finished, when: [{member: done, is: true}]}]}`, "", `there is no list "ListAll"`},
		{"a batch by nothing", `{name: WaitJob, batch: {name: WaitBatch, list: ListJobs, by: pageNum}, states: [{state: finished, when: [{member: done, is: true}]}]}`, "", "the list does not fit the job"},
		{"texts compared with a flag", state(`{member: done, is: yes please}`), "", "is no bool"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files, err := gen.Client(t.Context(), gen.ClientOptions{
				APIVersion: "2023-01-01", Package: "small", Operations: []string{"listJobs", "getJob"},
				Upstream: &gen.Document{Name: "small.yaml", Data: []byte(document)},
				Overlays: []overlays.File{{Name: "wait.yaml", Data: []byte("overlay: 1.1.0\ninfo: {title: t, version: 1.0.0}\nactions:\n" +
					"  - {target: \"$.paths['/jobs/{id}'].get\", description: d, update: {x-atlasgen-wait: " + tt.ext + "}}\n")}},
			})
			if tt.refused != "" {
				if err == nil || !strings.Contains(err.Error(), tt.refused) {
					t.Errorf("error %v, want one with %q", err, tt.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(squeeze(files["client.gen.go"]), tt.want) {
				t.Errorf("no %q in the client", tt.want)
			}
		})
	}
}
