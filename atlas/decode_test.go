package atlas_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/google/go-cmp/cmp"
)

// decode decodes a document as the body of a response.
func decode[T any](tb testing.TB, document string) (*T, []atlas.FieldIssue, error) {
	tb.Helper()
	core := newCore(tb, "https://h", atlas.WithDoer(canned(200, http.Header{"Content-Type": {cloudV1}}, []byte(document))))
	var info atlas.ResponseInfo
	req, err := http.NewRequest(http.MethodGet, core.BaseURL(), nil)
	value, err := atlas.Decode[T](atlas.WithResponseInfo(tb.Context(), &info), core, operation(tb, "GetJob"), req, err)
	return value, info.Issues, err
}

// A color is a type with UnmarshalText, which refuses everything but two words.
type color string

func (c *color) UnmarshalText(text []byte) error {
	if s := string(text); s != "red" && s != "blue" {
		*c = "spoiled"
		return errors.New("no color")
	}
	*c = color(text)
	return nil
}

// A strict is a type with UnmarshalJSON, which refuses everything but objects, null included.
type strict struct{ A string }

func (s *strict) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		s.A = "spoiled"
		return errors.New("no object")
	}
	type plain strict
	return json.Unmarshal(data, (*plain)(s))
}

type base struct {
	Kind  string `json:"kind"`
	Name  string // hidden by all.Name
	Clash int
}

// Other is embedded by a pointer; its Clash and that of base hide each other.
type Other struct{ Clash, Far int }

// all has all kinds of fields.
type all struct {
	base
	*Other
	Name     string          `json:"name"`
	Int32    int32           `json:"int32"`
	Uint8    uint8           `json:"uint8"`
	Float    float32         `json:"float"`
	Bool     *bool           `json:"bool,omitempty"`
	Quoted   int             `json:"quoted,string"`
	Time     time.Time       `json:"time"`
	TimeP    *time.Time      `json:"timeP"`
	Color    color           `json:"color"`
	Strict   *strict         `json:"strict"`
	Bytes    []byte          `json:"bytes"`
	Raw      json.RawMessage `json:"raw"`
	Any      any             `json:"any"`
	Reader   fmt.Stringer    `json:"reader"`
	Strings  []string        `json:"strings"`
	Array    [2]int          `json:"array"`
	Children []all           `json:"children"`
	Child    *all            `json:"child"`
	Map      map[string]int  `json:"map"`
	Colors   map[color][]int `json:"colors"`
	ByNumber map[int8]*all   `json:"byNumber"`
	Skipped  string          `json:"-"`
	Mixed    string          `json:"miXed"`
	MIXED    string          `json:"MIXED"`
}

var opts = cmp.AllowUnexported(all{})

