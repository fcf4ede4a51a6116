package atlas_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
)

const (
	fitting = `{"id":"76543210fedcba9876543210","cancelled":false,"attempts":3,"createdAt":"2026-08-05T10:00:00Z",` +
		`"finishedAt":"2026-08-05T10:04:00Z","deliveryUrl":["https://restore.example/one","https://restore.example/two"]}`
	misfit = `{"id":"76543210fedcba9876543210","cancelled":false,"attempts":3,"createdAt":"2026-08-05T10:00:00Z",` +
		`"finishedAt":"","deliveryUrl":["https://restore.example/one","https://restore.example/two"]}`
)

func BenchmarkUnmarshal(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var j job
		if err := json.Unmarshal([]byte(fitting), &j); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B)        { benchmarkDecode(b, fitting) }
func BenchmarkDecodeLenient(b *testing.B) { benchmarkDecode(b, misfit) }

// benchmarkDecode measures a whole call without a network, so the difference to BenchmarkUnmarshal is the runtime.
func benchmarkDecode(b *testing.B, document string) {
	header := http.Header{"Content-Type": {cloudV1}}
	core := newCore(b, "https://h", atlas.WithDoer(canned(200, header, []byte(document))))
	op := operation(b, "GetJob")
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, core.BaseURL()+jobPath, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := atlas.Decode[job](b.Context(), core, op, req, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRawDoer(b *testing.B) {
	core := newCore(b, "https://h", atlas.WithDoer(canned(200, nil, nil)))
	raw := core.RawDoer()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, core.BaseURL()+jobPath, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		res, err := raw.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		_ = res.Body.Close()
	}
}
