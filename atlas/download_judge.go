package atlas

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// judge decides what a response is. It returns the piece of the content that its body brings, or the fault; neither
// when the content turns out to be complete.
func (t *downloadTransfer) judge(resp *http.Response, req *http.Request) (*downloadPart, *downloadFault) {
	ranged := req.Header.Get("Range") != ""
	switch status := resp.StatusCode; {
	case status == http.StatusOK || status == http.StatusPartialContent:
		if fault := checkEncoding(resp); fault != nil {
			return nil, fault
		}
		if status == http.StatusOK {
			return t.judgeWhole(resp)
		}
		return t.judgePart(resp, ranged)
	case status == http.StatusRequestedRangeNotSatisfiable && ranged:
		return nil, t.judgeUnsatisfied(resp)
	default:
		return nil, t.judgeStatus(resp)
	}
}

// checkEncoding refuses bodies that are not the file as it is.
func checkEncoding(resp *http.Response) *downloadFault {
	for _, value := range resp.Header.Values("Content-Encoding") {
		if value = strings.TrimSpace(value); value != "" && !strings.EqualFold(value, "identity") {
			return final(fmt.Errorf("%w: Content-Encoding %s", ErrUnexpectedResponse, oneLine(value, maxShortText)))
		}
	}
	if resp.Uncompressed {
		return final(fmt.Errorf("%w: the HTTP client has decompressed it", ErrUnexpectedResponse))
	}
	return nil
}

// judgeWhole takes a 200: the whole content, whatever was asked for.
func (t *downloadTransfer) judgeWhole(resp *http.Response) (*downloadPart, *downloadFault) {
	if fault := t.checkTotal(resp.ContentLength); fault != nil {
		return nil, fault
	}
	if err := t.sink.restart(); err != nil {
		return nil, final(err)
	}
	*t.entity = entityOf(resp.Header, resp.ContentLength)
	t.whole, t.meter.from = false, 0
	return &downloadPart{end: resp.ContentLength, framed: framed(resp)}, nil
}

// framed reports whether the end of a body without length can be told from a cut: by chunks, or by the frames of
// HTTP/2. A body that lasts until the connection is closed cannot.
func framed(resp *http.Response) bool {
	return resp.ContentLength >= 0 || resp.ProtoMajor >= 2 || slices.Contains(resp.TransferEncoding, "chunked")
}

// judgePart takes a 206: the rest of the content, or a piece of it.
func (t *downloadTransfer) judgePart(resp *http.Response, ranged bool) (*downloadPart, *downloadFault) {
	value, offset := resp.Header.Get("Content-Range"), t.sink.offset()
	r, ok := parseContentRange(value)
	length := r.end - r.start + 1
	switch {
	case !ranged:
		return nil, final(fmt.Errorf("%w: 206 without a Range", ErrUnexpectedResponse))
	case !ok || r.start != offset || (resp.ContentLength >= 0 && resp.ContentLength != length):
		return nil, final(fmt.Errorf("%w: 206 with Content-Range %q and %d bytes for a range from %d",
			ErrUnexpectedResponse, oneLine(value, maxShortText), resp.ContentLength, offset))
	}
	got := entityOf(resp.Header, r.total)
	if !t.entity.fits(got) {
		t.whole = true
		return nil, retriable(fmt.Errorf("%w: the rest is of other content", ErrDownloadChanged))
	}
	if fault := t.checkTotal(r.total); fault != nil {
		return nil, fault
	}
	t.entity.learn(got)
	t.resumes++
	return &downloadPart{
		start: offset, end: offset + length, framed: true, more: t.total() < 0 || offset+length < t.total(),
	}, nil
}

// judgeUnsatisfied takes a 416: there is nothing behind what there is, or it is of other content.
func (t *downloadTransfer) judgeUnsatisfied(resp *http.Response) *downloadFault {
	r, _ := parseContentRange(resp.Header.Get("Content-Range"))
	got := entityOf(resp.Header, r.total)
	if got.total < 0 {
		got.total = t.entity.total
	}
	if got.total != t.sink.offset() || r.start >= 0 || !t.entity.fits(got) {
		t.whole = true
		return retriable(fmt.Errorf("%w: it does not reach to byte %d", ErrDownloadChanged, t.sink.offset()))
	}
	if fault := t.checkTotal(got.total); fault != nil {
		return fault
	}
	t.entity.learn(got)
	t.verified = true
	return nil
}

// checkTotal compares an announced length, -1 for none, with the expected and the allowed one.
func (t *downloadTransfer) checkTotal(total int64) *downloadFault {
	want := t.src.Size
	switch {
	case t.tooLarge(total):
		return final(fmt.Errorf("%w: the server has %d bytes, at most %d are allowed", ErrDownloadTooLarge, total, t.opts.MaxBytes))
	case total < 0 || want <= 0 || total == want:
		return nil
	case total < want:
		return final(fmt.Errorf("%w: the server has %d bytes, want %d", ErrDownloadIncomplete, total, want))
	default:
		return final(fmt.Errorf("%w: the server has %d bytes, want %d", ErrDownloadChanged, total, want))
	}
}

// judgeStatus makes the fault of a response without content.
func (t *downloadTransfer) judgeStatus(resp *http.Response) *downloadFault {
	e := &Error{
		Operation:  http.MethodGet,
		Status:     resp.StatusCode,
		RequestID:  t.src.scrubText(printable(resp.Header.Get("X-Request-Id"), maxErrorText)),
		RetryAfter: parseRetryAfter(resp.Header),
	}
	switch status := resp.StatusCode; {
	case slices.Contains([]int{401, 403, 404, 410}, status):
		return &downloadFault{kind: faultExpired, err: fmt.Errorf("%w: %w", ErrLinkExpired, e)}
	case status == http.StatusTooManyRequests, status >= 500:
		return &downloadFault{kind: faultRetry, err: e, after: e.RetryAfter}
	default:
		if status < 300 {
			e.Err = ErrUnexpectedResponse
		}
		return final(e)
	}
}
