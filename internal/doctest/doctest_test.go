package doctest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/doctest"
)

// page writes the blocks of a page: ”' stands for the fence.
func page(text string) string { return strings.ReplaceAll(text, "'''", "```") }

func TestRun(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, page, want string }{
		{"prose_is_left_alone", "# Title\n\n$ exit 1\n\n'''go\n$ exit 1\n'''\n", ""},
		{"blocks_share_the_folder", "'''text file=a/b.txt\nhello\n'''\n'''sh\ncp a/b.txt c\n'''\n'''console\n$ cat c\nhello\n'''\n", ""},
		{"output_is_shown_as_it_is", "'''console\n$ echo one; echo two >&2\nthree\n$ true\n'''\n", "'''console\n$ echo one; echo two >&2\none\ntwo\n$ true\n'''\n"},
		{"output_without_an_end_of_line", "'''console\n$ printf x\nx\n'''\n", ""},
		{"missing_output", "'''console\n$ echo x\n'''\n", "'''console\n$ echo x\nx\n'''\n"},
		{"superfluous_output", "'''console\n$ true\nx\n'''\n", "'''console\n$ true\n'''\n"},
		{"dots_stand_for_lines", "'''console\n$ seq 9\n1\n...\n8\n9\n$ seq 2\n...\n1\n2\n...\n'''\n", ""},
		{"dots_are_not_everything", "'''console\n$ seq 3\n...\n2\n'''\n", "'''console\n$ seq 3\n1\n2\n3\n'''\n"},
		{"a_command_of_two_lines", "'''console\n$ echo a \\\n> b\na b\n'''\n", ""},
		{"a_failure_that_is_shown", "'''console\n$ (exit 7)\n$ echo $?\n7\n'''\n", ""},
		{"norun", "'''sh norun\nexit 1\n'''\n'''console norun\nwhatever\n'''\n", ""},
		{"a_longer_fence", "'''`text file=x\n'''sh\nexit 1\n'''\n'''`\n'''console\n$ head -n 1 x | tr -d '`'\nsh\n'''\n", ""},
		{"commands_have_no_input", "'''sh\n! read -r line\n'''\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := tt.want
			if want == "" {
				want = tt.page
			}
			got, err := doctest.Run(t.Context(), "page.md", []byte(page(tt.page)), doctest.Options{Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(page(want), string(got)); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, page, want string }{
		{"a_script_that_fails", "\n'''sh\nfalse\necho late\n'''\n", "page.md:3: run the block: exit status 1"},
		{"an_unset_variable", "'''sh\necho $unset_one\n'''\n", "page.md:2: run the block"},
		{"a_pipe_that_fails", "'''sh\nfalse | true\n'''\n", "page.md:2: run the block"},
		{"a_failure_that_is_not_shown", "'''console\n$ false\n$ true\n'''\n", "page.md:2: \"false\" fails with exit code 1"},
		{"a_session_that_exits", "'''console\n$ exit 0\n$ true\n'''\n", "page.md:2: run the block: it ends too early"},
		{"no_prompt", "'''console\ntrue\n'''\n", "page.md:2: a console block begins with \"$ \""},
		{"an_open_block", "a\n'''sh\ntrue\n", "page.md:2: the block is not closed"},
		{"a_word_that_means_nothing", "'''sh skip\n'''\n", "page.md:1: a block with \"skip\""},
		{"norun_of_what_is_not_run", "'''go norun\n'''\n", "page.md:1: a block with \"norun\""},
		{"a_file_outside", "'''text file=../x\n'''\n", "page.md:2: write \"../x\": it is outside of the folder"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := doctest.Run(t.Context(), "page.md", []byte(page(tt.page)), doctest.Options{Dir: t.TempDir()})
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	text := page("'''console\n$ echo $COLOR; pwd -P\n'''\n")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	got, err := doctest.Run(t.Context(), "page.md", []byte(text), doctest.Options{Dir: dir, Env: []string{"COLOR=red"}})
	if err != nil {
		t.Fatal(err)
	}
	want := page("'''console\n$ echo $COLOR; pwd -P\nred\n" + dir + "\n'''\n")
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
}

// Check rewrites a page on demand and is content with it then.
func TestCheckUpdates(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(file, []byte(page("'''console\n$ echo new\nold\n'''\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	doctest.Check(t, file, true, doctest.Options{Dir: t.TempDir()})
	got, err := os.ReadFile(file)
	if err != nil || string(got) != page("'''console\n$ echo new\nnew\n'''\n") {
		t.Errorf("got %q, %v", got, err)
	}
	doctest.Check(t, file, false, doctest.Options{Dir: t.TempDir()})
}
