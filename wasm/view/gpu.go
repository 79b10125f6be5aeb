//go:build js && wasm

package main

import (
	"image"
	"image/color"
	"math"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/scene"
)

// texture is an image of the device with the version of the pixels it holds.
type texture struct {
	image   *ebiten.Image
	version int
}

// upload writes the pixels of src unless the texture holds them already, and reports whether it
// did.
func (t *texture) upload(src *image.RGBA, version int) bool {
	return t.write(src.Rect.Size(), version, func() []byte { return src.Pix })
}

// write is upload of pixels that are made only when they are needed.
func (t *texture) write(size image.Point, version int, pixels func() []byte) bool {
	if t.image == nil || t.image.Bounds().Size() != size {
		t.release()
		t.image = ebiten.NewImageWithOptions(image.Rectangle{Max: size}, &ebiten.NewImageOptions{Unmanaged: true})
		t.version = -1
	}
	if t.version == version {
		return false
	}
	t.image.WritePixels(pixels())
	t.version = version
	return true
}

func (t *texture) release() {
	if t.image != nil {
		t.image.Deallocate()
		t.image = nil
	}
}

// gpu is the painter on ebiten. It keeps two textures per panel, one for the tooltip and a white one
// for bars. Vertex buffers are reused, so that a frame allocates nothing.
type gpu struct {
	view          *view
	frames, heats map[string]*texture
	shade         *shade // nil: maps are painted by the rasteriser
	shaded        bool   // in the last drawing
	tip           texture
	white         *ebiten.Image
	bars          []scene.Bar
	points        []plot.Point // of arrows
	vertices      []ebiten.Vertex
	indices       []uint16
	look          scene.Look    // of the last drawing
	screen        *ebiten.Image // it went to
}

// paintBudget is the time after which a frame leaves the repainting of panels to the next one.
const paintBudget = 6 * time.Millisecond

func (g *gpu) run(*view) error {
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetTPS(ebiten.SyncWithFPS)
	return ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{InitUnfocused: true, ScreenTransparent: true})
}

// Update runs once per display frame.
func (g *gpu) Update() error {
	defer g.view.spend(time.Now())
	g.view.begin()
	return nil
}

// Draw redraws the window when something has changed.
func (g *gpu) Draw(screen *ebiten.Image) {
	defer g.view.spend(time.Now())
	g.view.paint(func(s *scene.Scene) { g.draw(screen, s) })
}

// Layout is unused; ebiten prefers LayoutF.
func (g *gpu) Layout(w, h int) (int, int) { return w, h }

// LayoutF makes one logical pixel one device pixel, or less than one where the device cannot hold
// so many.
func (g *gpu) LayoutF(float64, float64) (float64, float64) {
	start := time.Now()
	g.view.own = 0 // ebiten lays out once per frame, first of all
	w, h, scale := g.view.fit()
	g.view.spend(start)
	return max(1, float64(int(w*scale))), max(1, float64(int(h*scale)))
}

// draw brings the screen, which keeps its pixels between frames, up to date: all of it when the
// look has changed, otherwise the panels with new pixels.
func (g *gpu) draw(screen *ebiten.Image, s *scene.Scene) {
	if g.white == nil {
		g.white = ebiten.NewImageWithOptions(image.Rect(0, 0, 3, 3), &ebiten.NewImageOptions{Unmanaged: true})
		g.white.Fill(color.White)
		g.frames, g.heats = map[string]*texture{}, map[string]*texture{}
		g.shade = newShade()
	}
	panels := s.Panels()
	start := time.Now()
	s.PaintVisible(func() bool { return time.Since(start) < paintBudget })
	look := s.Look()
	all := look != g.look || look.Pointer || screen != g.screen || g.shaded != g.view.shader
	g.look, g.screen, g.shaded = look, screen, g.view.shader
	if all {
		screen.Fill(s.Theme().Background)
	}
	for _, p := range panels {
		if s.Visible(p) {
			g.panel(screen, s, p, all)
		}
	}
	if c, at, version := s.Tooltip(); c != nil {
		g.tip.upload(c.Image, version)
		var op ebiten.DrawImageOptions
		op.GeoM.Translate(math.Round(at.X*look.Scale), math.Round(at.Y*look.Scale))
		op.ColorScale.ScaleAlpha(0.95)
		screen.DrawImage(g.tip.image, &op)
	}
	g.prune(panels)
}

