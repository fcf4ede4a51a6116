package atlastest

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"

	"github.com/atlasrestore/atlasrestore/spec"
)

// An operation is one method of one path, in all its resource versions.
type operation struct {
	method   string
	template string
	segments []string // of the template; a parameter is in braces
	handler  handler
	names    []string // operation ids and their older names, of all pins; the newest id first
	variants []*variant
}

// A variant is an operation in one resource version.
type variant struct {
	version    string // "2023-01-01"; "" for the API 1.0, which has no versions
	apiVersion string // the pin it was taken from, the newest that has it
	sunset     time.Time
	deprecated bool
	status     int // of success
	doc        *openapi3.T
	item       *openapi3.PathItem
	op         *openapi3.Operation
	body       *openapi3.Schema // of the request; nil when it has none
	bodyNeeded bool
}

// pins loads and prepares the pinned documents, once in a process. What it returns is not changed afterwards.
var pins = sync.OnceValues(loadPins)

// loadPins reads the documents from the newest to the oldest, so that a resource version is taken from the newest.
func loadPins() ([]*operation, error) {
	versions, err := pinnedVersions()
	if err != nil {
		return nil, err
	}
	found := map[string]*operation{}
	for _, version := range versions {
		if err := loadPin(version, found); err != nil {
			return nil, fmt.Errorf("load pinned document %q: %w", version, err)
		}
	}
	ops := slices.Collect(maps.Values(found))
	for _, o := range ops {
		slices.SortFunc(o.variants, func(a, b *variant) int { return cmp.Compare(b.version, a.version) })
	}
	slices.SortFunc(ops, func(a, b *operation) int {
		return cmp.Or(cmp.Compare(a.template, b.template), cmp.Compare(a.method, b.method))
	})
	return ops, nil
}

// pinnedVersions lists the versions in pins.yaml, newest first and "v1.0" last.
func pinnedVersions() ([]string, error) {
	text, err := fs.ReadFile(spec.FS(), "pins.yaml")
	if err != nil {
		return nil, err
	}
	var list struct {
		Pins []struct {
			Version string `yaml:"version"`
		} `yaml:"pins"`
	}
	if err := yaml.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("read pins.yaml: %w", err)
	}
	var versions []string
	for _, p := range list.Pins {
		versions = append(versions, p.Version)
	}
	slices.SortFunc(versions, func(a, b string) int {
		return cmp.Compare(strings.Replace(b, "v", "0", 1), strings.Replace(a, "v", "0", 1))
	})
	return versions, nil
}

// loadPin adds the operations of one document to those found so far.
func loadPin(version string, found map[string]*operation) error {
	text, err := spec.Document(version)
	if err != nil {
		return err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return err
	}
	repair(doc)
	for template, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			key := method + " " + template
			o := found[key]
			if o == nil {
				o = &operation{method: method, template: template, segments: strings.Split(template, "/")}
				o.handler = handlerOf(method, template)
				found[key] = o
			}
			o.addName(op.OperationID)
			o.addName(extension(op.Extensions, "x-xgen-operation-id-override"))
			variants, err := variantsOf(version, doc, item, op)
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			for _, v := range variants {
				o.add(v)
			}
		}
	}
	return nil
}

func (o *operation) addName(name string) {
	if name != "" && !slices.Contains(o.names, name) {
		o.names = append(o.names, name)
	}
}

// add adds a variant unless its resource version is known already.
func (o *operation) add(v *variant) {
	if !slices.ContainsFunc(o.variants, func(w *variant) bool { return w.version == v.version }) {
		o.variants = append(o.variants, v)
	}
}

// variantsOf makes one variant for each media type of the successful response.
func variantsOf(apiVersion string, doc *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) ([]*variant, error) {
	status, success := successOf(op)
	if success == nil {
		return nil, errors.New("no successful response")
	}
	base := variant{apiVersion: apiVersion, status: status, deprecated: op.Deprecated, doc: doc, item: item, op: op}
	base.sunset = sunsetOf(op.Extensions)
	if len(success.Content) == 0 {
		base.takeBody("")
		return []*variant{&base}, nil
	}
	var all []*variant
	for mediaType, content := range success.Content {
		v := base
		v.version = versionOf(mediaType)
		if at := sunsetOf(content.Extensions); !at.IsZero() {
			v.sunset = at
		}
		v.takeBody(v.version)
		all = append(all, &v)
	}
	return all, nil
}

// takeBody finds the schema of the request body of a resource version.
func (v *variant) takeBody(version string) {
	if v.op.RequestBody == nil || v.op.RequestBody.Value == nil {
		return
	}
	v.bodyNeeded = v.op.RequestBody.Value.Required
	for mediaType, content := range v.op.RequestBody.Value.Content {
		if versionOf(mediaType) == version && content.Schema != nil {
			v.body = content.Schema.Value
		}
	}
}

// successOf returns the response with a status of 2xx.
func successOf(op *openapi3.Operation) (int, *openapi3.Response) {
	for _, status := range []int{http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent} {
		if r := op.Responses.Status(status); r != nil && r.Value != nil {
			return status, r.Value
		}
	}
	return 0, nil
}

// sunsetOf reads x-sunset, which is a date; the zero time is none.
func sunsetOf(extensions map[string]any) time.Time {
	at, err := time.Parse(time.DateOnly, extension(extensions, "x-sunset"))
	if err != nil {
		return time.Time{}
	}
	return at
}

func extension(extensions map[string]any, name string) string {
	text, _ := extensions[name].(string)
	return text
}

// repair mends what is wrong in the documents themselves: the pattern of the legacy oplogTs is escaped twice, so that
// no date fits it. Atlas takes dates.
func repair(doc *openapi3.T) {
	legacy := doc.Components.Schemas["BackupRestoreJob"]
	if legacy == nil || legacy.Value == nil {
		return
	}
	if p := legacy.Value.Properties["oplogTs"]; p != nil && p.Value != nil {
		p.Value.Pattern = `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$`
	}
}
