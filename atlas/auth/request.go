package auth

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
)

const (
	// maxBuffered is how much of a body without GetBody is kept in memory to send it again, in bytes.
	maxBuffered = 1 << 20
	// maxDrained is how much of a response that nobody reads is read so that its connection can be used again.
	maxDrained = 64 << 10
)

// send sends a copy of req with the given body and Authorization header; an empty one is not set. The response names
// req as its request and not the copy, so that whoever prints it prints no credentials.
func send(next http.RoundTripper, req *http.Request, body io.ReadCloser, authorization string) (*http.Response, error) {
	sent := req.WithContext(req.Context())
	sent.Header = req.Header.Clone()
	if sent.Header == nil {
		sent.Header = make(http.Header)
	}
	if authorization != "" {
		sent.Header.Set("Authorization", authorization)
	}
	sent.Body = body
	res, err := next.RoundTrip(sent)
	if err == nil && res == nil {
		err = errors.New("the transport returned no response")
	}
	if res != nil {
		res.Request = req
	}
	return res, err
}

// hasBody reports whether a request has one.
func hasBody(req *http.Request) bool { return req.Body != nil && req.Body != http.NoBody }

// replayable reports whether a request can be sent again.
func replayable(req *http.Request) bool { return !hasBody(req) || req.GetBody != nil }

// bodyAgain returns the body of a replayable request for one more try.
func bodyAgain(req *http.Request) (io.ReadCloser, error) {
	if !hasBody(req) {
		return req.Body, nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, fmt.Errorf("send the body again: %w", err)
	}
	return body, nil
}

// buffered returns a request whose body can be sent again: req itself when it can be, else a copy whose body is in
// memory. The body of req is closed when it is read, also with an error.
func buffered(req *http.Request) (*http.Request, error) {
	if replayable(req) {
		return req, nil
	}
	data, err := io.ReadAll(io.LimitReader(req.Body, maxBuffered+1))
	if closeErr := req.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	if len(data) > maxBuffered {
		return nil, lastingError{fmt.Errorf("a body without GetBody is longer than %d bytes, and cannot be sent again", maxBuffered)}
	}
	again := req.WithContext(req.Context())
	again.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	again.Body, _ = again.GetBody()
	if again.ContentLength <= 0 { // 0 with a body means unknown
		again.ContentLength = int64(len(data))
	}
	if len(data) == 0 {
		again.Body, again.GetBody = http.NoBody, nil
	}
	return again, nil
}

// closeBody closes the body of a request that is not sent, as the contract of a RoundTripper asks. It may be nil.
func closeBody(body io.Closer) {
	if body != nil {
		_ = body.Close() // it was not read
	}
}

// discard reads a response that is tried again, and closes it.
func discard(res *http.Response) {
	if res.Body == nil {
		return
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxDrained)) // the status is all that counts
	_ = res.Body.Close()
}

// closeIdle passes on CloseIdleConnections, which [http.Client] looks for.
func closeIdle(next http.RoundTripper) {
	if c, ok := next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}
