package cli

import (
	"context"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

// loadBoth reads and parses both sides at once. When neither can be used, the
// error is that of base.
func loadBoth(cmd *cobra.Command, base, rev string, check func(*doc.Document) error) (b, r *doc.Document, err error) {
	opts := source.Options{Stdin: cmd.InOrStdin()}
	if !isDownload(base) || !isDownload(rev) { // two bars would draw over each other
		opts.Progress = progress(cmd.ErrOrStderr())
	}
	ctx := cmd.Context()
	mem := relaxMemory()
	var baseErr, revErr error
	var wg sync.WaitGroup
	wg.Go(func() { b, baseErr = load(ctx, base, opts, mem, check) })
	wg.Go(func() { r, revErr = load(ctx, rev, opts, mem, check) })
	wg.Wait()
	if baseErr != nil {
		return nil, nil, baseErr
	}
	return b, r, revErr
}

func isDownload(ref string) bool {
	return strings.HasPrefix(ref, "http://") || strings.HasPrefix(ref, "https://")
}

func load(ctx context.Context, ref string, opts source.Options, mem *memory, check func(*doc.Document) error) (*doc.Document, error) {
	raw, err := source.Read(ctx, ref, opts)
	if err != nil {
		return nil, err
	}
	mem.add(len(raw.Data))
	d, err := doc.Parse(raw.Name, raw.Data)
	if err != nil {
		return nil, err
	}
	return d, check(d)
}

// isOpenAPI wants a version of OpenAPI that can be compared.
func isOpenAPI(d *doc.Document) error {
	_, err := d.OpenAPI()
	return err
}
