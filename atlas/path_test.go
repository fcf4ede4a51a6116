package atlas_test

import (
	"errors"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
)

func TestCheckPath(t *testing.T) {
	t.Parallel()
	for value, reason := range map[string]string{
		"cluster-0": "", "a/b": "", "...": "", "a..": "", "ä €": "", "%2e%2e": "",
		"": "is empty", ".": "is a dot segment", "..": "is a dot segment", "a\x00": "has control characters",
		"a\n": "has control characters", "\u0085": "has control characters", "\xff": "is not valid UTF-8",
	} {
		err := atlas.CheckPath("GetJob", "groupID", "g", "clusterName", value)
		if reason == "" {
			if err != nil {
				t.Errorf("%q: %v", value, err)
			}
			continue
		}
		var arg *atlas.ArgumentError
		if !errors.As(err, &arg) || err.Error() != "GetJob: clusterName "+reason {
			t.Errorf("%q: error %v, want %s", value, err, reason)
		}
	}
	if err := atlas.CheckPath("GetJob"); err != nil {
		t.Error(err)
	}
	if err := atlas.CheckPath("GetJob", "groupID"); err == nil {
		t.Error("a name without a value passes")
	}
}

func TestOptional(t *testing.T) {
	t.Parallel()
	if atlas.Optional(0) != nil || atlas.Optional("") != nil || atlas.Optional(false) != nil {
		t.Error("a zero value is sent")
	}
	v := "a"
	p := atlas.Optional(v)
	if p == nil || p == &v || *p != "a" {
		t.Errorf("Optional = %v", p)
	}
}
