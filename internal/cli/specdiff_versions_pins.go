package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
	"github.com/atlasrestore/atlasrestore/internal/pin"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

// pinned is a pin, its document and its record.
type pinned struct {
	pin.Pin
	doc    *doc.Document
	locked pin.Locked // zero without a lock
}

// readPins reads the pins of a folder. The list of pins is the file named, or
// that of the folder.
func (f folder) readPins(file string) ([]pinned, error) {
	c, err := f.configOr(file)
	if err != nil {
		return nil, err
	}
	l, err := f.lock()
	if err != nil {
		return nil, err
	}
	var out []pinned
	for _, p := range c.Pins {
		d, err := f.pinned(p)
		if err != nil {
			return nil, err
		}
		locked, _ := l.Pin(p.Version)
		out = append(out, pinned{p, d, locked})
	}
	return out, nil
}

// configOr reads the list of pins from a file; of the folder itself when none
// is named.
func (f folder) configOr(file string) (*pin.Config, error) {
	if file == "" {
		return f.config()
	}
	data, err := source.File(file)
	if err != nil {
		return nil, fmt.Errorf("read pins: %w", err)
	}
	return pin.ParseConfig(file, data)
}

// pinned reads the document of a pin.
func (f folder) pinned(p pin.Pin) (*doc.Document, error) {
	name := f.path(p.File())
	data, err := source.File(name)
	if err != nil {
		return nil, fmt.Errorf("read pin: %w", err)
	}
	d, err := doc.Parse(name, data)
	if err != nil {
		return nil, err
	}
	return d, isOpenAPI(d)
}

// versionsOfPins makes the matrix of the pins, and a guide from one to another.
func versionsOfPins(cmd *cobra.Command, f versionsFlags, o versionsOptions, args []string) (report.Versions, error) {
	pins, err := folder(f.spec).readPins(strings.Join(args, ""))
	if err != nil {
		return report.Versions{}, err
	}
	if !o.guide {
		return matrix(pins, o)
	}
	base, err := serving(pins, o.from)
	if err != nil {
		return report.Versions{}, err
	}
	rev, err := serving(pins, o.to)
	if err != nil {
		return report.Versions{}, err
	}
	v, err := matrix([]pinned{base, rev}, o)
	if err != nil {
		return v, err
	}
	for i := range v.Operations {
		row := &v.Operations[i]
		from, before := row.Held[base.Version]
		to, after := row.Held[rev.Version]
		step(row, held{from, before}, held{to, after})
	}
	v.Changes, err = changes(cmd, o, base.doc, rev.doc)
	return v, err
}

// matrix makes a row for each operation that a pin holds, in the order of the
// pins.
func matrix(pins []pinned, o versionsOptions) (report.Versions, error) {
	v := report.Versions{Operations: []report.VersionedOperation{}}
	index := map[string]int{}
	for _, p := range pins {
		if !slices.Contains(v.Pins, p.Version) { // a guide may lead from a pin to itself
			v.Pins = append(v.Pins, p.Version)
		}
		for op := range openapi.Operations(p.doc) {
			if !o.selectsOperation(op) {
				continue
			}
			row := versionedOperation(op, o.asOf)
			i, known := index[row.Operation]
			if !known {
				i = len(v.Operations)
				index[row.Operation] = i
				v.Operations = append(v.Operations, report.VersionedOperation{Operation: row.Operation, OperationID: row.OperationID, Held: map[string]string{}})
			}
			v.Operations[i].Held[p.Version] = newest(row)
			v.Operations[i].Versions = merge(v.Operations[i].Versions, append(row.Versions, p.recorded(row.Operation)...))
		}
	}
	if len(v.Operations) == 0 {
		return v, usagef("no operation of the pins matches --operations and --paths")
	}
	return v, nil
}

// newest returns the resource version that a pin holds, empty for an operation
// without dates.
func newest(row report.VersionedOperation) string {
	if n := len(row.Versions); n > 0 {
		return row.Versions[n-1].Version
	}
	return ""
}

// recorded returns the resource versions of an operation that the lock knows.
func (p pinned) recorded(operation string) []report.ResourceVersion {
	var out []report.ResourceVersion
	for _, v := range p.locked.VersionsOf(operation) {
		out = append(out, report.ResourceVersion{Version: v})
	}
	return out
}

// merge adds versions that are not there yet, ascending. Of those that are, the
// first that knows its end stays.
func merge(all, more []report.ResourceVersion) []report.ResourceVersion {
	out := append([]report.ResourceVersion{}, all...)
	for _, m := range more {
		i := slices.IndexFunc(out, func(r report.ResourceVersion) bool { return r.Version == m.Version })
		switch {
		case i < 0:
			out = append(out, m)
		case out[i].Sunset == "":
			out[i] = m
		}
	}
	slices.SortStableFunc(out, func(a, b report.ResourceVersion) int {
		v, errA := openapi.ParseVersion(a.Version)
		w, errB := openapi.ParseVersion(b.Version)
		if errA != nil || errB != nil { // a lock that was edited
			return strings.Compare(a.Version, b.Version)
		}
		return v.Compare(w)
	})
	return out
}

// serving returns the pin that holds what a client on an API version gets: its
// own, else the newest that is not later, provided that the lock knows nothing
// newer of its operations.
func serving(pins []pinned, v openapi.Version) (pinned, error) {
	var best pinned
	var versions []string
	for _, p := range pins {
		versions = append(versions, p.Version)
		at, dated := p.APIVersion()
		if !dated || at.Compare(v) > 0 {
			continue
		}
		if known, ok := best.APIVersion(); !ok || known.Compare(at) < 0 {
			best = p
		}
	}
	if best.doc == nil {
		return best, usagef("no pin serves API version %s: the pins are %s", v, strings.Join(versions, ", "))
	}
	if best.Version == v.String() {
		return best, nil
	}
	for op := range openapi.Operations(best.doc) {
		if exact, _ := best.locked.Exact(op, v); !exact && len(op.Versions()) > 0 {
			return best, fmt.Errorf("the pins do not hold what Atlas serves at %s of %s: pin that version", v, op)
		}
	}
	return best, nil
}
