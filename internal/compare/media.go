package compare

import (
	"mime"
	"slices"
	"strings"

	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/openapi"
)

// media is one entry of a content map.
type media struct {
	name string // as written
	key  string // type, suffix and parameters in one spelling
	node *doc.Node
	ptr  doc.Pointer
}

// contents reads a content map, in its order.
func (x *exchange) contents(holder *doc.Node, p doc.Pointer) []media {
	var out []media
	for name, n := range holder.Get("content").All() {
		key := mediaKey(name)
		if mt, ok := openapi.ParseMediaType(name); ok && (x.versioned || x.projected) {
			key = "application/vnd.atlas+" + mt.Suffix // which version is known by now
		}
		out = append(out, media{name, key, n, p.Child("content", name)})
	}
	return out
}

// mediaKey writes a media type in one way (RFC 9110, section 8.3.1): type and
// names of parameters in lower case, parameters sorted. The charset UTF-8 of
// JSON is what JSON has anyway (RFC 8259, section 8.1).
func mediaKey(name string) string {
	t, params, err := mime.ParseMediaType(name)
	if err != nil {
		return strings.ToLower(strings.TrimSpace(name))
	}
	if strings.EqualFold(params["charset"], "utf-8") && (t == "application/json" || strings.HasSuffix(t, "+json")) {
		delete(params, "charset")
	}
	for _, k := range sortedKeys(params) {
		t += ";" + k + "=" + params[k]
	}
	return t
}

// covers reports whether a media type or range admits another: "text/*" admits
// "text/csv".
func (m media) covers(o media) bool {
	if m.key == o.key || m.key == "*/*" {
		return true
	}
	prefix, ok := strings.CutSuffix(m.key, "/*")
	return ok && strings.HasPrefix(o.key, prefix+"/")
}

// partner returns the entry that describes m on the other side: the same one,
// else the most precise range that covers it.
func partner(m media, others []media) (media, bool) {
	best, found := media{}, false
	for _, o := range others {
		if o.key == m.key {
			return o, true
		}
		if o.covers(m) && (!found || len(o.key) > len(best.key)) {
			best, found = o, true
		}
	}
	return best, found
}

// mediaPair is an entry of base and what describes it in rev.
type mediaPair struct{ base, rev media }

// matchMedia pairs two content maps. Entries that stand for nothing but what
// a range of the other side covers are paired with that range.
func matchMedia(base, rev []media) (pairs []mediaPair, removed, added []media) {
	var used []string
	for _, b := range base {
		r, ok := partner(b, rev)
		if !ok {
			removed = append(removed, b)
			continue
		}
		used = append(used, r.key)
		pairs = append(pairs, mediaPair{b, r})
	}
	for _, r := range rev {
		if slices.Contains(used, r.key) {
			continue
		}
		if b, ok := partner(r, base); ok {
			pairs = append(pairs, mediaPair{b, r})
			continue
		}
		added = append(added, r)
	}
	return pairs, removed, added
}
