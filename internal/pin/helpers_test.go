package pin_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/pin"
)

func parse(t testing.TB, name, text string) *doc.Document {
	t.Helper()
	d, err := doc.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func config(t testing.TB, text string) *pin.Config {
	t.Helper()
	c, err := pin.ParseConfig(pin.ConfigFile, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// pinned cuts a pin out of a document and returns its bytes.
func pinned(t testing.TB, d *doc.Document, c *pin.Config, version string) []byte {
	t.Helper()
	p, ok := c.Pin(version)
	if !ok {
		t.Fatalf("no pin %s", version)
	}
	cut, err := pin.Document(d, p)
	if err != nil {
		t.Fatal(err)
	}
	return pin.Bytes(cut, c.Sources[p.Source])
}

// upstreamFolder holds documents as Atlas publishes them. It lies beside the
// module and is not part of it.
var upstreamFolder = filepath.Join("..", "..", "..", "shared", "upstream")

const (
	newestV2 = "v2-2026-08-21.yaml"
	v1       = "v1.0-restore.yaml"
)

type loaded struct {
	bytes []byte
	doc   *doc.Document
	err   error
}

var (
	loadNewestV2 = sync.OnceValue(func() loaded { return load(newestV2) })
	loadV1       = sync.OnceValue(func() loaded { return load(v1) })
)

func load(name string) loaded {
	data, err := os.ReadFile(filepath.Join(upstreamFolder, name))
	if err != nil {
		return loaded{err: err}
	}
	d, err := doc.Parse(name, data)
	return loaded{data, d, err}
}

// upstream returns a real document, parsed once. It skips the test where
// there is none.
func upstream(t testing.TB, name string) loaded {
	t.Helper()
	l := map[string]func() loaded{newestV2: loadNewestV2, v1: loadV1}[name]()
	if os.IsNotExist(l.err) {
		t.Skipf("no upstream document %s beside the module", name)
	}
	if l.err != nil {
		t.Fatal(l.err)
	}
	return l
}

// lineOf returns the number of the first line that holds the text.
func lineOf(t testing.TB, text, part string) int {
	t.Helper()
	before, _, ok := strings.Cut(text, part)
	if !ok {
		t.Fatalf("no %q", part)
	}
	return strings.Count(before, "\n") + 1
}
