package scene

import (
	"image/color"
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

var cosineNorm = plot.Norm{Lo: -1, Hi: 1, Diverging: true, Map: plot.BuRd}

const (
	cosineColumn = 122.0 // width of the scores beside the matrix
	cosineBeside = 330.0 // panels at least this wide have them beside it, narrower ones below
)

// paintCosine draws the matrix of cosines between task gradients: red cells oppose each other,
// tasks in conflict are marked, and the scores of the step stand beside or below it.
func (s *Scene) paintCosine(p *Panel, c *plot.Canvas) {
	g := s.gradient
	s.title(p, c, "Cosines of task gradients", "")
	if g == nil {
		area := plot.Rect{X: 12, Y: 36, W: p.Rect.W - 24, H: p.Rect.H - 48}
		c.RoundRect(area, 4, plot.Alpha(s.theme.Grid, 0.5), color.RGBA{})
		s.hint(c, area, "Which tasks pull in the same direction, and which in opposite ones")
		return
	}
	m := g.M
	names := 0.0
	for k := 0; k < m; k++ {
		names = math.Max(names, plot.TextWidth(s.taskName(k), smallFont))
	}
	names = math.Min(names, 0.28*p.Rect.W)
	left := 12 + 14 + names + 8
	top := 52.0
	beside := p.Rect.W >= cosineBeside
	side := p.Rect.W - left - 14
	room := p.Rect.H - top - 14
	if beside {
		side -= cosineColumn
	} else {
		room -= 64
	}
	side = math.Floor(math.Min(side, room))
	if side < 40 {
		return
	}
	cell := side / float64(m)
	area := plot.Rect{X: left, Y: top, W: side, H: side}
	number := plot.Font{Size: math.Min(12, cell*0.36)}
	for i := 0; i < m; i++ {
		cy := top + (float64(i)+0.5)*cell
		tint := s.theme.Text
		if g.Conflict[i] {
			tint = s.theme.Conflict
			c.Mark(18, cy, 4, plot.Triangle, s.theme.Conflict)
		}
		if cell >= 11 {
			c.Text(left-8, cy+4, plot.Fit(s.taskName(i), smallFont, names), smallFont, tint, plot.Right)
			c.Text(left+(float64(i)+0.5)*cell, top-7, strconv.Itoa(i+1), smallFont, s.theme.Muted, plot.Center)
		}
		for j := 0; j < m; j++ {
			v := g.Cosine[i*m+j]
			fill := cosineNorm.Color(v, s.theme.Bad)
			r := plot.Rect{X: left + float64(j)*cell, Y: top + float64(i)*cell, W: cell, H: cell}
			c.FillRect(plot.Rect{X: r.X, Y: r.Y, W: r.W - 1, H: r.H - 1}, fill)
			if number.Size >= 7.5 && v-v == 0 {
				ink := color.RGBA{0, 0, 0, 255}
				if plot.Contrast(fill, ink) < 6 {
					ink = color.RGBA{255, 255, 255, 255}
				}
				c.Text(r.X+cell/2-0.5, r.Y+cell/2+0.36*number.Size-0.5, plot.Minus(strconv.FormatFloat(v, 'f', 2, 64)), number, ink, plot.Center)
			}
		}
	}
	p.geometry.Area = area
	conflicts := 0
	for _, on := range g.Conflict {
		if on {
			conflicts++
		}
	}
	rows := [][2]string{
		{"min cos(g_{i}, update)", plot.Number(g.MinCosine, 3)},
		{"alignment score", plot.Number(g.Alignment, 3)},
		{"tasks in conflict", strconv.Itoa(conflicts) + " of " + strconv.Itoa(m)},
	}
	if g.Path != "" {
		rows = append(rows, [2]string{"path", g.Path})
	}
	if beside {
		x, y := area.Right()+18, top+10
		for _, r := range rows {
			c.Text(x, y, r[0], smallFont, s.theme.Muted, plot.Left)
			for _, l := range wrap(r[1], textFont, cosineColumn-18) {
				c.Text(x, y+16, l, textFont, s.theme.Text, plot.Left)
				y += 16
			}
			y += 24
		}
		return
	}
	for i, r := range rows {
		x := 14 + float64(i%2)*(p.Rect.W-24)/2
		y := area.Bottom() + 20 + float64(i/2)*32
		c.Text(x, y, r[0], smallFont, s.theme.Muted, plot.Left)
		c.Text(x, y+14, plot.Fit(r[1], textFont, p.Rect.W/2-20), textFont, s.theme.Text, plot.Left)
	}
}

// cosineHeight is the height that a cosine panel of width w can use.
func cosineHeight(w float64) float64 {
	if w >= cosineBeside {
		return math.Min(w-cosineColumn-80, 260) + 66
	}
	return w + 20
}
