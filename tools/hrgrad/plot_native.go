//go:build !js

package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image/color"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	_ "gonum.org/v1/plot/vg/vgimg"
	_ "gonum.org/v1/plot/vg/vgpdf"
	_ "gonum.org/v1/plot/vg/vgsvg"
)

const canPlot = true

// plot draws one box per runner over a logarithmic axis, the smallest median at the top: quartiles, median, whiskers to the last value
// within 1.5 times the distance of the quartiles, and the values outside.
func (m *sweepResult) plot(path string) ([]byte, error) {
	boxes := m.boxes()
	median := func(b ratioBox) float64 {
		if len(b.ratios) == 0 {
			return math.Inf(1)
		}
		return float64(spreadOf(b.ratios).Median)
	}
	slices.SortStableFunc(boxes, func(a, b ratioBox) int { return cmp.Compare(median(b), median(a)) })
	p := plot.New()
	seeds := len(m.Races[0].Seeds)
	p.Title.Text = fmt.Sprintf("Error at the worst eps over that of ls, per problem and seed (%d × %d)", len(m.Races), seeds)
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.TickerFunc(ratioTicks)
	names := make([]string, len(boxes))
	low, high := 0.5, 2.0
	for i, b := range boxes {
		names[i] = b.name
		if b.failed > 0 {
			names[i] += fmt.Sprintf(" (%d failed)", b.failed)
		}
		if len(b.ratios) == 0 {
			continue
		}
		box, err := plotter.NewBoxPlot(vg.Points(12), float64(i), plotter.Values(b.ratios))
		if err != nil {
			return nil, err
		}
		box.Horizontal = true
		p.Add(box)
		low, high = min(low, slices.Min(b.ratios)), max(high, slices.Max(b.ratios))
	}
	p.X.Min, p.X.Max = low/1.1, high*1.1
	p.NominalY(names...)
	p.Y.Min, p.Y.Max = -0.7, float64(len(boxes))-0.3
	one, err := plotter.NewLine(plotter.XYs{{X: 1, Y: p.Y.Min}, {X: 1, Y: p.Y.Max}})
	if err != nil {
		return nil, err
	}
	one.Color, one.Dashes = color.Gray{128}, []vg.Length{vg.Points(3), vg.Points(3)}
	p.Add(one)
	w, err := p.WriterTo(18*vg.Centimeter, vg.Points(60+22*float64(len(boxes))), strings.TrimPrefix(filepath.Ext(path), "."))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = w.WriteTo(&b)
	return b.Bytes(), err
}

// ratioTicks are 1, 2 and 5 times the powers of ten, with names as long as there are few of them.
func ratioTicks(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	few := high/low < 1e3
	for k := math.Floor(math.Log10(low)); math.Pow(10, k) <= high; k++ {
		for _, f := range []float64{1, 2, 5} {
			v := f * math.Pow(10, k)
			if v < low || v > high {
				continue
			}
			t := plot.Tick{Value: v}
			if few || f == 1 {
				t.Label = fmt.Sprintf("%.3g", v)
			}
			ticks = append(ticks, t)
		}
	}
	return ticks
}

// ratioBox is one box of the plot: the ratios of a runner's runs.
type ratioBox struct {
	name   string
	ratios []float64
	failed int // runs without a ratio
}

// boxes returns for every runner the ratios of its error at the worst Knudsen number to that of its baseline (see overall),
// geometric mean over the fields, one per problem and seed.
func (m *sweepResult) boxes() []ratioBox {
	var out []ratioBox
	for i, e := range m.Races[0].Runners {
		box := ratioBox{name: e.Name}
		for _, r := range m.Races {
			base := baseline(r.Runners, r.Runners[i])
			if base < 0 {
				continue
			}
			n := len(r.Runners)
			for s := range r.Seeds {
				run, other := r.Runs[s*n+i], r.Runs[s*n+base]
				if run.Errors == nil || other.Errors == nil {
					box.failed++
					continue
				}
				a, _ := r.scores(run)
				b, _ := r.scores(other)
				box.ratios = append(box.ratios, math.Exp(a-b))
			}
		}
		if len(box.ratios)+box.failed > 0 {
			out = append(out, box)
		}
	}
	return out
}
