package atlastest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

// An object is a JSON object that is written with sorted keys.
type object = map[string]any

// A page is one page of a list.
type page object

// A format is how the client wants answers to be written.
type format struct{ envelope, pretty bool }

// formatOf reads the parameters envelope and pretty. Wrong values are the business of the validation.
func formatOf(r *http.Request) format {
	query := r.URL.Query()
	envelope, _ := strconv.ParseBool(query.Get("envelope"))
	pretty, _ := strconv.ParseBool(query.Get("pretty"))
	return format{envelope, pretty}
}

// okAnswer writes a success. An envelope holds status and content; a list is its own envelope and only gets the status
// added, as the documentation of the parameter says.
func okAnswer(v *variant, value any, form format) *answer {
	a := &answer{status: v.status, header: http.Header{}}
	if v.status == http.StatusNoContent {
		return a
	}
	a.header.Set("Content-Type", v.contentType())
	if list, ok := value.(page); ok {
		body := maps.Clone(object(list))
		if form.envelope {
			body["status"] = v.status
		}
		a.body = encode(body, form)
		return a
	}
	a.body = form.wrap(v.status, value)
	return a
}

// errorAnswer writes the error JSON. The status of the response is that of the error, in an envelope too.
func errorAnswer(err *apiError, form format) *answer {
	header := err.header.Clone()
	header.Set("Content-Type", "application/json")
	header.Set("X-Error-Code", err.code)
	return &answer{status: err.status, header: header, body: form.wrap(err.status, err.body())}
}

func (f format) wrap(status int, value any) []byte {
	if f.envelope {
		value = object{"status": status, "content": value}
	}
	return encode(value, f)
}

// encode writes JSON without escaping the signs that only HTML minds.
func encode(value any, form format) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if form.pretty {
		encoder.SetIndent("", "  ")
	}
	if err := encoder.Encode(value); err != nil {
		panic(err) // the values are made of maps, slices and scalars
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// withHeader adds the header lines that every answer has.
func withHeader(a *answer, header http.Header) *answer {
	for name, values := range header {
		a.header[name] = values
	}
	return a
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

func setLength(header http.Header, n int) { header.Set("Content-Length", strconv.Itoa(n)) }
