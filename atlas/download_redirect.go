package atlas

import (
	"errors"
	"net/http"
)

// maxDownloadRedirects is how many redirects of one request are followed.
const maxDownloadRedirects = 5

// errInsecureRedirect ends a request whose redirect would send the link over a connection that can be read.
var errInsecureRedirect = errors.New("redirect from https to another scheme was not followed")

// redirecting returns a copy of client with our redirect policy before the client's own. The names of header are
// those that are for the origin of the link alone.
//
// net/http would send the link's URL as Referer, which is a secret, and would keep headers that it does not know, such
// as the authHeader of a legacy job.
func redirecting(client *http.Client, header http.Header) *http.Client {
	guarded := *client
	guarded.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		first, last := via[0].URL, via[len(via)-1].URL
		if len(via) > maxDownloadRedirects {
			return errTooManyRedirects
		}
		if last.Scheme == "https" && req.URL.Scheme != "https" {
			return errInsecureRedirect
		}
		req.Header.Del("Referer")
		if !sameOrigin(first, req.URL) {
			for name := range header {
				if !ownHeader(name) {
					req.Header.Del(name)
				}
			}
		}
		if client.CheckRedirect != nil {
			return client.CheckRedirect(req, via)
		}
		return nil
	}
	return &guarded
}

// ownHeader reports whether we set that header ourselves, whatever the source says.
func ownHeader(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Range", "If-Range", "Accept-Encoding":
		return true
	default:
		return false
	}
}
