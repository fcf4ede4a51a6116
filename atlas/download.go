package atlas

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// How a download works:
//
//  1. A file is fetched with as many requests as it takes. After a broken connection, a short body or a stall, the
//     next request asks for the rest with Range (RFC 9110, section 14), and with If-Range when the server has named
//     the content by a strong ETag or a strong Last-Modified. Every 206 has to fit what is known: where it starts, the
//     total length, and the validators.
//  2. A server that answers with the whole content starts the file over. An [io.Writer] cannot start over: what it
//     already has is read again, skipped, and has to be the same.
//  3. Failures are counted until a new byte arrives, and waited for with exponential backoff and full jitter. A link
//     that has expired is renewed by the caller's Refresh.
//  4. The end is believed when the length is right, and the SHA-1 sum where one is known. Only then does a file get
//     its name.

// DownloadOptions change how files are fetched. Nil, the zero value, and each zero field stand for the defaults.
// The options are not changed; one value may be used by concurrent calls when its functions may.
type DownloadOptions struct {
	// HTTPClient sends the requests. Nil is a client of its own without credentials, because the key in the URL is
	// the credential, and without a timeout. A client given here must not add the credentials of the Atlas API, and
	// its Timeout ends each attempt; redirects are limited as told at [Download].
	HTTPClient *http.Client
	// Refresh is asked for a new link when the server says 401, 403, 404 or 410: it reads the job again, or makes a
	// new one for the same snapshot. It gets the source whose link has expired; Name and Header tell which one that
	// is among several. Of what it returns URL and Header count, and Size and SHA1 where the first source had none.
	// It is asked at most three times without a new byte in between; an error of it ends the download. DownloadFiles
	// calls it from several goroutines. Nil makes an expired link an error.
	Refresh func(ctx context.Context, src DownloadSource) (DownloadSource, error)
	// Progress is told how far a file is, at most every 100 ms, and once at its end, well or not. It is never called
	// twice at the same time within one call of this package, and the download waits for it.
	Progress func(DownloadProgress)
	// Attempts is how many requests in a row may fail without a new byte, per file. 1 never tries again. 0 or less
	// is 8.
	Attempts int
	// StallTimeout ends an attempt that has brought no byte for so long, connecting included. 0 or less is 60 s.
	StallTimeout time.Duration
	// Parallel is how many files [DownloadFiles] fetches at once. 0 or less is 4.
	Parallel int
	// MaxBytes ends the download of a file that is longer, or is announced to be, with [ErrDownloadTooLarge]. 0 or less
	// is no limit: a backup may have any size, and a server that is not trusted may send without end.
	MaxBytes int64
	// PrivateEndpointID makes the Download methods of the generated clients take the links for this private endpoint.
	// Empty takes the public links. The functions of this package do not look at it.
	PrivateEndpointID string
}

// A DownloadResult tells what was fetched. Beside an error it tells how far the download came, and has no sums.
type DownloadResult struct {
	// Path is where the file is; empty for [Download], and when the file is not complete.
	Path string
	// Bytes is the length of the content; beside an error, how much of it there was.
	Bytes int64
	// SHA256 and SHA1 are the sums of the whole content in lower-case hex. They are computed here; Atlas offers no
	// sums but the SHA-1 of legacy jobs.
	SHA256, SHA1 string
	// Duration is how long the call took, waits included.
	Duration time.Duration
	// Resumes is how many requests went on in the middle of the file.
	Resumes int
	// ResumedFrom is how many bytes came from the .part file of an earlier call.
	ResumedFrom int64
	// ETag is the ETag header of the content as sent, quotes included; empty when there is none.
	ETag string
	// LengthVerified says that the length was announced, by the server or by Size, and is right. It is false for a
	// chunked body without length, whose clean end is all there is to go by.
	LengthVerified bool
}

// Download writes the content of src to w, in order and each byte once. It returns when all is written, or with an
// error: [ErrLinkExpired], [ErrDownloadIncomplete], [ErrDownloadChanged], [ErrChecksum], an [*Error] for another
// answer of the server, an error of w, or that of ctx, which ends requests and waits at once. A w that blocks is
// waited for. What w has got beside an error must not be used.
//
// Up to five redirects are followed, from https to https only; src.Header goes to the origin of src.URL alone, and no
// Referer is sent. A 429 or 5xx is tried again, after its Retry-After; one of more than 15 minutes is an error. Other
// 4xx are final. A Content-Encoding is an error, because ranges and sums are those of the file as it is.
//
// The URL is a secret: errors show of it scheme and host only.
func Download(ctx context.Context, src DownloadSource, w io.Writer, opts *DownloadOptions) (DownloadResult, error) {
	start := time.Now()
	o := opts.normal()
	defer o.close()
	if err := src.check(); err != nil {
		return DownloadResult{}, err
	}
	sums := newDownloadSums()
	t := o.transfer(src, &streamSink{w: w, sums: sums}, &downloadEntity{total: -1}, downloadLabel{name: src.Name})
	err := t.run(ctx)
	if err == nil {
		err = t.verify(sums)
	}
	return t.result(sums, start, err), src.wrap(err)
}

// result makes the result of a transfer that ended with err, and tells Progress for the last time.
func (t *downloadTransfer) result(sums *downloadSums, start time.Time, err error) DownloadResult {
	t.meter.end(sums.n, t.total())
	r := DownloadResult{
		Bytes: sums.n, Duration: time.Since(start), Resumes: t.resumes, ResumedFrom: t.meter.from, ETag: t.entity.etag,
	}
	if err == nil {
		r.SHA256, r.SHA1, r.LengthVerified = sums.hex256(), sums.hex1(), t.verified
	}
	return r
}

// verify compares the finished content with the checksum of the source.
func (t *downloadTransfer) verify(sums *downloadSums) error {
	if want := t.src.sum(); want != "" && want != sums.hex1() {
		return fmt.Errorf("%w: SHA-1 is %s, want %s", ErrChecksum, sums.hex1(), want)
	}
	return nil
}
