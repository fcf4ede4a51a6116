package atlas

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Decode sends the request of an operation that answers with JSON and returns the answer as a T, which is never nil
// without an error. The context bounds the whole call, reading included. buildErr is what building req failed with;
// a generated method passes both on without looking.
//
// Success is a 2xx with a body of one whole JSON value: an object when T is a struct or map, an array when it is a
// slice. Its media type must be JSON; a response without a Content-Type is accepted when its body is a JSON object,
// since some proxies drop the header. A field that does not fit its Go type stays zero and is told by
// [ResponseInfo]; it does not fail the call. What may pass is tried again: see [RetryPolicy].
func Decode[T any](ctx context.Context, c *Core, op *Operation, req *http.Request, buildErr error) (*T, error) {
	s, err := c.start(ctx, op, req, buildErr)
	if err != nil {
		return nil, err
	}
	for {
		value, err := decodeOnce[T](s)
		if again, err := s.finish(err); !again {
			return value, err
		}
	}
}

// decodeOnce is one attempt of Decode.
func decodeOnce[T any](s *sending) (*T, error) {
	a, err := s.call()
	if err != nil {
		return nil, err
	}
	if err := a.checkJSON(); err != nil {
		s.judge(a, err)
		return nil, err
	}
	value, issues, err := decode[T](a.body)
	if err != nil {
		s.judge(a, err)
		return nil, a.unexpected(err)
	}
	a.info.Issues = issues
	a.info.publish(s.ctx)
	return value, nil
}

// Discard sends the request of an operation whose success has no body. A JSON body is ignored; any other, such as the
// page of a proxy, is [ErrUnexpectedResponse]. The arguments are those of [Decode].
func (c *Core) Discard(ctx context.Context, op *Operation, req *http.Request, buildErr error) error {
	s, err := c.start(ctx, op, req, buildErr)
	if err != nil {
		return err
	}
	for {
		err := s.discardOnce()
		if again, err := s.finish(err); !again {
			return err
		}
	}
}

// discardOnce is one attempt of Discard.
func (s *sending) discardOnce() error {
	a, err := s.call()
	switch {
	case err != nil:
		return err
	case a.readErr == nil && len(bytes.TrimSpace(a.body)) == 0:
		return nil
	}
	err = a.checkJSON()
	if err == nil && !json.Valid(a.body) {
		err = a.unexpected(syntaxError(a.body))
	}
	s.judge(a, err)
	return err
}

// Stream sends the request of an operation that answers with something else than JSON, such as compressed logs, and
// returns the body as it arrives. The caller closes it. The context bounds the reading too, so it must not end before.
// A media type that is not of the declared kind is [ErrUnexpectedResponse]. The arguments are those of [Decode]. What
// is tried again ([WithRetry]) ends with the header of a response: a body that breaks later is the caller's.
func (c *Core) Stream(ctx context.Context, op *Operation, req *http.Request, buildErr error) (io.ReadCloser, error) {
	s, err := c.start(ctx, op, req, buildErr)
	if err != nil {
		return nil, err
	}
	for {
		body, err := s.streamOnce()
		if again, err := s.finish(err); !again {
			return body, err
		}
	}
}

// streamOnce is one attempt of Stream.
func (s *sending) streamOnce() (io.ReadCloser, error) {
	res, err := s.send()
	if err != nil {
		return nil, err
	}
	if !isSuccess(res.StatusCode) {
		_, err := s.answer(res)
		return nil, err
	}
	info := readInfo(s.ctx, s.op, res)
	info.Attempts = s.last.attempt
	info.publish(s.ctx)
	if got := mediaTypeOf(res.Header.Get("Content-Type")); res.Body == nil || formOf(got) != formOf(mediaTypeOf(s.op.ResponseType)) {
		a, err := s.answer(res)
		if err != nil {
			return nil, err
		}
		return nil, a.unexpected(fmt.Errorf("content type %q is not %s", oneLine(got, maxShortText), s.op.ResponseType))
	}
	return res.Body, nil
}

// formOf returns what a media type says of the form of the body: its suffix, else its subtype.
func formOf(mediaType string) string {
	return mediaType[strings.LastIndexAny(mediaType, "/+")+1:]
}

// start checks the arguments of a typed call and begins it.
func (c *Core) start(ctx context.Context, op *Operation, req *http.Request, buildErr error) (*sending, error) {
	switch {
	case ctx == nil:
		return nil, &ArgumentError{Operation: op.Name, Parameter: "ctx", Reason: "is nil"}
	case buildErr != nil:
		return nil, fmt.Errorf("%s: build request: %w", op.Name, buildErr)
	case req == nil:
		return nil, fmt.Errorf("%s: build request: no request", op.Name)
	}
	s, err := c.begin(ctx, op, req, false)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op.Name, err)
	}
	return s, nil
}

// call sends an attempt and reads its answer, for all typed methods that decode. Its errors are complete; an answer is
// a 2xx whose body has not been looked at.
func (s *sending) call() (*answer, error) {
	res, err := s.send()
	if err != nil {
		return nil, err
	}
	return s.answer(res)
}

func isSuccess(status int) bool { return status >= 200 && status <= 299 }
