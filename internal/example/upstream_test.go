package example_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/example"
)

// Between real documents nearly every witness stands in a whole message. What
// is left are schemas below a union that another member of takes all the same.
func TestRealWitnesses(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the real documents are for the long run")
	}
	read := func(name string) *doc.Document {
		data, err := os.ReadFile(filepath.Join("../../../shared/upstream", name))
		if errors.Is(err, fs.ErrNotExist) {
			t.Skipf("%s is not there", name)
		}
		if err != nil {
			t.Fatal(err)
		}
		return parse(t, name, string(data))
	}
	base, rev := read("v2-2026-02-24.yaml"), read("v2-2026-04-17.yaml")
	witnesses, shown := 0, 0
	for _, f := range findings(t, base, rev, compare.Options{AsOf: "2026-04-17"}) {
		if f.Witness == nil {
			continue
		}
		witnesses++
		if msg, ok := example.Of(base, rev, f, example.Options{}); ok && msg.Proof != nil {
			shown++
		} else {
			t.Logf("not shown: %s", f.Message())
		}
	}
	if witnesses == 0 || shown*10 < witnesses*9 {
		t.Errorf("%d of %d witnesses are shown, want nine of ten", shown, witnesses)
	}
}