// panel draws the layers of p: frame, heat map, marker and crosshair. Without always it does so
// only if one of them is new.
func (g *gpu) panel(screen *ebiten.Image, s *scene.Scene, p *scene.Panel, always bool) {
	_, _, scale := s.Size()
	scroll := s.Scroll()
	frame := get(g.frames, p.Name)
	fresh := frame.upload(p.Frame.Image, p.FrameVersion)
	hot := p.Heat != nil && !p.HeatArea().Empty()
	shaded := hot && g.shaded && g.shade.takes(p)
	if shaded {
		fresh = g.shade.upload(p) || fresh
	} else if hot {
		fresh = get(g.heats, p.Name).upload(p.Picture(), p.HeatVersion) || fresh
	}
	if !fresh && !always {
		return
	}
	var op ebiten.DrawImageOptions
	op.GeoM.Translate(math.Round(p.Rect.X*scale), math.Round((p.Rect.Y-scroll)*scale))
	screen.DrawImage(frame.image, &op)
	if hot {
		a := p.HeatArea()
		a.Y -= scroll
		// The centres of the outer texels lie on the edges of the plot.
		left, right, top, bottom := float32(0.5), float32(p.Heat.Columns)-0.5, float32(0.5), float32(p.Heat.Rows)-0.5
		if shaded {
			top, bottom = bottom, top // the first row is at the bottom
		}
		g.begin()
		g.quad(a, scale, left, top, right, bottom, color.RGBA{255, 255, 255, 255})
		if shaded {
			g.shade.draw(screen, g, p, s.Spacing(p), scale, a.W*scale, a.H*scale)
		} else {
			filter := ebiten.FilterNearest
			if p.Heat.Smooth {
				filter = ebiten.FilterLinear
			}
			screen.DrawTriangles(g.vertices, g.indices, g.heats[p.Name].image, &ebiten.DrawTrianglesOptions{Filter: filter})
		}
	}
	if !shaded {
		g.contours(screen, s, p)
	}
	g.arrows(screen, s, p)
	g.bars = s.Overlay(p, g.bars[:0])
	if len(g.bars) == 0 {
		return
	}
	g.begin()
	for _, b := range g.bars {
		g.quad(b.Rect, scale, 1, 1, 2, 2, b.Color)
	}
	screen.DrawTriangles(g.vertices, g.indices, g.white, &ebiten.DrawTrianglesOptions{ColorScaleMode: ebiten.ColorScaleModeStraightAlpha})
}

// contours draws the lines of equal value over the map of p, all strokes of one look at once.
func (g *gpu) contours(screen *ebiten.Image, s *scene.Scene, p *scene.Panel) {
	g.points = s.Contours(p, g.points[:0])
	g.strokes(screen, s, scene.ContourLooks, g.line)
}

// strokes draws the pairs of points, each by one, in one look after the other.
func (g *gpu) strokes(screen *ebiten.Image, s *scene.Scene, looks []scene.Stroke, one func(a, b plot.Point, shift, scale float64, c color.RGBA)) {
	if len(g.points) == 0 {
		return
	}
	_, _, scale := s.Size()
	for _, look := range looks {
		g.begin()
		for i := 0; i < len(g.points); i += 2 {
			one(g.points[i], g.points[i+1], look.Shift, scale, look.Color)
		}
		screen.DrawTriangles(g.vertices, g.indices, g.white, &ebiten.DrawTrianglesOptions{ColorScaleMode: ebiten.ColorScaleModeStraightAlpha, AntiAlias: true})
	}
}

// line appends a straight line to the vertex buffer.
func (g *gpu) line(a, b plot.Point, shift, scale float64, c color.RGBA) {
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Hypot(dx, dy)
	if !(length > 1e-6) {
		return
	}
	dx, dy = 0.5*scene.ContourWidth*dx/length, 0.5*scene.ContourWidth*dy/length
	n := uint16(len(g.vertices))
	for _, q := range [...]plot.Point{{X: a.X - dy, Y: a.Y + dx}, {X: a.X + dy, Y: a.Y - dx}, {X: b.X - dy, Y: b.Y + dx}, {X: b.X + dy, Y: b.Y - dx}} {
		g.vertex(q, shift, scale, c)
	}
	g.indices = append(g.indices, n, n+1, n+2, n+1, n+2, n+3)
}

