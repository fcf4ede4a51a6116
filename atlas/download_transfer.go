package atlas

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Limits of what a download does to go on.
const (
	maxRefreshes     = 3                // without a new byte in between
	maxDownloadRetry = 15 * time.Minute // a longer Retry-After is an error: a link lives for an hour
)

// A downloadSink is where the bytes of one file go.
type downloadSink interface {
	// offset is how many bytes of the current content there are; the next request asks for what follows.
	offset() int64
	// restart is called when the whole content is about to come once more.
	restart() error
	// write takes the next bytes. An error ends the download.
	write(p []byte) error
}

// A downloadTransfer fetches one file into a sink, with as many requests as it takes. It is used once, by one
// goroutine.
type downloadTransfer struct {
	opts   *downloadOptions
	src    DownloadSource
	sink   downloadSink
	entity *downloadEntity // what the bytes in the sink are of
	meter  *downloadMeter
	buffer []byte

	high     int64 // the most bytes that the sink ever had: more is progress
	whole    bool  // the next request must not ask for a range
	failures int   // attempts without progress
	expiries int   // expired links without progress
	resumes  int
	verified bool // the length was known, and is right
}

// total is the length of the content; -1 when unknown.
func (t *downloadTransfer) total() int64 {
	if t.src.Size > 0 {
		return t.src.Size
	}
	return t.entity.total
}

// run makes attempts until the content is complete or the download has failed.
func (t *downloadTransfer) run(ctx context.Context) error {
	t.buffer = make([]byte, downloadBuffer)
	for {
		if ctx.Err() != nil {
			return contextError(ctx)
		}
		before := t.high
		fault := t.attempt(ctx)
		if fault == nil {
			return nil
		}
		if ctx.Err() != nil && fault.kind != faultFinal {
			return contextError(ctx)
		}
		progress := t.high > before
		if progress {
			t.failures, t.expiries = 0, 0
		}
		if fault.kind == faultMore && progress {
			continue
		}
		wait, err := t.decide(fault)
		if err != nil {
			return err
		}
		if sleep(ctx, wait) != nil {
			return contextError(ctx)
		}
		if fault.kind == faultExpired {
			if err := t.refresh(ctx); err != nil {
				return err
			}
		}
	}
}

// decide counts a fault, and returns how long to wait for the next attempt, or the error that ends the download.
func (t *downloadTransfer) decide(fault *downloadFault) (time.Duration, error) {
	switch fault.kind {
	case faultFinal:
		return 0, fault.err
	case faultExpired:
		t.expiries++
		if t.opts.Refresh == nil || t.expiries > maxRefreshes {
			return 0, fault.err
		}
		if t.expiries == 1 {
			return 0, nil
		}
		return fullJitter(t.expiries - 1), nil
	default:
		t.failures++
		switch {
		case t.failures >= t.opts.Attempts && t.failures > 1:
			return 0, fmt.Errorf("gave up after %d attempts: %w", t.failures, fault.err)
		case t.failures >= t.opts.Attempts:
			return 0, fault.err
		case fault.after > maxDownloadRetry:
			return 0, fmt.Errorf("the server asks to wait %v: %w", fault.after, fault.err)
		}
		return max(fullJitter(t.failures), fault.after), nil
	}
}

// refresh asks the caller for a new link. When that is of another host, as the link of another job for the same
// snapshot is, the same length alone does not tell that the content is the same: it comes once more.
func (t *downloadTransfer) refresh(ctx context.Context) error {
	fresh, err := t.opts.Refresh(ctx, t.src)
	if err == nil {
		err = fresh.check()
	}
	if err != nil {
		return fmt.Errorf("refresh the link: %w", fresh.scrub(t.src.scrub(err)))
	}
	moved := fresh.place() != t.src.place()
	t.src = t.src.renewed(fresh)
	if moved && t.entity.ifRange() == "" && t.src.sum() == "" {
		t.whole = true
	}
	return nil
}

// errStalled is the cause of an attempt that brought no byte for too long.
var errStalled = errors.New("stalled")

// A downloadWatchdog ends an attempt while nothing arrives.
type downloadWatchdog struct {
	timer   *time.Timer
	timeout time.Duration
}

// newDownloadWatchdog starts watching.
func newDownloadWatchdog(timeout time.Duration, cancel context.CancelCauseFunc) *downloadWatchdog {
	return &downloadWatchdog{time.AfterFunc(timeout, func() { cancel(errStalled) }), timeout}
}

// rest stops watching while something else than the server is waited for.
func (w *downloadWatchdog) rest() { w.timer.Stop() }

// watch goes on watching.
func (w *downloadWatchdog) watch() { w.timer.Reset(w.timeout) }
