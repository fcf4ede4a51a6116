package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

// at is a place by its line and column.
func at(line, col int, pointer string) *finding.Place {
	return &finding.Place{Position: finding.Position{File: "f", Line: line, Col: col, Pointer: pointer}}
}

// pane is what the page shows of one side, line by line: the number with its
// sign, the text, strong parts in [brackets]. Beside lines of their own kind
// stand "here" and "none".
func pane(t *testing.T, page *html.Node, side string) []string {
	t.Helper()
	for _, figure := range all(page, is("figure", "side")) {
		if textOf(first(figure, is("b", ""))) != side {
			continue
		}
		code := first(figure, is("div", "code"))
		if code == nil {
			return nil
		}
		numbers := strings.Split(textOf(first(code, is("span", "numbers"))), "\n")
		var out []string
		for _, line := range strings.Split(strings.TrimSuffix(marked(first(code, is("code", ""))), "\n"), "\n") {
			if len(out) == len(numbers) {
				t.Fatalf("%s has more lines than numbers: %q", side, line)
			}
			out = append(out, strings.TrimRight(fmt.Sprintf("%-5s %s", strings.TrimRight(numbers[len(out)], " "), line), " "))
		}
		if len(out) != len(numbers) {
			t.Fatalf("%s has %d lines and %d numbers", side, len(out), len(numbers))
		}
		return out
	}
	return nil
}

// marked is the text of code with its marks.
func marked(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		switch class := attribute(c, "class"); {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Data == "b":
			b.WriteString("[" + marked(c) + "]")
		case class == "here" || class == "none":
			b.WriteString(strings.ReplaceAll(marked(c), "\n", " <"+class+"\n"))
		default:
			b.WriteString(marked(c))
		}
	}
	return b.String()
}

const orderBase = `components:
  schemas:
    Order:
      type: object
      properties:
        state:
          type: string
          maxLength: 10
        total: {type: number}
`

const orderRev = `components:
  schemas:
    # moved down
    Order:
      type: object
      properties:
        state:
          type: string
          maxLength: 20
          nullable: true
        total: {type: number}
        paid: {type: boolean}
`

