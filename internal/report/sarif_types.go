package report

import "github.com/atlasrestore/atlasrestore/internal/finding"

// The parts of SARIF 2.1.0 that the report uses, by the names of its objects.
// Members with a default are left out, and so is what GitHub does not read.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string             `json:"id"`
		ShortDescription sarifMessage       `json:"shortDescription"`
		FullDescription  sarifMessage       `json:"fullDescription"`
		Help             sarifMessage       `json:"help"`
		HelpURI          string             `json:"helpUri,omitempty"`
		Default          sarifConfiguration `json:"defaultConfiguration"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID       string              `json:"ruleId"`
		RuleIndex    int                 `json:"ruleIndex"`
		Level        string              `json:"level"`
		Message      sarifMessage        `json:"message"`
		Locations    []sarifLocation     `json:"locations"`
		Related      []sarifLocation     `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string   `json:"partialFingerprints"`
		Suppressions *[]sarifSuppression `json:"suppressions,omitempty"` // nil for no member at all
		Properties   sarifProperties     `json:"properties"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification,omitempty"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifMessage `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region struct {
			StartLine   int `json:"startLine"`
			StartColumn int `json:"startColumn,omitempty"`
		} `json:"region"`
	}
	// sarifProperties are ours: a property bag may hold anything.
	sarifProperties struct {
		Severity   finding.Severity   `json:"severity"`
		Harm       finding.Harm       `json:"harm"`
		Direction  finding.Direction  `json:"direction,omitempty"`
		Location   string             `json:"location"`
		Operations int                `json:"operations"` // how many are reached, each counted once
		Witness    *finding.Witness   `json:"witness,omitempty"`
		Unproved   string             `json:"unproved,omitempty"`
		Go         []finding.GoChange `json:"go,omitempty"`
	}
)
