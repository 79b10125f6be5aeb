//go:build !js

package main

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	viewplot "github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Lengths of a figure of maps, in points.
const (
	mapGap   = 8
	barWidth = 8
)

// mapRow are maps in one range of colours, one for each Knudsen number, with their titles.
type mapRow struct {
	titles []string
	values [][]float64
	label  string // of the colour bar
	norm   viewplot.Norm
}

// rows lists the rows of the figure: of each panel the network, and below it the reference.
func (f *figure) rows() []mapRow {
	var out []mapRow
	for i, p := range f.panels {
		label := p.field.Label
		if p.title != "" {
			label += ", " + p.title
		}
		norm := normOf(p)
		add := func(what string, values [][]float64) {
			row := mapRow{values: values, label: drawable(label), norm: norm}
			for k, e := range f.eps {
				title := what + ", ε = " + plainNumber(e)
				if k == 0 && len(f.panels) > 1 {
					title = letter(i) + " " + title
				}
				row.titles = append(row.titles, title)
			}
			out = append(out, row)
		}
		add("network", p.network)
		if p.reference != nil {
			add("reference", p.reference)
		}
	}
	return out
}

// normOf is the range of colours of a panel: of a signed field about zero.
func normOf(p figurePanel) viewplot.Norm {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, values := range append(append([][]float64{}, p.network...), p.reference...) {
		for _, v := range values {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	n := viewplot.Norm{Map: viewplot.Viridis}
	if p.field.Sign == info.Signed {
		n.Map = viewplot.RdBu
		hi = math.Max(hi, -lo)
		lo = -hi
	}
	n.Lo, n.Hi = viewplot.Widen(lo, hi)
	return n
}

// drawMaps makes the file of a figure in the plane. One unit is as long along x as along y.
func (f *figure) drawMaps(ending string, width vg.Length) ([]byte, error) {
	rows := f.rows()
	room := barRoom * vg.Millimeter // of the colour bar with the labels of its ticks
	each := (width - room - mapGap*vg.Length(len(f.eps)-1)) / vg.Length(len(f.eps))
	// What titles and axes take of a panel does not depend on its size.
	probe := f.mapPlot(rows[0], 0)
	_, page := f.paper(ending, width, width)
	data := probe.DataCanvas(draw.Canvas{Canvas: page.Canvas, Rectangle: vg.Rectangle{Max: vg.Point{X: each, Y: each}}})
	aspect := vg.Length((f.domain.YMax - f.domain.YMin) / (f.domain.XMax - f.domain.XMin))
	tall := (data.Max.X-data.Min.X)*aspect + each - (data.Max.Y - data.Min.Y)
	height := tall*vg.Length(len(rows)) + mapGap*vg.Length(len(rows)-1) + 6

	canvas, page := f.paper(ending, width, height)
	for r, row := range rows {
		top := height - 2 - vg.Length(r)*(tall+mapGap)
		var last draw.Canvas
		for k := range f.eps {
			x := vg.Length(k) * (each + mapGap)
			one, area := f.mapPlot(row, k), draw.Canvas{Canvas: page.Canvas, Rectangle: vg.Rectangle{Min: vg.Point{X: x + 2, Y: top - tall}, Max: vg.Point{X: x + each, Y: top}}}
			one.Draw(area)
			last = one.DataCanvas(area)
		}
		row.bar(page, vg.Rectangle{Min: vg.Point{X: width - room + mapGap, Y: last.Min.Y}, Max: vg.Point{X: width - room + mapGap + barWidth, Y: last.Max.Y}})
	}
	return written(canvas)
}

// mapPlot is the map of one Knudsen number.
func (f *figure) mapPlot(row mapRow, k int) *plot.Plot {
	one := plot.New()
	one.BackgroundColor = color.Transparent
	d := f.domain
	one.X.Label.Text, one.Y.Label.Text, one.Title.Text = "x", "y", row.titles[k]
	forPrint(one)
	one.X.Padding, one.Y.Padding = 0, 0
	heat := plotter.NewHeatMap(lattice{d, f.side, row.values[k]}, colours{row.norm.Map})
	heat.Min, heat.Max, heat.Rasterized = row.norm.Lo, row.norm.Hi, true
	one.Add(heat)
	one.X.Min, one.X.Max, one.Y.Min, one.Y.Max = d.XMin, d.XMax, d.YMin, d.YMax
	return one
}

// bar draws the colour bar with its ticks, and what it is of along it.
func (row mapRow) bar(page draw.Canvas, r vg.Rectangle) {
	const steps = 128
	for k := range steps {
		lo := r.Min.Y + (r.Max.Y-r.Min.Y)*vg.Length(k)/steps // up to the top, which the next ones cover: no seams between them
		page.FillPolygon(row.norm.Map.At((float64(k)+0.5)/steps), []vg.Point{{X: r.Min.X, Y: lo}, {X: r.Max.X, Y: lo}, r.Max, {X: r.Min.X, Y: r.Max.Y}})
	}
	line := draw.LineStyle{Color: color.Black, Width: axisWidth}
	page.StrokeLines(line, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min})
	style := letters()
	style.YAlign = draw.YCenter
	for _, tick := range fewTicks(row.norm.Lo, row.norm.Hi) {
		y := r.Min.Y + (r.Max.Y-r.Min.Y)*vg.Length((tick.Value-row.norm.Lo)/(row.norm.Hi-row.norm.Lo))
		page.StrokeLine2(line, r.Max.X, y, r.Max.X+2, y)
		page.FillText(style, vg.Point{X: r.Max.X + 4, Y: y}, tick.Label)
	}
	style.XAlign, style.YAlign = draw.XRight, draw.YBottom
	page.FillText(style, vg.Point{X: page.Max.X - 1, Y: r.Max.Y + 3}, row.label)
}

// lattice are values at the midpoints of equal cells, x first.
type lattice struct {
	domain info.Domain
	side   int
	values []float64
}

func (l lattice) Dims() (int, int)   { return l.side, l.side }
func (l lattice) Z(c, r int) float64 { return l.values[r*l.side+c] }
func (l lattice) X(c int) float64 {
	return l.domain.XMin + (l.domain.XMax-l.domain.XMin)*(float64(c)+0.5)/float64(l.side)
}
func (l lattice) Y(r int) float64 {
	return l.domain.YMin + (l.domain.YMax-l.domain.YMin)*(float64(r)+0.5)/float64(l.side)
}

// colours are a colour map as a palette of gonum.
type colours struct{ of *viewplot.Colormap }

func (c colours) Colors() []color.Color {
	var out []color.Color
	for _, one := range c.of.Table {
		out = append(out, one)
	}
	return out
}
