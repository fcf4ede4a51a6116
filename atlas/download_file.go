package atlas

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// DownloadFile fetches src into a file, with the errors of [Download], those of the file system, and
// [ErrDownloadActive].
//
// The bytes go to path with ".part" added, which becomes path when it is complete, right, and on the disk: under path
// there is never a part of a file. A file that is there before is replaced then, and a symbolic link is replaced
// itself. The folder has to exist. All files are readable by their owner only.
//
// After an error, also of ctx or of a full disk, the part stays, with a ".part.json" beside it that says of which
// content it is. The next call for the same path goes on from there when the link is of the same file on the same
// host (or the server has sent a strong validator), the part has not been touched, and the server has still the same
// content; otherwise it starts over. A program that is killed loses the last seconds. The part is removed when its content proved wrong ([ErrChecksum],
// [ErrDownloadChanged]), when nothing has arrived, and when the server does not name its content by a length, an ETag
// or a Last-Modified, so that going on would be a guess.
//
// Two calls for one path at a time are refused within a process; between processes the caller takes care.
func DownloadFile(ctx context.Context, src DownloadSource, path string, opts *DownloadOptions) (DownloadResult, error) {
	o := opts.normal()
	defer o.close()
	return o.downloadFile(ctx, src, path, downloadLabel{name: filepath.Base(path)})
}

func (o *downloadOptions) downloadFile(
	ctx context.Context, src DownloadSource, path string, label downloadLabel,
) (DownloadResult, error) {
	start := time.Now()
	if err := errors.Join(src.check(), checkTarget(path)); err != nil {
		return DownloadResult{}, err
	}
	path = filepath.Clean(path)
	release, err := claimPath(path)
	if err != nil {
		return DownloadResult{}, src.wrap(err)
	}
	defer release()
	part, err := openPart(ctx, path, src)
	if err != nil {
		return DownloadResult{}, src.wrap(err)
	}
	t := o.transfer(src, part, part.entity, label)
	err = t.run(ctx)
	if err == nil {
		err = t.verify(part.sums)
	}
	part.src = t.src // a new link may be of another host
	err = part.settle(err)
	r := t.result(part.sums, start, err)
	if err == nil {
		r.Path = path
	}
	return r, src.wrap(err)
}

// checkTarget refuses paths that cannot be those of a file.
func checkTarget(path string) error {
	if path == "" {
		return errors.New("download: no path is given")
	}
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		return fmt.Errorf("download: %q is a folder", path)
	}
	return nil
}

// settle ends the part of a transfer that ended with err: it gets its name, stays, or goes.
func (p *filePart) settle(err error) error {
	switch {
	case err == nil:
		if err = p.publish(); err == nil {
			return nil
		}
		return errors.Join(err, p.close())
	case errors.Is(err, ErrChecksum), errors.Is(err, ErrDownloadChanged):
		return errors.Join(err, p.discard())
	default:
		_ = p.leave() // then an older side file counts, or none; why the download ended is what matters
		_ = p.close()
		return err
	}
}

// publish gives the part its final name, when it is on the disk and still the file that was written.
func (p *filePart) publish() error {
	if err := p.file.Sync(); err != nil {
		return fmt.Errorf("write the part: %w", err)
	}
	written, err := p.file.Stat()
	if err == nil {
		var named fs.FileInfo
		named, err = os.Lstat(p.base + partSuffix)
		if err == nil && (!os.SameFile(written, named) || written.Size() != p.sums.n) {
			err = errors.New("it was changed by somebody else")
		}
	}
	if err = errors.Join(err, p.close()); err != nil { // Windows does not rename open files
		return fmt.Errorf("check the part: %w", err)
	}
	if err := os.Rename(p.base+partSuffix, p.base); err != nil {
		state := newPartState(p.src, p.entity, p.sums)
		return errors.Join(err, state.write(p.base)) // so that the next call has only the rename to do
	}
	_ = removeFile(p.base + stateSuffix) // without its part it means nothing
	return syncFolder(filepath.Dir(p.base))
}

// syncFolder makes a rename last, where the system can do that.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, f.Close())
}

// activePaths are the files that this process is writing, whoever asked for them. It is shared by all calls, because
// the file system is.
var activePaths = struct {
	sync.Mutex
	names map[string]bool
}{names: make(map[string]bool)}

// claimPath takes a path and those of its temporary files, until release is called.
func claimPath(path string) (release func(), err error) {
	dir, err := filepath.Abs(filepath.Dir(path))
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return nil, err
	}
	base := filepath.Join(dir, filepath.Base(path))
	names := []string{base, base + partSuffix, base + stateSuffix, base + newStateSuffix}
	activePaths.Lock()
	defer activePaths.Unlock()
	for _, name := range names {
		if activePaths.names[name] {
			return nil, fmt.Errorf("%w: %q", ErrDownloadActive, path)
		}
	}
	for _, name := range names {
		activePaths.names[name] = true
	}
	return func() {
		activePaths.Lock()
		defer activePaths.Unlock()
		for _, name := range names {
			delete(activePaths.names, name)
		}
	}, nil
}
