package pin_test

import (
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/pin"
)

// BenchmarkPin cuts one pin out of a real document, from bytes to bytes.
// BenchmarkBareYAML only reads that document: it is the floor under it.
func BenchmarkPin(b *testing.B) {
	data := upstream(b, newestV2).bytes
	c, _ := committed(b)
	p, _ := c.Pin("2025-03-12")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := doc.Parse(newestV2, data)
		if err != nil {
			b.Fatal(err)
		}
		made, err := pin.Document(d, p)
		if err != nil {
			b.Fatal(err)
		}
		pin.Bytes(made, c.Sources[p.Source])
	}
}

func BenchmarkBareYAML(b *testing.B) {
	data := upstream(b, newestV2).bytes
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var n yaml.Node
		if err := yaml.Unmarshal(data, &n); err != nil {
			b.Fatal(err)
		}
	}
}
