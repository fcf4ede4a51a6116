package pin_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/pin"
)

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

const lockUpstream = `openapi: 3.0.3
info: {title: Things, version: '2.0', x-xgen-sha: cafe}
paths:
  /api/things:
    get:
      operationId: listThings
      responses:
        '200':
          content:
            application/vnd.atlas.2023-01-01+json: {schema: {type: string}}
            application/vnd.atlas.2024-05-30+json: {schema: {type: integer}}
            application/vnd.atlas.2025-09-22.upcoming+json: {schema: {type: number}}
  /api/boxes:
    post:
      operationId: createBox
      responses:
        '200': {content: {application/vnd.atlas.2023-02-01+json: {}}}
  /api/plain:
    get: {responses: {'204': {}}}
  /api/other:
    get:
      responses:
        '200': {content: {application/vnd.atlas.2024-08-05+json: {}, application/vnd.atlas.preview+json: {}}}
`

const lockConfig = `sources:
  new: {path: new.yaml, info: "2.0", base: /api, url: https://example.com/new.yaml}
families:
  things: [GET /things]
  rest:
    - POST /boxes
    - GET /plain
pins:
  - {version: 2023-10-01, package: a, source: new, families: [things]}
  - {version: 2024-05-30, package: b, source: new, families: [things, rest]}
`

// folder is a configuration, its pins and its lock, in memory.
type folder struct {
	config string
	lock   *pin.Lock
	files  map[string][]byte
}

func newFolder(t testing.TB) *folder {
	t.Helper()
	f := &folder{config: lockConfig, lock: &pin.Lock{}, files: map[string][]byte{}}
	c := config(t, f.config)
	for _, p := range c.Pins {
		f.lock.Set(c, f.pin(t, c, p, "2026-08-21", pin.Locked{}))
	}
	return f
}

// pin writes one pin and returns its record.
func (f *folder) pin(t testing.TB, c *pin.Config, p pin.Pin, date string, old pin.Locked) pin.Locked {
	t.Helper()
	d := parse(t, "up.yaml", lockUpstream)
	f.files[p.File()] = pinned(t, d, c, p.Version)
	from := pin.Origin{Source: c.Sources[p.Source], Document: d, Bytes: []byte(lockUpstream), Date: date}
	record, err := pin.Record(p, from, f.files[p.File()], old)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

func (f *folder) check(t testing.TB) error {
	t.Helper()
	return pin.Check(config(t, f.config), f.lock, func(name string) ([]byte, error) {
		data, ok := f.files[name]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		return data, nil
	})
}

func (f *folder) record(version string) *pin.Locked {
	for i := range f.lock.Pins {
		if f.lock.Pins[i].Version == version {
			return &f.lock.Pins[i]
		}
	}
	return nil
}

func TestRecord(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	want := &pin.Lock{Pins: []pin.Locked{
		{
			Version: "2023-10-01", SHA256: sum(f.files["2023-10-01.yaml"]),
			Upstream: pin.Upstream{
				Path: "new.yaml", Revision: "cafe", Date: "2026-08-21", SHA256: sum([]byte(lockUpstream)),
				APIVersions: []string{"2023-01-01", "2023-02-01", "2024-05-30", "2024-08-05"},
			},
			Operations: []pin.LockedOperation{
				{Operation: "GET /api/things", Versions: []string{"2023-01-01", "2024-05-30", "2025-09-22.upcoming"}},
			},
		},
		{
			Version: "2024-05-30", SHA256: sum(f.files["2024-05-30.yaml"]),
			Upstream: pin.Upstream{
				Path: "new.yaml", Revision: "cafe", Date: "2026-08-21", SHA256: sum([]byte(lockUpstream)),
				APIVersions: []string{"2023-01-01", "2023-02-01", "2024-05-30", "2024-08-05"},
			},
			Operations: []pin.LockedOperation{
				{Operation: "GET /api/things", Versions: []string{"2023-01-01", "2024-05-30", "2025-09-22.upcoming"}},
				{Operation: "POST /api/boxes", Versions: []string{"2023-02-01"}},
				{Operation: "GET /api/plain"},
			},
		},
	}}
	if diff := cmp.Diff(want, f.lock); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}

func TestLockRoundTrip(t *testing.T) {
	t.Parallel()
	odd := func(s string) pin.Locked {
		return pin.Locked{
			Version: s, SHA256: s,
			Upstream:   pin.Upstream{Path: s, Revision: s, Date: s, SHA256: s, APIVersions: []string{s, s}},
			Operations: []pin.LockedOperation{{Operation: s, Versions: []string{s}}, {Operation: s + " more"}},
		}
	}
	locks := map[string]*pin.Lock{
		"empty":    {},
		"recorded": newFolder(t).lock,
		"least": {Pins: []pin.Locked{
			{Version: "v1.0", SHA256: "a", Upstream: pin.Upstream{Path: "b", SHA256: "c"}},
		}},
	}
	for _, s := range []string{
		"2023-01-01", "1.0", "0777", "1e5", "yes", "null", "true", "~", "a: b", "# a", "- a", "'", "\"", "a\nb", " a ", "é", "<<", "{}", "[a]", "\x7f", "a\\b",
	} {
		locks[fmt.Sprintf("%q", s)] = &pin.Lock{Pins: []pin.Locked{odd(s), odd("x" + s)}}
	}
	for name, l := range locks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := l.Bytes()
			back, err := pin.ParseLock(pin.LockFile, data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(l, back); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(string(data), string(back.Bytes())); diff != "" {
				t.Errorf("written again: mismatch (-want +got)\n%s", diff)
			}
			if !strings.HasPrefix(string(data), "# Code generated by ") || !strings.Contains(string(data), "DO NOT EDIT.\n") {
				t.Errorf("the header is missing:\n%s", data)
			}
		})
	}
}

