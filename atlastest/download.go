package atlastest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// downloadPrefix is before the key of a link.
const downloadPrefix = "/downloads/"

// A download is what a link leads to. Neither the job's id nor its content change.
type download struct {
	job   *job
	shard int
	auth  bool // needs the header of a legacy link
}

func isDownload(path string) bool { return strings.HasPrefix(path, downloadPrefix) }

// Content returns the undamaged content of a job's download: what a client should end up with. Shards are counted from
// 0; a legacy job has one. The error is for a job that has none.
func (s *Server) Content(jobID string, shard int) (io.ReadSeeker, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs.all {
		if j.ID == jobID && j.downloads() && shard >= 0 && shard < j.shards {
			return j.content(shard), nil
		}
	}
	return nil, errors.New("atlastest: no such job has a download")
}

// download serves a link. It needs no credentials but the key in the path and, for a legacy job, its header.
func (s *Server) download(w http.ResponseWriter, r *http.Request) {
	d, at, err := s.openLink(r)
	if err != nil {
		a := errorAnswer(err, format{})
		for name, values := range a.header {
			w.Header()[name] = values
		}
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body)
		return
	}
	c := d.job.content(d.shard).(*content)
	if d.job.outcome.Corrupt && c.size > 0 {
		c.damaged = c.size / 2
	}
	w.Header().Set("Content-Type", "application/gzip")
	w.Header().Set("ETag", fmt.Sprintf("%q", hashID(fmt.Sprint(d.job.ID, d.shard))))
	http.ServeContent(w, r, "", at, c)
}

// openLink finds what a link leads to, or says why it leads nowhere. It also returns when the content was made.
func (s *Server) openLink(r *http.Request) (*download, time.Time, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, downloadPrefix), "/")
	d := s.jobs.links[key]
	now := s.clock.now()
	if d == nil || d.job.phase(now) < succeeded {
		return nil, now, newError(http.StatusNotFound, "RESOURCE_NOT_FOUND", "No such download.")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, now, newError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "A download can only be read.", r.Method)
	}
	if d.auth && !same(r.Header.Get(legacyAuthHeader), d.job.authValue) {
		return nil, now, newError(http.StatusUnauthorized, "UNAUTHORIZED", "The header of the link is missing or wrong.")
	}
	if d.job.phase(now) != succeeded || !now.Before(d.job.expires()) {
		return nil, now, newError(http.StatusForbidden, "LINK_EXPIRED", "The link can no longer be used.")
	}
	if !d.count(r) {
		return nil, now, newError(http.StatusForbidden, "MAX_DOWNLOADS_EXCEEDED", "The link was used too often.")
	}
	return d, d.job.ended(), nil
}

// count counts downloads against maxDownloads. A request that goes on where another ended does not count.
func (d *download) count(r *http.Request) bool {
	allowed := number(sub(d.job.in, "delivery"), "maxDownloads", 0)
	ranges := r.Header.Get("Range")
	fresh := ranges == "" || strings.HasPrefix(ranges, "bytes=0-")
	if d.job.Kind != Legacy || allowed == 0 || r.Method == http.MethodHead || !fresh {
		return true
	}
	if int64(d.job.fetched) >= allowed {
		d.job.exceeded = true
		return false
	}
	d.job.fetched++
	return true
}
