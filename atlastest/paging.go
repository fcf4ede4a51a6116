package atlastest

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// defaultItems is how many items a page has when the request does not say.
const defaultItems = 100

// paginate cuts one page out of the items. Operations without the parameters answer with everything. There is no link
// to the next page: clients page by counting.
func (c *call) paginate(items []any) (any, *apiError) {
	includeCount := c.includesCount()
	if limit := c.srv.cfg.listLimit; limit > 0 && len(items) > limit && includeCount && c.has("includeCount") {
		return nil, newError(http.StatusInternalServerError, "TIMEOUT_WHILE_PAGING", "The list took too long to count.")
	}
	p := page{"links": []any{c.selfLink()}}
	if includeCount {
		p["totalCount"] = len(items)
	}
	if c.has("pageNum") {
		size := c.number("itemsPerPage", defaultItems)
		// The division keeps a huge page number from overflowing.
		skip := len(items)
		if before := c.number("pageNum", 1) - 1; before <= len(items)/size {
			skip = min(len(items), before*size)
		}
		items = items[skip:min(len(items), skip+size)]
	}
	if items == nil {
		items = []any{}
	}
	p["results"] = items
	return p, nil
}

// has reports whether the operation has the query parameter.
func (c *call) has(name string) bool {
	return c.variant.op.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) != nil
}

// includesCount reads includeCount, which is true unless it is said to be false.
func (c *call) includesCount() bool {
	want, err := strconv.ParseBool(c.req.URL.Query().Get("includeCount"))
	return err != nil || want
}

// number reads a query parameter that the validation has seen.
func (c *call) number(name string, unset int) int {
	n, err := strconv.Atoi(c.req.URL.Query().Get(name))
	if err != nil || n < 1 {
		return unset
	}
	return n
}

// selfLink links to the request itself.
func (c *call) selfLink() object {
	return link(c.base+c.req.URL.EscapedPath()+query(c.req.URL.Query()), "self")
}

func query(values url.Values) string {
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func link(href, rel string) object { return object{"href": href, "rel": rel} }
