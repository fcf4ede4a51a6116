package atlas

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// shortDayLayout is the form of dates with one-digit days that Atlas sends and [http.ParseTime] refuses.
const shortDayLayout = "Mon, 2 Jan 2006 15:04:05 MST"

// lastUnix is the last second of the year 9999. Later times do not print as RFC 3339.
const lastUnix = 253402300799

// parseDate reads an HTTP date, also with a one-digit day; the zero time is no date.
func parseDate(value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	if t, err := http.ParseTime(value); err == nil {
		return t.UTC()
	}
	t, err := time.Parse(shortDayLayout, value)
	// time.Parse gives an abbreviation that it does not know the offset zero, which would be a wrong time.
	if name, _ := t.Zone(); err != nil || (name != "GMT" && name != "UTC") {
		return time.Time{}
	}
	return t.UTC()
}

// parseDeprecation reads a Deprecation header: a structured-field date as in RFC 9745, "@1688169599"; "true", as
// drafts of it had; or an HTTP date. The time is zero when none is named.
func parseDeprecation(value string) (at time.Time, deprecated bool) {
	value = strings.TrimSpace(value)
	if strings.EqualFold(value, "true") || value == "?1" {
		return time.Time{}, true
	}
	if seconds, ok := strings.CutPrefix(value, "@"); ok {
		n, err := strconv.ParseInt(seconds, 10, 64)
		if err != nil || n < 0 || n > lastUnix {
			return time.Time{}, false
		}
		return time.Unix(n, 0).UTC(), true
	}
	at = parseDate(value)
	return at, !at.IsZero()
}

// parseRetryAfter reads a Retry-After header (RFC 9110, section 10.2.3): seconds, or a date, which is taken relative to
// the server's own clock in the Date header when there is one. It is 0 when absent, malformed or past.
func parseRetryAfter(header http.Header) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value != "" && strings.Trim(value, "0123456789") == "" {
		const most = int64(math.MaxInt64 / time.Second)
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil || n > most { // only out of range is left
			n = most
		}
		return time.Duration(n) * time.Second
	}
	at := parseDate(value)
	if at.IsZero() {
		return 0
	}
	now := parseDate(header.Get("Date"))
	if now.IsZero() {
		now = time.Now()
	}
	return max(0, at.Sub(now))
}

// parseCount reads a header that is a count; -1 when absent or malformed.
func parseCount(value string) int {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
