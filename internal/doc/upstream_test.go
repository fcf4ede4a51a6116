package doc_test

import (
	"os"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// TestFullSizeDocument reads a real document of 4 MB, where one lies beside
// the module, and states what must hold for every document.
func TestFullSizeDocument(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(upstream)
	if err != nil {
		t.Skip("no upstream document beside the module")
	}
	d, err := doc.Parse("upstream.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := d.OpenAPI(); err != nil || v == "" {
		t.Errorf("version %q, %v", v, err)
	}
	back, err := doc.Parse("written.yaml", doc.YAML(d.Root))
	if err != nil || !doc.Equal(d.Root, back.Root) {
		t.Errorf("the written document reads as another one: %v", err)
	}
	all, err := d.Closure(d.Root)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Errorf("the document reaches only %d components", len(all))
	}
	for _, p := range all {
		if _, err := d.At(p); err != nil {
			t.Error(err)
		}
	}
}
