package atlas

import (
	"net/http"
	"time"
)

// The defaults of [DownloadOptions].
const (
	defaultDownloadAttempts = 8
	defaultStallTimeout     = 60 * time.Second
	defaultParallel         = 4
)

// downloadBuffer is how much is read at once, in bytes.
const downloadBuffer = 256 << 10

// downloadOptions are options with the defaults filled in, and the client to use.
type downloadOptions struct {
	DownloadOptions
	client *http.Client
	close  func() // gives up idle connections
}

// normal fills in the defaults. The receiver may be nil.
func (o *DownloadOptions) normal() *downloadOptions {
	n := &downloadOptions{close: func() {}}
	if o != nil {
		n.DownloadOptions = *o
	}
	if n.Attempts <= 0 {
		n.Attempts = defaultDownloadAttempts
	}
	if n.StallTimeout <= 0 {
		n.StallTimeout = defaultStallTimeout
	}
	if n.Parallel <= 0 {
		n.Parallel = defaultParallel
	}
	n.client = n.HTTPClient
	if n.client == nil {
		n.client, n.close = downloadClient()
	}
	return n
}

// downloadClient returns a client of its own, and what closes its connections.
func downloadClient() (*http.Client, func()) {
	shared, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return &http.Client{Transport: http.DefaultTransport}, func() {} // not ours to close
	}
	own := shared.Clone()
	own.DisableCompression = true
	return &http.Client{Transport: own}, own.CloseIdleConnections
}

// transfer makes the transfer of one file.
func (o *downloadOptions) transfer(
	src DownloadSource, sink downloadSink, entity *downloadEntity, label downloadLabel,
) *downloadTransfer {
	return &downloadTransfer{
		opts: o, src: src, sink: sink, entity: entity, high: sink.offset(),
		meter: newDownloadMeter(o.Progress, label, sink.offset()),
	}
}
