package gen

import (
	"slices"

	"github.com/atlasrestore/atlasrestore/internal/pin"
)

// Row says what one generated package has of one family of operations.
type Row struct {
	Version    string // API version
	Package    string
	Family     string
	Operations int
	Resources  []string // resource versions, ascending; empty for v1.0
	Deprecated int      // how many of the operations
	Sunset     string   // the earliest day on which one stops working; empty when none has one
}

// Summary tells what [Files] with the same options generates, in the order of
// pins.yaml.
func Summary(opts Options) ([]Row, error) {
	pins, err := loadPins(opts.Spec)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, p := range pins.config.Pins {
		if len(opts.Versions) > 0 && !slices.Contains(opts.Versions, p.Version) {
			continue
		}
		of, err := pins.rows(p)
		if err != nil {
			return nil, err
		}
		rows = append(rows, of...)
	}
	return rows, nil
}

func (p *pinned) rows(which pin.Pin) ([]Row, error) {
	d, err := p.overlaid(which)
	if err != nil {
		return nil, err
	}
	ops, err := readOperations(d, p.config.Family)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, sel := range which.Operations {
		i := slices.IndexFunc(ops, func(o *operation) bool { return o.String() == sel.String() })
		if i < 0 {
			continue
		}
		if len(rows) == 0 || rows[len(rows)-1].Family != sel.Family {
			rows = append(rows, Row{Version: which.Version, Package: which.Package, Family: sel.Family})
		}
		rows[len(rows)-1].add(ops[i])
	}
	return rows, nil
}

func (r *Row) add(o *operation) {
	r.Operations++
	if o.Deprecated() || o.Sunset != "" {
		r.Deprecated++
	}
	if o.Resource != "" && !slices.Contains(r.Resources, o.Resource) {
		r.Resources = append(r.Resources, o.Resource)
		slices.Sort(r.Resources)
	}
	if o.Sunset != "" && (r.Sunset == "" || o.Sunset < r.Sunset) {
		r.Sunset = o.Sunset
	}
}
