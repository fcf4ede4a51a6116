package atlas

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
)

// MaxPageSize is the most results that Atlas puts on a page, and what the iterators of the generated clients ask for.
const MaxPageSize = 500

// CodeTimeoutWhilePaging is what Atlas answers when a list is too long to be counted in time.
const CodeTimeoutWhilePaging Code = "TIMEOUT_WHILE_PAGING"

// A PageRequest says which page of a list to fetch.
type PageRequest struct {
	// Size is how many results are asked for, 1 to [MaxPageSize]; 0 for a list without pages, which is fetched once.
	Size int
	// Number is the number of the page, from 1.
	Number int
	// Count is whether to ask for the total number of results; nil leaves it to Atlas.
	Count *bool
}

// Pages walks the results of a list, page by page, as the All methods of the generated clients do. It begins with the
// page that first names and calls fetch for each page when its results are wanted. The pointers lead into the page.
//
//  1. A page with fewer results than were asked for is the last one: Atlas sends no link to the next one, and its total
//     is an estimate.
//  2. A full page that equals the one before means that the server does not turn pages; nothing of it is yielded.
//  3. An error is yielded once, with a nil result, and ends the walk; so does an ended context, before the next fetch.
//  4. When the list is too long to be counted ([CodeTimeoutWhilePaging]) the page and those after it are asked for
//     without a count, unless canSkipCount is false or that was so before.
//
// The sequence can be ranged over more than once; each time it begins anew.
func Pages[T any](ctx context.Context, first PageRequest, canSkipCount bool, fetch func(context.Context, PageRequest) ([]T, error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		page := first
		var before []T
		for {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			results, err := fetch(ctx, page)
			if counted := page.Count == nil || *page.Count; canSkipCount && counted && errors.Is(err, CodeTimeoutWhilePaging) {
				page.Count = new(bool)
				results, err = fetch(ctx, page)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			full := page.Size > 0 && len(results) >= page.Size
			if full && reflect.DeepEqual(results, before) {
				return
			}
			for i := range results {
				if !yield(&results[i], nil) {
					return
				}
			}
			if !full {
				return
			}
			before = results
			page.Number++
		}
	}
}

// Collect returns the results of an iterator. With an error it returns what came before it, too.
func Collect[T any](seq iter.Seq2[*T, error]) ([]T, error) {
	var out []T
	for v, err := range seq {
		if err != nil {
			return out, fmt.Errorf("after %d results: %w", len(out), err)
		}
		out = append(out, *v)
	}
	return out, nil
}
