package atlastest

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
)

// Content returns size bytes that look random and depend on the seed alone, computed while they are read. The reader is
// not safe for concurrent use.
func Content(seed uint64, size int64) io.ReadSeeker {
	return &content{seed: seed, size: max(0, size), damaged: -1}
}

// content computes its bytes from the offset, eight at a time.
type content struct {
	seed    uint64
	size    int64
	offset  int64
	damaged int64 // the offset of the byte that is wrong, -1 for none
}

// Read implements io.Reader.
func (c *content) Read(p []byte) (int, error) {
	if c.offset >= c.size {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), c.size-c.offset)]
	var block [8]byte
	for n := 0; n < len(p); {
		at := c.offset + int64(n)
		binary.LittleEndian.PutUint64(block[:], mix(c.seed+uint64(at/8)*0x9e3779b97f4a7c15))
		n += copy(p[n:], block[at%8:])
	}
	if i := c.damaged - c.offset; i >= 0 && i < int64(len(p)) {
		p[i] ^= 1
	}
	c.offset += int64(len(p))
	return len(p), nil
}

// Seek implements io.Seeker.
func (c *content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.offset
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 || whence < io.SeekStart || whence > io.SeekEnd {
		return 0, errors.New("atlastest: seek to a place that is not there")
	}
	c.offset = offset
	return offset, nil
}

// mix spreads the bits of x.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// content returns the undamaged content of a shard.
func (j *job) content(shard int) io.ReadSeeker {
	h := fnv.New64a()
	_, _ = h.Write([]byte(j.ID + string(rune('0'+shard))))
	return Content(h.Sum64(), j.size)
}
