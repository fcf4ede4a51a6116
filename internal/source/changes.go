package source

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Change is a file of a git repository that has two versions to compare.
type Change struct {
	Path      string // of the newer version, from the top of the repository
	Base, Rev string // what [Read] reads: "git:HEAD:old.yaml", "git::new.yaml"
}

// Changes tells which of some files have changed in the git repository around
// dir between two revisions, sorted by path. An empty rev is what is staged. A
// file that is new has nothing to be compared with and is left out, unless git
// finds that it was renamed.
//
//  1. "ls-files" turns the names, as dir sees them, into paths from the top. It
//     refuses what git does not know; names with * or ? are no patterns.
//  2. "diff-index" and "diff-tree" look for the renames among all files: with
//     the paths alone they would not see where a file came from.
func Changes(ctx context.Context, dir, base, rev string, names []string) ([]Change, error) {
	opts := Options{Dir: dir, MaxBytes: doc.MaxBytes}
	args := append([]string{"--literal-pathspecs", "ls-files", "--full-name", "--error-unmatch", "-z", "--"}, names...)
	listed, err := runGit(ctx, opts, "", args...)
	if err != nil {
		return nil, fmt.Errorf("look for the changed files: %w", err)
	}
	if _, err := runGit(ctx, opts, "", "rev-parse", "--verify", "--quiet", "HEAD"); err != nil && ctx.Err() == nil && base == "HEAD" {
		return nil, nil // the first commit is not made yet: everything is new
	}
	diff := []string{"diff-tree", "-r", "-M", "-z", "--name-status", "--end-of-options", base, rev, "--"}
	if rev == "" {
		diff = []string{"diff-index", "--cached", "-M", "-z", "--name-status", "--end-of-options", base, "--"}
	}
	status, err := runGit(ctx, opts, "", diff...)
	if err != nil {
		return nil, fmt.Errorf("look for the changed files: %w", err)
	}
	known := fields(listed)
	var changes []Change
	for newer, older := range pairs(status) {
		if slices.Contains(known, newer) {
			changes = append(changes, Change{newer, "git:" + base + ":" + older, "git:" + rev + ":" + newer})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return changes, nil
}

// pairs returns the older path of each path that has one, of a list by
// --name-status: "M", path or "R100", older, newer.
func pairs(status []byte) map[string]string {
	out := map[string]string{}
	for f := fields(status); len(f) >= 2; f = f[2:] {
		switch f[0][:1] {
		case "M", "T":
			out[f[1]] = f[1]
		case "R", "C":
			if len(f) < 3 {
				return out
			}
			if f[0][:1] == "R" {
				out[f[2]] = f[1]
			}
			f = f[1:]
		}
	}
	return out
}

// fields splits what -z separates.
func fields(out []byte) []string {
	return slices.DeleteFunc(strings.Split(string(out), "\x00"), func(s string) bool { return s == "" })
}
