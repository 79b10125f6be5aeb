//go:build !js

package main

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// What journals ask for: letters of 8 points, lines of at least half a point.
const (
	letterSize = 8
	axisWidth  = 0.5
	curveWidth = 1.3
	dashWidth  = 0.7
	panelRatio = 0.62 // height of a panel over its width
	legendRow  = 13   // points
)

// inks are the colours of Okabe and Ito, which people with any colour vision can tell apart.
var inks = [mostKnudsen]color.RGBA{
	{0x00, 0x72, 0xb2, 0xff}, {0xd5, 0x5e, 0x00, 0xff}, {0x00, 0x9e, 0x73, 0xff}, {0xcc, 0x79, 0xa7, 0xff}, {0xe6, 0x9f, 0x00, 0xff}, {0x56, 0xb4, 0xe9, 0xff}, {0x70, 0x70, 0x70, 0xff},
}

// draw makes the file. The ending selects the format.
func (f *figure) draw(ending string) ([]byte, error) {
	width := vg.Length(f.width) * vg.Millimeter
	if f.side > 0 {
		return f.drawMaps(ending, width)
	}
	rows := (len(f.panels) + f.columns - 1) / f.columns
	legend := f.legend(width)
	height := vg.Length(rows)*(width/vg.Length(f.columns)*panelRatio+6) + vg.Length(len(legend))*legendRow + 4
	canvas, page := f.paper(ending, width, height)
	f.drawLegend(page, legend)

	plots := make([][]*plot.Plot, rows)
	for r := range plots {
		plots[r] = make([]*plot.Plot, f.columns)
	}
	for i, p := range f.panels {
		one, err := f.panel(i, p)
		if err != nil {
			return nil, err
		}
		plots[i/f.columns][i%f.columns] = one
	}
	below := draw.Crop(page, 2, -4, 2, -2-vg.Length(len(legend))*legendRow)
	tiles := draw.Tiles{Rows: rows, Cols: f.columns, PadX: 10, PadY: 6}
	for r, row := range plot.Align(plots, tiles, below) {
		for c := range row {
			if plots[r][c] != nil {
				plots[r][c].Draw(row[c])
			}
		}
	}
	return written(canvas)
}

// paper is a white sheet of a size, and the file that it becomes.
func (f *figure) paper(ending string, width, height vg.Length) (io.WriterTo, draw.Canvas) {
	var canvas interface {
		vg.CanvasSizer
		io.WriterTo
	}
	switch ending {
	case ".pdf":
		c := vgpdf.New(width, height)
		c.EmbedFonts(true)
		canvas = c
	case ".svg":
		canvas = vgsvg.New(width, height)
	default:
		canvas = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(f.dpi))}
	}
	page := draw.New(canvas)
	page.FillPolygon(color.White, []vg.Point{{}, {X: width}, {X: width, Y: height}, {Y: height}})
	return canvas, page
}

// written is the content of a file.
func written(canvas io.WriterTo) ([]byte, error) {
	var b bytes.Buffer
	_, err := canvas.WriteTo(&b)
	return b.Bytes(), err
}

// letters is the text style of the figure. (Bold letters would fail in a PDF that holds its fonts.)
func letters() text.Style {
	return text.Style{Color: color.Black, Font: font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, letterSize), Handler: plot.DefaultTextHandler}
}

// panel draws one field.
func (f *figure) panel(i int, p figurePanel) (*plot.Plot, error) {
	one := plot.New()
	one.BackgroundColor = color.Transparent
	label := p.field.Label
	if p.title != "" {
		label += ", " + p.title
	}
	one.X.Min, one.X.Max = f.domain.XMin, f.domain.XMax
	one.X.Label.Text, one.Y.Label.Text = "x", drawable(label)
	forPrint(one)
	if len(f.panels) > 1 {
		one.Title.Text = letter(i)
	}
	for k := range f.eps {
		if err := f.curve(one, p.network[k], draw.LineStyle{Color: inks[k], Width: curveWidth}); err != nil {
			return nil, err
		}
	}
	for k := range p.reference {
		if err := f.curve(one, p.reference[k], draw.LineStyle{Color: color.Black, Width: dashWidth, Dashes: []vg.Length{3, 3}}); err != nil {
			return nil, err
		}
	}
	room := 0.05 * (one.Y.Max - one.Y.Min)
	if room < 1e-12*math.Max(1, math.Abs(one.Y.Max)) { // a constant, within rounding
		room = 0.05 * math.Max(1, math.Abs(one.Y.Max))
	}
	one.Y.Min, one.Y.Max = one.Y.Min-room, one.Y.Max+room
	return one, nil
}

