package atlas

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
// [ResponseInfo]; it does not fail the call.
func Decode[T any](ctx context.Context, c *Core, op *Operation, req *http.Request, buildErr error) (*T, error) {
	a, err := c.call(ctx, op, req, buildErr)
	if err != nil {
		return nil, err
	}
	if err := a.checkJSON(); err != nil {
		return nil, err
	}
	value, issues, err := decode[T](a.body)
	if err != nil {
		return nil, a.unexpected(err)
	}
	a.info.Issues = issues
	a.info.publish(ctx)
	return value, nil
}

// Discard sends the request of an operation whose success has no body. A JSON body is ignored; any other, such as the
// page of a proxy, is [ErrUnexpectedResponse]. The arguments are those of [Decode].
func (c *Core) Discard(ctx context.Context, op *Operation, req *http.Request, buildErr error) error {
	a, err := c.call(ctx, op, req, buildErr)
	if err != nil {
		return err
	}
	if a.readErr == nil && len(bytes.TrimSpace(a.body)) == 0 {
		return nil
	}
	if err := a.checkJSON(); err != nil {
		return err
	}
	if !json.Valid(a.body) {
		return a.unexpected(syntaxError(a.body))
	}
	return nil
}

// Stream sends the request of an operation that answers with something else than JSON, such as compressed logs, and
// returns the body as it arrives. The caller closes it. The context bounds the reading too, so it must not end before.
// A media type that is not of the declared kind is [ErrUnexpectedResponse]. The arguments are those of [Decode].
func (c *Core) Stream(ctx context.Context, op *Operation, req *http.Request, buildErr error) (io.ReadCloser, error) {
	res, err := c.send(ctx, op, req, buildErr)
	if err != nil {
		return nil, err
	}
	if !isSuccess(res.StatusCode) {
		_, err := c.answer(ctx, op, res)
		return nil, err
	}
	info := readInfo(op, res)
	info.publish(ctx)
	if got := mediaTypeOf(res.Header.Get("Content-Type")); res.Body == nil || formOf(got) != formOf(mediaTypeOf(op.ResponseType)) {
		a, err := c.answer(ctx, op, res)
		if err != nil {
			return nil, err
		}
		return nil, a.unexpected(fmt.Errorf("content type %q is not %s", oneLine(got, maxShortText), op.ResponseType))
	}
	return res.Body, nil
}

// formOf returns what a media type says of the form of the body: its suffix, else its subtype.
func formOf(mediaType string) string {
	return mediaType[strings.LastIndexAny(mediaType, "/+")+1:]
}

// call sends a request and reads its answer: the one way out to Atlas for all typed methods that decode. Its errors
// are complete; an answer is a 2xx whose body has not been looked at.
func (c *Core) call(ctx context.Context, op *Operation, req *http.Request, buildErr error) (*answer, error) {
	res, err := c.send(ctx, op, req, buildErr)
	if err != nil {
		return nil, err
	}
	return c.answer(ctx, op, res)
}

// send sends a request and returns the response, whatever its status.
func (c *Core) send(ctx context.Context, op *Operation, req *http.Request, buildErr error) (*http.Response, error) {
	switch {
	case ctx == nil:
		return nil, &ArgumentError{Operation: op.Name, Parameter: "ctx", Reason: "is nil"}
	case buildErr != nil:
		return nil, fmt.Errorf("%s: build request: %w", op.Name, buildErr)
	case req == nil:
		return nil, fmt.Errorf("%s: build request: no request", op.Name)
	}
	res, err := c.doer.Do(c.prepare(ctx, op, req))
	if err == nil && res == nil {
		err = errors.New("the doer returned no response")
	}
	if err != nil {
		closeBody(res)
		newInfo(op).publish(ctx)
		return nil, fmt.Errorf("%s: %w", op.Name, transportError(ctx, err))
	}
	return res, nil
}

// answer reads a response to its end and tells success from failure.
func (c *Core) answer(ctx context.Context, op *Operation, res *http.Response) (*answer, error) {
	a := readAnswer(ctx, op, res)
	a.info.publish(ctx)
	switch {
	case !isSuccess(a.info.Status):
		return nil, newError(a)
	case isContextError(a.readErr):
		return nil, fmt.Errorf("%s: read response: %w", op.Name, a.readErr)
	default:
		return a, nil
	}
}

func isSuccess(status int) bool { return status >= 200 && status <= 299 }
