package scene

import (
	"math"
	"strings"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

var (
	titleFont = plot.Font{Size: plot.TitleSize, Medium: true}
	smallFont = plot.Font{Size: plot.TickSize}
	textFont  = plot.Font{Size: 12}
)

// Paint brings the raster of a panel up to date.
func (s *Scene) Paint(p *Panel) {
	if !p.dirty && p.Frame != nil {
		return
	}
	if p.Frame == nil {
		p.Frame = plot.NewCanvas(p.Rect.W, p.Rect.H, s.scale)
	} else {
		p.Frame.Resize(p.Rect.W, p.Rect.H, s.scale)
	}
	c := p.Frame
	c.Clear(s.theme.Background)
	c.RoundRect(plot.Rect{W: p.Rect.W, H: p.Rect.H}, 6, s.theme.Card, s.theme.Border)
	p.geometry = plot.Frame2D{}
	p.buttons = p.buttons[:0]
	// A panel too small for margins stays an empty card.
	if p.Rect.W >= 120 && p.Rect.H >= 100 {
		p.Kind.traits().paint(s, p, c)
	}
	p.dirty, p.build = false, s.builds
	p.FrameVersion = s.nextVersion()
}

// Visible reports whether p lies in the viewport, at least in part.
func (s *Scene) Visible(p *Panel) bool {
	return p.Rect.Y-s.scroll < s.h && p.Rect.Bottom() > s.scroll
}

// PaintVisible brings the panels in the viewport up to date; the others wait until they scroll into
// view. After the first one it goes on only while more returns true, nil meaning always: panels
// that are left show what they showed, and are the first of the next call, which TakeChanged asks
// for. What a new layout or theme requires is never left.
func (s *Scene) PaintVisible(more func() bool) {
	panels := s.Panels()
	n := len(panels)
	painted, first := false, -1
	for k := range n {
		i := (s.turn + k) % n
		p := panels[i]
		if !s.Visible(p) {
			continue
		}
		stale := p.dirty && p.Frame != nil && p.build == s.builds
		if stale && painted && more != nil && (first >= 0 || !more()) {
			if first < 0 {
				first = i
			}
			continue
		}
		painted = painted || p.dirty
		s.Paint(p)
	}
	s.turn = max(first, 0)
	if first >= 0 {
		s.changed = true
	}
	s.Refresh()
}

// title draws the heading of a panel and, right-aligned where it fits, a note.
func (s *Scene) title(p *Panel, c *plot.Canvas, text, note string) {
	room := p.Rect.W - 24
	if s.focus != "" {
		if note != "" {
			note += "     "
		}
		note += "double click or Esc: all plots"
	}
	text = plot.Fit(text, titleFont, room)
	c.Text(12, 21, text, titleFont, s.theme.Text, plot.Left)
	if note != "" && plot.TextWidth(text, titleFont)+plot.TextWidth(note, smallFont)+14 <= room {
		c.Text(p.Rect.W-12, 21, note, smallFont, s.theme.Muted, plot.Right)
	}
}

// hint draws wrapped text into the middle of area.
func (s *Scene) hint(c *plot.Canvas, area plot.Rect, text string) {
	lines := wrap(text, textFont, math.Max(60, area.W-24))
	y := area.Y + area.H/2 - float64(len(lines)-1)*9 + 4
	for _, l := range lines {
		c.Text(area.X+area.W/2, y, l, textFont, s.theme.Muted, plot.Center)
		y += 18
	}
}

func wrap(text string, f plot.Font, w float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		next := word
		if line != "" {
			next = line + " " + word
		}
		if line != "" && plot.TextWidth(next, f) > w {
			lines = append(lines, line)
			next = word
		}
		line = next
	}
	return append(lines, line)
}

// tickCount is the number of ticks that fit a length, given the room for one.
func tickCount(length, each float64) int {
	return max(2, min(10, int(length/each)))
}

// fieldArea is the plot area shared by the heat map and the line plot of a field, so that their
// x axes lie above each other.
func (s *Scene) fieldArea(p *Panel) plot.Rect {
	left, right := 50.0, 84.0
	if p.Rect.W < 340 {
		left, right = 44, 66
	}
	if s.fields == nil {
		right = 20 // no colour bar yet
	}
	return plot.Rect{X: left, Y: 48, W: p.Rect.W - left - right, H: p.Rect.H - 48 - 40}
}

func (s *Scene) xTicks(f *plot.Frame2D) {
	n := tickCount(f.Area.W, 56)
	if t, ok := plot.PiTicks(f.X.Lo, f.X.Hi, n); ok {
		f.XTicks = t
		return
	}
	f.XTicks, f.XExponent = plot.LinearTicks(f.X.Lo, f.X.Hi, n)
}
