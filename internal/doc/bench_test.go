package doc_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// upstream is a full-size document for measuring; it is not part of the
// module.
const upstream = "../../../shared/upstream/v2-2026-08-21.yaml"

// BenchmarkParse and BenchmarkBareYAML read the same documents: the second
// is the floor under the first.
func BenchmarkParse(b *testing.B) {
	eachDocument(b, func(data []byte) error {
		_, err := doc.Parse("bench.yaml", data)
		return err
	})
}

func BenchmarkBareYAML(b *testing.B) {
	eachDocument(b, func(data []byte) error {
		var n yaml.Node
		return yaml.Unmarshal(data, &n)
	})
}

func BenchmarkParseJSON(b *testing.B) {
	d, err := doc.Parse("bench.yaml", generated())
	if err != nil {
		b.Fatal(err)
	}
	data := doc.JSON(d.Root)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := doc.Parse("bench.json", data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkYAML(b *testing.B) {
	d, err := doc.Parse("bench.yaml", generated())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		doc.YAML(d.Root)
	}
}

func eachDocument(b *testing.B, read func([]byte) error) {
	run := func(data []byte) func(*testing.B) {
		return func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if err := read(data); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("generated", run(generated()))
	data, err := os.ReadFile(upstream)
	if err != nil {
		b.Run("upstream", func(b *testing.B) { b.Skip("no upstream document beside the module") })
		return
	}
	b.Run("upstream", run(data))
}

// generated returns an OpenAPI document of about 2 MB.
func generated() []byte {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo:\n  title: bench\n  version: '1'\npaths: {}\ncomponents:\n  schemas:\n")
	for i := range 2200 {
		fmt.Fprintf(&b, `    Thing%d:
      type: object
      description: A thing that stands for all things with the number %[1]d, in a sentence of usual length.
      required:
        - id
        - name
      properties:
        id:
          type: string
          description: 'Unique 24-hexadecimal digit string: identifies the thing.'
          pattern: ^([a-f0-9]{24})$
          maxLength: 24
          readOnly: true
          example: 32b6e34b3d91647abb20e7b8
        name:
          type: string
          enum: [ONE, TWO, THREE]
          default: ONE
        created:
          type: string
          format: date-time
        next:
          $ref: '#/components/schemas/Thing%[1]d'
        links:
          type: array
          items:
            type: object
            additionalProperties: false
            minimum: 1.5
            properties:
              href: {type: string, example: 'https://example.com/%[1]d'}
              rel: {type: string}
`, i)
	}
	return []byte(b.String())
}
