package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/atlasrestore/atlasrestore/atlas"
	"github.com/atlasrestore/atlasrestore/atlas/auth"
	"github.com/atlasrestore/atlasrestore/atlastest"
	"github.com/atlasrestore/atlasrestore/generated/atlas20250312"
)

// connect returns the options that lead to Atlas, or to a mock with a sharded cluster that stop ends. For the mock it
// fills in what the flags have left open.
func connect(c *config, stderr io.Writer) (opts []atlas.Option, stop func(), err error) {
	if c.real {
		opts, err := auth.OptionsFromEnv()
		return opts, func() {}, err
	}
	c.group = cmp.Or(c.group, "64a1b2c3d4e5f60718293a4b")
	c.cluster = cmp.Or(c.cluster, "c0")
	c.snapshot = cmp.Or(c.snapshot, "68dc6e80aabbccddeeff0011")
	c.interval = cmp.Or(c.interval, 100*time.Millisecond)
	const id, secret = "mdb_sa_id_drill", "not a secret: only the mock knows it"
	srv, err := atlastest.New(
		atlastest.WithSpeed(150), // the five minutes of a restore pass in two seconds
		atlastest.WithServiceAccount(id, secret),
		atlastest.WithCluster(c.group, c.cluster, atlastest.DedicatedCluster, 3),
		atlastest.WithDownloadSize(2<<20),
	)
	if err != nil {
		return nil, nil, err
	}
	// Slow enough for the bar to be seen.
	srv.Inject(atlastest.Fault{Operation: "download", SlowChunk: 64 << 10, SlowPause: 20 * time.Millisecond, RealTime: true})
	fmt.Fprintln(stderr, "using a mock Atlas; -real uses the real one")
	return []atlas.Option{atlas.WithBaseURL(srv.URL), atlas.WithAuth(auth.ServiceAccount(id, secret))}, srv.Close, nil
}

// verify reads the files from the disk again. Atlas offers no sums of its own, but the sizes were compared with what
// the server announced, and the sums were taken while the bytes arrived.
func verify(ctx context.Context, results []atlas.DownloadResult) error {
	for _, r := range results {
		f, err := os.Open(r.Path)
		if err != nil {
			return err
		}
		hash := sha256.New()
		stop := context.AfterFunc(ctx, func() { f.Close() }) // Ctrl-C also ends the reading of a big file
		n, err := io.Copy(hash, f)
		stop()
		f.Close()
		if err != nil {
			return err
		}
		if sum := hex.EncodeToString(hash.Sum(nil)); n != r.Bytes || sum != r.SHA256 {
			return fmt.Errorf("verify %q: %d bytes with SHA-256 %s, want %d with %s", r.Path, n, sum, r.Bytes, r.SHA256)
		}
	}
	return nil
}

// A meter shows how far things are: on a terminal one line that changes, elsewhere a line for each event. Both of its
// methods return what to call for progress, and what at the end.
type meter struct {
	w        io.Writer
	terminal bool
}

// isTerminal is good enough for a bar: it takes /dev/null for a terminal, too.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (m meter) wait(id string) (func(*atlas20250312.CloudRestoreJob, atlas.JobState), func()) {
	begin, last := time.Now(), atlas.JobState(-1)
	progress := func(_ *atlas20250312.CloudRestoreJob, state atlas.JobState) {
		line := fmt.Sprintf("job %s: %s, %s", id, state, time.Since(begin).Round(time.Second))
		switch {
		case m.terminal:
			fmt.Fprintf(m.w, "\r\x1b[K%s", line)
		case state != last:
			fmt.Fprintln(m.w, line)
		}
		last = state
	}
	return progress, func() {
		if m.terminal {
			fmt.Fprintln(m.w)
		}
	}
}

func (m meter) download(files int) (func(atlas.DownloadProgress), func()) {
	if !m.terminal {
		next := time.Now()
		return func(p atlas.DownloadProgress) {
			if now := time.Now(); p.Done || now.After(next) { // a line now and then for those who wait for big files
				next = now.Add(10 * time.Second)
				fmt.Fprintf(m.w, "%s: %s of %s\n", p.Name, size(p.Bytes), size(p.Total))
			}
		}, func() {}
	}
	bar := progressbar.NewOptions64(1, progressbar.OptionSetWriter(m.w), progressbar.OptionSetDescription("downloading"),
		progressbar.OptionShowBytes(true), progressbar.OptionUseIECUnits(true), progressbar.OptionThrottle(50*time.Millisecond))
	seen := map[int]atlas.DownloadProgress{}
	return func(p atlas.DownloadProgress) {
		seen[p.Index] = p
		have, total := int64(0), int64(0)
		for _, p := range seen {
			have += p.Bytes
			total += max(p.Total, p.Bytes)
			if !p.Done && p.Total <= p.Bytes {
				total++ // more may come, and a bar that is full once stays so
			}
		}
		// A file that starts over takes the bar back, which must not go beyond its end in between.
		_ = bar.Set64(min(have, bar.State().CurrentNum))
		// Lengths are known when a file begins. Until then a file counts as long as the average.
		bar.ChangeMax64(max(1, total*int64(files)/int64(len(seen))))
		_ = bar.Set64(have)
	}, func() { fmt.Fprintln(m.w) }
}

// size writes a number of bytes, -1 for an unknown one, for people.
func size(n int64) string {
	if n < 0 {
		return "?"
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}
