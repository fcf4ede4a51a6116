package atlas

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// attempt makes one request and takes what it brings. Nil means that the content is complete.
func (t *downloadTransfer) attempt(ctx context.Context) *downloadFault {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	dog := newDownloadWatchdog(t.opts.StallTimeout, cancel)
	defer dog.rest()
	req, err := t.request(ctx)
	if err != nil {
		return final(t.src.scrub(err))
	}
	resp, err := redirecting(t.opts.client, t.src.Header).Do(req)
	if err != nil {
		return t.transportFault(ctx, err)
	}
	defer func() { _ = resp.Body.Close() }() // all that counts has been read
	part, fault := t.judge(resp, req)
	if fault != nil || part == nil {
		return fault
	}
	return t.receive(ctx, resp.Body, part, dog)
}

// request builds the next request: for the rest of the content where there is a start of it that can be told from
// other content, else for the whole.
func (t *downloadTransfer) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.src.URL, nil)
	if err != nil {
		return nil, err
	}
	for name, values := range t.src.Header {
		for _, value := range values {
			req.Header.Add(name, value)
		}
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", "atlasrestore/"+moduleVersion())
	}
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Del("Range")
	req.Header.Del("If-Range")
	if t.whole || t.sink.offset() == 0 || (!t.entity.identified() && t.src.Size <= 0) {
		return req, nil
	}
	req.Header.Set("Range", "bytes="+strconv.FormatInt(t.sink.offset(), 10)+"-")
	if validator := t.entity.ifRange(); validator != "" {
		req.Header.Set("If-Range", validator)
	}
	return req, nil
}

// transportFault judges an error of the client before a response.
func (t *downloadTransfer) transportFault(ctx context.Context, err error) *downloadFault {
	fault := retriable(t.cause(ctx, err))
	var certificate *tls.CertificateVerificationError
	if errors.Is(err, errInsecureRedirect) || errors.Is(err, errTooManyRedirects) || errors.As(err, &certificate) {
		fault.kind = faultFinal
	}
	return fault
}

// cause says why an attempt broke.
func (t *downloadTransfer) cause(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errStalled) {
		return fmt.Errorf("%w: no byte for %v", errStalled, t.opts.StallTimeout)
	}
	return t.src.scrub(err)
}

// A downloadPart is the piece of the content that a response brings.
type downloadPart struct {
	start  int64 // where it starts
	end    int64 // behind its last byte; -1 when only the end of the body tells
	framed bool  // a body that is cut off can be told from one that ends
	more   bool  // it is not, or may not be, the last piece
}

// receive takes a piece from the body.
func (t *downloadTransfer) receive(
	ctx context.Context, body io.Reader, part *downloadPart, dog *downloadWatchdog,
) *downloadFault {
	limit := part.end
	if limit < 0 {
		limit = t.total()
	}
	for pos := part.start; ; {
		dog.watch()
		n, readErr := body.Read(t.buffer)
		dog.rest()
		tooMany := limit >= 0 && int64(n) > limit-pos
		if tooMany {
			n = int(limit - pos)
		}
		if t.tooLarge(pos + int64(n)) {
			return final(fmt.Errorf("%w: more than %d bytes", ErrDownloadTooLarge, t.opts.MaxBytes))
		}
		if n > 0 {
			if err := t.keep(t.buffer[:n]); err != nil {
				return final(err)
			}
			pos += int64(n)
		}
		switch {
		case tooMany:
			return final(fmt.Errorf("%w: the body is longer than %d bytes", ErrDownloadChanged, limit-part.start))
		case readErr == io.EOF:
			return t.ended(part, pos)
		case readErr != nil:
			return t.broken(pos, t.cause(ctx, readErr))
		}
	}
}

// tooLarge compares a length, -1 for an unknown one, with what the caller allows.
func (t *downloadTransfer) tooLarge(n int64) bool { return t.opts.MaxBytes > 0 && n > t.opts.MaxBytes }

// keep hands bytes to the sink.
func (t *downloadTransfer) keep(p []byte) error {
	if err := t.sink.write(p); err != nil {
		return err
	}
	if n := t.sink.offset(); n > 0 { // not while a stream skips
		t.high = max(t.high, n)
		t.meter.add(n, t.total())
	}
	return nil
}

// ended judges the end of a body.
func (t *downloadTransfer) ended(part *downloadPart, pos int64) *downloadFault {
	cut := t.broken(pos, io.ErrUnexpectedEOF)
	switch {
	case part.end >= 0 && pos < part.end, t.total() >= 0 && pos < t.total() && !part.more:
		return cut
	case t.total() < 0 && !part.framed:
		if !t.entity.identified() { // then a range cannot tell either
			cut.kind = faultFinal
		}
		return cut
	case t.sink.offset() != pos:
		return final(fmt.Errorf("%w: it is shorter than what there was of it", ErrDownloadChanged))
	case part.more:
		return &downloadFault{kind: faultMore, err: cut.err}
	default:
		t.verified = t.total() >= 0
		return nil
	}
}

// broken is the fault of a body that ended too early.
func (t *downloadTransfer) broken(pos int64, cause error) *downloadFault {
	of := ""
	if t.total() >= 0 {
		of = " of " + strconv.FormatInt(t.total(), 10)
	}
	return retriable(fmt.Errorf("%w: %d%s bytes: %w", ErrDownloadIncomplete, pos, of, cause))
}
