package pattern_test

import (
	"strings"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/schema/pattern"
)

const ipOrName = `^([0-9]{1,3}\.){3}[0-9]{1,3}|([0-9a-f]{1,4}:){7}([0-9a-f]{1,4})|(([a-z0-9]+\.){1,10}[a-z]+)?$`

func BenchmarkParse(b *testing.B) {
	for name, src := range map[string]string{"id": `^([a-f0-9]{24})$`, "unicode": nameLong, "dateTime": dateTime, "ipOrName": ipOrName} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				parse(b, src)
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	p, text := parse(b, dateTime), "2026-02-28T12:34:56.123456789+02:00"
	for b.Loop() {
		if !p.Match(text) {
			b.Fatal("no match")
		}
	}
}

func BenchmarkFind(b *testing.B) {
	for _, c := range []struct {
		name string
		q    question
	}{
		{"ids", question{match: re(`^([a-f0-9]{24})$`), not: re(`^[a-fA-F0-9]{24}$`), max: -1}},
		{"unicode", question{match: re(nameLong), not: re(`^[^/\\ "$]{1,64}$`), max: -1}},
		{"dateTime", question{match: re(dateTime), not: re(`(?:` + dateTime + `)`), max: -1}},
		{"ipOrName", question{match: re(ipOrName), not: re(`(?:` + ipOrName + `)`), max: -1}},
		{"longCount", question{match: re(`^.{0,1024}$`), not: re(`^.{0,1023}$`), max: -1}},
		{"longLength", question{min: 100_000, max: -1}},
		{"stateBudget", question{match: re(blowUp), not: re(strings.Replace(blowUp, "20", "21", 1)), max: -1}},
		{"workBudget", question{match: re(`(a|b)*a.{0,1000}b.{0,1000}c.{1000}$`), not: re(`c.{1001}$`, `a`), max: -1}},
		{"manyPatterns", question{match: re(`a.{11}$`, `b.{13}$`, `c.{15}$`, `d.{17}$`, `e.{19}$`), min: 5000, max: -1}},
	} {
		b.Run(c.name, func(b *testing.B) {
			q := c.q.query(b)
			b.ReportAllocs()
			for b.Loop() {
				pattern.Find(q)
			}
		})
	}
}

func BenchmarkExamples(b *testing.B) {
	q := question{match: re(`^([a-f0-9]{24})$`), max: -1}.query(b)
	for b.Loop() {
		pattern.Examples(q, 20)
	}
}
