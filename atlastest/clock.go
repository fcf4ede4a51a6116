package atlastest

import (
	"context"
	"sync"
	"time"
)

// A clock is the server's notion of time: it stands still, or runs a number of times as fast as time.Now. It can be
// moved at any moment, which wakes those who wait on it. It is safe for concurrent use.
type clock struct {
	mu      sync.Mutex
	base    time.Time     // the server's time at origin
	origin  time.Time     // of time.Now, with its monotonic part
	speed   float64       // 0 stands still
	changed chan struct{} // closed and replaced when the clock is moved
}

// newClock makes a clock that shows at now; the zero time stands for time.Now.
func newClock(at time.Time, speed float64) *clock {
	origin := time.Now()
	if at.IsZero() {
		at = origin
	}
	return &clock{base: at, origin: origin, speed: speed, changed: make(chan struct{})}
}

// now returns the time in UTC.
func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.nowLocked().UTC()
}

func (c *clock) nowLocked() time.Time {
	return c.base.Add(time.Duration(float64(time.Since(c.origin)) * c.speed))
}

// advance moves the clock by d, which may be negative.
func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = c.base.Add(d)
	c.wake()
}

// set moves the clock to at.
func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.origin = at, time.Now()
	c.wake()
}

func (c *clock) wake() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// sleep waits until d has passed on this clock, or ctx ends.
func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	until := c.now().Add(d)
	for {
		c.mu.Lock()
		left, speed, changed := until.Sub(c.nowLocked()), c.speed, c.changed
		c.mu.Unlock()
		if left <= 0 {
			return ctx.Err()
		}
		if err := waitFor(ctx, left, speed, changed); err != nil {
			return err
		}
	}
}

// waitFor waits until a clock of the given speed has made the way, or was moved.
func waitFor(ctx context.Context, left time.Duration, speed float64, changed <-chan struct{}) error {
	var ring <-chan time.Time
	if speed > 0 {
		timer := time.NewTimer(max(1, time.Duration(float64(left)/speed)))
		defer timer.Stop()
		ring = timer.C
	}
	select {
	case <-ring:
	case <-changed:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// stamp writes a time as Atlas does: RFC 3339, UTC, whole seconds.
func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format("2006-01-02T15:04:05Z") }