// forPrint gives axes and title the letters and lines of print.
func forPrint(one *plot.Plot) {
	plain := letters()
	for _, axis := range []*plot.Axis{&one.X, &one.Y} {
		for _, style := range []*text.Style{&axis.Label.TextStyle, &axis.Tick.Label} {
			style.Font, style.Color = plain.Font, plain.Color
		}
		axis.LineStyle.Width, axis.Tick.LineStyle.Width = axisWidth, axisWidth
		axis.Tick.Length, axis.Padding = 3, 2
		axis.Tick.Marker = plot.TickerFunc(fewTicks)
	}
	one.Title.Padding = 2
	one.Title.TextStyle.Font, one.Title.TextStyle.Color = plain.Font, plain.Color
}

func (f *figure) curve(one *plot.Plot, values []float64, style draw.LineStyle) error {
	points := make(plotter.XYs, len(f.x))
	for i := range points {
		points[i] = plotter.XY{X: f.x[i], Y: values[i]}
	}
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.LineStyle = style
	one.Add(line)
	return nil
}

// fewTicks are four to eight round numbers.
func fewTicks(low, high float64) []plot.Tick {
	step := math.Pow(10, math.Floor(math.Log10((high-low)/4)))
	for _, factor := range []float64{5, 2} {
		if (high-low)/(factor*step) >= 4 {
			step *= factor
			break
		}
	}
	var ticks []plot.Tick
	for k := math.Ceil(low/step - 1e-9); k*step <= high+1e-9*step; k++ {
		text := plainNumber(math.Round(k*step*1e12)/1e12 + 0) // + 0: no minus before a zero
		if step < 1e-4 {
			text = fmt.Sprintf("%.2g", k*step)
		}
		ticks = append(ticks, plot.Tick{Value: k * step, Label: strings.Replace(text, "-", "−", 1)})
	}
	return ticks
}

// drawable replaces the signs that the fonts lack.
func drawable(label string) string {
	return strings.NewReplacer("⟨", "‹", "⟩", "›").Replace(label)
}

// legendEntry is a sample of a line with its text.
type legendEntry struct {
	text  string
	style draw.LineStyle
}

// Lengths of the legend, in points.
const (
	sampleLength = 18
	sampleGap    = 4
	entryGap     = 14
)

// legend breaks the entries into rows that fit.
func (f *figure) legend(width vg.Length) [][]legendEntry {
	var all []legendEntry
	for k, e := range f.eps {
		all = append(all, legendEntry{"ε = " + strings.Replace(plainNumber(e), "-", "−", 1), draw.LineStyle{Color: inks[k], Width: curveWidth}})
	}
	if f.panels[0].reference != nil {
		all = append(all, legendEntry{"reference", draw.LineStyle{Color: color.Black, Width: dashWidth, Dashes: []vg.Length{3, 3}}})
	}
	var rows [][]legendEntry
	used := width
	for _, e := range all {
		w := f.entryWidth(e)
		if used+w > width {
			rows, used = append(rows, nil), 0
		}
		used += w
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
	}
	return rows
}

func (f *figure) entryWidth(e legendEntry) vg.Length {
	return sampleLength + sampleGap + letters().Width(e.text) + entryGap
}

func (f *figure) drawLegend(page draw.Canvas, rows [][]legendEntry) {
	style := letters()
	style.YAlign = draw.YCenter
	for r, row := range rows {
		x, y := page.Min.X+4, page.Max.Y-vg.Length(r)*legendRow-legendRow/2-1
		for _, e := range row {
			page.StrokeLine2(e.style, x, y, x+sampleLength, y)
			page.FillText(style, vg.Point{X: x + sampleLength + sampleGap, Y: y}, e.text)
			x += f.entryWidth(e)
		}
	}
}