func TestExcerpts(t *testing.T) {
	t.Parallel()
	numbered := func(key string, from, to int) string {
		var b strings.Builder
		b.WriteString(key + ":\n")
		for i := from; i <= to; i++ {
			fmt.Fprintf(&b, "- v%d\n", i)
		}
		return b.String()
	}
	long := strings.Repeat("é", 5000)
	tests := map[string]struct {
		base, rev         string
		location          string
		at, to            *finding.Place
		wantBase, wantRev []string
	}{
		"a_map_with_its_key_and_its_neighbours": {
			base: orderBase, rev: orderRev, at: at(7, 11, "/x"), to: at(8, 11, "/x"),
			wantBase: []string{
				"5     properties:", "6       state:", "7         type: string", "8 −       maxLength: [10]",
				"       <none", "9       total: {type: number}", "       <none",
			},
			wantRev: []string{
				"6     properties:", "7       state:", "8         type: string", "9 +       maxLength: [20]",
				"10 +      nullable: true", "11      total: {type: number}", "12      paid: {type: boolean}",
			},
		},
		"a_scalar_is_one_line": {
			base: orderBase, rev: orderRev, at: at(8, 22, "/x"), to: at(9, 22, "/x"),
			wantBase: []string{"6     state:", "7       type: string", "8 −     maxLength: [10]", "9     total: {type: number}", "       <none"},
			wantRev:  []string{"7     state:", "8       type: string", "9 +     maxLength: [20]", "10      nullable: true", "11    total: {type: number}"},
		},
		"what_came_is_marked_as_new": {
			base: orderBase, rev: orderRev, location: "components.schemas.Order.properties.paid", to: at(12, 15, "/components/schemas/Order/properties/paid"),
			wantRev: []string{"10      nullable: true", "11    total: {type: number}", "12 +  paid: {type: boolean}"},
		},
		"what_a_reference_leads_to_has_not_come": {
			base: orderBase, rev: orderRev, location: "components.schemas.Cart.properties.order", to: at(5, 7, "/components/schemas/Order"),
			wantRev: []string{
				"3     # moved down", "4     Order:", "5       type: object <here", "6       properties:", "7         state:",
			},
		},
		"different_things_are_not_compared": {
			base: "a:\n  x: 1\n  y: 2\n  z: 3\nb:\n  u: 4\n  v: 5\n  w: 6\n", rev: "a:\n  x: 1\n  y: 2\n  z: 3\nb:\n  u: 4\n  v: 5\n  w: 6\n",
			at: at(2, 3, "/a"), to: at(6, 3, "/b"),
			wantBase: []string{"       <none", "1     a:", "2       x: 1 <here", "3       y: 2", "4       z: 3"},
			wantRev:  []string{"4       z: 3", "5     b:", "6       u: 4 <here", "7       v: 5", "8       w: 6"},
		},
		"a_list_as_deep_as_its_key": {
			base: "k:\n  enum:\n  - a\n  - b\n  type: string\n", rev: "k:\n  enum:\n  - a\n  - c\n  - b\n  type: string\n", at: at(3, 3, "/k/enum"), to: at(3, 3, "/k/enum"),
			wantBase: []string{"1     k:", "2       enum:", "3       - a", "       <none", "4       - b", "5       type: string"},
			wantRev:  []string{"1     k:", "2       enum:", "3       - a", "4 +     - c", "5       - b", "6       type: string"},
		},
		"what_is_far_from_a_change_is_left_out": {
			base: numbered("enum", 1, 20), rev: numbered("enum", 1, 20) + "- new\n", at: at(2, 1, "/enum"), to: at(2, 1, "/enum"),
			wantBase: []string{"1     enum:", "2     - v1", "3     - v2", "4     - v3", "⋯", "20    - v19", "21    - v20", "       <none"},
			wantRev:  []string{"1     enum:", "2     - v1", "3     - v2", "4     - v3", "⋯", "20    - v19", "21    - v20", "22 +  - new"},
		},
		"windows_line_breaks": {
			base: "a: 1\r\nb: 2\r\nc: 3\r\n", rev: "a: 1\r\nb: 7\r\nc: 3\r\n", at: at(2, 4, "/b"), to: at(2, 4, "/b"),
			wantBase: []string{"1     a: 1", "2 −   b: [2]", "3     c: 3"}, wantRev: []string{"1     a: 1", "2 +   b: [7]", "3     c: 3"},
		},
		"old_line_breaks_and_a_byte_order_mark": {
			base: "\ufeffa: 1\rb: 2\r", rev: "a: 1\rb: 7", at: at(2, 4, "/b"), to: at(2, 4, "/b"),
			wantBase: []string{"1     a: 1", "2 −   b: [2]"}, wantRev: []string{"1     a: 1", "2 +   b: [7]"},
		},
		"line_separators_break_lines_of_yaml_alone": {
			base: "a: \"x\u2028  y\u0085  z\"\nb: 2\n", rev: "{\"a\": \"x\u2028y\",\n \"b\": 7}", at: at(4, 4, "/b"), to: at(2, 7, "/b"),
			wantBase: []string{`2       y`, `3       z"`, `4 −   b: 2`}, wantRev: []string{`       <none`, `1     {"a": "x\u2028y",`, `2 +    "b": 7}`},
		},
		"json_on_many_lines": {
			base: "{\n\t\"a\": {\n\t\t\"b\": 1\n\t},\n\t\"c\": 2\n}\n", rev: "{\n\t\"a\": {\n\t\t\"b\": 3\n\t},\n\t\"c\": 2\n}\n", at: at(2, 7, "/a"), to: at(2, 7, "/a"),
			wantBase: []string{"1     {", "2       \"a\": {", "3 −       \"b\": [1]", "4       },", "5       \"c\": 2"},
			wantRev:  []string{"1     {", "2       \"a\": {", "3 +       \"b\": [3]", "4       },", "5       \"c\": 2"},
		},
		"one_line_is_cut_around_the_column": {
			base: `{"a":"` + long + `","b":12,"c":"` + long + `"}`, rev: `{"a":"` + long + `","b":34,"c":"` + long + `"}`,
			at: at(1, 5013, "/b"), to: at(1, 5013, "/b"),
			wantBase: []string{`1 −   …` + strings.Repeat("é", 54) + `","b":[12],"c":"` + strings.Repeat("é", 172) + "…"},
			wantRev:  []string{`1 +   …` + strings.Repeat("é", 54) + `","b":[34],"c":"` + strings.Repeat("é", 172) + "…"},
		},
		"characters_of_two_bytes_at_odd_offsets": {
			base: `{"aa":"` + long + `","b":12,"c":"` + long + `"}`, rev: `{"aa":"` + long + `","b":34,"c":"` + long + `"}`,
			at: at(1, 5014, "/b"), to: at(1, 5014, "/b"),
			wantBase: []string{`1 −   …` + strings.Repeat("é", 54) + `","b":[12],"c":"` + strings.Repeat("é", 172) + "…"},
			wantRev:  []string{`1 +   …` + strings.Repeat("é", 54) + `","b":[34],"c":"` + strings.Repeat("é", 172) + "…"},
		},
		"a_long_line_beside_the_place_is_cut_at_its_end": {
			base: "d: " + long + "\nb: 1\n", rev: "d: " + long + "\nb: 2\n", at: at(2, 4, "/b"), to: at(2, 4, "/b"),
			wantBase: []string{"1     d: " + strings.Repeat("é", 237) + "…", "2 −   b: [1]"}, wantRev: []string{"1     d: " + strings.Repeat("é", 237) + "…", "2 +   b: [2]"},
		},
		"whole_words_differ": {
			base: "max: 500 # of x\n", rev: "max: 100 # of x\n", at: at(1, 6, "/max"), to: at(1, 6, "/max"),
			wantBase: []string{"1 −   max: [500] # of x"}, wantRev: []string{"1 +   max: [100] # of x"},
		},
		"a_word_that_both_have_is_no_difference": {
			base: "enum: [open, closed]\n", rev: "enum: [open, closed, gone]\n", at: at(1, 7, "/enum"), to: at(1, 7, "/enum"),
			wantBase: []string{"1 −   enum: [open, closed]"}, wantRev: []string{"1 +   enum: [open, closed[, gone]]"},
		},
		"positions_of_another_text": {base: "a: 1\n\n", rev: "", at: at(9, 9, "/x"), to: at(1, 1, "/x")},
		"a_position_on_an_empty_line": {
			base: "a: 1\n\nb: 2\n", rev: "a: 1\n", at: at(2, 1, "/x"), to: at(1, 999, "/x"),
			wantBase: []string{"1     a: 1", "2 −", "3     b: 2"}, wantRev: []string{"       <none", "1 +   a: 1", "       <none"},
		},
		"hidden_characters": {
			base: "a: \u202ex\x7f\n", rev: "a: y\n", at: at(1, 4, "/a"), to: at(1, 4, "/a"),
			wantBase: []string{`1 −   a: [\u202ex\x7f]`}, wantRev: []string{"1 +   a: [y]"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := parse(t, render(t, report.HTML, report.Report{
				Base: report.Document{Name: "f", Text: []byte(tt.base)}, Rev: report.Document{Name: "f", Text: []byte(tt.rev)},
				Findings: []finding.Finding{{Rule: "r", Location: tt.location, What: "changed", Base: tt.at, Rev: tt.to}},
			}))
			if diff := cmp.Diff(tt.wantBase, pane(t, page, "base")); diff != "" {
				t.Errorf("base: mismatch (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.wantRev, pane(t, page, "rev")); diff != "" {
				t.Errorf("rev: mismatch (-want +got)\n%s", diff)
			}
		})
	}
}

// A block of hundreds of lines does not make a page of thousands.
func TestExcerptsAreBounded(t *testing.T) {
	t.Parallel()
	removed := "get:\n" + strings.Repeat("  x: 1\n", 500)
	page := parse(t, render(t, report.HTML, report.Report{
		Base:     report.Document{Text: []byte(removed)},
		Findings: []finding.Finding{{Rule: "operation-removed", Location: "GET /", Base: at(2, 3, "/paths/~1/get")}},
	}))
	got := pane(t, page, "base")
	if len(got) < 10 || len(got) > 40 || got[len(got)-1] != "⋯" {
		t.Errorf("%d lines, the last %q", len(got), got[len(got)-1])
	}
}

// Without the text, and when the message cuts it, the value is shown.
func TestValuesStandForTexts(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("v", 300) + `"`
	for name, tt := range map[string]struct {
		text, value, want string
	}{
		"short_without_text": {"", `"v"`, `"v"`},
		"long_without_text":  {"", long, long},
		"short_with_text":    {"a: v", `"v"`, ""},
		"long_with_text":     {"a: v", long, long},
		"an_object":          {"", `{"a":"` + strings.Repeat("v", 300) + `"}`, "{\n  \"a\": \"" + strings.Repeat("v", 300) + "\"\n}"},
		"no_json":            {"", "{\u202e", `{\u202e`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := report.Report{Findings: []finding.Finding{{Rule: "r", Location: "l", Base: place("f", 1, 4, tt.value)}}}
			if tt.text != "" {
				r.Base.Text = []byte(tt.text)
			}
			got := ""
			if pre := first(parse(t, render(t, report.HTML, r)), is("pre", "")); pre != nil {
				got = textOf(pre)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("mismatch (-want +got)\n%s", diff)
			}
		})
	}
}
