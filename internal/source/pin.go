package source

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/spec"
)

// readPin reads one of the pinned documents that package spec embeds.
func readPin(version string) (Document, error) {
	versions, err := Pins()
	if err != nil {
		return Document{}, err
	}
	if !slices.Contains(versions, version) {
		return Document{}, fmt.Errorf("read document %q: the pinned versions are %s", "pin:"+version, strings.Join(versions, ", "))
	}
	data, err := spec.Document(version)
	if err != nil {
		return Document{}, fmt.Errorf("read document %q: %w", "pin:"+version, err)
	}
	return Document{Name: "pin:" + version, Data: data}, nil
}

// Pins returns the versions that a "pin:" can name, sorted: every document but
// the two files about them.
func Pins() ([]string, error) {
	files, err := fs.Glob(spec.FS(), "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the pins: %w", err)
	}
	var versions []string
	for _, name := range files {
		if name != "pins.yaml" && name != "lock.yaml" {
			versions = append(versions, strings.TrimSuffix(name, ".yaml"))
		}
	}
	return versions, nil
}
