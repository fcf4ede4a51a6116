package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/cli"
)

// Answers come in the order of the questions, each on its line, whatever a
// line holds.
func TestSchemaLines(t *testing.T) {
	t.Parallel()
	questions := []struct{ name, line, want string }{
		{"contained", `{"base":{"type":"integer"},"rev":{"type":"number"}}`, `{"result":"yes","equal":false}`},
		{"equal", `{"rev":{"enum":[1,2]},"base":{"enum":[2,1]}}`, `{"result":"yes","equal":true}`},
		{"refuted", `{"base":{"type":"string","enum":["a","b"]},"rev":{"type":"string","enum":["a"]}}`, `{"result":"no","equal":false,"witness":"b"}`},
		{"null_is_a_witness", `{"base":{"type":"string","enum":["a",null],"nullable":true},"rev":{"type":"string","enum":["a"]}}`, `{"result":"no","equal":false,"witness":null}`},
		{"no_json", `{"base":`, `error: <stdin>:5:`},
		{"yaml", `{base: {}, rev: {}}`, `error: <stdin>:6:`},
		{"empty", ``, `error: <stdin>:7:1: the line is empty`},
		{"no_rev", `{"base":{}}`, `error: <stdin>:8:1: want an object with the members "base" and "rev", there is no "rev"`},
		{"no_object", `[]`, `error: <stdin>:9:1: want an object with the members "base" and "rev", there is no "base"`},
		{"no_schema", `{"base":{},"rev":"x"}`, `error: <stdin>:10:18: "rev" is not a schema: it is string, want an object`},
		{"two_values", `{"base":{},"rev":{}} {}`, `error: <stdin>:11:`},
		{"last", `{"base":{"type":"boolean"},"rev":{}}`, `{"result":"yes","equal":false}`},
	}
	var lines []string
	for _, q := range questions {
		lines = append(lines, q.line)
	}
	code, stdout, stderr := specdiff(t, strings.Join(lines, "\n"), "schema", "--jsonl")
	if code != 0 || stderr != "" {
		t.Errorf("got exit code %d and stderr %q", code, stderr)
	}
	answers := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
	if len(answers) != len(questions) {
		t.Fatalf("got %d answers to %d questions:\n%s", len(answers), len(questions), stdout)
	}
	for i, q := range questions {
		t.Run(q.name, func(t *testing.T) {
			want, isError := strings.CutPrefix(q.want, "error: ")
			if isError {
				var got struct{ Error string }
				if err := json.Unmarshal([]byte(answers[i]), &got); err != nil || !strings.HasPrefix(got.Error, want) {
					t.Errorf("got %s, want an error that begins with %q", answers[i], want)
				}
				return
			}
			if diff := cmp.Diff(want, answers[i]); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// Far more lines than cores.
func TestSchemaLinesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	var in, want strings.Builder
	for i := range 500 {
		fmt.Fprintf(&in, `{"base":{"enum":[%d]},"rev":{"enum":["x"]}}`+"\n", i)
		fmt.Fprintf(&want, `{"result":"no","equal":false,"witness":%d}`+"\n", i)
	}
	_, stdout, _ := specdiff(t, in.String(), "schema", "--jsonl")
	if diff := cmp.Diff(want.String(), stdout); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

// A program may ask one question, and wait for its answer before the next.
func TestSchemaLinesAnswerAtOnce(t *testing.T) {
	t.Parallel()
	in, ask := io.Pipe()
	answers, out := io.Pipe()
	done := make(chan int)
	go func() { done <- cli.Specdiff([]string{"schema", "--jsonl"}, in, out, io.Discard) }()
	for range 3 {
		if _, err := io.WriteString(ask, "{\"base\":{},\"rev\":{}}\n"); err != nil {
			t.Fatal(err)
		}
		line := make([]byte, 200)
		n, err := answers.Read(line)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := string(line[:n]), "{\"result\":\"yes\",\"equal\":true}\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	ask.Close()
	select {
	case code := <-done:
		if code != 0 {
			t.Errorf("got exit code %d", code)
		}
	case <-time.After(10 * time.Second):
		t.Error("the command does not end with its input")
	}
}
