package source

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Revision is one state of a file in a git repository.
type Revision struct {
	Ref     string // for [Read] with the folder of the repository as Options.Dir
	Name    string // the same with a short hash, for messages
	Commit  string // the whole hash
	Date    string // the day of the commit in UTC, YYYY-MM-DD
	Subject string // the first line of its message
}

// ErrNoRevision says that a file has no history.
var ErrNoRevision = errors.New("no commit has this file")

// commitDigits is how much of a hash a Name holds: enough to find the commit in
// any repository, and short enough to read.
const commitDigits = 12

// Revisions lists the states of a file of the repository in opts.Dir, the
// oldest first. The path counts from that folder. Renames are not followed.
//
//  1. Commits are those of the first parents of HEAD: each state really came
//     after the one before, and a merge is one step, as its branch was not.
//  2. A commit that leaves the bytes as they were is left out, and so is one
//     that deletes the file: it has no document.
//  3. since is empty, a day (YYYY-MM-DD) or a revision. With it, the first state
//     returned is the one from before that day, or of that revision, and the
//     others are what came since. When there was none, the list begins with the
//     first state that came.
//
// Nothing is fetched.
func Revisions(ctx context.Context, file, since string, opts Options) ([]Revision, error) {
	if opts.MaxBytes == 0 {
		opts.MaxBytes = doc.MaxBytes
	}
	out, err := revisions(ctx, file, since, opts)
	if err != nil {
		return nil, fmt.Errorf("list the revisions of %q: %w", file, err)
	}
	return out, nil
}

func revisions(ctx context.Context, file, since string, opts Options) ([]Revision, error) {
	if strings.ContainsAny(file, "\n\x00") {
		return nil, errors.New("a path of git with a line feed cannot be asked for")
	}
	prefix, err := runGit(ctx, opts, "", "rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	top := path.Join(strings.TrimSuffix(string(prefix), "\n"), file)
	day, start := "", ""
	var all []Revision
	if _, err := time.Parse(time.DateOnly, since); err == nil {
		day = since
	} else if since != "" {
		start, all, err = commitAt(ctx, since, opts)
		if err != nil {
			return nil, err
		}
	}
	later, err := commits(ctx, start, file, opts)
	if err != nil {
		return nil, err
	}
	all, err = distinct(ctx, append(all, later...), top, opts)
	if err == nil && len(all) == 0 {
		err = ErrNoRevision
	}
	return sinceDay(all, day), err
}

// commitAt returns a revision as the first one of a list, and the range of
// what came after it.
func commitAt(ctx context.Context, rev string, opts Options) (after string, first []Revision, err error) {
	hash, err := runGit(ctx, opts, "", "rev-parse", "--verify", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return "", nil, fmt.Errorf("since %q: %w", rev, err)
	}
	after = strings.TrimSpace(string(hash))
	first, err = listCommits(ctx, opts, "--max-count=1", "--end-of-options", after)
	return "^" + after, first, err
}

// Commit returns the commit that a ref "git:REV:path" of [Read] names. It is
// the zero Revision for every other ref, and for what is only staged.
func Commit(ctx context.Context, ref string, opts Options) (Revision, error) {
	object, ok := strings.CutPrefix(ref, "git:")
	rev, _, _ := strings.Cut(object, ":")
	if !ok || rev == "" {
		return Revision{}, nil
	}
	if opts.MaxBytes == 0 {
		opts.MaxBytes = doc.MaxBytes
	}
	_, list, err := commitAt(ctx, rev, opts)
	if err != nil || len(list) == 0 {
		return Revision{}, err
	}
	list[0].Ref, list[0].Name = ref, ref
	return list[0], nil
}

// commits lists the commits of HEAD that touch a file, the oldest first; with
// an exclusion "^COMMIT", those that it does not have.
func commits(ctx context.Context, exclusion, file string, opts Options) ([]Revision, error) {
	args := []string{"--first-parent", "--reverse", "--end-of-options", "HEAD"}
	if exclusion != "" {
		args = append(args, exclusion)
	}
	return listCommits(ctx, opts, append(args, "--", file)...)
}

var commitLine = regexp.MustCompile(`^commit ([0-9a-f]{40,64})$`)

// listCommits runs rev-list, which reads no settings of the user and prints
// two lines for each commit.
func listCommits(ctx context.Context, opts Options, args ...string) ([]Revision, error) {
	command := []string{"--literal-pathspecs", "rev-list", "--date=short-local", "--encoding=UTF-8", "--format=%cd %s"}
	out, err := runGit(ctx, opts, "", append(command, args...)...)
	if err != nil {
		return nil, err
	}
	return parseCommits(string(out))
}

// parseCommits reads pairs of lines, "commit HASH" and "DAY SUBJECT".
func parseCommits(out string) ([]Revision, error) {
	var list []Revision
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		m := commitLine.FindStringSubmatch(lines[i])
		date, subject, ok := strings.Cut(lines[i+1], " ")
		if m == nil || !ok {
			return nil, fmt.Errorf("git answers %q where a commit is expected", lines[i])
		}
		list = append(list, Revision{Commit: m[1], Date: date, Subject: strings.ToValidUTF8(subject, "\uFFFD")})
	}
	return list, nil
}

// distinct gives each revision its Ref and leaves out those without the file
// and those with the same bytes as the one before.
func distinct(ctx context.Context, list []Revision, top string, opts Options) ([]Revision, error) {
	var input strings.Builder
	for _, r := range list {
		fmt.Fprintf(&input, "%s:%s\n", r.Commit, top)
	}
	out, err := runGit(ctx, opts, input.String(), "cat-file", "--batch-check=%(objecttype) %(objectname)")
	if err != nil {
		return nil, err
	}
	var kept []Revision
	last := ""
	answers := strings.Split(string(out), "\n")
	if len(answers) < len(list) {
		return nil, errors.New("git answers too little")
	}
	for i, r := range list {
		kind, object, _ := strings.Cut(answers[i], " ")
		if strings.HasSuffix(answers[i], " missing") || object == last {
			continue
		}
		if kind != "blob" {
			return nil, fmt.Errorf("it is a %s in commit %s, want a file", kind, r.Commit)
		}
		last = object
		r.Ref, r.Name = "git:"+r.Commit+":"+top, "git:"+r.Commit[:commitDigits]+":"+top
		kept = append(kept, r)
	}
	return kept, nil
}

// sinceDay drops what was there before the day, but for the last state.
func sinceDay(list []Revision, day string) []Revision {
	first := 0
	for i, r := range list {
		if r.Date < day {
			first = i
		}
	}
	return list[first:]
}
