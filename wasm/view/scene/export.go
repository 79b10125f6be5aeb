package scene

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// PNG encodes one panel, or with an empty name or "all" every panel on one sheet, from the same
// layers that the screen shows, without crosshair and tooltip.
func (s *Scene) PNG(name string) ([]byte, error) {
	s.update()
	if s.w < 2 || s.h < 2 {
		return nil, fmt.Errorf("png: the view has no size yet")
	}
	var sheet *plot.Canvas
	if name == "" || name == "all" {
		panels := s.Panels()
		sheet = plot.NewCanvas(s.w, s.contentH, s.scale)
		sheet.Clear(s.theme.Background)
		for _, p := range panels {
			s.compose(sheet, p, p.Rect.X, p.Rect.Y)
		}
	} else {
		p := s.panel(name)
		if p == nil {
			return nil, fmt.Errorf("png: panel %q is unknown", name)
		}
		sheet = plot.NewCanvas(p.Rect.W, p.Rect.H, s.scale)
		s.compose(sheet, p, 0, 0)
	}
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&b, sheet.Image); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Raster draws the viewport, the part of the window that is drawn, as the screen shows it, with crosshair and tooltip, resizing dst to it.
func (s *Scene) Raster(dst *plot.Canvas) {
	dst.Resize(s.w, s.bot-s.top, s.scale)
	dst.Clear(s.theme.Background)
	s.PaintVisible(nil)
	for _, p := range s.Panels() {
		if s.Visible(p) {
			s.compose(dst, p, p.Rect.X, p.Rect.Y-s.Scroll())
			for _, b := range s.crosshairOf(p, nil) {
				dst.FillRect(b.Rect, b.Color)
			}
		}
	}
	if c, at, _ := s.Tooltip(); c != nil {
		copyRaster(dst, c, at.X, at.Y)
	}
}

// copyRaster copies src onto dst with its corner at (x, y), cut at the edges of dst.
func copyRaster(dst, src *plot.Canvas, x, y float64) {
	at := image.Pt(int(math.Round(x*dst.Scale)), int(math.Round(y*dst.Scale)))
	draw.Draw(dst.Image, src.Image.Rect.Add(at), src.Image, image.Point{}, draw.Src)
}

// strokes draws pairs of points in all looks, moved.
func strokes(pairs []plot.Point, looks []Stroke, move plot.Point, line func(a, b plot.Point, c color.RGBA)) {
	for _, look := range looks {
		dx, dy := move.X+look.Shift, move.Y+look.Shift
		for i := 0; i < len(pairs); i += 2 {
			a, b := pairs[i], pairs[i+1]
			line(plot.Point{X: a.X + dx, Y: a.Y + dy}, plot.Point{X: b.X + dx, Y: b.Y + dy}, look.Color)
		}
	}
}

// compose copies the layers of p onto sheet with the panel's corner at (x, y).
func (s *Scene) compose(sheet *plot.Canvas, p *Panel, x, y float64) {
	s.Paint(p)
	copyRaster(sheet, p.Frame, x, y)
	if p.Heat == nil || p.draw.Frame.Area.Empty() {
		return
	}
	a := p.draw.Frame.Area
	a.X += x
	a.Y += y
	sheet.DrawImage(p.Picture(), a, p.Heat.Smooth)
	move := plot.Point{X: x - p.Rect.X, Y: y - p.Rect.Y + s.Scroll()}
	s.lines = s.Contours(p, s.lines[:0])
	strokes(s.lines, ContourLooks, move, func(a, b plot.Point, c color.RGBA) { sheet.Polyline([]plot.Point{a, b}, ContourWidth, c, nil) })
	s.lines = s.Arrows(p, s.lines[:0])
	strokes(s.lines, ArrowLooks, move, func(a, b plot.Point, c color.RGBA) { sheet.Arrow(a, b, ArrowWidth, c, nil) })
	for _, b := range s.pinsOf(p, s.markerOf(p, nil)) {
		b.X += x - p.Rect.X
		b.Y += y - p.Rect.Y + s.Scroll()
		sheet.FillRect(b.Rect, b.Color)
	}
}
