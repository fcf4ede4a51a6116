package cli

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

// config is what a config file says:
//
//	profile: tolerant-reader
//	severity:
//	  enum-value-added: risky          # in both directions
//	  property-removed:
//	    response: breaking             # requests keep the severity of the rule
//	waivers:
//	  - rule: operation-removed
//	    location: DELETE /orders/**
//	    reason: nobody called it, see the access logs
//	    until: 2027-01-01
type config struct {
	file     string // where it was read; empty when there is none
	data     []byte // its text
	profile  string
	severity severities
	waivers  finding.Waivers
}

// severities are overrides by rule and direction. The empty direction stands
// for every finding of the rule.
type severities map[string]map[finding.Direction]finding.Severity

// readConfig reads the named config file, or else the one that findConfig
// finds; it returns the zero config when none is named or found.
func readConfig(name string, ruleIDs []string) (config, error) {
	path := name
	if name == "" {
		var err error
		if path, err = findConfig(); path == "" || err != nil {
			return config{}, err
		}
	}
	data, err := source.File(path)
	if err != nil {
		return config{}, fmt.Errorf("read config: %w", err)
	}
	c, err := parseConfig(path, data, ruleIDs)
	c.file, c.data = path, data
	return c, err
}

// parseConfig reads the text of a config file. Its errors have positions.
func parseConfig(path string, data []byte, ruleIDs []string) (config, error) {
	if isBlank(data) {
		return config{}, nil
	}
	d, err := doc.Parse(path, data)
	if err != nil {
		return config{}, err
	}
	r := configReader{d, ruleIDs}
	return r.config(d.Root)
}

// isBlank tells whether YAML holds nothing, or comments alone.
func isBlank(data []byte) bool {
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

// configReader reads the tree of a config. Its errors have positions.
type configReader struct {
	doc   *doc.Document
	rules []string
}

func (r configReader) config(n *doc.Node) (c config, err error) {
	if n.Kind != doc.Map {
		return c, r.doc.Errorf(n, "the config is %s, want an object", n.Kind)
	}
	for _, m := range n.Members {
		switch m.Name {
		case "profile":
			c.profile, err = r.profile(m.Value)
		case "severity":
			c.severity, err = r.severities(m.Value)
		case "waivers":
			c.waivers, err = r.waivers(m.Value)
		default:
			err = r.errorAt(m.Pos, "unknown key %q, want profile, severity or waivers", m.Name)
		}
		if err != nil {
			return config{}, err
		}
	}
	return c, nil
}

func (r configReader) profile(n *doc.Node) (string, error) {
	if n.Kind != doc.String {
		return "", r.doc.Errorf(n, "profile is %s, want a string", n.Kind)
	}
	if err := checkProfile(n.Value); err != nil {
		return "", r.doc.Errorf(n, "%w", err)
	}
	return n.Value, nil
}

func (r configReader) severities(n *doc.Node) (severities, error) {
	if n.Kind != doc.Map {
		return nil, r.doc.Errorf(n, "severity is %s, want an object of rules", n.Kind)
	}
	out := severities{}
	for _, m := range n.Members {
		if !slices.Contains(r.rules, m.Name) {
			return nil, r.errorAt(m.Pos, "unknown rule %q, see \"specdiff rules\"", m.Name)
		}
		override, err := r.override(m)
		if err != nil {
			return nil, err
		}
		out[m.Name] = override
	}
	return out, nil
}

func (r configReader) override(rule doc.Member) (map[finding.Direction]finding.Severity, error) {
	if rule.Value.Kind != doc.Map {
		s, err := r.severity(rule.Value)
		return map[finding.Direction]finding.Severity{"": s}, err
	}
	out := map[finding.Direction]finding.Severity{}
	for _, m := range rule.Value.Members {
		d := finding.Direction(m.Name)
		if d != finding.Request && d != finding.Response {
			return nil, r.errorAt(m.Pos, "unknown key %q, want request or response", m.Name)
		}
		s, err := r.severity(m.Value)
		if err != nil {
			return nil, err
		}
		out[d] = s
	}
	return out, nil
}

func (r configReader) severity(n *doc.Node) (finding.Severity, error) {
	if n.Kind != doc.String {
		return 0, r.doc.Errorf(n, "the severity is %s, want breaking, risky or compatible", n.Kind)
	}
	s, err := finding.ParseSeverity(n.Value)
	if err != nil {
		return 0, r.doc.Errorf(n, "%w", err)
	}
	return s, nil
}

func (r configReader) errorAt(pos doc.Pos, format string, args ...any) error {
	return &doc.Error{File: r.doc.Name, Pos: pos, Err: fmt.Errorf(format, args...)}
}
