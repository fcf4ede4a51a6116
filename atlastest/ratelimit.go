package atlastest

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// A bucket holds tokens; a request takes one, and they come back evenly. A nil bucket never runs empty. The server's
// lock guards it.
type bucket struct {
	size   float64
	perSec float64
	tokens float64
	last   time.Time
}

func newBucket(n int, per time.Duration) *bucket {
	if n <= 0 {
		return nil
	}
	return &bucket{size: float64(n), perSec: float64(n) / per.Seconds(), tokens: float64(n)}
}

// take takes a token and tells what is left in the header, or returns the error that says when to come again.
func (b *bucket) take(now time.Time, header http.Header) *apiError {
	if b == nil {
		return nil
	}
	if passed := now.Sub(b.last).Seconds(); passed > 0 && !b.last.IsZero() {
		b.tokens = min(b.size, b.tokens+passed*b.perSec)
	}
	b.last = now
	header.Set("RateLimit-Limit", strconv.Itoa(int(b.size)))
	if b.tokens < 1 {
		header.Set("RateLimit-Remaining", "0")
		return tooMany(time.Duration((1-b.tokens)/b.perSec*float64(time.Second)), int(b.size))
	}
	b.tokens--
	header.Set("RateLimit-Remaining", strconv.Itoa(int(b.tokens)))
	return nil
}

// tooMany makes the error of a limit; its parameters are mixed, as those of Atlas are.
func tooMany(wait time.Duration, limit int) *apiError {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	err := newError(http.StatusTooManyRequests, "RATE_LIMITED_TOKEN_BUCKET", "Too many requests.", "GROUP", limit, seconds)
	err.header.Set("Retry-After", strconv.Itoa(seconds))
	return err
}
