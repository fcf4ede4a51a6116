package atlas

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A contentRange is a Content-Range header (RFC 9110, section 14.4). Both ends are -1 for a range that could not be
// satisfied, total is -1 when it is not told.
type contentRange struct {
	start, end, total int64 // the end is that of the last byte, not behind it
}

// parseContentRange reads "bytes 0-499/1234", "bytes 0-499/*" or "bytes */1234".
func parseContentRange(value string) (contentRange, bool) {
	none := contentRange{-1, -1, -1}
	unit, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	if !strings.EqualFold(unit, "bytes") {
		return none, false
	}
	span, total, found := strings.Cut(strings.TrimSpace(rest), "/")
	if !found {
		return none, false
	}
	r := none
	if total != "*" {
		if r.total = parseDigits(total); r.total < 0 {
			return none, false
		}
	}
	if span == "*" {
		return r, r.total >= 0
	}
	first, last, found := strings.Cut(span, "-")
	r.start, r.end = parseDigits(first), parseDigits(last)
	if !found || r.start < 0 || r.end < r.start || (r.total >= 0 && r.end >= r.total) {
		return none, false
	}
	return r, true
}

// parseDigits reads a number of digits alone; -1 for anything else.
func parseDigits(s string) int64 {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return -1
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// A downloadEntity is what names the content that a server has: two parts of a file may be put together only when they
// are of the same.
type downloadEntity struct {
	etag     string // as sent, "" when absent
	modified string // Last-Modified as sent, "" when absent
	strong   bool   // modified was more than a second ago, so that the content cannot have changed twice at that time
	total    int64  // length in bytes, -1 when unknown
}

// entityOf reads the validators of a response.
func entityOf(header http.Header, total int64) downloadEntity {
	e := downloadEntity{etag: header.Get("ETag"), modified: header.Get("Last-Modified"), total: total}
	modified, sent := parseDate(e.modified), parseDate(header.Get("Date"))
	e.strong = !modified.IsZero() && !sent.IsZero() && sent.Sub(modified) >= time.Second
	return e
}

// ifRange is the value of If-Range, which has to be a strong validator (RFC 9110, section 13.1.5); "" without one.
func (e *downloadEntity) ifRange() string {
	switch {
	case strings.HasPrefix(e.etag, `"`):
		return e.etag
	case e.etag == "" && e.strong:
		return e.modified
	default:
		return ""
	}
}

// identified reports whether anything tells this content from another.
func (e *downloadEntity) identified() bool { return e.etag != "" || e.modified != "" || e.total >= 0 }

// fits reports whether nothing that both name differs.
func (e *downloadEntity) fits(other downloadEntity) bool {
	differ := func(a, b string) bool { return a != "" && b != "" && a != b }
	return !differ(weakTag(e.etag), weakTag(other.etag)) && !differ(e.modified, other.modified) &&
		(e.total < 0 || other.total < 0 || e.total == other.total)
}

// learn fills in what e does not know.
func (e *downloadEntity) learn(other downloadEntity) {
	if e.etag == "" {
		e.etag = other.etag
	}
	if e.modified == "" {
		e.modified, e.strong = other.modified, other.strong
	}
	if e.total < 0 {
		e.total = other.total
	}
}

// weakTag is an ETag for a weak comparison.
func weakTag(etag string) string { return strings.TrimPrefix(etag, "W/") }
