package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// defaultConfig is the name of the config file that is looked for when none is
// given.
const defaultConfig = ".specdiff.yaml"

// findConfig returns the nearest config file: the one of the working directory,
// else of the folder above it, and so on. It does not leave the git repository
// that the working directory is in: the folder with .git is the last one. It
// returns an empty path when there is no such file.
//
// Paths are relative, so that what is printed does not depend on where the
// repository is.
func findConfig() (string, error) {
	for dir := "."; ; dir = filepath.Join(dir, "..") {
		path := filepath.Join(dir, defaultConfig)
		if found, err := exists(path); found || err != nil {
			return path, err
		}
		top, err := exists(filepath.Join(dir, ".git"))
		if top || err != nil {
			return "", err
		}
		if top, err = isRoot(dir); top || err != nil {
			return "", err
		}
	}
}

func exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", defaultConfig, err)
	}
	return true, nil
}

// isRoot tells whether there is nothing above a folder.
func isRoot(dir string) (bool, error) {
	here, err := os.Stat(dir)
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", defaultConfig, err)
	}
	above, err := os.Stat(filepath.Join(dir, ".."))
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", defaultConfig, err)
	}
	return os.SameFile(here, above), nil
}
