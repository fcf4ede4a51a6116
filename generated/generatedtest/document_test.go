package generatedtest_test

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/atlasrestore/atlasrestore/spec"
	"go.yaml.in/yaml/v4"
)

// This file reads the pinned document as plain maps, and knows nothing of the generator.

// A node is an object of the document.
type node = map[string]any

// A docOperation is an operation of the pinned document.
type docOperation struct {
	doc          node
	method, path string
	raw          node
	requestType  string // media type of the request body
	request      node   // schema of the request body, nil without one
	status       string // of the success, "200"
	responseType string // media type of the success, "" without one
	response     node   // schema of the success, nil without one
	sunset       string
}

var documents sync.Map // node by version; parsing a document is slow under the race detector

// operationsOf reads the operations of a pinned document in the order of their Go names.
func operationsOf(tb testing.TB, version string) []docOperation {
	tb.Helper()
	doc, ok := documents.Load(version)
	if !ok {
		var parsed node
		if err := yaml.Unmarshal(must(spec.Document(version))(tb), &parsed); err != nil {
			tb.Fatal(err)
		}
		doc, _ = documents.LoadOrStore(version, parsed)
	}
	return slices.Clone(readOperations(doc.(node)))
}

func readOperations(doc node) []docOperation {
	var ops []docOperation
	for path, item := range child(doc, "paths") {
		for _, method := range []string{"get", "put", "post", "patch", "delete"} {
			if raw := child(item.(node), method); raw != nil {
				ops = append(ops, readOperation(doc, method, path, raw))
			}
		}
	}
	slices.SortFunc(ops, func(a, b docOperation) int { return strings.Compare(a.goName(), b.goName()) })
	return ops
}

func readOperation(doc node, method, path string, raw node) docOperation {
	op := docOperation{doc: doc, method: strings.ToUpper(method), path: path, raw: raw}
	for mediaType, content := range child(child(raw, "requestBody"), "content") {
		op.requestType, op.request = mediaType, resolve(doc, child(content.(node), "schema"))
	}
	op.sunset = text(raw, "x-sunset")
	for status, response := range child(raw, "responses") {
		if status[0] != '2' {
			continue
		}
		op.status = status
		for mediaType, content := range child(response.(node), "content") {
			op.responseType, op.response = mediaType, resolve(doc, child(content.(node), "schema"))
			op.sunset = cmp.Or(text(content.(node), "x-sunset"), op.sunset)
		}
	}
	return op
}

// child returns an object inside another, nil when it is not there.
func child(n node, name string) node {
	c, _ := n[name].(node)
	return c
}

// text returns a string inside an object, "" when it is not there.
func text(n node, name string) string {
	s, _ := n[name].(string)
	return s
}

// list returns an array of strings inside an object.
func list(n node, name string) []string {
	var all []string
	items, _ := n[name].([]any)
	for _, item := range items {
		all = append(all, item.(string))
	}
	return all
}

// resolve follows the references of a schema or parameter.
func resolve(doc, n node) node {
	for n["$ref"] != nil {
		to := doc
		for token := range strings.SplitSeq(strings.TrimPrefix(text(n, "$ref"), "#/"), "/") {
			to = child(to, token)
		}
		n = to
	}
	return n
}

// goName is the Go name that the operation must have: verb, family, RestoreJob.
func (op docOperation) goName() string {
	family, one := op.family(), strings.HasSuffix(op.path, "}")
	name := strings.ToUpper(family[:1]) + family[1:] + "RestoreJob"
	if strings.Contains(op.path, "/collections") {
		name += "Collection"
	}
	switch {
	case op.method == "POST":
		return "Create" + name
	case op.method == "DELETE":
		return "Cancel" + name
	case one:
		return "Get" + name
	default:
		return "List" + name + "s"
	}
}

// family is the kind of restore job, told by the path.
func (op docOperation) family() string {
	for _, by := range [][2]string{
		{"/flexClusters/", "flex"},
		{"/serverless/", "serverless"},
		{"/backup/tenant/", "tenant"},
		{"/collectionRestoreJobs", "collection"},
		{"/backup/restoreJobs", "cloud"},
	} {
		if strings.Contains(op.path, by[0]) {
			return by[1]
		}
	}
	return "legacy"
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// pathParameters are the names in the path template, in order.
func (op docOperation) pathParameters() []string {
	var names []string
	for _, match := range placeholder.FindAllStringSubmatch(op.path, -1) {
		names = append(names, match[1])
	}
	return names
}

// arguments are values for the path parameters.
func (op docOperation) arguments() []string {
	var values []string
	for _, name := range op.pathParameters() {
		values = append(values, name+"-0")
	}
	return values
}

// filledPath is the path with the values of arguments.
func (op docOperation) filledPath() string {
	return placeholder.ReplaceAllString(op.path, "$1-0")
}

// queryParameters are the query parameters by name, without those that change the shape of the answer.
func (op docOperation) queryParameters() map[string]node {
	params := make(map[string]node)
	all, _ := op.raw["parameters"].([]any)
	for _, item := range all {
		param := resolve(op.doc, item.(node))
		if name := text(param, "name"); param["in"] == "query" && name != "envelope" && name != "pretty" {
			params[name] = param
		}
	}
	return params
}

// accept is the media type to ask for.
func (op docOperation) accept() string { return cmp.Or(op.responseType, "application/json") }

// contentType is the Content-Type that Atlas answers with.
func (op docOperation) contentType() string {
	if strings.Contains(op.responseType, "vnd.atlas") {
		return op.responseType + ";charset=utf-8"
	}
	return "application/json"
}

var dated = regexp.MustCompile(`^application/vnd\.atlas\.(.+)\+json$`)

// resourceVersion is the version in the media type.
func (op docOperation) resourceVersion() string {
	if match := dated.FindStringSubmatch(op.responseType); match != nil {
		return match[1]
	}
	return ""
}

// hasBody says that success has a body.
func hasBody(op docOperation) bool { return op.response != nil }

// isCreate, isList and isRead tell operations by what they do.
func isCreate(op docOperation) bool { return op.method == "POST" }
func isRead(op docOperation) bool   { return op.method == "GET" }
func isList(op docOperation) bool   { return isRead(op) && !strings.HasSuffix(op.path, "}") }
func anything(docOperation) bool    { return true }
