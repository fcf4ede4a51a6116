package gen

import (
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/codegen"
	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// BenchmarkFiles makes all clients from the embedded pins: reading, overlays,
// directions, oapi-codegen and the typed client.
func BenchmarkFiles(b *testing.B) {
	for b.Loop() {
		if _, err := Files(b.Context(), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareCodegen is what BenchmarkFiles cannot do without: oapi-codegen
// alone, on the documents that it gets there.
func BenchmarkBareCodegen(b *testing.B) {
	pins, err := loadPins(nil)
	if err != nil {
		b.Fatal(err)
	}
	var inputs []codegen.Input
	for _, p := range pins.config.Pins {
		d, err := pins.overlaid(p)
		if err != nil {
			b.Fatal(err)
		}
		ops, err := readOperations(d, pins.config.Family)
		if err != nil {
			b.Fatal(err)
		}
		gd, err := generatorDocument(d, ops)
		if err != nil {
			b.Fatal(err)
		}
		inputs = append(inputs, codegen.Input{Package: p.Package, Document: doc.JSON(gd.Root)})
	}
	for b.Loop() {
		for _, in := range inputs {
			if _, err := codegen.Generate(b.Context(), in); err != nil {
				b.Fatal(err)
			}
		}
	}
}
