package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/atlasrestore/atlasrestore/atlastest"
)

// presets are the faults by name, each with the share of requests it hits unless the argument says another.
var presets = map[string]struct {
	rate  float64
	fault atlastest.Fault
}{
	"storm":     {0.2, atlastest.Fault{}}, // a mix of its own
	"slow":      {1, atlastest.Fault{Latency: 2 * time.Second, RealTime: true}},
	"drop":      {0.1, atlastest.Fault{Drop: atlastest.DropBefore}},
	"lost":      {0.1, atlastest.Fault{Drop: atlastest.DropAfter}},
	"cut":       {0.1, atlastest.Fault{Drop: atlastest.DropBody, DropAfter: 100}},
	"limited":   {0.2, atlastest.Fault{Status: 429, RetryAfter: "2"}},
	"proxy":     {0.1, atlastest.Fault{Status: 502, HTML: true}},
	"error":     {0.1, atlastest.Fault{Status: 500}},
	"malformed": {0.1, atlastest.Fault{Malformed: true, Path: "/api/atlas/**"}},
	"future":    {1, atlastest.Fault{UnknownEnum: true, UnknownField: true, Path: "/api/atlas/**"}},
	"nulls":     {1, atlastest.Fault{Nulls: true, Path: "/api/atlas/**"}},
	"corrupt":   {1, atlastest.Fault{Corrupt: true, Operation: "download"}},
}

func presetNames() []string { return slices.Sorted(maps.Keys(presets)) }

// presetFaults makes the faults of the arguments, each "name" or "name=rate" with a rate above 0 and up to 1.
func presetFaults(args []string, seed uint64) ([]atlastest.Fault, error) {
	var faults []atlastest.Fault
	for i, arg := range args {
		name, text, hasRate := strings.Cut(arg, "=")
		preset, ok := presets[name]
		if !ok {
			return nil, fmt.Errorf("--fault %q is none of %s", name, strings.Join(presetNames(), ", "))
		}
		rate := preset.rate
		if hasRate {
			var err error
			if rate, err = strconv.ParseFloat(text, 64); err != nil || !(rate > 0 && rate <= 1) {
				return nil, fmt.Errorf("--fault %q has a rate that is not above 0 and up to 1", arg)
			}
		}
		if name == "storm" {
			faults = append(faults, atlastest.Storm(seed+uint64(i), rate)...)
			continue
		}
		f := preset.fault
		f.Probability, f.Seed = rate, seed+uint64(i)
		faults = append(faults, f)
	}
	return faults, nil
}