func TestParseLockErrors(t *testing.T) {
	t.Parallel()
	const up = "upstream: {path: p, sha256: s}"
	for _, c := range []struct{ name, text, want string }{
		{"not_yaml", "pins: [", ""},
		{"not_an_object", "[]", "lock.yaml:1:1: want an object with the keys pins"},
		{"unknown_key", "pins: []\nmore: 1", `lock.yaml:2:7: unknown key "more": want pins`},
		{"pins_missing", "{}", "lock.yaml:1:1: pins: want a list"},
		{"pin_unknown_key", "pins:\n  - {version: v1.0, sum: 1}", `lock.yaml:2:26: unknown key "sum": want version, sha256, upstream, operations`},
		{"no_version", "pins:\n  - {sha256: s, " + up + "}", "lock.yaml:2:5: version: want a text"},
		{"no_sum", "pins:\n  - {version: v1.0, " + up + "}", "lock.yaml:2:5: sha256: want a text"},
		{"no_upstream", "pins:\n  - {version: v1.0, sha256: s}", ""},
		{"no_path", "pins:\n  - {version: v1.0, sha256: s, upstream: {sha256: s}}", "lock.yaml:2:42: path: want a text"},
		{"upstream_unknown_key", "pins:\n  - {version: v1.0, sha256: s, upstream: {path: p, sha256: s, url: u}}",
			`lock.yaml:2:68: unknown key "url": want path, revision, date, sha256, apiVersions`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := pin.ParseLock("lock.yaml", []byte(c.text))
			if err == nil {
				t.Fatal("no error")
			}
			if c.want == "" { // the words are those of the reader
				if !strings.HasPrefix(err.Error(), "lock.yaml:") {
					t.Errorf("no place: %v", err)
				}
				return
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestRecordDate(t *testing.T) {
	t.Parallel()
	withURL := config(t, lockConfig)
	withoutURL := config(t, strings.Replace(lockConfig, ", url: https://example.com/new.yaml", "", 1))
	known := pin.Locked{Upstream: pin.Upstream{SHA256: sum([]byte(lockUpstream)), Date: "2026-01-02"}}
	undated := pin.Locked{Upstream: pin.Upstream{SHA256: sum([]byte(lockUpstream))}}
	other := pin.Locked{Upstream: pin.Upstream{SHA256: sum([]byte("another")), Date: "2026-01-02"}}
	const refused = `up.yaml: the day of the document is %q: want YYYY-MM-DD`
	const missing = `up.yaml: the day of the document is not known: give --date`
	for _, c := range []struct {
		name   string
		config *pin.Config
		date   string
		old    pin.Locked
		want   string // a day or an error
	}{
		{"new", withURL, "2026-08-21", pin.Locked{}, "2026-08-21"},
		{"another_document", withURL, "2026-08-21", other, "2026-08-21"},
		{"known_document_keeps_its_day", withURL, "2026-08-21", known, "2026-01-02"},
		{"known_document_needs_no_day", withURL, "", known, "2026-01-02"},
		{"known_document_without_a_day_takes_the_new_one", withURL, "2026-08-21", undated, "2026-08-21"},
		{"missing", withURL, "", pin.Locked{}, missing},
		{"missing_for_another_document", withURL, "", other, missing},
		{"no_day", withURL, "2026-02-30", pin.Locked{}, fmt.Sprintf(refused, "2026-02-30")},
		{"no_day_at_all", withURL, "yesterday", pin.Locked{}, fmt.Sprintf(refused, "yesterday")},
		{"may_be_missing_without_a_url", withoutURL, "", pin.Locked{}, ""},
		{"must_be_a_day_without_a_url_too", withoutURL, "yesterday", pin.Locked{}, fmt.Sprintf(refused, "yesterday")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, _ := c.config.Pin("2023-10-01")
			from := pin.Origin{Source: c.config.Sources[p.Source], Document: parse(t, "up.yaml", lockUpstream), Bytes: []byte(lockUpstream), Date: c.date}
			got, err := pin.Record(p, from, nil, c.old)
			text := got.Upstream.Date
			if err != nil {
				text = err.Error()
			}
			if diff := cmp.Diff(c.want, text); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestRecordRevision(t *testing.T) {
	t.Parallel()
	c := config(t, lockConfig)
	p, _ := c.Pin("2023-10-01")
	own := parse(t, "up.yaml", lockUpstream)
	none := parse(t, "up.yaml", strings.Replace(lockUpstream, ", x-xgen-sha: cafe", "", 1))
	for _, r := range []struct {
		origin pin.Origin
		want   string
	}{
		{pin.Origin{Document: own, Source: pin.Source{Revision: "beef"}}, "cafe"},
		{pin.Origin{Document: none, Source: pin.Source{Revision: "beef"}}, "beef"},
		{pin.Origin{Document: none}, ""},
	} {
		got, err := pin.Record(p, r.origin, nil, pin.Locked{})
		if err != nil {
			t.Fatal(err)
		}
		if got.Upstream.Revision != r.want {
			t.Errorf("the revision is %q, want %q", got.Upstream.Revision, r.want)
		}
	}
}

func TestRecordOfAMissingOperation(t *testing.T) {
	t.Parallel()
	c := config(t, strings.Replace(lockConfig, "GET /plain", "GET /gone", 1))
	p, _ := c.Pin("2024-05-30")
	_, err := pin.Record(p, pin.Origin{Document: parse(t, "up.yaml", lockUpstream)}, nil, pin.Locked{})
	if err == nil || err.Error() != "pins.yaml:7:7: GET /api/gone is not in up.yaml" {
		t.Errorf("got %v", err)
	}
}

// Pinning the same document again changes neither the pin nor its record,
// whatever day it is now.
func TestPinningAgainChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	before, files := string(f.lock.Bytes()), maps.Clone(f.files)
	c := config(t, f.config)
	for _, p := range c.Pins {
		f.lock.Set(c, f.pin(t, c, p, "2030-01-01", *f.record(p.Version)))
	}
	if diff := cmp.Diff(before, string(f.lock.Bytes())); diff != "" {
		t.Errorf("lock (-once +twice)\n%s", diff)
	}
	if diff := cmp.Diff(files, f.files); diff != "" {
		t.Errorf("pins (-once +twice)\n%s", diff)
	}
}

func TestSetKeepsTheOrderOfTheConfiguration(t *testing.T) {
	t.Parallel()
	c := config(t, lockConfig)
	l := &pin.Lock{Pins: []pin.Locked{{Version: "2024-05-30", SHA256: "kept"}, {Version: "2020-01-01"}}}
	l.Set(c, pin.Locked{Version: "2023-10-01", SHA256: "added"})
	want := &pin.Lock{Pins: []pin.Locked{{Version: "2023-10-01", SHA256: "added"}, {Version: "2024-05-30", SHA256: "kept"}}}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	l.Set(c, pin.Locked{Version: "2023-10-01", SHA256: "replaced"})
	want.Pins[0].SHA256 = "replaced"
	if diff := cmp.Diff(want, l); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
	if got, ok := l.Pin("2020-01-01"); ok {
		t.Errorf("the record of a version that is not pinned stays: %+v", got)
	}
}

// TestCheck changes one thing of a folder that is right, and states what
// Check says then; nothing for a folder that stays right.
func TestCheck(t *testing.T) {
	t.Parallel()
	const run = `: run "atlasgen pin"`
	tamper := func(f *folder, from, to string) {
		f.files["2023-10-01.yaml"] = []byte(strings.Replace(string(f.files["2023-10-01.yaml"]), from, to, 1))
	}
	trust := func(f *folder) { f.record("2023-10-01").SHA256 = sum(f.files["2023-10-01.yaml"]) }
	for _, c := range []struct {
		name   string
		change func(*folder)
		want   string // %s stands for the sum of the changed pin
	}{
		{"clean", func(*folder) {}, ""},
		{"changed_byte", func(f *folder) { tamper(f, "listThings", "listthings") },
			"2023-10-01.yaml: sha256 is %s, lock.yaml has " + sum(newFolder(t).files["2023-10-01.yaml"]) + run},
		{"white_space", func(f *folder) { f.files["2023-10-01.yaml"] = append(f.files["2023-10-01.yaml"], '\n') },
			"2023-10-01.yaml: sha256 is %s, lock.yaml has " + sum(newFolder(t).files["2023-10-01.yaml"]) + run},
		{"missing_file", func(f *folder) { delete(f.files, "2024-05-30.yaml") }, "2024-05-30.yaml: the file is missing" + run},
		{"missing_record", func(f *folder) { f.lock.Pins = f.lock.Pins[:1] }, `lock.yaml: no record of version "2024-05-30"` + run},
		{"no_lock", func(f *folder) { f.lock = &pin.Lock{} },
			`lock.yaml: no record of version "2023-10-01"` + run + "\n" + `lock.yaml: no record of version "2024-05-30"` + run},
		{"stale_record", func(f *folder) { f.lock.Pins = append(f.lock.Pins, pin.Locked{Version: "2022-01-01"}) },
			`lock.yaml: version "2022-01-01" is no longer in pins.yaml` + run},
		{"operation_added", func(f *folder) {
			f.config = strings.Replace(f.config, "[GET /things]", "[GET /things, PUT /things]", 1)
		},
			"pins.yaml:4:25: PUT /api/things is not in 2023-10-01.yaml\npins.yaml:4:25: PUT /api/things is not in 2024-05-30.yaml"},
		{"operation_removed", func(f *folder) { f.config = strings.Replace(f.config, "    - GET /plain\n", "", 1) },
			"2024-05-30.yaml: differs from what pins.yaml selects" + run},
		{"family_removed", func(f *folder) { f.config = strings.Replace(f.config, "[things, rest]", "[rest]", 1) },
			"2024-05-30.yaml: differs from what pins.yaml selects" + run},
		{"order_of_families", func(f *folder) { f.config = strings.Replace(f.config, "[things, rest]", "[rest, things]", 1) }, ""},
		{"source_renamed", func(f *folder) { f.config = strings.Replace(f.config, "path: new.yaml", "path: newer.yaml", 1) },
			"2023-10-01.yaml: differs from what pins.yaml selects" + run + "\n2024-05-30.yaml: differs from what pins.yaml selects" + run},
		{"prose_under_a_right_sum", func(f *folder) {
			tamper(f, "operationId: listThings\n", "operationId: listThings\n      summary: Prose.\n")
			trust(f)
		}, "2023-10-01.yaml: differs from what pins.yaml selects" + run},
		{"other_form_under_a_right_sum", func(f *folder) {
			tamper(f, "type: string", "type: 'string'")
			trust(f)
		}, "2023-10-01.yaml: differs from what pins.yaml selects" + run},
		{"later_version_under_a_right_sum", func(f *folder) {
			tamper(f, "vnd.atlas.2023-01-01+json", "vnd.atlas.2024-05-30+json")
			trust(f)
		}, "pins.yaml:4:12: GET /api/things is not part of version 2023-10-01: it was first published in 2024-05-30"},
		{"pins_swapped_under_right_sums", func(f *folder) {
			f.files["2023-10-01.yaml"] = f.files["2024-05-30.yaml"]
			trust(f)
		}, "pins.yaml:4:12: GET /api/things is not part of version 2023-10-01: it was first published in 2024-05-30"},
		{"not_yaml_under_a_right_sum", func(f *folder) {
			f.files["2023-10-01.yaml"] = []byte("paths: {a: 1, a: 2}")
			trust(f)
		}, `2023-10-01.yaml:1:15: duplicate key "a", first at 1:9`},
		{"two_problems", func(f *folder) {
			delete(f.files, "2024-05-30.yaml")
			tamper(f, "listThings", "listthings")
		}, "2023-10-01.yaml: sha256 is %s, lock.yaml has " + sum(newFolder(t).files["2023-10-01.yaml"]) + run + "\n2024-05-30.yaml: the file is missing" + run},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newFolder(t)
			c.change(f)
			got := ""
			if err := f.check(t); err != nil {
				got = err.Error()
			}
			want := strings.Replace(c.want, "%s", sum(f.files["2023-10-01.yaml"]), 1)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestCheckKeepsTheCauseOfAMissingFile(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	delete(f.files, "2024-05-30.yaml")
	if err := f.check(t); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// TestExact asks, for API versions around two pins, whether a pin holds what
// a client on that version gets.
func TestExact(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	of := func(version, operation string) openapi.Operation {
		for op := range openapi.Operations(parse(t, version, string(f.files[version+".yaml"]))) {
			if op.String() == operation {
				return op
			}
		}
		t.Fatalf("%s is not in the pin %s", operation, version)
		return openapi.Operation{}
	}
	for _, c := range []struct {
		pin, operation, version string
		exact, exists           bool
	}{
		{"2023-10-01", "GET /api/things", "2022-12-31", false, false},
		{"2023-10-01", "GET /api/things", "2023-01-01", true, true},
		{"2023-10-01", "GET /api/things", "2024-05-29", true, true},
		{"2023-10-01", "GET /api/things", "2024-05-30", false, true},
		{"2023-10-01", "GET /api/things", "2024-05-30.upcoming", false, true},
		{"2024-05-30", "GET /api/things", "2024-05-29", false, true},
		{"2024-05-30", "GET /api/things", "2024-05-30", true, true},
		{"2024-05-30", "GET /api/things", "2099-12-31", true, true},
		{"2024-05-30", "GET /api/things", "2099-12-31.upcoming", false, true},
		{"2024-05-30", "GET /api/things", "preview", false, true},
		{"2024-05-30", "POST /api/boxes", "2023-01-31", false, false},
		{"2024-05-30", "POST /api/boxes", "2023-02-01", true, true},
		{"2024-05-30", "POST /api/boxes", "preview", true, true},
	} {
		v, err := openapi.ParseVersion(c.version)
		if err != nil {
			t.Fatal(err)
		}
		exact, exists := f.record(c.pin).Exact(of(c.pin, c.operation), v)
		if exact != c.exact || exists != c.exists {
			t.Errorf("pin %s, %s at %s: exact %v, exists %v, want %v, %v", c.pin, c.operation, c.version, exact, exists, c.exact, c.exists)
		}
	}
	if exact, exists := f.record("2023-10-01").Exact(of("2024-05-30", "POST /api/boxes"), openapi.PreviewVersion); exact || exists {
		t.Errorf("an operation that is not recorded: %v, %v", exact, exists)
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	var got []string
	for _, v := range pin.Versions(parse(t, "up.yaml", lockUpstream)) {
		got = append(got, v.String())
	}
	want := []string{"2023-01-01", "2023-02-01", "2024-05-30", "2024-08-05", "2025-09-22.upcoming", "preview"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mismatch (-want +got)\n%s", diff)
	}
}
