package compare

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/finding"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/schema"
)

// The profiles of Options.
const (
	Strict         = "strict"          // a response may not hold a new enum value
	TolerantReader = "tolerant-reader" // readers are expected to take enum values that they do not know
	Atlas          = "atlas"           // strict, and application/vnd.atlas.DATE+json is the JSON of a version
)

// Options say how to compare. The zero Options work.
type Options struct {
	// Profile is Strict, TolerantReader or Atlas. When it is empty, it is Atlas
	// for documents with dated Atlas media types and Strict for others.
	Profile string
	// AsOf is the day (YYYY-MM-DD) on which the comparison is made: a version
	// whose sunset is not later has no users any more. When it is empty, no
	// sunset has passed.
	AsOf string
	// Operations is asked about each operation id and each "GET /path", Paths
	// about each path template; an operation counts when both say yes on one of
	// the sides. Nil says yes.
	Operations, Paths func(string) bool
	// Severity replaces severities, by rule and direction. The direction ""
	// stands for all that are not named.
	Severity map[string]map[finding.Direction]finding.Severity
	// BaseAPIVersion and RevAPIVersion, when set, reduce a side to what a client
	// gets that asks for this version of the API.
	BaseAPIVersion, RevAPIVersion string
}

// Compare returns what the change from base to rev does, worst first, then by
// location, rule and direction. It fails on a document that is not OpenAPI 3.0
// or 3.1, on a reference that leads nowhere in a part that is compared, and on
// wrong options.
func Compare(ctx context.Context, base, rev *doc.Document, opts Options) ([]finding.Finding, error) {
	c, err := newComparison(ctx, base, rev, opts)
	if err != nil {
		return nil, err
	}
	done := c.startWalkers()
	func() {
		defer c.noMoreRoots()
		c.operations()
	}()
	done()
	if c.err != nil {
		return nil, c.err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.found.sorted(opts), nil
}

// operations compares everything but schemas. Those it hands to the walkers,
// which work at the same time.
func (c *comparison) operations() {
	pairs := c.match()
	c.securitySchemes(pairs)
	for _, p := range pairs {
		if c.ctx.Err() != nil {
			return
		}
		c.operation(p)
	}
	c.webhooks()
}

// walk hands a pair of schemas to a walker.
func (c *comparison) walk(base, rev holder, at place, how way, via site) {
	c.walkers[how.form].roots <- root{base, rev, at, how, via}
}

// noMoreRoots lets the walkers end.
func (c *comparison) noMoreRoots() {
	for _, w := range c.walkers {
		close(w.roots)
	}
}

// startWalkers begins to walk schemas. The function that it returns waits for
// the end and collects what was found, in a fixed order.
func (c *comparison) startWalkers() (done func()) {
	var wait sync.WaitGroup
	for _, w := range c.walkers {
		wait.Go(w.run)
	}
	return func() {
		wait.Wait()
		c.fail(c.look.err)
		for _, form := range []finding.Direction{finding.Request, finding.Response} {
			c.fail(c.walkers[form].err)
			c.walkers[form].flush(c.found)
		}
	}
}

// comparison is the state of one Compare.
type comparison struct {
	ctx       context.Context
	opts      Options
	base, rev *side
	versioned bool // the profile is Atlas
	projected bool // dates in media types are immaterial
	schemes   map[string]string
	same      *sameness
	look      *walker                       // for questions about single schemas
	walkers   map[finding.Direction]*walker // by the form of the message
	found     *sink
	err       error // the first one
}

func newComparison(ctx context.Context, base, rev *doc.Document, opts Options) (*comparison, error) {
	c := &comparison{ctx: ctx, opts: opts, found: newSink()}
	var err error
	if c.base, err = newSide("base", base, opts.BaseAPIVersion); err != nil {
		return nil, err
	}
	if c.rev, err = newSide("rev", rev, opts.RevAPIVersion); err != nil {
		return nil, err
	}
	switch opts.Profile {
	case "":
		c.versioned = c.base.dated() || c.rev.dated()
	case Atlas:
		c.versioned = true
	case Strict, TolerantReader:
	default:
		return nil, fmt.Errorf("profile %q: want %s, %s or %s", opts.Profile, Strict, TolerantReader, Atlas)
	}
	if _, err := time.Parse(time.DateOnly, opts.AsOf); opts.AsOf != "" && err != nil {
		return nil, fmt.Errorf("as of %q: want YYYY-MM-DD", opts.AsOf)
	}
	for id := range opts.Severity {
		if _, ok := RuleByID(id); !ok {
			return nil, fmt.Errorf("severity of rule %q: there is no such rule", id)
		}
	}
	c.projected = opts.BaseAPIVersion != "" || opts.RevAPIVersion != ""
	c.same = newSameness(base, rev, c.base.modern != c.rev.modern)
	c.look = newWalker(c)
	c.walkers = map[finding.Direction]*walker{finding.Request: newWalker(c), finding.Response: newWalker(c)}
	return c, nil
}

// fail remembers the first error.
func (c *comparison) fail(err error) {
	if c.err == nil && err != nil {
		c.err = err
	}
}

// passed reports whether a sunset day had come at the day of the comparison.
func (c *comparison) passed(sunset string) bool {
	return sunset != "" && c.opts.AsOf != "" && sunset <= c.opts.AsOf
}

// side is one of the two documents.
type side struct {
	name    string // "base" or "rev"
	doc     *doc.Document
	refs    *openapi.Resolver
	modern  bool             // OpenAPI 3.1
	version *openapi.Version // to project to; nil for none
}

func newSide(name string, d *doc.Document, version string) (*side, error) {
	v, err := d.OpenAPI()
	if err != nil {
		return nil, err
	}
	s := &side{name: name, doc: d, refs: openapi.NewResolver(d), modern: strings.HasPrefix(v, "3.1")}
	if version != "" {
		pv, err := openapi.ParseVersion(version)
		if err != nil {
			return nil, err
		}
		s.version = &pv
	}
	return s, nil
}

// dated reports whether a response or request body of the document has a dated
// Atlas media type.
func (s *side) dated() bool {
	for op := range openapi.Operations(s.doc) {
		if len(op.Versions()) > 0 {
			return true
		}
		for name := range op.Node.Lookup("requestBody", "content").All() {
			if _, ok := openapi.ParseMediaType(name); ok {
				return true
			}
		}
	}
	return false
}

// schema makes a node of this side's dialect a schema.
func (s *side) schema(n *doc.Node) schema.Schema { return schema.Schema{Doc: s.doc, Node: n} }

// at returns where a node stands and what its short value is; nil for no node.
func (s *side) at(n *doc.Node, p doc.Pointer, withValue bool) *finding.Place {
	if n == nil {
		return nil
	}
	place := &finding.Place{Position: finding.Position{
		File: s.doc.Name, Line: int(n.Pos.Line), Col: int(n.Pos.Col), Pointer: string(p),
	}}
	if withValue {
		place.Value = doc.JSON(n)
	}
	return place
}
