package atlastest

import (
	"fmt"
	"net/http"
)

// An apiError is an answer that is no success, in the form of the Atlas error JSON.
type apiError struct {
	status     int
	code       string
	detail     string
	parameters []any
	fields     []field
	header     http.Header
}

// A field is a complaint about one field of a request.
type field struct {
	Field       string `json:"field"`
	Description string `json:"description"`
}

// newError makes an error; its parameters may be of any type, as those of Atlas are.
func newError(status int, code, detail string, parameters ...any) *apiError {
	return &apiError{status: status, code: code, detail: detail, parameters: parameters, header: http.Header{}}
}

// invalid makes the error of a request that breaks the rules of the document.
func invalid(fields ...field) *apiError {
	err := newError(http.StatusBadRequest, "VALIDATION_ERROR", "The request does not match the specification.")
	for _, f := range fields {
		err.parameters = append(err.parameters, f.Field)
	}
	err.fields = fields
	return err
}

// missing makes a complaint about a field that a kind of job needs although the schema does not demand it.
func missing(name, why string) field {
	return field{Field: name, Description: fmt.Sprintf("must be set %s", why)}
}

// body returns the error JSON. The parameters are never null.
func (e *apiError) body() object {
	parameters := e.parameters
	if parameters == nil {
		parameters = []any{}
	}
	b := object{
		"detail": e.detail, "error": e.status, "errorCode": e.code,
		"parameters": parameters, "reason": http.StatusText(e.status),
	}
	if len(e.fields) > 0 {
		b["badRequestDetail"] = object{"fields": e.fields}
	}
	return b
}
