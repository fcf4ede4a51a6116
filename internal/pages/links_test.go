package pages_test

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// Links within the repository lead to something that is there.
func TestLinks(t *testing.T) {
	t.Parallel()
	pages := map[string]page{}
	for _, name := range pagesBelow(t, true) {
		pages[name] = parsePage(t, name)
	}
	for name, p := range pages {
		for _, link := range p.links {
			u, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if u.Scheme != "" {
				continue // the web changes, and tests have no network
			}
			target := name
			if u.Path != "" {
				target = path.Join(path.Dir(name), u.Path)
			}
			if _, err := os.Stat(filepath.Join(top, filepath.FromSlash(target))); err != nil {
				t.Errorf("%s links to %s: %v", name, link, err)
			}
			if u.Fragment != "" && !pages[target].anchors[u.Fragment] {
				t.Errorf("%s links to %s: %s has no such heading", name, link, target)
			}
		}
	}
}

// Each page of docs/ has its place in the order of reading.
func TestIndex(t *testing.T) {
	t.Parallel()
	linked := map[string]bool{"docs/README.md": true}
	for _, link := range parsePage(t, "docs/README.md").links {
		target, _, _ := strings.Cut(link, "#")
		linked[path.Join("docs", target)] = true
	}
	for _, name := range pagesBelow(t, false) {
		if !linked[name] {
			t.Errorf("docs/README.md does not link to %s", name)
		}
	}
}
