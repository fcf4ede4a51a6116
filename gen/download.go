package gen

import (
	"errors"
	"fmt"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// extDownload stands on the operation that reads one job and says where the
// links of a job are:
//
//	x-atlasgen-download:
//	  name: DownloadCloudRestoreJob
//	  from:                             # the first that gives a link counts
//	    - each: components              # a list of objects; or of texts, which are the links
//	      url: downloadUrl              # a member of them; without each, of the job
//	      name: replicaSetName          # what the file name begins with, if there is something
//	      private: privateDownloadDeliveryUrls  # a list of {deliveryUrl, endpointId}
//	    - url: delivery.urlV2
//	      header: delivery.authHeader   # a header to send, and its value
//	      value: delivery.authValue
//	      hashes: hashes                # a list of {fileName, hash, typeName}
const extDownload = "x-atlasgen-download"

// downloading is a Download method, ready for the template.
type downloading struct {
	Name string
	From []downloadFrom
}

// downloadFrom is one place where links are, as Go expressions.
type downloadFrom struct {
	Each          string // of a list, or ""
	URL           string
	Prefix        string // of the file name, or ""
	Private       string // of a list, or ""
	Header, Value string // or ""
	Hashes        string // of a list, or ""
}

// downloading reads the extension of an operation; nil when it has none. Links
// that this version of the document does not have are left out.
func (m method) downloading(d *doc.Document, g *goPackage) (*downloading, error) {
	ext := m.Node.Get(extDownload)
	if ext == nil {
		return nil, nil
	}
	out := &downloading{Name: ext.Get("name").Text()}
	if !isExported(out.Name) || m.Result == "" || m.Body != "" {
		return nil, d.Errorf(ext, "%s: name %q is no exported Go name, or the operation answers no job", extDownload, out.Name)
	}
	r := jobReader{d, g, m.Result}
	for _, from := range listOf(ext.Get("from")) {
		f, err := r.downloadFrom(from)
		if errors.Is(err, errNoMember) {
			continue
		}
		if err != nil {
			return nil, d.Errorf(from, "%s: %w", extDownload, err)
		}
		out.From = append(out.From, f)
	}
	if len(out.From) == 0 {
		return nil, d.Errorf(ext, "%s: nothing to download", extDownload)
	}
	return out, nil
}

func (r jobReader) downloadFrom(from *doc.Node) (downloadFrom, error) {
	var f downloadFrom
	of, typ := "j", r.job
	if each := from.Get("each").Text(); each != "" {
		list, element, err := r.list(each)
		if err != nil {
			return f, err
		}
		f.Each, of, typ = list, "e", element
	}
	text := func(key string) (string, error) {
		path := from.Get(key).Text()
		if path == "" {
			return "", nil
		}
		expr, t, err := r.member(of, typ, path)
		if err == nil && t != "string" {
			err = fmt.Errorf("%s %q is no text", key, path)
		}
		return expr, err
	}
	list := func(key, of, typ string, members ...string) (string, error) {
		path := from.Get(key).Text()
		if path == "" {
			return "", nil
		}
		expr, t, err := r.member(of, typ, path)
		if err != nil {
			return "", err
		}
		for _, name := range members {
			if _, _, err := r.member("x", strings.TrimPrefix(t, "[]"), name); err != nil {
				return "", err
			}
		}
		return expr, nil
	}
	var errs [6]error
	f.URL, errs[0] = text("url")
	f.Prefix, errs[1] = text("name")
	f.Header, errs[2] = text("header")
	f.Value, errs[3] = text("value")
	if typ == "string" { // a list of links: what is private stands beside it
		f.URL, errs[0] = "e", nil
		f.Private, errs[4] = list("private", "j", r.job, "deliveryUrl", "endpointId")
	} else {
		f.Private, errs[4] = list("private", of, typ, "deliveryUrl", "endpointId")
	}
	f.Hashes, errs[5] = list("hashes", "j", r.job, "fileName", "hash", "typeName")
	for _, err := range errs {
		if err != nil {
			return f, err
		}
	}
	if f.URL == "" || (f.Header == "") != (f.Value == "") {
		return f, errors.New("want a url, and a header with its value or neither")
	}
	return f, nil
}

// Shared reports whether the private links stand beside a list of public ones.
func (f downloadFrom) Shared() bool { return f.URL == "e" }
