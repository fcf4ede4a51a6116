package cli

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/atlasrestore/atlasrestore/internal/source"
)

// sourceOptions are those of a command that reads one document.
func sourceOptions(cmd *cobra.Command) source.Options {
	return source.Options{Progress: progress(cmd.ErrOrStderr()), Stdin: cmd.InOrStdin()}
}

// progress returns a wrapper that draws a progress bar on w while a download
// is read. It is nil when w is not a terminal.
func progress(w io.Writer) func(size int64, r io.Reader) io.Reader {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func(size int64, r io.Reader) io.Reader {
		bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(w), progressbar.OptionShowBytes(true),
			progressbar.OptionSetDescription("download"), progressbar.OptionClearOnFinish())
		body := progressbar.NewReader(r, bar)
		return &body
	}
}
