package cli

import (
	"math"
	"os"
	"runtime/debug"
	"sync/atomic"
)

// A comparison lives for a fraction of a second, a third of which the garbage
// collector would take by its defaults. While the documents are as small as
// the largest public ones it may use some memory instead, but never more than
// one would expect of a command: the default returns when there is more to
// read, and when the environment says what it wants.
const (
	smallDocuments = 12 << 20  // bytes of text, all together
	smallMemory    = 170 << 20 // bytes
	relaxedPercent = 300
)

// memory counts the text that was read.
type memory struct{ text atomic.Int64 }

// relaxMemory is called once, before anything is read.
func relaxMemory() *memory {
	m := &memory{}
	if tunedByUser() {
		m.text.Store(smallDocuments + 1)
		return m
	}
	debug.SetGCPercent(relaxedPercent)
	debug.SetMemoryLimit(smallMemory)
	return m
}

// add counts a document before it is parsed.
func (m *memory) add(n int) {
	after := m.text.Add(int64(n))
	if after > smallDocuments && after-int64(n) <= smallDocuments {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
	}
}

// generateMemory is called before clients are generated, which takes more than
// documents do.
func generateMemory() {
	if !tunedByUser() {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
	}
}

func tunedByUser() bool { return os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" }
