package gen

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/codegen"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/overlay"
	"github.com/atlasrestore/atlasrestore/internal/pin"
	"github.com/atlasrestore/atlasrestore/overlays"
	"github.com/atlasrestore/atlasrestore/spec"
)

// Options say what [Files] generates. The zero Options generate every pin
// that is embedded in this module.
type Options struct {
	// Spec holds pins.yaml, lock.yaml and the pins; the embedded ones when nil.
	Spec fs.FS
	// Versions are the API versions to generate ("v1.0", "2025-03-12"); all
	// that are pinned when empty.
	Versions []string
}

// Files generates one package for each pin. The keys of the result are slash
// paths such as "atlas20250312/client.gen.go".
func Files(ctx context.Context, opts Options) (map[string][]byte, error) {
	pins, err := loadPins(opts.Spec)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, p := range pins.config.Pins {
		if len(opts.Versions) > 0 && !slices.Contains(opts.Versions, p.Version) {
			continue
		}
		d, err := pins.overlaid(p)
		if err != nil {
			return nil, err
		}
		generated, err := generate(ctx, job{
			Document: d, Package: p.Package, APIVersion: p.Version, Family: pins.config.Family,
			Source: fmt.Sprintf("spec/%s and overlays", p.File()),
		})
		if err != nil {
			return nil, err
		}
		for name, data := range generated {
			files[path.Join(p.Package, name)] = data
		}
	}
	for _, v := range opts.Versions {
		if _, ok := pins.config.Pin(v); !ok {
			return nil, &UnknownVersionError{Version: v, Known: pins.versions()}
		}
	}
	return files, nil
}

// pinned is the content of a spec folder.
type pinned struct {
	fsys   fs.FS
	config *pin.Config
	lock   *pin.Lock
}

func loadPins(fsys fs.FS) (*pinned, error) {
	if fsys == nil {
		fsys = spec.FS()
	}
	data, err := fs.ReadFile(fsys, pin.ConfigFile)
	if err != nil {
		return nil, fmt.Errorf("read pins: %w", err)
	}
	config, err := pin.ParseConfig(pin.ConfigFile, data)
	if err != nil {
		return nil, err
	}
	data, err = fs.ReadFile(fsys, pin.LockFile)
	if err != nil {
		return nil, fmt.Errorf("read lock: %w", err)
	}
	lock, err := pin.ParseLock(pin.LockFile, data)
	if err != nil {
		return nil, err
	}
	return &pinned{fsys: fsys, config: config, lock: lock}, nil
}

func (p *pinned) versions() []string {
	var out []string
	for _, pin := range p.config.Pins {
		out = append(out, pin.Version)
	}
	return out
}

// document returns a pinned document as it stands in the folder, when it is
// the one that the lock records.
func (p *pinned) document(which pin.Pin) (*doc.Document, error) {
	data, err := fs.ReadFile(p.fsys, which.File())
	if err != nil {
		return nil, fmt.Errorf("read pin: %w", err)
	}
	locked, ok := p.lock.Pin(which.Version)
	if !ok {
		return nil, &pin.Mismatch{File: pin.LockFile, Reason: fmt.Sprintf("no record of version %q", which.Version)}
	}
	if err := locked.CheckSum(data); err != nil {
		return nil, err
	}
	return doc.Parse("spec/"+which.File(), data)
}

// overlaid returns a pinned document with the overlays of its version.
func (p *pinned) overlaid(which pin.Pin) (*doc.Document, error) {
	d, err := p.document(which)
	if err != nil {
		return nil, err
	}
	files, err := overlays.For(which.Version)
	if err != nil {
		return nil, err
	}
	return applyOverlays(d, "overlays/", files, overlay.Options{Extends: p.config.Sources[which.Source].Path})
}

