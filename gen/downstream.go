package gen

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/overlay"
	"github.com/atlasrestore/atlasrestore/internal/pin"
	"github.com/atlasrestore/atlasrestore/overlays"
)

// ClientOptions say what [Client] generates. APIVersion and Package are
// needed.
type ClientOptions struct {
	// APIVersion is "v1.0", a date that Atlas has published ("2024-05-30"),
	// or, with Upstream, "preview" or an upcoming version.
	APIVersion string
	// Package is the name of the Go package.
	Package string
	// Operations are the ones to generate, by operationId, by the id that the
	// Atlas tools use, or (without Upstream) by Go name. When it and Paths are empty, all restore
	// operations of the version are generated.
	Operations []string
	// Paths adds the operations whose path template it accepts; nil adds none.
	Paths func(path string) bool
	// Filter, when set, is asked about each operation that exists at the version,
	// in the place of Operations and Paths. It may leave none.
	Filter func(method, path string) bool
	// Upstream is a whole Atlas document to generate from; nil for the pins
	// that are embedded in this module.
	Upstream *Document
	// Overlays are applied after those of this module, strictly. One that says
	// what it extends must name Upstream, or, without Upstream, the path of the
	// Atlas document that the pins come from ("openapi/v2.yaml").
	Overlays []overlays.File
}

// Document is the text of an OpenAPI document.
type Document struct {
	Name string // what messages call it
	Data []byte
}

// UnknownOperationError says that an operation is not part of an API version.
type UnknownOperationError struct {
	Operation string
	Version   string
	Known     []string // Go names or ids, few enough to print; else empty
}

func (e *UnknownOperationError) Error() string {
	msg := fmt.Sprintf("operation %q is not part of version %s", e.Operation, e.Version)
	if len(e.Known) > 0 {
		msg += ": want one of " + strings.Join(e.Known, ", ")
	}
	return msg
}

// Client generates one package for a repository of its own. The keys of the
// result are file names.
//
// An API version that is not pinned is generated from the pins when they hold
// exactly what Atlas serves at that version; lock.yaml tells. Otherwise the
// error asks for an upstream document.
func Client(ctx context.Context, opts ClientOptions) (map[string][]byte, error) {
	j, err := clientJob(opts)
	if err != nil {
		return nil, err
	}
	return generate(ctx, j)
}

func clientJob(opts ClientOptions) (job, error) {
	if !token.IsIdentifier(opts.Package) || opts.Package == "_" {
		return job{}, fmt.Errorf("package %q is not the name of a Go package", opts.Package)
	}
	pins, err := loadPins(nil)
	if err != nil {
		return job{}, err
	}
	var j job
	if opts.Upstream == nil {
		j, err = pins.jobFor(opts)
	} else {
		j, err = pins.upstreamJob(opts)
	}
	if err != nil {
		return job{}, err
	}
	j.Package, j.APIVersion, j.Family = opts.Package, opts.APIVersion, pins.config.Family
	return j, nil
}

// jobFor generates from the pins.
func (p *pinned) jobFor(opts ClientOptions) (job, error) {
	which, version, err := p.nearest(opts.APIVersion)
	if err != nil {
		return job{}, err
	}
	d, err := p.overlaid(which)
	if err != nil {
		return job{}, err
	}
	if d, err = applyOverlays(d, "", opts.Overlays, overlay.Options{Extends: p.config.Sources[which.Source].Path}); err != nil {
		return job{}, err
	}
	keep, err := p.keep(d, which, version, opts)
	if err != nil {
		return job{}, err
	}
	return job{
		Document: d, Source: fmt.Sprintf("the %s pin of github.com/atlasrestore/atlasrestore", which.Version),
		Keep: func(o *operation) bool { return keep[o.String()] },
	}, nil
}

// nearest returns the pin that serves an API version: its own, else the next
// later one, else the newest.
func (p *pinned) nearest(apiVersion string) (pin.Pin, openapi.Version, error) {
	version, parseErr := openapi.ParseVersion(apiVersion)
	if which, ok := p.config.Pin(apiVersion); ok {
		return which, version, nil
	}
	var known []string
	var best pin.Pin
	for _, candidate := range p.config.Pins {
		v, dated := candidate.APIVersion()
		if !dated {
			known = append(known, candidate.Version)
			continue
		}
		locked, _ := p.lock.Pin(candidate.Version)
		for _, k := range locked.Upstream.APIVersions {
			if !slices.Contains(known, k) {
				known = append(known, k)
			}
		}
		if best.Version == "" || best.Version < apiVersion && v.String() > best.Version {
			best = candidate
		}
	}
	if parseErr != nil || !slices.Contains(known, apiVersion) {
		return pin.Pin{}, version, &UnknownVersionError{Version: apiVersion, Known: known}
	}
	return best, version, nil
}

