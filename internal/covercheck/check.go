package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/cover"
)

const (
	module = "github.com/atlasrestore/atlasrestore/"
	least  = 85 // per cent of the statements of a package
)

// share counts the statements of a package.
type share struct{ run, all int }

func (s share) percent() float64 { return 100 * float64(s.run) / float64(s.all) }

// check prints a line for each package and returns the packages with too
// little coverage as an error.
func check(out io.Writer, profiles []*cover.Profile) error {
	packages := map[string]share{}
	for _, p := range profiles {
		name := strings.TrimPrefix(path.Dir(p.FileName), module)
		s := packages[name]
		for _, b := range p.Blocks {
			s.all += b.NumStmt
			if b.Count > 0 {
				s.run += b.NumStmt
			}
		}
		packages[name] = s
	}
	if len(packages) == 0 {
		return errors.New("the profile is empty")
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		s := packages[name]
		if s.all == 0 || !demanded(name) {
			continue
		}
		fmt.Fprintf(out, "%5.1f %%  %s\n", s.percent(), name)
		if s.percent() < least {
			errs = append(errs, fmt.Errorf("%s: the tests run %.1f %% of its statements, want %d %%", name, s.percent(), least))
		}
	}
	return errors.Join(errs...)
}

// demanded reports whether a package has to be covered: the runtime and
// everything internal.
func demanded(name string) bool {
	return name == "atlas" || strings.HasPrefix(name, "atlas/") || strings.HasPrefix(name, "internal/")
}
