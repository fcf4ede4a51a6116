// Package codegen drives oapi-codegen as a library for one package: an
// OpenAPI document goes in, Go source for its models and for its low-level
// client comes out. It knows nothing of Atlas.
package codegen

import (
	"bytes"
	"context"
	"fmt"
	"go/format"
	"regexp"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
)

// Input is what to generate from.
type Input struct {
	Package  string // name of the Go package
	Document []byte // an OpenAPI 3.0 document without references to other documents
	Header   string // comment lines for the top of each file
}

// Output is Go source, formatted.
type Output struct {
	Models []byte // types and constants
	Raw    []byte // the low-level client and the request builders
}

// ClientType is the name of the low-level client type.
const ClientType = "RawClient"

// generating serialises calls: oapi-codegen keeps its options in package
// variables, so that concurrent calls race and settings of one call leak into
// the next. Calls of Generate use the same settings, and Plain sets what it leaves.
var generating sync.Mutex

// Generate returns the source of one package. It is safe for concurrent use;
// calls run one after another.
func Generate(ctx context.Context, in Input) (Output, error) {
	generating.Lock()
	defer generating.Unlock()
	var out Output
	var err error
	if out.Models, err = generate(ctx, in, codegen.GenerateOptions{Models: true}); err != nil {
		return Output{}, err
	}
	if out.Raw, err = generate(ctx, in, codegen.GenerateOptions{Client: true}); err != nil {
		return Output{}, err
	}
	return out, nil
}

func generate(ctx context.Context, in Input, what codegen.GenerateOptions) (src []byte, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// oapi-codegen panics on some documents, such as an empty allOf or a
	// component that is an alias of itself.
	defer func() {
		if p := recover(); p != nil {
			src, err = nil, fmt.Errorf("generate %s: oapi-codegen cannot take this document: %v", in.Package, p)
		}
	}()
	// Generating changes the document, so each call gets its own.
	d, err := openapi3.NewLoader().LoadFromData(in.Document)
	if err != nil {
		return nil, fmt.Errorf("load document for %s: %w", in.Package, err)
	}
	text, err := codegen.Generate(d, configuration(in.Package, what))
	if err != nil {
		return nil, fmt.Errorf("generate %s: %w", in.Package, err)
	}
	return withHeader(text, in)
}

// configuration holds every setting. Do not make one depend on the input.
func configuration(pkg string, what codegen.GenerateOptions) codegen.Configuration {
	// The version would name the build of whoever generates.
	noVersion := ""
	return codegen.Configuration{
		PackageName:          pkg,
		NoVCSVersionOverride: &noVersion,
		AllowRemoteRefsFrom:  []string{},
		Generate:             what,
		Compatibility: codegen.CompatibilityOptions{
			// Adding one enum must not rename the constants of another.
			AlwaysPrefixEnumValues: true,
			// Types are made per direction, so required means present.
			DisableRequiredReadOnlyAsPointer: true,
		},
		OutputOptions: codegen.OutputOptions{
			SkipPrune:        true, // the document holds what is wanted and no more
			SkipEnumValidate: true, // package gen writes IsKnown instead
			// What a call of Plain with another one would leave behind.
			ResponseTypeSuffix: defaultSuffix,
			NameNormalizer:     string(codegen.NameNormalizerFunctionToCamelCaseWithInitialisms),
			ClientTypeName:     ClientType,
			UserTemplates: map[string]string{
				// The typed client takes the place of ClientWithResponses. A
				// template counts as text, not as a URL, when it has a line
				// break, and as a replacement when it is not blank.
				"client-with-responses.tmpl": "{{\"\"}}\n",
			},
			TypeMapping: &codegen.TypeMapping{
				Number: codegen.FormatMapping{Default: codegen.SimpleTypeSpec{Type: "float64"}},
				// Types that refuse a text on decoding would lose the whole
				// response over one odd value.
				String: codegen.FormatMapping{Formats: map[string]codegen.SimpleTypeSpec{
					"uuid": {Type: "string"}, "email": {Type: "string"}, "date": {Type: "string"},
				}},
			},
		},
	}
}

// deprecation finds a deprecation notice right below another comment line. It
// has to be a paragraph of its own for tools to see it (go.dev/wiki/Deprecated).
var deprecation = regexp.MustCompile(`(?m)^([\t ]*// .*)\n([\t ]*)// Deprecated:`)

// withHeader puts the header of this module in the place of the one that
// oapi-codegen writes, because that names the module of whoever generates.
func withHeader(src string, in Input) ([]byte, error) {
	clause := []byte("package " + in.Package + "\n")
	i := bytes.Index([]byte(src), clause)
	if i < 0 {
		return nil, fmt.Errorf("generate %s: the source has no package clause", in.Package)
	}
	src = deprecation.ReplaceAllString(src[i:], "$1\n$2//\n$2// Deprecated:")
	out, err := format.Source([]byte(in.Header + "\n" + src))
	if err != nil {
		return nil, fmt.Errorf("format %s: %w", in.Package, err)
	}
	return out, nil
}
