package compare

import (
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// annotations compares the keywords that admit and refuse nothing and still
// mean something: default and format.
func (w *walker) annotations(p *schemaPair) {
	if p.dir == finding.Request && !w.sameKeyword(p, "default") {
		p.add(change{rule: "default-changed", base: w.placeOfGroup(p, p.base, "default"), rev: w.placeOfGroup(p, p.rev, "default")})
	}
	b, r := p.base.format(), p.rev.format()
	if b == r || boundFormats[b] || boundFormats[r] || !equalSets(p.base.types, p.rev.types) {
		return
	}
	ch := change{rule: "format-changed", severity: compatible, base: w.placeOfGroup(p, p.base, "format"), rev: w.placeOfGroup(p, p.rev, "format")}
	// Whoever parses fails on a text of another format: in a request the
	// server of rev, in a response the client of base.
	if p.dir == finding.Request && parsedFormats[r] || p.dir == finding.Response && parsedFormats[b] {
		ch.severity = risky
	}
	p.add(ch)
	if p.base.goType(b) != p.rev.goType(r) {
		ch.harm, ch.severity = finding.Source, breaking
		p.add(ch)
	}
}

func (w *walker) sameKeyword(p *schemaPair, name string) bool {
	b, r := p.base.keywords[name], p.rev.keywords[name]
	if len(b) == 0 || len(r) == 0 {
		return len(b) == len(r)
	}
	return doc.Equal(b[0].value, r[0].value)
}

// goType is the Go type that generated clients give a format; empty for the
// plain one.
func (v *view) goType(format string) string {
	for _, t := range sortedKeys(v.types) {
		return goTypes[t][format]
	}
	return ""
}
