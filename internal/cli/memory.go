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

// memory counts the text of the documents that are held.
type memory struct {
	text  atomic.Int64
	small int64 // text up to which memory is spent
}

// relaxMemory is called once, before anything is read.
func relaxMemory() *memory { return spendMemory(smallDocuments, smallMemory) }

// spendMemory is relaxMemory for other sizes.
func spendMemory(text, heap int64) *memory {
	m := &memory{small: text}
	if tunedByUser() {
		m.text.Store(math.MaxInt64 / 2)
		return m
	}
	debug.SetGCPercent(relaxedPercent)
	debug.SetMemoryLimit(heap)
	return m
}

// add counts a document before it is parsed, and with a negative size one that
// is let go.
func (m *memory) add(n int) {
	after := m.text.Add(int64(n))
	if after > m.small && after-int64(n) <= m.small {
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
