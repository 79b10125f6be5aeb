package scene

import (
	"bytes"
	"fmt"
	"image"
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
	sheet.DrawImage(p.Heat, a, p.Smooth)
	s.arrows = s.Arrows(p, s.arrows[:0])
	for i := range s.arrows {
		s.arrows[i].X += x - p.Rect.X
		s.arrows[i].Y += y - p.Rect.Y + s.Scroll()
	}
	for _, look := range ArrowLooks {
		for i := 0; i < len(s.arrows); i += 2 {
			tail, head := s.arrows[i], s.arrows[i+1]
			sheet.Arrow(plot.Point{X: tail.X + look.Shift, Y: tail.Y + look.Shift}, plot.Point{X: head.X + look.Shift, Y: head.Y + look.Shift}, ArrowWidth, look.Color, nil)
		}
	}
	for _, b := range s.markerOf(p, nil) {
		b.X += x - p.Rect.X
		b.Y += y - p.Rect.Y + s.Scroll()
		sheet.FillRect(b.Rect, b.Color)
	}
}
