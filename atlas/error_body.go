package atlas

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Limits of what an [Error] keeps, in bytes: of a body, and of a body before secrets are removed from it.
const (
	maxErrorText    = 1 << 10
	maxErrorExcerpt = 4 << 10
)

// newError makes the error of an answer whose status is not 2xx.
func newError(a *answer) *Error {
	e := a.baseError()
	if !e.parse(a.body) && len(bytes.TrimSpace(a.body)) > 0 {
		e.Body = excerpt(a.body)
		e.Err = fmt.Errorf("body of type %q is no error of Atlas", mediaTypeOf(a.contentType()))
	}
	if to := a.header.Get("Location"); a.info.Status < 400 && to != "" {
		e.Err = fmt.Errorf("redirect to %q was not followed", reduceURL(to))
	}
	if a.readErr != nil {
		e.Err = a.readErr
	}
	if e.Code == "" {
		e.Code = printable(a.header.Get("X-Error-Code"), maxErrorText)
	}
	return e
}

// unexpected makes the error of a 2xx that is not what the operation declares. The cause is wrapped.
func (a *answer) unexpected(cause error) *Error {
	e := a.baseError()
	e.Body = excerpt(a.body)
	e.Err = fmt.Errorf("%w: %w", ErrUnexpectedResponse, cause)
	return e
}

// baseError is an error with what the header says.
func (a *answer) baseError() *Error {
	return &Error{
		Operation:  a.op.Name,
		Status:     a.info.Status,
		RequestID:  a.info.RequestID,
		RetryAfter: a.info.RetryAfter,
	}
}

// parse reads the error JSON of Atlas, member by member so that one of a wrong type loses only itself, and reports
// whether it found anything:
//
//	{"detail": "...", "error": 404, "errorCode": "...", "parameters": ["..."], "reason": "Not Found",
//	 "badRequestDetail": {"fields": [{"field": "...", "description": "..."}]}}
func (e *Error) parse(body []byte) bool {
	members := rawObject(body)
	e.Code = text(members["errorCode"])
	e.Detail = text(members["detail"])
	e.Reason = text(members["reason"])
	e.Parameters = anyList(members["parameters"])
	for _, item := range rawList(rawObject(members["badRequestDetail"])["fields"]) {
		f := rawObject(item)
		violation := FieldViolation{Field: text(f["field"]), Description: text(f["description"])}
		if violation != (FieldViolation{}) {
			e.Fields = append(e.Fields, violation)
		}
	}
	return e.Code != "" || e.Detail != "" || e.Reason != "" || len(e.Fields) > 0
}

// rawObject returns the members of a JSON object, nil for anything else.
func rawObject(raw []byte) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return nil
	}
	return members
}

// rawList returns the elements of a JSON array, nil for anything else.
func rawList(raw []byte) []json.RawMessage {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	return items
}

// text returns a JSON string, or a number or boolean as it is written, redacted; "" for anything else.
func text(raw json.RawMessage) string {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return ""
	}
	switch value := value.(type) {
	case string:
		return redactText(value)
	case float64, bool:
		return string(raw)
	default:
		return ""
	}
}

// anyList returns the values of a JSON array; another value but null is a list of one.
func anyList(raw json.RawMessage) []any {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return nil
	}
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		return value
	default:
		return []any{value}
	}
}

// excerpt returns the start of a body as redacted, printable text.
func excerpt(body []byte) string {
	return printable(redactText(string(body[:min(len(body), maxErrorExcerpt)])), maxErrorText)
}
