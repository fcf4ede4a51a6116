package generatedtest_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

// The request builders of oapi-codegen do not check path parameters, and a
// dot segment would cancel something else.
func TestRawRefusesPathsOfOtherEndpoints(t *testing.T) {
	t.Parallel()
	sent := 0
	client, err := atlas20250312.New(atlas.WithDoer(doer(func(*http.Request) (*http.Response, error) {
		sent++
		return nil, errors.New("sent")
	})))
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][3]string{{"g", "c", ".."}, {"g", "c", ""}, {"g", "..", "j"}, {"..", "c", "j"}, {"g", "c", "."}} {
		res, err := client.Raw().CancelCloudRestoreJob(t.Context(), args[0], args[1], args[2], nil)
		if err == nil {
			_ = res.Body.Close()
		}
		var refused *atlas.ArgumentError
		if !errors.As(err, &refused) {
			t.Errorf("%q: error %v, want an ArgumentError", args, err)
		}
	}
	if sent != 0 {
		t.Errorf("%d requests were sent", sent)
	}
}

// Operations hands out copies.
func TestOperationsCannotBeChanged(t *testing.T) {
	t.Parallel()
	ops := atlas20250312.Operations()
	ops[0].Name = "changed"
	ops[0].Roles[0] = "changed"
	if again := atlas20250312.Operations(); again[0].Name == "changed" || again[0].Roles[0] == "changed" {
		t.Error("a caller changed the operation table")
	}
}

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(req *http.Request) (*http.Response, error) { return d(req) }
