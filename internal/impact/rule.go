package impact

import (
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/finding"
)

// verb is what happened to a Go object.
type verb uint8

const (
	removed verb = 1 << iota
	added
	changed
	anything = removed | added | changed
)

func verbOf(c finding.GoChange) verb {
	switch {
	case strings.HasPrefix(c.What, "removed"):
		return removed
	case strings.HasPrefix(c.What, "added"):
		return added
	}
	return changed
}

// causes tells what an edit can do to the Go API, by the rule that reports it.
// A rule that is not here, such as one about sunset dates, can do nothing.
var causes = map[string]verb{
	"additional-properties-changed":   anything, // a map or an extra struct of its values
	"additional-properties-closed":    anything,
	"additional-properties-opened":    anything,
	"alternative-added":               anything,
	"alternative-removed":             anything,
	"bound-relaxed":                   changed, // int32 and int64; a minimum above zero makes a plain option
	"bound-tightened":                 changed,
	"callback-added":                  anything,
	"callback-removed":                anything,
	"default-changed":                 changed, // false as the default makes a plain option
	"discriminator-changed":           anything,
	"enum-value-added":                anything, // the first value makes a type of it
	"enum-value-removed":              anything,
	"error-status-added":              anything, // a response type has a field for each status
	"error-status-removed":            anything,
	"format-changed":                  anything,
	"media-type-added":                anything,
	"media-type-removed":              anything,
	"nullable-added":                  anything,
	"nullable-removed":                anything,
	"operation-added":                 anything,
	"operation-id-changed":            anything,
	"operation-removed":               anything,
	"parameter-added":                 anything, // the first optional one makes an options struct
	"parameter-added-required":        anything,
	"parameter-became-optional":       anything,
	"parameter-became-required":       anything,
	"parameter-removed":               anything,
	"parameter-serialization-changed": changed,
	"property-added":                  anything,
	"property-became-optional":        changed,
	"property-became-required":        changed,
	"property-removed":                anything,
	"read-only-added":                 anything, // requests and responses get types of their own
	"read-only-removed":               anything,
	"request-body-added":              anything,
	"request-body-added-required":     anything,
	"request-body-became-optional":    changed,
	"request-body-became-required":    changed,
	"request-body-removed":            anything,
	"required-property-added":         anything,
	"schema-changed":                  anything,
	"success-status-added":            anything,
	"success-status-removed":          anything,
	"type-changed":                    anything,
	"version-added":                   anything,
	"version-removed":                 anything,
	"write-only-added":                anything,
	"write-only-removed":              anything,
}

// memberRules are about what has a field, and cannot change the signature of a
// function.
var memberRules = map[string]bool{
	"default-changed": true, "error-status-added": true, "error-status-removed": true,
	"property-added": true, "property-became-optional": true, "property-became-required": true, "property-removed": true,
	"required-property-added": true,
}
