package cli

import (
	"fmt"
	"strconv"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

// baseline holds the fingerprints of an earlier report.
type baseline map[string]bool

// readBaseline reads a report of "specdiff --format json"; no name is an empty
// baseline. Its errors about the content have positions.
func readBaseline(name string) (baseline, error) {
	if name == "" {
		return nil, nil
	}
	data, err := source.File(name)
	if err != nil {
		return nil, fmt.Errorf("read baseline: %w", err)
	}
	d, err := doc.Parse(name, data)
	if err != nil {
		return nil, err
	}
	return fingerprints(d)
}

func fingerprints(d *doc.Document) (baseline, error) {
	version, findings := d.Root.Get("schemaVersion"), d.Root.Get("findings")
	switch {
	case version == nil || version.Kind != doc.Number || findings == nil || findings.Kind != doc.Seq:
		return nil, d.Errorf(d.Root, "the baseline is no report of \"specdiff --format json\"")
	case version.Value != strconv.Itoa(report.SchemaVersion):
		return nil, d.Errorf(version, "the baseline is a report of schemaVersion %s, want %d", version.Value, report.SchemaVersion)
	}
	known := baseline{}
	for _, f := range findings.Items {
		fingerprint := f.Get("fingerprint")
		if fingerprint == nil {
			return nil, d.Errorf(f, "a finding of the baseline has no fingerprint")
		}
		if err := checkFingerprint(fingerprint.Text()); err != nil {
			return nil, d.Errorf(fingerprint, "%w", err)
		}
		known[fingerprint.Text()] = true
	}
	return known, nil
}

// without returns the findings that the baseline does not have, and how many
// it has.
func (b baseline) without(findings []finding.Finding) (news []finding.Finding, known int) {
	if b == nil {
		return findings, 0
	}
	for _, f := range findings {
		if b[f.Fingerprint()] {
			known++
		} else {
			news = append(news, f)
		}
	}
	return news, known
}
