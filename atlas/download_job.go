package atlas

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// ErrNoDownload means that a job delivers nothing to download: it has not finished, is of another delivery type, or has
// no link for the private endpoint asked for.
var ErrNoDownload = errors.New("nothing to download")

// DownloadJob reads a job, takes its links and fetches them into a folder, as the Download methods of the generated
// clients do. A link that expires on the way is renewed by reading the job again, unless opts have a Refresh. name is
// what errors begin with.
func DownloadJob[T any](
	ctx context.Context, name string, read func(context.Context) (*T, error), links func(*T) []DownloadSource,
	dir string, opts *DownloadOptions,
) ([]DownloadResult, error) {
	sources := func(ctx context.Context) ([]DownloadSource, error) {
		job, err := read(ctx)
		if err != nil {
			return nil, err
		}
		list := links(job)
		if len(list) == 0 {
			return nil, ErrNoDownload
		}
		names := uniqueNames(list)
		for i := range list {
			list[i].Name = names[i] // so that a renewed link is known again
		}
		return list, nil
	}
	list, err := sources(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var o DownloadOptions
	if opts != nil {
		o = *opts
	}
	if o.Refresh == nil {
		o.Refresh = func(ctx context.Context, src DownloadSource) (DownloadSource, error) {
			again, err := sources(ctx)
			if err != nil {
				return DownloadSource{}, err
			}
			for _, s := range again {
				if s.Name == src.Name {
					return s, nil
				}
			}
			return DownloadSource{}, ErrNoDownload
		}
	}
	results, err := DownloadFiles(ctx, list, dir, &o)
	if err != nil {
		return results, fmt.Errorf("%s: %w", name, err)
	}
	return results, nil
}

// LinkName returns the file name of a link, after a prefix and a hyphen when there is one. It is there for generated
// code, as [LinkHeader] is.
func LinkName(prefix, link string) string {
	base := ""
	if u, err := url.Parse(link); err == nil && strings.Trim(u.Path, "/") != "" {
		base = path.Base(u.Path)
	}
	if prefix == "" || base == "" {
		return prefix + base
	}
	return prefix + "-" + base
}

// LinkHeader returns a header of one field, nil when it has no name.
func LinkHeader(name, value string) http.Header {
	if name == "" {
		return nil
	}
	return http.Header{http.CanonicalHeaderKey(name): {value}}
}
