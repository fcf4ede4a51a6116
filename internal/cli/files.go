package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// writeFiles writes a set of files, all or none: each is written beside its
// place first, and only when all are there do they take their places. Files
// that have the right bytes already are left alone. It returns the names of
// those that changed, sorted.
func writeFiles(dir string, files map[string][]byte) (changed []string, err error) {
	temps := map[string]string{}
	defer func() {
		for _, temp := range temps {
			os.Remove(temp)
		}
	}()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if old, err := os.ReadFile(path); err == nil && string(old) == string(files[name]) {
			continue
		}
		temp, err := stage(path, files[name])
		if err != nil {
			return nil, err
		}
		temps[path] = temp
		changed = append(changed, name)
	}
	for _, path := range slices.Sorted(maps.Keys(temps)) {
		if err := os.Rename(temps[path], path); err != nil {
			return nil, fmt.Errorf("write %s: %w", path, err)
		}
		delete(temps, path)
	}
	return changed, nil
}

// stage writes data to a new file beside path and returns its name.
func stage(path string, data []byte) (name string, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return "", fmt.Errorf("write %s: it is not a regular file", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("write %s: %w", path, err)
	}
	return f.Name(), nil
}

// stale compares a set of files with what is on disk and returns the names of
// those that differ or are missing, sorted.
func stale(dir string, files map[string][]byte) ([]string, error) {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		old, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err != nil || string(old) != string(files[name]) {
			names = append(names, name)
		}
	}
	return names, nil
}
