package atlastest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// validate checks the parameters and the body of a request against the document of its version, and reports all
// complaints at once.
func (c *call) validate() *apiError {
	if err := c.unknownQuery(); err != nil {
		return err
	}
	fields := c.checkParameters()
	if c.variant.op.RequestBody == nil {
		if len(fields) > 0 {
			return invalid(fields...)
		}
		return nil
	}
	if err := c.checkMediaType(); err != nil {
		return err
	}
	value, err := decodeJSON(c.body)
	if err != nil {
		return newError(http.StatusBadRequest, "MALFORMED_JSON", "The body is not one JSON value.")
	}
	if fields = append(fields, c.checkBody(value)...); len(fields) > 0 {
		return invalid(fields...)
	}
	return nil
}

// unknownQuery refuses query parameters that the operation does not have.
func (c *call) unknownQuery() *apiError {
	for name := range c.req.URL.Query() {
		if c.variant.op.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			err := newError(http.StatusBadRequest, "INVALID_QUERY_PARAMETER", "The operation has no such query parameter.", name)
			err.fields = []field{{name, "is not a parameter of the operation"}}
			return err
		}
	}
	return nil
}

func (c *call) checkParameters() []field {
	input := &openapi3filter.RequestValidationInput{
		Request:    c.req,
		PathParams: c.path,
		Route: &routers.Route{
			Spec: c.variant.doc, Path: c.op.template, PathItem: c.variant.item,
			Method: c.op.method, Operation: c.variant.op,
		},
		Options: &openapi3filter.Options{
			ExcludeRequestBody: true, MultiError: true, SkipSettingDefaults: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	}
	return violations("", openapi3filter.ValidateRequest(c.req.Context(), input))
}

// checkMediaType accepts application/json, and versioned JSON of any date.
func (c *call) checkMediaType() *apiError {
	contentType := c.req.Header.Get("Content-Type")
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err == nil && mediaType == "application/json" {
		return nil
	}
	_, dateErr := time.Parse(time.DateOnly, versionOf(mediaType))
	if err == nil && dateErr == nil && strings.HasSuffix(mediaType, "+json") && c.variant.version != "" {
		return nil
	}
	return newError(http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "The body is of a type that the resource does not take.", contentType)
}

// checkBody checks a decoded body. A body of null is none, whatever the schema says: there is nothing to create.
func (c *call) checkBody(value any) []field {
	if value == nil || c.variant.body == nil {
		return []field{missing("body", "to create a job")}
	}
	return violations("", c.variant.body.VisitJSON(value, openapi3.VisitAsRequest(), openapi3.MultiErrors()))
}

// decodeJSON reads exactly one JSON value; an empty body is nil.
func decodeJSON(body []byte) (any, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("more than one value")
	}
	return value, nil
}

// violations turns the errors of kin-openapi into fields, in a stable order. The descriptions repeat no values.
func violations(at string, err error) []field {
	if err == nil {
		return nil
	}
	var fields []field
	switch e := err.(type) {
	case openapi3.MultiError:
		for _, one := range e {
			fields = append(fields, violations(at, one)...)
		}
	case *openapi3filter.RequestError:
		if e.Parameter != nil {
			at = e.Parameter.Name
		}
		if e.Err == nil {
			return []field{{at, e.Reason}}
		}
		fields = violations(at, e.Err)
	case *openapi3.SchemaError:
		fields = []field{{strings.Join(append(nonEmpty(at), e.JSONPointer()...), "."), e.Reason}}
	default:
		fields = []field{{at, "is malformed"}}
	}
	slices.SortFunc(fields, func(a, b field) int {
		return strings.Compare(a.Field+"\x00"+a.Description, b.Field+"\x00"+b.Description)
	})
	return slices.Compact(fields)
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
