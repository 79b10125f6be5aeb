package scene

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// PNG encodes one panel, or with an empty name or "all" every panel on one sheet, from the same
// layers that the screen shows, without crosshair and tooltip.
func (s *Scene) PNG(name string) ([]byte, error) {
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

// compose copies the layers of p onto sheet with the panel's corner at (x, y).
func (s *Scene) compose(sheet *plot.Canvas, p *Panel, x, y float64) {
	s.Paint(p)
	at := image.Pt(int(x*s.scale+0.5), int(y*s.scale+0.5))
	src := p.Frame.Image
	for row := 0; row < src.Rect.Dy(); row++ {
		if at.Y+row >= sheet.Image.Rect.Dy() {
			break
		}
		o := sheet.Image.PixOffset(at.X, at.Y+row)
		n := min(4*src.Rect.Dx(), sheet.Image.Stride-4*at.X)
		copy(sheet.Image.Pix[o:o+n], src.Pix[row*src.Stride:row*src.Stride+n])
	}
	if p.Heat == nil || p.geometry.Area.Empty() {
		return
	}
	a := p.geometry.Area
	a.X += x
	a.Y += y
	sheet.DrawImage(p.Heat, a, p.Smooth)
	for _, b := range s.markerOf(p, nil) {
		b.X += x - p.Rect.X
		b.Y += y - p.Rect.Y + s.scroll
		sheet.FillRect(b.Rect, b.Color)
	}
}