// keep returns the operations of a pin that are asked for and exist at the
// version, by "METHOD /path".
func (p *pinned) keep(d *doc.Document, which pin.Pin, version openapi.Version, opts ClientOptions) (map[string]bool, error) {
	locked, _ := p.lock.Pin(which.Version)
	_, dated := which.APIVersion()
	var exist []openapi.Operation
	var errs []error
	for op := range openapi.Operations(d) {
		exact, exists := locked.Exact(op, version)
		switch {
		case !dated, exact:
			exist = append(exist, op)
		case exists && wanted(op, opts):
			errs = append(errs, fmt.Errorf("%s: the pins do not hold the resource version that Atlas serves at %s: give an upstream document", op, version))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	chosen, err := choose(exist, opts)
	if err != nil {
		return nil, err
	}
	keep := map[string]bool{}
	for _, op := range chosen {
		keep[op.String()] = true
	}
	return keep, nil
}

// upstreamJob generates from an upstream document.
func (p *pinned) upstreamJob(opts ClientOptions) (job, error) {
	d, err := doc.Parse(opts.Upstream.Name, opts.Upstream.Data)
	if err != nil {
		return job{}, err
	}
	if _, err := d.OpenAPI(); err != nil {
		return job{}, err
	}
	target, err := p.target(d, opts.APIVersion)
	if err != nil {
		return job{}, err
	}
	var exist []openapi.Operation
	for op := range openapi.Operations(d) {
		versions := op.Versions()
		_, visible := target.Version.Newest(versions)
		if !target.Dated || len(versions) == 0 || visible {
			exist = append(exist, op)
		}
	}
	if len(opts.Operations) == 0 && opts.Paths == nil && opts.Filter == nil {
		exist = slices.DeleteFunc(exist, func(op openapi.Operation) bool { return p.config.Family(op.Method, op.Path) == "" })
	}
	chosen, err := choose(exist, opts)
	if err != nil {
		return job{}, err
	}
	if d, err = pin.Subset(d, target, chosen); err != nil {
		return job{}, err
	}
	ours, err := overlays.All()
	if err != nil {
		return job{}, err
	}
	// The overlays of this module speak of the restore operations of the
	// pinned documents: what is not there is skipped.
	if d, err = applyOverlays(d, "overlays/", ours, overlay.Options{SkipMissing: true}); err != nil {
		return job{}, err
	}
	if d, err = applyOverlays(d, "", opts.Overlays, overlay.Options{Extends: opts.Upstream.Name}); err != nil {
		return job{}, err
	}
	return job{Document: d, Source: fmt.Sprintf("%s at version %s", baseName(opts.Upstream.Name), opts.APIVersion)}, nil
}

// target reads the API version for an upstream document, which must know it.
func (p *pinned) target(d *doc.Document, apiVersion string) (pin.Target, error) {
	known := pin.Versions(d)
	if apiVersion == pin.Undated && len(known) == 0 {
		return pin.Target{}, nil
	}
	v, err := openapi.ParseVersion(apiVersion)
	if err != nil || !slices.Contains(known, v) && v.Stage != openapi.Preview {
		e := &UnknownVersionError{Version: apiVersion}
		for _, k := range known {
			e.Known = append(e.Known, k.String())
		}
		if len(known) == 0 {
			e.Known = []string{pin.Undated}
		}
		return pin.Target{}, e
	}
	return pin.Target{Version: v, Dated: true}, nil
}

// choose returns the operations that the options ask for: all when they name
// none.
func choose(exist []openapi.Operation, opts ClientOptions) ([]openapi.Operation, error) {
	for _, name := range opts.Operations {
		if !slices.ContainsFunc(exist, func(op openapi.Operation) bool { return named(op, name) }) {
			return nil, &UnknownOperationError{Operation: name, Version: opts.APIVersion, Known: someNames(exist)}
		}
	}
	var out []openapi.Operation
	for _, op := range exist {
		if wanted(op, opts) {
			out = append(out, op)
		}
	}
	if len(out) == 0 && opts.Filter == nil {
		return nil, fmt.Errorf("version %s: no operation is selected", opts.APIVersion)
	}
	return out, nil
}

func wanted(op openapi.Operation, opts ClientOptions) bool {
	if opts.Filter != nil {
		return opts.Filter(op.Method, op.Path)
	}
	return len(opts.Operations) == 0 && opts.Paths == nil ||
		slices.ContainsFunc(opts.Operations, func(name string) bool { return named(op, name) }) ||
		opts.Paths != nil && opts.Paths(op.Path)
}

// maxNames bounds the list of names in an error.
const maxNames = 30

func someNames(ops []openapi.Operation) []string {
	if len(ops) > maxNames {
		return nil
	}
	var out []string
	for _, op := range ops {
		out = append(out, op.ID())
	}
	return out
}

// baseName returns what stands after the last slash of a path or URL, so that
// generated files do not depend on where a document was read from.
func baseName(name string) string {
	return name[strings.LastIndexAny(name, `/\`)+1:]
}
