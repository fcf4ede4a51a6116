package atlas

import (
	"math"
	"time"
)

// A DownloadProgress tells how far one file is.
type DownloadProgress struct {
	// Index is the place of the source in the argument of [DownloadFiles], else 0.
	Index int
	// Name is the file name; for [Download] that of the source.
	Name string
	// Bytes is how much there is, with what an earlier call left. It goes back when a file starts over.
	Bytes int64
	// Total is the length of the file; -1 when unknown.
	Total int64
	// Rate is how many bytes arrive per second, over the last few seconds. At the end it is the average.
	Rate float64
	// ResumedFrom is how many bytes an earlier call left.
	ResumedFrom int64
	// Done says that this is the last message about this file, which is complete or has failed.
	Done bool
}

const (
	progressEvery = 100 * time.Millisecond
	rateWindow    = 3 * time.Second // over which Rate is smoothed
)

// downloadLabel tells which file a meter is of.
type downloadLabel struct {
	index int
	name  string
}

// A downloadMeter reports progress.
type downloadMeter struct {
	report  func(DownloadProgress) // nil for nobody
	label   downloadLabel
	from    int64
	start   time.Time
	last    time.Time // of the last report
	at      int64     // bytes then
	bytes   int64
	arrived int64 // since the start, whatever was thrown away
	rate    float64
}

func newDownloadMeter(report func(DownloadProgress), label downloadLabel, from int64) *downloadMeter {
	now := time.Now()
	return &downloadMeter{report: report, label: label, from: from, start: now, last: now, at: from, bytes: from}
}

// add takes how many bytes there are now, and reports when it is time.
func (m *downloadMeter) add(bytes, total int64) {
	m.arrived += max(0, bytes-m.bytes)
	m.bytes = bytes
	if m.report == nil {
		return
	}
	now := time.Now()
	passed := now.Sub(m.last)
	if passed < progressEvery {
		return
	}
	rate := float64(max(0, bytes-m.at)) / passed.Seconds()
	if m.rate == 0 {
		m.rate = rate
	}
	m.rate += (rate - m.rate) * (1 - math.Exp(-passed.Seconds()/rateWindow.Seconds()))
	m.last, m.at = now, bytes
	m.report(m.progress(total))
}

// end reports for the last time.
func (m *downloadMeter) end(bytes, total int64) {
	if m.report == nil {
		return
	}
	m.arrived += max(0, bytes-m.bytes)
	m.bytes, m.rate = bytes, 0
	if passed := time.Since(m.start); passed > 0 {
		m.rate = float64(m.arrived) / passed.Seconds()
	}
	p := m.progress(total)
	p.Done = true
	m.report(p)
}

func (m *downloadMeter) progress(total int64) DownloadProgress {
	return DownloadProgress{
		Index: m.label.index, Name: m.label.name, Bytes: m.bytes, Total: total, Rate: m.rate, ResumedFrom: m.from,
	}
}
