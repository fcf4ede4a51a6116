package source

import (
	"errors"
	"io/fs"
	"os"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// File reads a file beside the documents, such as a config file or an overlay,
// and refuses one that is larger than a document may be: a device, or a pipe
// without end, would fill the memory. Its errors are those of os, which name
// the file.
func File(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := readLimited(f, doc.MaxBytes)
	if named := (*fs.PathError)(nil); err != nil && !errors.As(err, &named) {
		return nil, &fs.PathError{Op: "read", Path: path, Err: err}
	}
	return data, err
}
