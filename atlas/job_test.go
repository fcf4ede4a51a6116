package atlas_test

import (
	"testing"
	"time"

	"github.com/atlasrestore/atlasrestore/atlas"
)

func TestCreatedAt(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]time.Time{
		"32b6e34b3d91647abb20e7b8": time.Unix(0x32b6e34b, 0),
		"000000000000000000000000": time.Unix(0, 0),
		"ffffffffffffffffffffffff": time.Unix(0xffffffff, 0),
		"":                         {},
		"32b6e34b":                 {},
		"32b6e34b3d91647abb20e7bz": {},
		"z2b6e34b3d91647abb20e7b8": {},
		"+2b6e34b3d91647abb20e7b8": {},
	} {
		got, ok := atlas.CreatedAt(id)
		if ok != !want.IsZero() || ok && !got.Equal(want) {
			t.Errorf("%q was created at %v, %v, want %v", id, got, ok, want)
		}
	}
}
