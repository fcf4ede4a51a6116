package report_test

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
)

type testResults struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Suites   []struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Cases    []struct {
			Class   string    `xml:"classname,attr"`
			Name    string    `xml:"name,attr"`
			Failure *struct{} `xml:"failure"`
			Skipped *struct{} `xml:"skipped"`
			Out     *string   `xml:"system-out"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

// nesting says which element may stand in which.
var nesting = map[string]string{
	"testsuites": "", "testsuite": "testsuites", "testcase": "testsuite",
	"failure": "testcase", "skipped": "testcase", "system-out": "testcase",
}

// checkJUnit reads test results as XML, walks their structure and compares the
// counts with the cases.
func checkJUnit(t *testing.T, r report.Report, text string) {
	t.Helper()
	var open []string
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		switch e := token.(type) {
		case xml.StartElement:
			parent := ""
			if len(open) > 0 {
				parent = open[len(open)-1]
			}
			if want, ok := nesting[e.Name.Local]; !ok || want != parent {
				t.Fatalf("<%s> stands in %q", e.Name.Local, parent)
			}
			open = append(open, e.Name.Local)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.Directive, xml.Comment:
			t.Errorf("the report holds %v", e)
		}
	}
	var got testResults
	if err := xml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	tests, failed, waived := 0, 0, 0
	for _, s := range got.Suites {
		failures, skipped := 0, 0
		for _, c := range s.Cases {
			if c.Failure != nil {
				failures++
			}
			if c.Skipped != nil {
				skipped++
			}
		}
		if s.Tests != len(s.Cases) || s.Failures != failures || s.Skipped != skipped {
			t.Errorf("suite %q says %d, %d, %d, has %d cases, %d failures, %d skipped", s.Name, s.Tests, s.Failures, s.Skipped, len(s.Cases), failures, skipped)
		}
		tests, failed, waived = tests+s.Tests, failed+failures, waived+skipped
	}
	if got.Tests != tests || got.Failures != failed || tests != max(len(r.Findings), 1) || waived != r.Summary().Waived {
		t.Errorf("the report says %d tests and %d failures; the suites have %d and %d, and %d skipped, for %d findings",
			got.Tests, got.Failures, tests, failed, waived, len(r.Findings))
	}
}

func TestJUnitFailsFromFailOnOn(t *testing.T) {
	t.Parallel()
	for failOn, want := range map[finding.Severity]int{
		finding.Compatible: 4, finding.Risky: 3, finding.Breaking: 2,
		report.Never: 2, // what is breaking fails its case all the same
	} {
		r := shop()
		r.FailOn = failOn
		var got testResults
		if err := xml.Unmarshal([]byte(render(t, report.JUnit, r)), &got); err != nil {
			t.Fatal(err)
		}
		if got.Failures != want {
			t.Errorf("FailOn %v: got %d failures, want %d", failOn, got.Failures, want)
		}
	}
}

// Two cases of the same name would be taken for one.
func TestJUnitNamesAreDistinct(t *testing.T) {
	t.Parallel()
	r := report.Report{FailOn: finding.Breaking}
	for _, d := range []finding.Direction{finding.Request, finding.Response} {
		for _, k := range []string{"maxLength", "minLength"} {
			for _, value := range []string{"1", "2"} {
				r.Findings = append(r.Findings, finding.Finding{Rule: "r", Location: "l", Direction: d, Keyword: k, Base: place("a", 1, 1, value)})
			}
		}
	}
	var got testResults
	if err := xml.Unmarshal([]byte(render(t, report.JUnit, r)), &got); err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for _, c := range got.Suites[0].Cases {
		names[c.Name]++
	}
	if len(names) != 8 || names["l"] != 1 {
		t.Errorf("got the names %v", names)
	}
}

func TestJUnitTellsWhatItShows(t *testing.T) {
	t.Parallel()
	var got struct {
		Failures []struct {
			Message string `xml:"message,attr"`
			Type    string `xml:"type,attr"`
			Text    string `xml:",chardata"`
		} `xml:"testsuite>testcase>failure"`
	}
	r := about("]]>\x1b<&\"", []byte(`"]]>"`))
	if err := xml.Unmarshal([]byte(render(t, report.JUnit, r)), &got); err != nil {
		t.Fatal(err)
	}
	want := report.Printable(r.Findings[0].Message())
	if diff := cmp.Diff(want, got.Failures[0].Message); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	if !strings.Contains(got.Failures[0].Text, `"]]>": ]]>\x1b<&" accepts it`) {
		t.Errorf("the text lacks the example:\n%s", got.Failures[0].Text)
	}
}

// The schema of the format, applied by a validator of XML schemas.
func TestJUnitKeepsToItsSchema(t *testing.T) {
	t.Parallel()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("there is no xmllint (Debian: libxml2-utils)")
	}
	reports := map[string]report.Report{"nothing": {}, "shop": explained(), "waived": accepted(), "hostile": hostile(), "many": many(3, "x")}
	for i, s := range attacks {
		reports["attack "+strconv.Itoa(i)] = about(s, []byte("null"))
	}
	dir := t.TempDir()
	validate := func(name, text string) ([]byte, error) {
		file := filepath.Join(dir, name+".xml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return exec.Command(xmllint, "--nonet", "--noout", "--schema", "../../docs/schema/junit.xsd", file).CombinedOutput()
	}
	for name, r := range reports {
		if out, err := validate(name, render(t, report.JUnit, r)); err != nil {
			t.Errorf("%s: %s", name, out)
		}
	}
	if _, err := validate("wrong", `<testsuites name="x" tests="1" failures="0" errors="0"><testcase name="x"/></testsuites>`); err == nil {
		t.Error("the schema accepts a case without a suite")
	}
}