// vertex appends a point of one colour to the vertex buffer.
func (g *gpu) vertex(q plot.Point, shift, scale float64, c color.RGBA) {
	g.vertices = append(g.vertices, ebiten.Vertex{
		DstX: float32((q.X + shift) * scale), DstY: float32((q.Y + shift) * scale), SrcX: 1.5, SrcY: 1.5,
		ColorR: float32(c.R) / 255, ColorG: float32(c.G) / 255, ColorB: float32(c.B) / 255, ColorA: float32(c.A) / 255,
	})
}

// arrows draws the arrows over the map of p, all strokes of one look at once.
func (g *gpu) arrows(screen *ebiten.Image, s *scene.Scene, p *scene.Panel) {
	g.points = s.Arrows(p, g.points[:0])
	g.strokes(screen, s, scene.ArrowLooks, g.arrow)
}

// arrow appends a line with a head, of the shape of plot.Canvas.Arrow, to the vertex buffer.
func (g *gpu) arrow(a, b plot.Point, shift, scale float64, c color.RGBA) {
	const width = scene.ArrowWidth
	dx, dy := b.X-a.X, b.Y-a.Y
	length := math.Hypot(dx, dy)
	if !(length > 1e-6) {
		return
	}
	dx, dy = dx/length, dy/length
	head := math.Min(5+2.2*width, length)
	half, thin := 0.42*head, 0.5*width
	x, y := b.X-head*dx, b.Y-head*dy
	n := uint16(len(g.vertices))
	for _, q := range [...]plot.Point{
		{X: a.X - thin*dy, Y: a.Y + thin*dx}, {X: a.X + thin*dy, Y: a.Y - thin*dx}, {X: x - thin*dy, Y: y + thin*dx}, {X: x + thin*dy, Y: y - thin*dx},
		b, {X: x - half*dy, Y: y + half*dx}, {X: x + half*dy, Y: y - half*dx},
	} {
		g.vertex(q, shift, scale, c)
	}
	g.indices = append(g.indices, n, n+1, n+2, n+1, n+2, n+3, n+4, n+5, n+6)
}

// prune frees the textures of panels that are gone or hidden.
func (g *gpu) prune(panels []*scene.Panel) {
	all := []map[string]*texture{g.frames, g.heats}
	if g.shade != nil {
		all = append(all, g.shade.values)
	}
	for _, m := range all {
		if len(m) <= len(panels) {
			continue
		}
		for name, t := range m {
			used := false
			for _, p := range panels {
				used = used || p.Name == name
			}
			if !used {
				t.release()
				delete(m, name)
			}
		}
	}
}

func get(m map[string]*texture, name string) *texture {
	t := m[name]
	if t == nil {
		t = &texture{version: -1}
		m[name] = t
	}
	return t
}

func (g *gpu) begin() {
	g.vertices, g.indices = g.vertices[:0], g.indices[:0]
}

// quad appends a rectangle, rounded to device pixels and never thinner than one, to the vertex
// buffer.
func (g *gpu) quad(r plot.Rect, scale float64, u0, v0, u1, v1 float32, c color.RGBA) {
	x0, y0 := float32(math.Round(r.X*scale)), float32(math.Round(r.Y*scale))
	x1 := max(x0+1, float32(math.Round(r.Right()*scale)))
	y1 := max(y0+1, float32(math.Round(r.Bottom()*scale)))
	n := uint16(len(g.vertices))
	v := ebiten.Vertex{ColorR: float32(c.R) / 255, ColorG: float32(c.G) / 255, ColorB: float32(c.B) / 255, ColorA: float32(c.A) / 255}
	for k := 0; k < 4; k++ {
		v.DstX, v.SrcX = x0, u0
		if k&1 == 1 {
			v.DstX, v.SrcX = x1, u1
		}
		v.DstY, v.SrcY = y0, v0
		if k&2 == 2 {
			v.DstY, v.SrcY = y1, v1
		}
		g.vertices = append(g.vertices, v)
	}
	g.indices = append(g.indices, n, n+1, n+2, n+1, n+2, n+3)
}
