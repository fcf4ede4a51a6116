package compare_test

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// TestCases runs testdata/cases/<topic>/*.txtar. The text on top of a case is
// its reason. Its files are base.yaml and rev.yaml, or base.schema.yaml and
// rev.schema.yaml, which hold the component T of a request or response;
// want.txt with a line "severity harm direction rule location" for each
// finding, "-" for no direction and "*" for any location; and maybe options.
func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/cases/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no cases in testdata/cases")
	}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "testdata/cases/"), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := readCase(t, file)
			if c.reason == "" {
				t.Error("the case gives no reason")
			}
			findings, err := compare.Compare(t.Context(), c.base, c.rev, c.opts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, lines(findings, c.want)); diff != "" {
				t.Errorf("findings mismatch (-want +got):\n%s\n%s", diff, c.reason)
			}
		})
	}
}

type testCase struct {
	reason    string
	base, rev *doc.Document
	opts      compare.Options
	want      []string
	fragment  *compare.Example // of a case that is a schema
}

func readCase(t *testing.T, file string) testCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(data)
	c := testCase{reason: string(bytes.TrimSpace(archive.Comment)), want: []string{}}
	sides := map[string]string{}
	var direction finding.Direction
	for _, f := range archive.Files {
		switch f.Name {
		case "want.txt":
			for line := range strings.Lines(string(f.Data)) {
				if line = strings.TrimSpace(line); line != "" {
					c.want = append(c.want, line)
				}
			}
		case "options":
			direction = c.options(t, string(f.Data))
		default:
			sides[f.Name] = string(f.Data)
		}
	}
	base, rev := sides["base.yaml"], sides["rev.yaml"]
	if s, ok := sides["base.schema.yaml"]; ok {
		c.fragment = &compare.Example{Direction: direction, Base: s, Rev: sides["rev.schema.yaml"]}
		base, rev = c.fragment.Documents()
	}
	c.base, c.rev = parse(t, "base.yaml", base), parse(t, "rev.yaml", rev)
	slices.Sort(c.want)
	return c
}

func (c *testCase) options(t *testing.T, text string) (direction finding.Direction) {
	t.Helper()
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		glob := func(s string) bool { ok, _ := path.Match(value, s); return ok || globAll(value, s) }
		switch key {
		case "":
		case "direction":
			direction = finding.Direction(value)
		case "as-of":
			c.opts.AsOf = value
		case "profile":
			c.opts.Profile = value
		case "api-version":
			c.opts.BaseAPIVersion, c.opts.RevAPIVersion = value, value
		case "base-api-version":
			c.opts.BaseAPIVersion = value
		case "rev-api-version":
			c.opts.RevAPIVersion = value
		case "paths":
			c.opts.Paths = glob
		case "operations":
			c.opts.Operations = glob
		default:
			t.Errorf("unknown option %q", key)
		}
	}
	return direction
}

// globAll matches a pattern whose "*" goes across slashes.
func globAll(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for i, p := range parts[1:] {
		if i == len(parts)-2 {
			return strings.HasSuffix(s, p)
		}
		j := strings.Index(s, p)
		if j < 0 {
			return false
		}
		s = s[j+len(p):]
	}
	return s == ""
}

// lines writes findings as want.txt does. Where the wanted line leaves the
// location open, so does the line.
func lines(findings []finding.Finding, want []string) []string {
	open := map[string]int{}
	for _, w := range want {
		if prefix, ok := strings.CutSuffix(w, " *"); ok {
			open[prefix]++
		}
	}
	out := []string{}
	for _, f := range findings {
		out = append(out, line(f))
	}
	for i, l := range out {
		if slices.Contains(want, l) {
			continue
		}
		fields := strings.SplitN(l, " ", 5)
		if prefix := strings.Join(fields[:4], " "); open[prefix] > 0 {
			open[prefix]--
			out[i] = prefix + " *"
		}
	}
	slices.Sort(out)
	return out
}

func line(f finding.Finding) string {
	direction := string(f.Direction)
	if direction == "" {
		direction = "-"
	}
	return fmt.Sprintf("%s %s %s %s %s", f.Severity, f.Harm, direction, f.Rule, f.Location)
}

func parseText(name, text string) (*doc.Document, error) { return doc.Parse(name, []byte(text)) }

func parse(t testing.TB, name, text string) *doc.Document {
	t.Helper()
	d, err := parseText(name, text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return d
}
