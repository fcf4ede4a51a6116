package openapi

import (
	"net/url"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
)

// Servers is where an operation is served.
type Servers struct {
	Node *doc.Node // the `servers` that counts; nil when none is declared
	// URLs are the addresses, sorted, without a slash at the end. Variables with
	// an enum are expanded; the others stand as "{}". "" is the root of the
	// host that served the document.
	URLs []string
	// Prefix is the path that all URLs share, such as "/api/v2"; empty when
	// they have none or differ in it.
	Prefix string
}

// Servers returns the servers of the operation: its own, else those of its path
// item, else those of the document, else the root of the host (OpenAPI 3.0,
// section 4.7.1).
func (o Operation) Servers(d *doc.Document) Servers {
	for _, n := range []*doc.Node{o.Node.Get("servers"), o.Item.Get("servers"), d.Root.Get("servers")} {
		if len(items(n)) > 0 {
			return newServers(n)
		}
	}
	return Servers{URLs: []string{""}}
}

func newServers(n *doc.Node) Servers {
	s := Servers{Node: n}
	for _, server := range items(n) {
		s.URLs = append(s.URLs, expand(server)...)
	}
	slices.Sort(s.URLs)
	s.URLs = slices.Compact(s.URLs)
	for i, u := range s.URLs {
		p := pathOf(u)
		if i == 0 {
			s.Prefix = p
		}
		if p != s.Prefix {
			s.Prefix = ""
			break
		}
	}
	return s
}

// maxServers bounds the addresses that one server with variables stands for.
const maxServers = 256

func expand(server *doc.Node) []string {
	urls := []string{strings.TrimRight(server.Get("url").Text(), "/")}
	for name, variable := range server.Get("variables").All() {
		var values []string
		for _, v := range items(variable.Get("enum")) {
			values = append(values, v.Value)
		}
		if len(values) == 0 || len(values)*len(urls) > maxServers {
			values = []string{"{}"}
		}
		var next []string
		for _, u := range urls {
			for _, v := range values {
				next = append(next, strings.ReplaceAll(u, "{"+name+"}", v))
			}
		}
		urls = next
	}
	for i := range urls {
		urls[i] = lowerHost(strings.TrimRight(urls[i], "/"))
	}
	return urls
}

// lowerHost writes scheme and host in lower case (RFC 3986, section 6.2.2.1).
func lowerHost(u string) string {
	p := pathOf(u)
	return strings.ToLower(strings.TrimSuffix(u, p)) + p
}

// pathOf returns the path of a server URL, which may be relative and may hold
// "{}".
func pathOf(u string) string {
	if _, rest, ok := strings.Cut(u, "://"); ok {
		i := strings.IndexByte(rest, '/')
		if i < 0 {
			return ""
		}
		return rest[i:]
	}
	if p, err := url.PathUnescape(u); err == nil && strings.HasPrefix(p, "/") {
		return u
	}
	return ""
}
