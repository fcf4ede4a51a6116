package atlas_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/atlasrestore/atlasrestore/atlas"
)

// shelf is a list of n numbers that is served in pages.
type shelf struct {
	n        int
	stuck    bool // every page is the first one
	slow     bool // cannot be counted
	failOn   int  // number of the page that fails, 0 for none
	requests []string
}

var errShelf = errors.New("shelf broke down")

func (s *shelf) fetch(_ context.Context, p atlas.PageRequest) ([]int, error) {
	count := "-"
	if p.Count != nil {
		count = fmt.Sprint(*p.Count)
	}
	s.requests = append(s.requests, fmt.Sprintf("%d/%d %s", p.Number, p.Size, count))
	if s.slow && count != "false" {
		return nil, &atlas.Error{Status: 400, Code: string(atlas.CodeTimeoutWhilePaging)}
	}
	if s.failOn == p.Number && s.failOn != 0 {
		return nil, errShelf
	}
	number := p.Number
	if s.stuck {
		number = 1
	}
	var out []int
	for i := (number - 1) * p.Size; i < min(number*p.Size, s.n); i++ {
		out = append(out, i)
	}
	if p.Size == 0 {
		for i := range s.n {
			out = append(out, i)
		}
	}
	return out, nil
}

func TestPages(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for name, tt := range map[string]struct {
		shelf    shelf
		first    atlas.PageRequest
		noCount  bool // the list has no includeCount
		want     int  // results
		err      error
		requests []string
	}{
		"nothing":                {first: atlas.PageRequest{Size: 3, Number: 1}, requests: []string{"1/3 -"}},
		"one short page":         {shelf: shelf{n: 2}, first: atlas.PageRequest{Size: 3, Number: 1}, want: 2, requests: []string{"1/3 -"}},
		"a full page":            {shelf: shelf{n: 3}, first: atlas.PageRequest{Size: 3, Number: 1}, want: 3, requests: []string{"1/3 -", "2/3 -"}},
		"several pages":          {shelf: shelf{n: 7}, first: atlas.PageRequest{Size: 3, Number: 1}, want: 7, requests: []string{"1/3 -", "2/3 -", "3/3 -"}},
		"from the second page":   {shelf: shelf{n: 7}, first: atlas.PageRequest{Size: 3, Number: 2}, want: 4, requests: []string{"2/3 -", "3/3 -"}},
		"a page that comes back": {shelf: shelf{n: 7, stuck: true}, first: atlas.PageRequest{Size: 3, Number: 1}, want: 3, requests: []string{"1/3 -", "2/3 -"}},
		"without pages":          {shelf: shelf{n: 7}, want: 7, requests: []string{"0/0 -"}},
		"an error on the way":    {shelf: shelf{n: 7, failOn: 2}, first: atlas.PageRequest{Size: 3, Number: 1}, want: 3, err: errShelf, requests: []string{"1/3 -", "2/3 -"}},
		"too long to count": {
			shelf: shelf{n: 5, slow: true}, first: atlas.PageRequest{Size: 3, Number: 1}, want: 5,
			requests: []string{"1/3 -", "1/3 false", "2/3 false"},
		},
		"too long although asked to count": {
			shelf: shelf{n: 1, slow: true}, first: atlas.PageRequest{Size: 3, Number: 1, Count: &yes}, want: 1,
			requests: []string{"1/3 true", "1/3 false"},
		},
		"too long and not counted": {
			shelf: shelf{n: 1, slow: true}, first: atlas.PageRequest{Size: 3, Number: 1, Count: &no}, want: 1,
			requests: []string{"1/3 false"},
		},
		"too long without a choice": {
			shelf: shelf{n: 1, slow: true}, first: atlas.PageRequest{Size: 3, Number: 1}, noCount: true, err: atlas.CodeTimeoutWhilePaging,
			requests: []string{"1/3 -"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := atlas.Collect(atlas.Pages(t.Context(), tt.first, !tt.noCount, tt.shelf.fetch))
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Errorf("error %v, want %v", err, tt.err)
			}
			if len(got) != tt.want {
				t.Errorf("%d results, want %d", len(got), tt.want)
			}
			start := max(tt.first.Number-1, 0) * tt.first.Size
			for i, v := range got {
				if v != start+i {
					t.Errorf("result %d is %d, want %d", i, v, start+i)
				}
			}
			if diff := cmp.Diff(tt.requests, tt.shelf.requests); diff != "" {
				t.Errorf("requests mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPagesStopWhenTheCallerDoes(t *testing.T) {
	t.Parallel()
	s := shelf{n: 100}
	for v := range atlas.Pages(t.Context(), atlas.PageRequest{Size: 3, Number: 1}, true, s.fetch) {
		if *v == 4 {
			break
		}
	}
	if diff := cmp.Diff([]string{"1/3 -", "2/3 -"}, s.requests); diff != "" {
		t.Errorf("requests mismatch (-want +got):\n%s", diff)
	}
}

func TestPagesEndWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := shelf{n: 100}
	seen, errs := 0, 0
	for _, err := range atlas.Pages(ctx, atlas.PageRequest{Size: 3, Number: 1}, true, s.fetch) {
		if err != nil {
			errs++
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want that of the context", err)
			}
			continue
		}
		if seen++; seen == 2 {
			cancel()
		}
	}
	if seen != 3 || errs != 1 || len(s.requests) != 1 {
		t.Errorf("%d results, %d errors, %d requests; want the page that was there, one error, one request", seen, errs, len(s.requests))
	}
}

func TestPagesBeginAnew(t *testing.T) {
	t.Parallel()
	s := shelf{n: 4}
	seq := atlas.Pages(t.Context(), atlas.PageRequest{Size: 3, Number: 1}, true, s.fetch)
	for range 2 {
		if got, err := atlas.Collect(seq); err != nil || len(got) != 4 {
			t.Errorf("got %v, %v, want four results", got, err)
		}
	}
}
