package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/atlasrestore/atlasrestore/gen"
	"github.com/atlasrestore/atlasrestore/internal/codegen"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/goapi"
	"github.com/atlasrestore/atlasrestore/internal/impact"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/pin"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

// withGo generates a Go package from each side, compares them, and tells of
// each finding what it does to the Go API.
func withGo(ctx context.Context, f specdiffFlags, o specdiffOptions, c config, base, rev *doc.Document, findings []finding.Finding) ([]finding.Finding, error) {
	generateMemory()
	g := goSides{ctx: ctx, docs: [2]*doc.Document{base, rev}, versions: [2]string{o.base, o.rev}}
	g.choose(o)
	sides, err := g.sides(f.goConfig)
	if err != nil {
		return nil, err
	}
	changes, err := compareGo(sides[0].Package, sides[1].Package)
	if err != nil {
		return nil, err
	}
	var severity *finding.Severity
	if s, ok := c.severity[impact.Rule][""]; ok {
		severity = &s
	}
	return impact.Attach(findings, changes, sides[0], sides[1], severity), nil
}

// goSides generates the two packages of a comparison.
type goSides struct {
	ctx      context.Context
	docs     [2]*doc.Document
	versions [2]string       // API versions that were asked for; empty for the newest
	selected map[string]bool // operations by operationKey; nil for all
}

// operationKey is what operations of the two sides are matched by.
func operationKey(method, path string) string { return method + " " + openapi.ParseTemplate(path).Key }

// choose works out which operations the filters leave: an operation counts on
// both sides when they accept it on one.
func (g *goSides) choose(o specdiffOptions) {
	if o.operations == nil && o.paths == nil {
		return
	}
	g.selected = map[string]bool{}
	for _, d := range g.docs {
		for op := range openapi.Operations(d) {
			if o.selectsOperation(op) {
				g.selected[operationKey(op.Method, op.Path)] = true
			}
		}
	}
}

func (g *goSides) wants(method, path string) bool {
	return g.selected == nil || g.selected[operationKey(method, path)]
}

// sides generates both packages in the same way: as the config of oapi-codegen
// says when there is one, else as atlasgen does; documents that are not of Atlas and that
// atlasgen does not take, as oapi-codegen does by itself.
func (g *goSides) sides(config string) ([2]*impact.Side, error) {
	for _, d := range g.docs {
		if v, err := d.OpenAPI(); err != nil || !strings.HasPrefix(v, "3.0") {
			return [2]*impact.Side{}, d.Errorf(d.Root.Get("openapi"), "no Go client can be generated from OpenAPI %s, only from 3.0 (--go)", v)
		}
	}
	if config != "" {
		data, err := source.File(config)
		if err != nil {
			return [2]*impact.Side{}, fmt.Errorf("read the config of oapi-codegen: %w", err)
		}
		c, err := codegen.ParseConfig(config, data)
		if err != nil {
			return [2]*impact.Side{}, err
		}
		return g.both(g.plain(c))
	}
	sides, err := g.both(g.atlas)
	if err == nil || g.ofAtlas() {
		return sides, err
	}
	return g.both(g.plain(codegen.ClientConfig()))
}

// both generates the sides at once. When neither can be, the error is that of base.
func (g *goSides) both(generate func(side int) (*impact.Side, error)) (sides [2]*impact.Side, err error) {
	var errs [2]error
	var wg sync.WaitGroup
	for i := range sides {
		wg.Go(func() {
			if sides[i], errs[i] = generate(i); errs[i] != nil {
				errs[i] = g.named(i, errs[i])
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return sides, err
		}
	}
	return sides, nil
}

// named gives an error the name of the document, unless it has it.
func (g *goSides) named(side int, err error) error {
	if name := g.docs[side].Name; !strings.Contains(err.Error(), name) {
		return fmt.Errorf("%s: %w", name, err)
	}
	return err
}

// ofAtlas reports whether a side has dated Atlas media types.
func (g *goSides) ofAtlas() bool {
	return len(pin.Versions(g.docs[0])) > 0 || len(pin.Versions(g.docs[1])) > 0
}

// atlas generates a side as atlasgen does, with the overlays of this module.
func (g *goSides) atlas(side int) (*impact.Side, error) {
	d := g.docs[side]
	t, err := gen.ClientTrace(g.ctx, gen.ClientOptions{
		APIVersion: g.version(side), Package: "client", Filter: g.wants,
		Upstream: &gen.Document{Name: d.Name, Data: d.Text},
	})
	if err != nil {
		return nil, err
	}
	p, err := goapi.Check(t.Files)
	if err != nil {
		return nil, err
	}
	out := &impact.Side{Doc: d, Package: p, Types: map[string]doc.Pos{}, Operations: t.Operations}
	for name, at := range t.Types {
		out.Types[name] = doc.Pos{Line: int32(at.Line), Col: int32(at.Col)}
	}
	return out, nil
}

// version returns the API version to generate from a side: the newest that a
// client gets who asks for the given one, else the newest stable one of the
// document, else its newest.
func (g *goSides) version(side int) string {
	known := pin.Versions(g.docs[side])
	if len(known) == 0 {
		return pin.Undated
	}
	if asked, err := openapi.ParseVersion(g.versions[side]); err == nil {
		if v, ok := asked.Newest(known); ok {
			return v.String()
		}
		return asked.String() // which the generator refuses
	}
	stable := slices.DeleteFunc(slices.Clone(known), func(v openapi.Version) bool { return v.Stage != openapi.Stable })
	if len(stable) > 0 {
		known = stable
	}
	return slices.MaxFunc(known, openapi.Version.Compare).String()
}

// plain generates a side as oapi-codegen does by itself.
func (g *goSides) plain(c codegen.Config) func(side int) (*impact.Side, error) {
	return func(side int) (*impact.Side, error) {
		d := g.docs[side]
		marked := impact.Marked(d, func(op openapi.Operation) bool { return g.wants(op.Method, op.Path) })
		src, err := codegen.Plain(g.ctx, doc.JSON(marked.Root), c)
		if err != nil {
			return nil, err
		}
		p, err := goapi.Check(map[string][]byte{"generated.go": src})
		if err != nil {
			return nil, err
		}
		return impact.ReadMarks(d, p), nil
	}
}
