package cli

import (
	"bytes"
	"cmp"
	"context"
	"sync"
	"sync/atomic"

	"github.com/atlasrestore/atlasrestore/internal/compare"
	"github.com/atlasrestore/atlasrestore/internal/doc"
	"github.com/atlasrestore/atlasrestore/internal/report"
	"github.com/atlasrestore/atlasrestore/internal/source"
)

// window is how many revisions are in memory at once, however long the history
// is: two that are compared, and one that is read meanwhile. More would cost
// more in memory than they save in time.
const window = 3

// What a window of the largest public documents may take: their text, and what
// is made of it. See memory.go.
const (
	windowText = 20 << 20
	windowHeap = 220 << 20
)

// history compares a row of revisions:
//
//  1. A place in the window is taken for each revision, in their order, and
//     the revision is then read and parsed, beside the others.
//  2. As soon as a revision and the one before are there, they are compared,
//     beside all other work. A revision with the bytes of the one before is
//     neither parsed nor compared.
//  3. A revision gives its place back when the comparisons with both
//     neighbours are done. The oldest comparison that is left can always go
//     on, so two places are enough to come to the end.
//  4. The first failure stops what has not begun. All before it has begun, and
//     is waited for: the failure that is told is that of the oldest revision,
//     however the work was interleaved.
type history struct {
	options specdiffOptions
	config  config
	memory  *memory
	rules   map[string]report.RuleText
	states  []*state
	places  chan struct{}
	work    sync.WaitGroup
	failed  atomic.Bool // a comparison did
}

// state is one revision and what has become of it.
type state struct {
	revision revision
	read     chan struct{} // closed when data is there, or err
	parsed   chan struct{} // closed when all but step is there, or err

	data     []byte
	size     int           // of the text that was parsed; 0 for one that is shared
	doc      *doc.Document // nil again when it is no longer needed
	about    source.Revision
	name     report.Document
	sunset   bool // it has a sunset date
	selected bool // the filters leave something of it
	same     bool // it has the bytes of the revision before
	err      error

	users      atomic.Int32 // comparisons that still need the document
	step       report.Step  // from the revision before
	compareErr error
}

// historyOf reads and compares revisions, of which there is at least one.
func historyOf(ctx context.Context, revisions []revision, o specdiffOptions, c config) (report.History, error) {
	h := &history{options: o, config: c, memory: spendMemory(windowText, windowHeap), rules: ruleTexts(), places: make(chan struct{}, window)}
	for i, r := range revisions {
		s := &state{revision: r, read: make(chan struct{}), parsed: make(chan struct{})}
		if i > 0 {
			s.users.Add(1)
			h.states[i-1].users.Add(1)
		}
		h.states = append(h.states, s)
	}
	if err := h.run(ctx); err != nil {
		return report.History{}, err
	}
	return h.story()
}

func (h *history) run(ctx context.Context) error {
	reading, stop := context.WithCancel(ctx)
	h.work.Go(func() { h.readAll(reading) })
	h.compareAll(ctx)
	stop()
	h.work.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, s := range h.states {
		if err := cmp.Or(s.err, s.compareErr); err != nil {
			return err
		}
	}
	return nil
}

// readAll starts to read one revision after the other as places come free.
func (h *history) readAll(ctx context.Context) {
	var before *state
	for _, s := range h.states {
		select {
		case h.places <- struct{}{}:
		case <-ctx.Done():
			return
		}
		last := before
		h.work.Go(func() {
			defer close(s.parsed)
			s.err = h.load(ctx, s, last)
		})
		before = s
	}
}

// load reads and parses a revision, unless the one before is the same.
func (h *history) load(ctx context.Context, s, before *state) error {
	raw, about, err := s.revision.read(ctx)
	s.data, s.about = raw.Data, about
	close(s.read)
	if err != nil {
		return err
	}
	if before != nil {
		<-before.read // it began before, and ends with the same context
		if s.same = bytes.Equal(before.data, s.data); s.same {
			<-before.parsed
			return s.share(raw.Name, before)
		}
	}
	s.size = len(s.data)
	h.memory.add(s.size)
	if s.doc, err = doc.Parse(raw.Name, s.data); err != nil {
		return err
	}
	if err := isOpenAPI(s.doc); err != nil {
		return err
	}
	s.name = describe(s.doc)
	s.name.Text = nil // it would keep all documents in memory
	s.sunset, s.selected = hasSunset(s.doc), h.options.selects(s.doc)
	return nil
}

// share takes the tree of a document with the same bytes, under a name of its
// own.
func (s *state) share(name string, before *state) error {
	if before.err != nil {
		return before.err
	}
	s.doc = &doc.Document{Name: name, Root: before.doc.Root, Text: before.doc.Text}
	s.name, s.sunset, s.selected = before.name, before.sunset, before.selected
	s.name.Name = name
	return nil
}

// compareAll starts the comparisons in their order, until something fails.
func (h *history) compareAll(ctx context.Context) {
	var base *state
	for _, s := range h.states {
		select {
		case <-s.parsed:
		case <-ctx.Done():
			return
		}
		if s.err != nil || h.failed.Load() {
			return
		}
		if before := base; before != nil {
			h.work.Go(func() { h.compare(ctx, before, s) })
		}
		base = s
	}
}

// compare makes the step from one revision to the next.
func (h *history) compare(ctx context.Context, base, rev *state) {
	defer h.release(base)
	defer h.release(rev)
	day := cmp.Or(rev.about.Date, h.options.asOf)
	r := report.Report{
		Base: base.name, Rev: rev.name, FailOn: h.options.failOn,
		Waivers: h.config.waivers.Active(day), Rules: h.rules, Version: knownVersion(),
	}
	if !rev.same {
		r.Findings, rev.compareErr = compare.Compare(ctx, base.doc, rev.doc, h.options.compareOptions(h.config, day))
	}
	if rev.compareErr != nil {
		h.failed.Store(true)
		return
	}
	if len(r.Findings) > 0 && (base.sunset || rev.sunset) || h.config.dated(r.Findings) {
		r.AsOf = day
	}
	rev.step = report.Step{Report: r, Date: rev.about.Date, Revision: rev.about.Commit, Subject: rev.about.Subject}
}

// release gives the place of a revision back when nobody needs it any more.
func (h *history) release(s *state) {
	if s.users.Add(-1) > 0 {
		return
	}
	h.memory.add(-s.size)
	s.doc, s.data = nil, nil
	<-h.places
}

// story puts the steps together.
func (h *history) story() (report.History, error) {
	story := report.History{Steps: []report.Step{}}
	selected := h.states[0].selected
	for _, s := range h.states[1:] {
		selected = selected || s.selected
		if s.step.AsOf != "" && s.step.Date == "" {
			story.AsOf = s.step.AsOf
		}
		story.Steps = append(story.Steps, s.step)
	}
	if !selected {
		return report.History{}, usagef("no operation of any revision matches --operations and --paths")
	}
	return story, nil
}
