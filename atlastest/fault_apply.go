package atlastest

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// before waits, and drops the connection of a request that must not be executed.
func (f *Fault) before(ctx context.Context, clock *clock) {
	f.wait(ctx, clock, f.Latency)
	if f.Drop == DropBefore {
		panic(http.ErrAbortHandler)
	}
}

// wait waits; a request that has gone meanwhile is dropped.
func (f *Fault) wait(ctx context.Context, clock *clock, d time.Duration) {
	if d <= 0 {
		return
	}
	var err error
	if f.RealTime {
		err = waitFor(ctx, d, 1, nil)
	} else {
		err = clock.sleep(ctx, d)
	}
	if err != nil {
		panic(http.ErrAbortHandler)
	}
}

// replaces reports whether the answer is replaced; f may be nil.
func (f *Fault) replaces() bool { return f != nil && f.Status != 0 }

// change changes an answer; f may be nil.
func (f *Fault) change(a *answer) {
	if f == nil {
		return
	}
	if f.Status != 0 {
		*a = *f.replacement()
	}
	if f.RetryAfter != "" {
		a.header.Set("Retry-After", f.RetryAfter)
	}
	if f.UnknownEnum || f.UnknownField || f.Nulls {
		f.rewrite(a)
	}
	if f.Malformed {
		a.body = a.body[:len(a.body)/2]
	}
	if f.ContentType != "" {
		a.header.Set("Content-Type", f.ContentType)
	}
}

// replacement makes the error that the fault answers.
func (f *Fault) replacement() *answer {
	if f.HTML {
		page := "<html><head><title>" + http.StatusText(f.Status) + "</title></head><body><h1>" +
			http.StatusText(f.Status) + "</h1></body></html>\n"
		return &answer{status: f.Status, body: []byte(page), header: http.Header{"Content-Type": {"text/html"}}}
	}
	code := f.Code
	switch {
	case code != "":
	case f.Status == http.StatusTooManyRequests:
		code = "RATE_LIMITED_TOKEN_BUCKET"
	case f.Status == http.StatusInternalServerError:
		code = "UNEXPECTED_ERROR"
	default:
		code = strings.ToUpper(strings.ReplaceAll(http.StatusText(f.Status), " ", "_"))
	}
	return errorAnswer(newError(f.Status, code, "An injected fault."), format{})
}

// enumerated are the members whose values are enumerations.
var enumerated = map[string]bool{
	"deliveryType": true, "indexStrategy": true, "methodName": true, "state": true, "status": true,
	"statusName": true, "typeName": true, "writeStrategy": true,
}

// rewrite changes the members of all objects in a JSON body.
func (f *Fault) rewrite(a *answer) {
	decoder := json.NewDecoder(strings.NewReader(string(a.body)))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return
	}
	a.body = encode(f.rewritten(value, a.status >= 400), format{})
}

func (f *Fault) rewritten(value any, isError bool) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = f.rewritten(v[i], isError)
		}
	case object:
		for name, member := range v {
			v[name] = f.member(name, member, isError)
		}
		if f.UnknownField {
			v["memberOfTheFuture"] = object{"list": []any{1, "two", nil}}
		}
	}
	return value
}

func (f *Fault) member(name string, value any, isError bool) any {
	switch value.(type) {
	case []any, object:
		return f.rewritten(value, isError)
	case string:
		if f.UnknownEnum && enumerated[name] {
			return "VALUE_OF_THE_FUTURE"
		}
	}
	if f.Nulls && !isError && name != "id" {
		return nil
	}
	return value
}
