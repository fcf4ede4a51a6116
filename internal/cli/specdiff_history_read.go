package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/source"
)

// revision is one document of a history, before it is read.
type revision struct {
	ref   string
	opts  source.Options
	known source.Revision // its commit, with --git; else zero
}

// revisions lists what to read, the oldest first.
func (f historyFlags) revisions(cmd *cobra.Command, refs []string) ([]revision, error) {
	var out []revision
	if f.git == "" {
		for _, ref := range refs {
			out = append(out, revision{ref: ref, opts: source.Options{Stdin: cmd.InOrStdin()}})
		}
		return out, nil
	}
	repo, path, _ := f.repository()
	opts := source.Options{Dir: repo}
	list, err := source.Revisions(cmd.Context(), path, f.since, opts)
	for _, r := range list {
		out = append(out, revision{ref: r.Ref, opts: opts, known: r})
	}
	return out, err
}

// read returns the bytes of a revision and what is known of it. The commit of
// a document that git has tells its day, else its name does: what a server
// says is when it sent the document.
func (r revision) read(ctx context.Context) (raw source.Document, about source.Revision, err error) {
	raw, err = source.Read(ctx, r.ref, r.opts)
	if err != nil {
		return raw, about, err
	}
	if r.known.Commit != "" {
		raw.Name = r.known.Name
		return raw, r.known, nil
	}
	about, err = source.Commit(ctx, r.ref, r.opts)
	if err != nil {
		return raw, about, err
	}
	if about.Date == "" {
		about.Date = raw.Date
	}
	if isDownload(r.ref) {
		about.Date = source.DateInName(raw.Name)
	}
	if _, err := time.Parse(time.DateOnly, about.Date); err != nil {
		about.Date = ""
	}
	about.Commit = raw.Name // what was given says more than a hash
	return raw, about, nil
}
