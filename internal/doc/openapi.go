package doc

import "strings"

// OpenAPI returns the OpenAPI version that the document declares, 3.0.x or
// 3.1.x, and an *Error for every other document.
func (d *Document) OpenAPI() (version string, err error) {
	if d.Root == nil || d.Root.Kind != Map {
		kind := Null
		if d.Root != nil {
			kind = d.Root.Kind
		}
		return "", d.Errorf(d.Root, "not an OpenAPI document: the root is %s, want an object", kind)
	}
	v := d.Root.Get("openapi")
	if v == nil {
		if s := d.Root.Get("swagger"); s != nil {
			return "", d.Errorf(s, "Swagger 2.0 documents are not supported, convert to OpenAPI 3 first")
		}
		return "", d.Errorf(d.Root, "not an OpenAPI document: it has no member \"openapi\"")
	}
	if v.Kind != String {
		return "", d.Errorf(v, "\"openapi\" is %s, want a string such as \"3.0.3\"", v.Kind)
	}
	for _, minor := range []string{"3.0.", "3.1."} {
		patch, ok := strings.CutPrefix(v.Value, minor)
		if n := digitsAt(patch); ok && n > 0 && (n == len(patch) || patch[n] == '-') {
			return v.Value, nil
		}
	}
	return "", d.Errorf(v, "OpenAPI version %s is not supported, want 3.0.x or 3.1.x", quote(v.Value))
}
