package atlas

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// checkpointEvery is how often a running download makes sure of what it has: a program that is killed loses at most
// so much of it.
const checkpointEvery = 10 * time.Second

// A filePart is the .part file of a download. It is a [downloadSink].
//
// What a part has is trusted only as far as the side file says, which is written after the bytes are on the disk: after
// a crash a file may have its length, and zeros in it.
type filePart struct {
	base   string // the final name
	file   *os.File
	src    DownloadSource
	entity *downloadEntity
	sums   *downloadSums
	saved  time.Time // the last checkpoint
}

// openPart opens what an earlier call left for base where it fits src, else a new part.
func openPart(ctx context.Context, base string, src DownloadSource) (*filePart, error) {
	p := &filePart{base: base, src: src, entity: &downloadEntity{total: -1}, sums: newDownloadSums(), saved: time.Now()}
	if state, ok := readPartState(base + stateSuffix); ok && state.fits(src) {
		resumed, err := p.resume(ctx, &state)
		if resumed || err != nil {
			return p, err
		}
	}
	p.sums.reset()
	file, err := createPrivate(base + partSuffix)
	if err == nil {
		p.file, err = file, removeFile(base+stateSuffix)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("create the part: %w", err), p.close())
	}
	return p, nil
}

// resume takes over an earlier part when its start is what the state says. An error is that of ctx.
func (p *filePart) resume(ctx context.Context, state *partState) (bool, error) {
	before, err := os.Lstat(p.base + partSuffix)
	if err != nil || !before.Mode().IsRegular() || before.Size() < state.Bytes {
		return false, nil
	}
	file, err := os.OpenFile(p.base+partSuffix, os.O_RDWR, 0)
	if err != nil {
		return false, nil
	}
	p.file = file
	opened, err := file.Stat()
	ok := err == nil && os.SameFile(before, opened) && p.sumStart(ctx, state.Bytes) == nil &&
		hex.EncodeToString(p.sums.sum256.Sum(nil)) == state.SHA256 &&
		file.Truncate(state.Bytes) == nil && file.Chmod(0o600) == nil
	if ok {
		_, err = file.Seek(state.Bytes, io.SeekStart)
		ok = err == nil
	}
	if ok {
		*p.entity = state.entity()
		return true, nil
	}
	err = p.close()
	if ctx.Err() != nil {
		return false, errors.Join(contextError(ctx), err)
	}
	return false, nil
}

// sumStart computes the sums of the first n bytes.
func (p *filePart) sumStart(ctx context.Context, n int64) error {
	buffer := make([]byte, downloadBuffer)
	for p.sums.n < n {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		k, err := io.ReadFull(p.file, buffer[:min(int64(len(buffer)), n-p.sums.n)])
		p.sums.add(buffer[:k])
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *filePart) offset() int64 { return p.sums.n }

// restart empties the part.
func (p *filePart) restart() error {
	if p.sums.n == 0 {
		return nil
	}
	p.sums.reset()
	err := errors.Join(removeFile(p.base+stateSuffix), p.file.Truncate(0))
	if err == nil {
		_, err = p.file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("empty the part: %w", err)
	}
	return nil
}

// write appends, and makes a checkpoint when it is time.
func (p *filePart) write(b []byte) error {
	n, err := p.file.Write(b)
	p.sums.add(b[:n])
	if err == nil && time.Since(p.saved) >= checkpointEvery {
		err = p.checkpoint()
	}
	if err != nil {
		return fmt.Errorf("write the part: %w", err)
	}
	return nil
}

// checkpoint brings the bytes to the disk and says so in the side file. A content that nothing tells from others could
// not be resumed, and has no side file.
func (p *filePart) checkpoint() error {
	if err := p.file.Sync(); err != nil {
		return err
	}
	p.saved = time.Now()
	if !p.entity.identified() {
		return nil
	}
	state := newPartState(p.src, p.entity, p.sums)
	return state.write(p.base)
}

// close closes the part, which may be closed already.
func (p *filePart) close() error {
	if p.file == nil {
		return nil
	}
	file := p.file
	p.file = nil
	return file.Close()
}

// leave keeps the part for a later call, if that can go on from it.
func (p *filePart) leave() error {
	if p.sums.n == 0 || !p.entity.identified() {
		return p.discard()
	}
	return errors.Join(p.checkpoint(), p.close())
}

// discard removes the part.
func (p *filePart) discard() error {
	return errors.Join(p.close(), removeFile(p.base+partSuffix), removeFile(p.base+stateSuffix))
}
