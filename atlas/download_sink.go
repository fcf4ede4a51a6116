package atlas

import (
	"bytes"
	"crypto/sha1" // #nosec G505: the sums of legacy jobs are SHA-1
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"sync"
)

// downloadSums are the sums over the bytes so far.
type downloadSums struct {
	n            int64
	sum256, sum1 hash.Hash
}

func newDownloadSums() *downloadSums { return &downloadSums{sum256: sha256.New(), sum1: sha1.New()} }

// parallelSums is from how many bytes on a goroutine for the second sum pays.
const parallelSums = 32 << 10

// add takes the next bytes.
func (s *downloadSums) add(p []byte) {
	s.n += int64(len(p))
	if len(p) < parallelSums {
		s.sum1.Write(p) // a hash never returns an error
		s.sum256.Write(p)
		return
	}
	var both sync.WaitGroup
	both.Go(func() { s.sum1.Write(p) })
	s.sum256.Write(p)
	both.Wait()
}

// reset starts over.
func (s *downloadSums) reset() {
	s.n = 0
	s.sum256.Reset()
	s.sum1.Reset()
}

func (s *downloadSums) hex256() string { return hex.EncodeToString(s.sum256.Sum(nil)) }
func (s *downloadSums) hex1() string   { return hex.EncodeToString(s.sum1.Sum(nil)) }

// A streamSink writes to a writer, which cannot start over: when the content comes once more, what was written already
// is skipped and compared.
type streamSink struct {
	w       io.Writer
	sums    *downloadSums // of what was written
	skipped int64
	skip    hash.Hash // of what is being skipped; nil when nothing is
}

// offset is 0 until the skipped bytes have proved to be the same.
func (s *streamSink) offset() int64 {
	if s.skip != nil {
		return 0
	}
	return s.sums.n
}

// restart begins to skip.
func (s *streamSink) restart() error {
	s.skip, s.skipped = nil, 0
	if s.sums.n > 0 {
		s.skip = sha256.New()
	}
	return nil
}

// write skips, compares and writes.
func (s *streamSink) write(p []byte) error {
	if s.skip != nil {
		k := min(int64(len(p)), s.sums.n-s.skipped)
		s.skip.Write(p[:k])
		s.skipped += k
		if s.skipped < s.sums.n {
			return nil
		}
		if !bytes.Equal(s.skip.Sum(nil), s.sums.sum256.Sum(nil)) {
			return fmt.Errorf("%w: its first %d bytes, which are written already, are others now", ErrDownloadChanged, s.sums.n)
		}
		s.skip, p = nil, p[k:]
	}
	if len(p) == 0 {
		return nil
	}
	n, err := s.w.Write(p)
	if n < 0 || n > len(p) {
		return fmt.Errorf("write: %d bytes of %d", n, len(p))
	}
	s.sums.add(p[:n])
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
