package layout_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The Go block of the README is the body of a function that is compiled and
// run in a test.
func TestReadmeExampleIsTheTestedOne(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../../e2e/readme_test.go")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```go\n(options, err := .*?)```").FindSubmatch(readme)
	if block == nil {
		t.Fatal("the README has no Go block that makes a client")
	}
	want := strings.Join(strings.Fields(string(block[1])), " ")
	if !strings.Contains(strings.Join(strings.Fields(string(source)), " "), want) {
		t.Error("the Go block of the README is not the body of fetchBackup in e2e/readme_test.go")
	}
}
