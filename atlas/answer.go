package atlas

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Limits of response bodies in bytes, after decompression.
const (
	maxBody      = 64 << 20
	maxErrorBody = 1 << 20
	maxPresize   = 4 << 20 // what a Content-Length is believed for, before the body is there
)

// errLargeBody begins the error of a body over its limit.
var errLargeBody = errors.New("body is larger")

// An answer is a response whose body has been read and closed.
type answer struct {
	op      *Operation
	info    *ResponseInfo
	header  http.Header
	body    []byte
	readErr error // why body is not whole
}

// readAnswer reads the body of a response up to its limit and closes it. A body that was read to its end gives its
// connection back; one over the limit costs its connection, which is cheaper than reading the rest.
func readAnswer(ctx context.Context, op *Operation, res *http.Response) *answer {
	defer closeBody(res)
	a := &answer{op: op, info: readInfo(ctx, op, res), header: res.Header}
	if res.Body == nil {
		return a
	}
	limit := int64(maxErrorBody)
	if isSuccess(res.StatusCode) && !op.NoContent {
		limit = maxBody
	}
	body, err := readAll(io.LimitReader(res.Body, limit+1), min(res.ContentLength, maxPresize))
	switch {
	case err != nil:
		a.readErr = transportError(ctx, err)
	case int64(len(body)) > limit:
		body = body[:limit]
		a.readErr = fmt.Errorf("%w than %d bytes", errLargeBody, limit)
	}
	a.body = body
	return a
}

// readAll is io.ReadAll into a buffer of the right size, when that is known: growing costs as much again as the body.
func readAll(r io.Reader, size int64) ([]byte, error) {
	var buf bytes.Buffer
	if size > 0 {
		buf.Grow(int(size) + bytes.MinRead)
	}
	_, err := buf.ReadFrom(r)
	return buf.Bytes(), err
}

// contentType returns the Content-Type header.
func (a *answer) contentType() string { return a.header.Get("Content-Type") }

// checkJSON refuses a body that is not whole, is empty, or is declared to be something else than JSON.
func (a *answer) checkJSON() error {
	switch {
	case a.readErr != nil:
		return a.unexpected(fmt.Errorf("read body: %w", a.readErr))
	case len(bytes.TrimSpace(a.body)) == 0:
		return a.unexpected(errors.New("no body"))
	case a.contentType() == "":
		if bytes.TrimSpace(a.body)[0] != '{' {
			return a.unexpected(errors.New("no content type and no JSON object"))
		}
		return nil
	case !isJSON(mediaTypeOf(a.contentType())):
		return a.unexpected(fmt.Errorf("content type %q is not JSON", oneLine(a.contentType(), maxShortText)))
	default:
		return nil
	}
}

// closeBody closes the body of a response, both of which may be missing: a Doer can return a response with an error.
func closeBody(res *http.Response) {
	if res != nil && res.Body != nil {
		_ = res.Body.Close() // the body was read, or is not wanted
	}
}
