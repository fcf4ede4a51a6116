package atlas

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
)

// partVersion is the version of the side file. Another version is not read.
const partVersion = 1

// A partState is what is known of a .part file: which content it is the start of, and how much of it is certainly on
// the disk. It is the JSON of the .part.json file. Of the URL it has scheme and host, and a hash of the file name.
type partState struct {
	Version  int    `json:"version"`
	Place    string `json:"place"`
	File     string `json:"file"`
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"lastModified,omitempty"`
	Strong   bool   `json:"lastModifiedIsStrong,omitempty"`
	Total    int64  `json:"total"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"` // of those bytes
}

// fileMark tells the file of a link from others on the same host without showing it: a hash of the last element of the
// path.
func fileMark(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(path.Base(u.Path)))
	return hex.EncodeToString(sum[:8])
}

// newPartState describes what there is of the content of src.
func newPartState(src DownloadSource, e *downloadEntity, sums *downloadSums) partState {
	return partState{
		Version: partVersion, Place: src.place(), File: fileMark(src.URL),
		ETag: e.etag, Modified: e.modified, Strong: e.strong, Total: e.total,
		Bytes: sums.n, SHA256: sums.hex256(),
	}
}

// fits reports whether the part may be the start of the content of src. Whether it really is, the server says. On
// another host, as after a new job for the same snapshot, it has to say so by a strong validator.
func (s *partState) fits(src DownloadSource) bool {
	e := s.entity()
	return s.Version == partVersion && (s.Place == src.place() || e.ifRange() != "") &&
		s.File == fileMark(src.URL) && e.identified() && s.Bytes > 0 && (s.Total < 0 || s.Bytes <= s.Total) &&
		(src.Size <= 0 || (s.Bytes <= src.Size && (s.Total < 0 || s.Total == src.Size)))
}

func (s *partState) entity() downloadEntity {
	return downloadEntity{etag: s.ETag, modified: s.Modified, strong: s.Strong, total: max(s.Total, -1)}
}

// readPartState reads a side file; one that is missing or not whole is no state.
func readPartState(file string) (partState, bool) {
	const most = 64 << 10
	var s partState
	if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() || info.Size() > most {
		return s, false
	}
	data, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(data, &s) != nil {
		return partState{}, false
	}
	return s, true
}

// write replaces the side file in one step.
func (s *partState) write(base string) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	f, err := createPrivate(base + newStateSuffix)
	if err != nil {
		return err
	}
	_, err = f.Write(append(data, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(base+newStateSuffix))
	}
	return os.Rename(base+newStateSuffix, base+stateSuffix)
}

// createPrivate creates a new file for the owner alone, in place of whatever has that name, a symbolic link included.
func createPrivate(name string) (*os.File, error) {
	if err := removeFile(name); err != nil {
		return nil, err
	}
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}

// removeFile removes a file that may be missing.
func removeFile(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
