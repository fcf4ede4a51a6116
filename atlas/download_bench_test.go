package atlas_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// BenchmarkDownloadFile compares with a plain copy of the same body into a file, which neither sums, nor verifies, nor
// brings it to the disk; and with one that brings it to the disk.
func BenchmarkDownloadFile(b *testing.B) {
	body := content(64 << 20)
	url := tcpServer(b, honest(body, `"v"`)) + "/k/f"
	path := filepath.Join(b.TempDir(), "f")
	plain := func(sync bool) error {
		resp, err := http.Get(url)
		if err != nil {
			return err
		}
		defer func() { _ = resp.Body.Close() }()
		f, err := os.Create(path)
		if err != nil {
			return err
		}
		if _, err = io.Copy(f, resp.Body); err == nil && sync {
			err = f.Sync()
		}
		_ = f.Close()
		return err
	}
	for name, get := range map[string]func() error{
		"copy": func() error { return plain(false) }, "copy_and_sync": func() error { return plain(true) },
		"download": func() error {
			_, err := atlas.DownloadFile(b.Context(), atlas.DownloadSource{URL: url}, path, nil)
			return err
		},
		"stream": func() error {
			_, err := atlas.Download(b.Context(), atlas.DownloadSource{URL: url}, io.Discard, nil)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if err := get(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
