package pin_test

import (
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/internal/pin"
	"github.com/atlasrestore/atlasrestore/spec"
)

// committed returns the configuration and the lock of this module.
func committed(t testing.TB) (*pin.Config, *pin.Lock) {
	t.Helper()
	c, err := pin.ParseConfig(pin.ConfigFile, specFile(t, pin.ConfigFile))
	if err != nil {
		t.Fatal(err)
	}
	l, err := pin.ParseLock(pin.LockFile, specFile(t, pin.LockFile))
	if err != nil {
		t.Fatal(err)
	}
	return c, l
}

func specFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(spec.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestCommittedPins checks the pins of this module, without the documents
// that they were cut from.
func TestCommittedPins(t *testing.T) {
	t.Parallel()
	c, l := committed(t)
	if err := pin.Check(c, l, func(name string) ([]byte, error) { return fs.ReadFile(spec.FS(), name) }); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(string(specFile(t, pin.LockFile)), string(l.Bytes())); diff != "" {
		t.Errorf("lock.yaml is not as it is written (-is +written)\n%s", diff)
	}
	for _, p := range c.Pins {
		checkPinned(t, p, c.Sources[p.Source], specFile(t, p.File()))
	}
}

// TestPinsAreFresh cuts the pins again out of the documents that the lock
// names.
func TestPinsAreFresh(t *testing.T) {
	t.Parallel()
	c, l := committed(t)
	for _, p := range c.Pins {
		t.Run(p.Version, func(t *testing.T) {
			t.Parallel()
			name := newestV2
			if p.Source == "v1" {
				name = v1
			}
			from := upstream(t, name)
			locked, _ := l.Pin(p.Version)
			if locked.Upstream.SHA256 != sum(from.bytes) {
				t.Skipf("the pin was cut from another document than %s", name)
			}
			got := pinned(t, from.doc, c, p.Version)
			if diff := cmp.Diff(string(specFile(t, p.File())), string(got)); diff != "" {
				t.Errorf("spec/%s is stale: run \"atlasgen pin\" (-is +wanted)\n%s", p.File(), diff)
			}
			source := c.Sources[p.Source]
			record, err := pin.Record(p, pin.Origin{Source: source, Document: from.doc, Bytes: from.bytes}, got, locked)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(locked, record); diff != "" {
				t.Errorf("lock.yaml is stale: run \"atlasgen pin\" (-is +wanted)\n%s", diff)
			}
		})
	}
}

// TestEveryVersionPins cuts the restore operations that exist at each dated
// version out of a real document, and checks what holds for every pin.
func TestEveryVersionPins(t *testing.T) {
	t.Parallel()
	from := upstream(t, newestV2)
	c, _ := committed(t)
	base, _ := c.Pin("2025-03-12")
	source := c.Sources[base.Source]
	before := from.doc.Root.Clone()
	dated := 0
	for _, v := range pin.Versions(from.doc) {
		if v.Date == "" {
			continue
		}
		dated++
		t.Run(v.String(), func(t *testing.T) {
			p := pin.Pin{Version: v.String(), Package: "x", Source: base.Source}
			for _, sel := range base.Operations {
				if _, err := pin.Select(from.doc, pin.Pin{Version: p.Version, Operations: []pin.Selected{sel}}); err == nil {
					p.Operations = append(p.Operations, sel)
				} else if !strings.Contains(err.Error(), fmt.Sprintf("is not part of version %s", v)) {
					t.Error(err)
				}
			}
			if len(p.Operations) < 10 {
				t.Errorf("only %d operations exist", len(p.Operations))
			}
			d, err := pin.Document(from.doc, p)
			if err != nil {
				t.Fatal(err)
			}
			data := pin.Bytes(d, source)
			checkPinned(t, p, source, data)
			again, err := pin.Document(from.doc, p)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(data), string(pin.Bytes(again, source))); diff != "" {
				t.Errorf("pinning twice (-once +twice)\n%s", diff)
			}
		})
	}
	if dated < 10 {
		t.Errorf("only %d dated versions", dated)
	}
	if !reflect.DeepEqual(before, from.doc.Root) { // cmp.Diff takes a minute for a tree of this size
		t.Error("the document was changed")
	}
}
