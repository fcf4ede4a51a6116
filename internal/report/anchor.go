package report

import (
	"net/url"
	"path/filepath"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// Code review shows a result beside a line of a file of the repository. Not
// every document is one, so an anchor is the best of these, in this order:
//
//  1. the place in rev, when rev is a file, or a file of a revision of git;
//  2. the place in base, when base is a file;
//  3. the first line of rev, the same way;
//  4. the place in base, when base is a file of a revision of git: its lines
//     may have moved since;
//  5. the first line of base, the same way;
//  6. the place in rev or else in base, or the first line of rev, wherever
//     that document is from.
//
// A removed thing has no place in rev: with two files it is shown in base, and
// with "git:main:api.yaml api.yaml" at the top of api.yaml, not at a line that
// holds something else by now.
type anchor struct {
	path  string // of the file, or the name of a document that is no file
	line  int    // from 1; 0 when unknown
	col   int    // from 1; 0 when unknown
	file  bool   // whether path is a file of the working tree
	place *finding.Place
}

func (r Report) anchor(f finding.Finding) anchor {
	candidates := []struct {
		name  string
		place *finding.Place
		from  origin // the most remote one that will do
	}{
		{place: f.Rev, from: revision},
		{place: f.Base, from: plain},
		{name: r.Rev.Name, from: revision},
		{place: f.Base, from: revision},
		{name: r.Base.Name, from: revision},
		{place: f.Rev, from: elsewhere},
		{place: f.Base, from: elsewhere},
	}
	for _, c := range candidates {
		at := finding.Position{File: c.name}
		if c.place != nil {
			at = c.place.Position
		}
		if path, from := locate(at.File); at.File != "" && from <= c.from {
			return anchor{path: path, line: at.Line, col: at.Col, file: from != elsewhere, place: c.place}
		}
	}
	return anchor{path: r.Rev.Name}
}

// origin says where a document is from, the nearest first.
type origin uint8

const (
	plain     origin = iota // a file
	revision                // a file of a revision of git
	elsewhere               // the standard input, a download, a pin
)

// locate splits the name of a document as package source makes it: "api.yaml",
// "git:main:api.yaml", "https://host/api.yaml", "pin:2025-03-12", "<stdin>".
func locate(name string) (path string, from origin) {
	scheme, rest, ok := strings.Cut(name, ":")
	switch {
	case ok && scheme == "git":
		if _, path, ok := strings.Cut(rest, ":"); ok && path != "" {
			return strings.TrimPrefix(path, "./"), revision
		}
		return name, elsewhere
	case ok && scheme == "pin", ok && (scheme == "http" || scheme == "https") && strings.HasPrefix(rest, "//"), name == "<stdin>":
		return name, elsewhere
	}
	return strings.TrimPrefix(name, "./"), plain
}

// reference writes a path as a URI reference (RFC 3986): a relative one stays
// relative, an absolute one gets the scheme file. No other scheme occurs, not
// even for a download: GitHub refuses a whole upload because of one.
func reference(path string) string {
	slashed := filepath.ToSlash(path)
	if filepath.IsAbs(path) {
		return (&url.URL{Scheme: "file", Path: "/" + strings.TrimLeft(slashed, "/")}).String()
	}
	return (&url.URL{Path: strings.TrimLeft(slashed, "/")}).String()
}

// position words a place for people.
func position(p *finding.Place) string {
	if p.Position.Line > 0 {
		return p.Position.String()
	}
	return p.Position.File
}