func TestLenientDecode(t *testing.T) {
	t.Parallel()
	type issues map[string]string // reasons by path
	yes := true
	tests := map[string]struct {
		document string
		want     all
		issues   issues
	}{
		"fits": {`{"name":"n","bool":true,"new":[1]}`, all{Name: "n", Bool: &yes}, nil},
		"empty_time": {
			`{"name":"n","time":"","timeP":"","int32":1}`, all{Name: "n", Int32: 1},
			issues{"/time": `string "" does not fit time.Time`, "/timeP": `string "" does not fit time.Time`},
		},
		"numbers": {
			`{"int32":3000000000,"uint8":-1,"float":1e99,"quoted":5,"name":"n"}`, all{Name: "n"},
			issues{
				"/int32": `number "3000000000" does not fit int32`, "/uint8": `number "-1" does not fit uint8`,
				"/float": `number "1e99" does not fit float32`, "/quoted": `number "5" does not fit int`,
			},
		},
		"kinds": {
			`{"int32":"5","name":5,"bool":"true","strings":{},"map":[],"child":"x","array":1,"children":null,"float":1}`,
			all{Float: 1},
			issues{
				"/int32": `string "5" does not fit int32`, "/name": `number "5" does not fit string`,
				"/bool": `string "true" does not fit bool`, "/strings": `object "{}" does not fit []string`,
				"/map": `array "[]" does not fit map[string]int`, "/child": `string "x" does not fit atlas_test.all`,
				"/array": `number "1" does not fit [2]int`,
			},
		},
		"own_decoders": {
			`{"color":"green","strict":[1],"bytes":"%","reader":{},"raw":[1],"any":{"a":1}}`,
			all{Raw: json.RawMessage("[1]"), Any: map[string]any{"a": 1.0}},
			issues{
				"/color": `string "green" does not fit atlas_test.color`, "/strict": `array "[1]" does not fit atlas_test.strict`,
				"/bytes": `string "%" does not fit []uint8`, "/reader": `object "{}" does not fit fmt.Stringer`,
			},
		},
		"nulls_are_no_issue": {
			`{"int32":null,"time":null,"color":null,"strict":null,"children":[null],"array":[null,1],"map":{"a":null},"reader":null}`,
			all{Children: []all{{}}, Array: [2]int{0, 1}, Map: map[string]int{"a": 0}}, nil,
		},
		"elements_keep_their_index": {
			`{"strings":["a",1,"c",null],"array":["x",2,3],"children":[{"name":"a"},7,{"int32":"x","name":"c"}]}`,
			all{Strings: []string{"a", "", "c", ""}, Array: [2]int{0, 2}, Children: []all{{Name: "a"}, {}, {Name: "c"}}},
			issues{
				"/strings/1": `number "1" does not fit string`, "/array/0": `string "x" does not fit int`,
				"/children/1": `number "7" does not fit atlas_test.all`, "/children/2/int32": `string "x" does not fit int32`,
			},
		},
		"maps_keep_their_keys": {
			`{"map":{"a":1,"b":"x","c/~":[]},"colors":{"red":[1,"x"],"green":[2]},"byNumber":{"1":{"int32":"x","name":"n"},"300":{},"2":5}}`,
			all{
				Map: map[string]int{"a": 1, "b": 0, "c/~": 0}, Colors: map[color][]int{"red": {1, 0}},
				ByNumber: map[int8]*all{1: {Name: "n"}, 2: nil},
			},
			issues{
				"/map/b": `string "x" does not fit int`, "/map/c~1~0": `array "[]" does not fit int`,
				"/colors/red/1": `string "x" does not fit int`, "/colors/green": "key does not fit atlas_test.color",
				"/byNumber/1/int32": `string "x" does not fit int32`, "/byNumber/300": "key does not fit int8",
				"/byNumber/2": `number "5" does not fit atlas_test.all`,
			},
		},
		"embedding_and_case": {
			`{"kind":1,"NAME":2,"Clash":"x","INT32":"y","mixed":3,"MIXED":4,"Far":"5","Skipped":6,"float":2}`,
			all{Float: 2, Other: &Other{}},
			issues{
				"/kind": `number "1" does not fit string`, "/NAME": `number "2" does not fit string`,
				"/INT32": `string "y" does not fit int32`, "/mixed": `number "3" does not fit string`,
				"/MIXED": `number "4" does not fit string`, "/Far": `string "5" does not fit int`,
			},
		},
		"deep": {
			`{"child":{"children":[{"child":{"time":"x","name":"deep"}}]}}`,
			all{Child: &all{Children: []all{{Child: &all{Name: "deep"}}}}},
			issues{"/child/children/0/child/time": `string "x" does not fit time.Time`},
		},
		"long_values_are_cut": {
			`{"int32":"` + strings.Repeat("ä", 100) + `"}`, all{},
			issues{"/int32": `string "` + strings.Repeat("ä", 64) + `…" does not fit int32`},
		},
		"secrets_are_not_shown": {
			`{"int32":"https://h/hunter2","child":{"authValue":1,"map":{"apiKey":"hunter2"}},"strings":{"token":"hunter2","a":"\n"}}`,
			all{Child: &all{Map: map[string]int{"apiKey": 0}}},
			issues{
				"/int32": `string "https://h/[redacted]" does not fit int32`, "/child/map/apiKey": `string "[redacted]" does not fit int`,
				"/strings": `object "{"token":"[redacted]","a":"\n"}" does not fit []string`,
			},
		},
		"repeated_member": {
			`{"child":{"name":"a"},"child":{"int32":1},"time":""}`, all{Child: &all{Name: "a", Int32: 1}},
			issues{"/time": `string "" does not fit time.Time`},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, found, err := decode[all](t, test.document)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, got, opts); diff != "" {
				t.Errorf("value: mismatch (-want +got)\n%s", diff)
			}
			var reasons issues
			for _, issue := range found {
				if reasons == nil {
					reasons = issues{}
				}
				reasons[issue.Path] = issue.Reason
			}
			if diff := cmp.Diff(test.issues, reasons); diff != "" {
				t.Errorf("issues: mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

func TestDecodeOtherTopLevels(t *testing.T) {
	t.Parallel()
	if got, issues, err := decode[[]int](t, `[1,"x"]`); err != nil || len(*got) != 2 || len(issues) != 1 || issues[0].Path != "/1" {
		t.Errorf("slice: %v, %v, %v", got, issues, err)
	}
	if got, issues, err := decode[map[string]int](t, `{"a":1,"b":[]}`); err != nil || len(*got) != 2 || len(issues) != 1 {
		t.Errorf("map: %v, %v, %v", got, issues, err)
	}
	if got, issues, err := decode[*job](t, `{"id":"1","attempts":[]}`); err != nil || (*got).ID != "1" || len(issues) != 1 {
		t.Errorf("pointer: %v, %v, %v", got, issues, err)
	}
	if got, _, err := decode[any](t, `"x"`); err != nil || *got != "x" {
		t.Errorf("any: %v, %v", got, err)
	}
	for name, err := range map[string]error{
		"slice":    third(decode[[]int](t, `{}`)),
		"map":      third(decode[map[string]int](t, `[]`)),
		"strict":   third(decode[strict](t, `[]`)),
		"int":      third(decode[int](t, `"x"`)),
		"any_null": third(decode[any](t, `null`)),
	} {
		if !errors.Is(err, atlas.ErrUnexpectedResponse) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// encoding/json cannot set a field of an embedded pointer to an unexported struct; the rest is decoded all the same.
func TestLenientDecodeOfAFieldOutOfReach(t *testing.T) {
	t.Parallel()
	type hidden struct{ Far int }
	type outer struct {
		*hidden
		Near int
	}
	got, issues, err := decode[outer](t, `{"Far":1,"Near":2}`)
	if err != nil || got.hidden != nil || got.Near != 2 || len(issues) != 1 || issues[0].Path != "/Far" {
		t.Errorf("%+v, %v, %v", got, issues, err)
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

// nested has no end of its own.
type nested struct {
	Next *nested  `json:"next"`
	Bad  int      `json:"bad"`
	List []nested `json:"list"`
}

func TestLenientDecodeIsLimited(t *testing.T) {
	t.Parallel()
	const depth = 2000
	document := strings.Repeat(`{"next":`, depth) + `{"bad":"x"}` + strings.Repeat("}", depth)
	_, issues, err := decode[nested](t, document)
	if err != nil || len(issues) != 1 || !strings.HasPrefix(issues[0].Reason, "nested deeper than") {
		t.Errorf("issues %v, error %v", issues, err)
	}
	document = `{"list":[` + strings.Repeat(`{"bad":"x"},`, depth) + `{"bad":1}]}`
	got, issues, err := decode[nested](t, document)
	if err != nil || len(got.List) != depth+1 || got.List[depth].Bad != 1 || len(issues) >= depth {
		t.Errorf("%d elements, %d issues, error %v", len(got.List), len(issues), err)
	}
	if last := issues[len(issues)-1]; last.Reason != "further issues are not recorded" {
		t.Errorf("last issue %v", last)
	}
}

// FuzzLenientDecode compares the lenient way, which a bad field beside the value forces, with encoding/json.
func FuzzLenientDecode(f *testing.F) {
	for _, seed := range []string{
		`{"name":"n","int32":1,"uint8":2,"float":1.5,"bool":true,"quoted":"7","kind":"k","Clash":3}`,
		`{"time":"2026-08-05T10:00:00Z","timeP":null,"color":"red","strict":{"A":"a"},"bytes":"YQ==","raw":[1],"any":{"a":[]}}`,
		`{"children":[{"name":"a"},{"child":{"NAME":"b"}}],"map":{"a":1},"colors":{"red":[1]},"byNumber":{"1":{},"-2":null}}`,
		`{"child":{"name":"a"},"child":{"int32":1},"array":[1,2,3],"strings":["a",null],"mIxed":"x","MIXED":"y","Far":1,"":1}`,
		`{"children":[{"name":"a","map":{"x":1}}],"children":[{"int32":2,"map":{"y":1}},{}],"any":{"a":1},"any":{"b":1}}`,
		`{"time":"","int32":"x","strings":[1],"map":{"a":{}},"colors":{"green":1},"child":[],"quoted":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		if !json.Valid(document) {
			t.Skip()
		}
		type both struct {
			Bad   int
			Value all
		}
		got, issues, err := decode[both](t, `{"Bad":"x","Value":`+string(document)+`}`)
		if err != nil {
			t.Fatal(err)
		}
		var want all
		if err := json.Unmarshal(document, &want); err != nil {
			if len(issues) < 2 && !strings.Contains(string(document), "null") {
				t.Errorf("encoding/json says %v, issues %v", err, issues)
			}
			return
		}
		if diff := cmp.Diff(want, got.Value, opts); diff != "" {
			t.Errorf("value: mismatch (-encoding/json +lenient)\n%s", diff)
		}
		if len(issues) != 1 {
			t.Errorf("issues of a document that fits: %v", issues)
		}
	})
}
