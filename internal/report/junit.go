package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

type (
	junitReport struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitFailure `xml:"failure"`
		Skipped *junitSkipped `xml:"skipped"`
		Out     *junitText    `xml:"system-out"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",cdata"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
	junitText struct {
		Text string `xml:",cdata"`
	}
)

// JUnit writes a report as test results, in the XML that Jenkins, GitLab and
// others read, as docs/schema/junit.xsd describes it: a suite for each severity that occurs, and in it a case for
// each finding, of the class of its rule. A finding fails its case when it is
// breaking or at or above FailOn; else the case passes and its output tells
// the finding. Waived findings are cases that were skipped, in a suite of their
// own. Without findings there is one case that passes, for readers
// take a report without cases for an accident.
//
// Control characters, which XML forbids, are written as escapes such as \x1b.
func JUnit(w io.Writer, r Report) error {
	out := junitReport{Name: "specdiff"}
	named := map[string]bool{}
	groups, waived := r.groups()
	for _, group := range groups {
		suite := junitSuite{Name: "specdiff " + group.severity.String()}
		for _, f := range group.findings {
			suite.add(r.junitCase(f, named))
		}
		out.add(suite)
	}
	if len(waived) > 0 {
		suite := junitSuite{Name: "specdiff waived"}
		for _, f := range waived {
			suite.add(r.junitCase(f, named))
		}
		out.add(suite)
	}
	if len(out.Suites) == 0 {
		suite := junitSuite{Name: "specdiff"}
		suite.add(junitCase{Class: "specdiff", Name: "no changes"})
		out.add(suite)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("write the report as JUnit XML: %w", err)
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

func (r *junitReport) add(s junitSuite) {
	r.Suites = append(r.Suites, s)
	r.Tests += s.Tests
	r.Failures += s.Failures
}

func (s *junitSuite) add(c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Skipped != nil {
		s.Skipped++
	}
}

func (r Report) junitCase(f finding.Finding, named map[string]bool) junitCase {
	c := junitCase{Class: Printable(f.Rule), Name: junitName(f, named)}
	p := &printer{}
	p.finding(f)
	text := "\n" + strings.TrimRight(p.b.String(), "\n") + "\n"
	switch by := r.Waived(f); {
	case by != nil:
		c.Skipped = &junitSkipped{Message: Printable("waived: " + by.Reason)}
		c.Out = &junitText{Text: text}
	case f.Severity == finding.Breaking, f.Severity >= r.FailOn:
		c.Failure = &junitFailure{Message: Printable(f.Message()), Type: f.Severity.String(), Text: text}
	default:
		c.Out = &junitText{Text: text}
	}
	return c
}

// junitName returns the location. Readers take two cases of a class and a name
// for one that ran twice, so that what the name leaves open is added then.
func junitName(f finding.Finding, named map[string]bool) string {
	name := Printable(f.Location)
	for _, more := range []string{kind(f), f.Keyword, f.Fingerprint()} {
		if !named[f.Rule+" "+name] {
			break
		}
		if more != "" {
			name += " (" + Printable(more) + ")"
		}
	}
	named[f.Rule+" "+name] = true
	return name
}