// applyOverlays applies overlay documents in order. folder stands before
// their names in messages.
func applyOverlays(d *doc.Document, folder string, files []overlays.File, opts overlay.Options) (*doc.Document, error) {
	var parsed []*overlay.Overlay
	for _, f := range files {
		o, err := overlay.Parse(folder+f.Name, f.Data)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, o)
	}
	return overlay.Chain(d, parsed, opts)
}

// job is one package to generate.
type job struct {
	Document   *doc.Document // overlaid; not changed
	Package    string
	APIVersion string
	Source     string // what the header names
	Family     func(method, path string) string
	Keep       func(*operation) bool // nil keeps every operation
}

// generate makes the files of one package.
func generate(ctx context.Context, j job) (map[string][]byte, error) {
	b, err := build(ctx, j)
	if err != nil {
		return nil, err
	}
	for name, src := range b.files {
		if b.files[name], err = wrapComments(src); err != nil {
			return nil, fmt.Errorf("format %s: %w", name, err)
		}
	}
	return b.files, verify(j.Package, b.files)
}

// built is a package and what it was made from.
type built struct {
	files      map[string][]byte // not all formatted, nor checked
	operations []*operation
	document   *doc.Document // that oapi-codegen got; its nodes have the positions of the job's document
	source     *goPackage
}

// build makes the source of a package.
func build(ctx context.Context, j job) (*built, error) {
	d := &doc.Document{Name: j.Document.Name, Root: j.Document.Root.Clone()}
	ops, err := readOperations(d, j.Family)
	if err != nil {
		return nil, err
	}
	if j.Keep != nil {
		ops = slices.DeleteFunc(ops, func(o *operation) bool { return !j.Keep(o) })
	}
	gd, err := generatorDocument(d, ops)
	if err != nil {
		return nil, err
	}
	if err := (wire{gd}).check(); err != nil {
		return nil, err
	}
	header := fmt.Sprintf("// Code generated by atlasgen from %s; DO NOT EDIT.\n", oneLine(j.Source))
	out, err := codegen.Generate(ctx, codegen.Input{Package: j.Package, Document: doc.JSON(gd.Root), Header: header})
	if err != nil {
		return nil, err
	}
	g, err := readGo(out.Models, out.Raw)
	if err != nil {
		return nil, err
	}
	typed, err := client(d, gd, header+packageComment(j), j.Package, j.APIVersion, ops, g)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"models.gen.go": out.Models, "raw.gen.go": out.Raw, "client.gen.go": typed}
	return &built{files: files, operations: ops, document: gd, source: g}, nil
}

// packageComment returns the doc comment of a generated package, with the
// line break before it.
func packageComment(j job) string {
	return fmt.Sprintf(`
// Package %s is a typed client for the MongoDB Atlas Administration API,
// version %s.
//
// [New] makes a [Client]. Its methods return the answer of Atlas, or an
// *atlas.Error that tells what Atlas refused; see package atlas for options,
// errors and what is known of a response beside its body. Values of the enum
// types may be newer than this package: IsKnown tells.
//
// [RawClient], [ClientInterface] and what belongs to them are the low-level
// client under it, as oapi-codegen generates it; get one from [Client.Raw].
`, j.Package, j.APIVersion)
}

// UnknownVersionError says that an API version is not to be had.
type UnknownVersionError struct {
	Version string
	Known   []string
}

func (e *UnknownVersionError) Error() string {
	return fmt.Sprintf("API version %q is not known: want one of %v", e.Version, e.Known)
}

// OverlayDiff returns what the overlays change in the pinned document of a
// version, as a unified diff of its canonical text.
func OverlayDiff(opts Options, version string) (string, error) {
	pins, err := loadPins(opts.Spec)
	if err != nil {
		return "", err
	}
	which, ok := pins.config.Pin(version)
	if !ok {
		return "", &UnknownVersionError{Version: version, Known: pins.versions()}
	}
	before, err := pins.document(which)
	if err != nil {
		return "", err
	}
	after, err := pins.overlaid(which)
	if err != nil {
		return "", err
	}
	return overlay.Diff(before, after), nil
}
