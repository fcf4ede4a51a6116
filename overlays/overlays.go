// Package overlays holds what this module says about the pinned Atlas
// documents, as OpenAPI Overlay 1.1 documents written by hand: Go names that
// stay when Atlas renames things, doc comments in our own words, and
// corrections of what the documents get wrong.
//
// A folder is named by the version that its overlays are for. The overlays in
// common apply to every version and those in v1.0 to that one alone. A folder
// with a date holds what came with that date, so it applies from that API
// version on, as the resource versions of Atlas themselves do.
package overlays

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
)

//go:embed */*.yaml
var files embed.FS

const (
	common  = "common"
	undated = "v1.0"
)

// File is one overlay document.
type File struct {
	Name string // "common/10-operation-names.yaml"
	Data []byte
}

// For returns the overlays for an API version ("v1.0", "2024-11-13",
// "preview") in the order in which they apply: common first, then the dated
// folders by date, the files of a folder by name.
func For(version string) ([]File, error) {
	return read(files, version)
}

// All returns the overlays of every folder, common first. It is for documents
// that were not pinned, which may hold operations of any folder; what an
// overlay does not find there is to be skipped.
func All() ([]File, error) {
	return read(files, "")
}

// read returns the overlays for a version, or all of them when it is empty.
func read(fsys fs.FS, version string) ([]File, error) {
	folders, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("list overlays: %w", err)
	}
	var out []File
	for _, name := range folderOrder(folders, version) {
		entries, err := fs.ReadDir(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("list overlays: %w", err)
		}
		for _, e := range entries {
			file := path.Join(name, e.Name())
			data, err := fs.ReadFile(fsys, file)
			if err != nil {
				return nil, fmt.Errorf("read overlay: %w", err)
			}
			out = append(out, File{Name: file, Data: data})
		}
	}
	return out, nil
}

// folderOrder returns the names of the folders that apply to a version.
// Dates in this form sort as text, and "preview" sorts after each of them.
func folderOrder(folders []fs.DirEntry, version string) []string {
	var out []string
	for _, f := range folders {
		name := f.Name()
		switch {
		case !f.IsDir() || name == common:
		case version == "":
			out = append(out, name)
		case version == undated || name == undated:
			if name == version {
				out = append(out, name)
			}
		case name <= version:
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Insert(out, 0, common)
}
