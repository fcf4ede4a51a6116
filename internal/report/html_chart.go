package report

import (
	"cmp"
	"fmt"
	"math"
)

// The measures of a chart, in the units of its SVG, which are CSS pixels.
const (
	plotHeight = 140
	plotTop    = 10
	axisWidth  = 44
	axisHeight = 24
	plotWidth  = 1140 // that a few bars share
	minStep    = 18   // from one bar to the next
	maxStep    = 90
	labelRoom  = 76 // that a date takes
)

// chart is a bar for each step of a history, the oldest first, with as many
// parts as there are classes.
type chart struct {
	Width, Height int
	Bottom        int // where zero is
	Left          int // where the plot begins
	Ticks         []tick
	Bars          []bar
}

// tick is a line at a number of findings.
type tick struct {
	Y int
	N int
}

// bar is one step.
type bar struct {
	*chapter
	X, Width int
	Middle   int
	Label    string // "" where it has no room
	Text     string // all of it in words
	Parts    []part
}

// part is what one class adds to a bar.
type part struct {
	Class     class
	Y, Height int
}

// newChart draws the steps, of which the chapters have the findings.
func newChart(steps []Step, chapters []*chapter) *chart {
	most := 0
	for _, c := range chapters {
		most = max(most, len(c.Findings))
	}
	scale := niceScale(most)
	each := min(maxStep, max(minStep, plotWidth/max(1, len(chapters))))
	c := &chart{Left: axisWidth, Bottom: plotTop + plotHeight}
	c.Width, c.Height = axisWidth+each*max(1, len(chapters))+labelRoom/2, c.Bottom+axisHeight
	for n := 0; n <= scale.top; n += scale.step {
		c.Ticks = append(c.Ticks, tick{c.Bottom - n*plotHeight/scale.top, n})
	}
	every := (labelRoom + each - 1) / each
	for i, ch := range chapters {
		b := bar{chapter: ch, X: axisWidth + i*each + each/8, Width: each - each/4, Middle: axisWidth + i*each + each/2}
		if i%every == 0 {
			b.Label = short(cmp.Or(Printable(steps[i].Date), ch.Heading), 12)
		}
		b.Text = ch.Heading + ": " + inWords(ch.Counts)
		b.stack(c.Bottom, scale.top)
		c.Bars = append(c.Bars, b)
	}
	return c
}

// N returns how many findings of a class the step has.
func (b bar) N(c class) int {
	for _, n := range b.Counts {
		if n.Class == c {
			return n.N
		}
	}
	return 0
}

// stack puts the classes on each other, the gravest at the bottom. What is
// there at all can be seen.
func (b *bar) stack(bottom, top int) {
	y := bottom
	for _, n := range b.Counts {
		height := max(2, n.N*plotHeight/top)
		y -= height
		b.Parts = append(b.Parts, part{n.Class, y, height})
	}
}

// scaling is the axis of a chart.
type scaling struct{ top, step int }

// niceScale returns an axis of at most six ticks that are round numbers.
func niceScale(most int) scaling {
	most = max(most, 4)
	raw := float64(most) / 4
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := int(power)
	for _, f := range []float64{1, 2, 5, 10} {
		if step = int(f * power); float64(step) >= raw {
			break
		}
	}
	return scaling{(most + step - 1) / step * step, step}
}

// inWords says counts as a sentence.
func inWords(counts []count) string {
	text := ""
	for _, c := range counts {
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%s %s", thousands(c.N), c.Class)
	}
	if text == "" {
		return "no changes"
	}
	return text
}

// Classes returns the classes that a chart has bars of.
func (c *chart) Classes() []class {
	out := []class{breaking, risky, compatible}
	for _, b := range c.Bars {
		if b.N(waived) > 0 {
			return append(out, waived)
		}
	}
	return out
}
