package atlas

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// DownloadFiles fetches the sources into a folder, several at once, such as the components of a sharded restore. The
// folder is made when it is missing, for its owner alone. There is one result for each source, in their order; those
// with an empty Path are not complete.
//
// The name of a file is the Name of its source, else the last element of its URL, made safe: it never leaves the
// folder, and is a file name on every system. Where two are the same, the later ones get "-2", "-3" before the
// extension. The names depend on the sources and their order alone, so that a later call goes on with what an earlier
// one left.
//
// A file that fails does not stop the others; all errors are joined, each with the index of its source. What is told
// at [DownloadFile] holds for each. Refresh gets each source with its file name in Name.
func DownloadFiles(
	ctx context.Context, srcs []DownloadSource, dir string, opts *DownloadOptions,
) ([]DownloadResult, error) {
	results, errs := make([]DownloadResult, len(srcs)), make([]error, len(srcs))
	if dir == "" {
		return results, errors.New("download: no folder is given")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return results, fmt.Errorf("download: %w", err)
	}
	o := opts.normal()
	defer o.close()
	o.Progress = oneAtATime(o.Progress)
	names := uniqueNames(srcs)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(o.Parallel, len(srcs)) {
		workers.Go(func() {
			for i := range next {
				src := srcs[i]
				src.Name = names[i]
				var err error
				results[i], err = o.downloadFile(ctx, src, filepath.Join(dir, names[i]), downloadLabel{i, names[i]})
				if err != nil {
					errs[i] = fmt.Errorf("file %d: %w", i, err)
				}
			}
		})
	}
	for i := range srcs {
		next <- i // after the end of ctx each ends at once, with its error
	}
	close(next)
	workers.Wait()
	return results, errors.Join(errs...)
}

// oneAtATime keeps files from reporting at the same time.
func oneAtATime(report func(DownloadProgress)) func(DownloadProgress) {
	if report == nil {
		return nil
	}
	turn := make(chan struct{}, 1) // not a mutex, which a test with [testing/synctest] cannot wait for
	return func(p DownloadProgress) {
		turn <- struct{}{}
		defer func() { <-turn }()
		report(p)
	}
}
