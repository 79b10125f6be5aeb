package conflict

import (
	"image/color"
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

var cosineNorm = plot.Norm{Lo: -1, Hi: 1, Diverging: true, Map: plot.BuRd}

const (
	cosineColumn = 122.0 // width of the scores beside the matrix
	cosineBeside = 330.0 // panels at least this wide have them beside it, narrower ones below
)

// cosine draws the matrix of cosines between task gradients: red cells oppose each other, tasks in
// conflict are marked, and the scores of the step stand beside or below it.
type cosine struct{ st *data.State }

// NewCosine makes the panel of the cosines.
func NewCosine(st *data.State, _ int) panel.Panel { return &cosine{st} }

func (p *cosine) Paint(d *panel.Draw) {
	c := d.Canvas
	g := p.st.Gradient
	d.Title("Cosines of task gradients", "")
	if g == nil {
		area := plot.Rect{X: 12, Y: 36, W: d.W - 24, H: d.H - 48}
		c.RoundRect(area, 4, plot.Alpha(d.Theme.Grid, 0.5), color.RGBA{})
		d.Hint(area, "Which tasks pull in the same direction, and which in opposite ones")
		return
	}
	m := g.M
	names := 0.0
	for k := 0; k < m; k++ {
		names = math.Max(names, plot.TextWidth(p.st.TaskName(k), panel.Small))
	}
	names = math.Min(names, 0.28*d.W)
	left := 12 + 14 + names + 8
	top := 52.0
	beside := d.W >= cosineBeside
	side := d.W - left - 14
	room := d.H - top - 14
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
	digits := plot.Font{Size: math.Min(12, cell*0.36)}
	for i := 0; i < m; i++ {
		cy := top + (float64(i)+0.5)*cell
		tint := d.Theme.Text
		if g.Conflict[i] {
			tint = d.Theme.Conflict
			c.Mark(18, cy, 4, plot.Triangle, d.Theme.Conflict)
		}
		if cell >= 11 {
			c.Text(left-8, cy+4, plot.Fit(p.st.TaskName(i), panel.Small, names), panel.Small, tint, plot.Right)
			c.Text(left+(float64(i)+0.5)*cell, top-7, strconv.Itoa(i+1), panel.Small, d.Theme.Muted, plot.Center)
		}
		for j := 0; j < m; j++ {
			v := g.Cosine[i*m+j]
			fill := cosineNorm.Color(v, d.Theme.Bad)
			r := plot.Rect{X: left + float64(j)*cell, Y: top + float64(i)*cell, W: cell, H: cell}
			c.FillRect(plot.Rect{X: r.X, Y: r.Y, W: r.W - 1, H: r.H - 1}, fill)
			if digits.Size >= 7.5 && v-v == 0 {
				ink := color.RGBA{0, 0, 0, 255}
				if plot.Contrast(fill, ink) < 6 {
					ink = color.RGBA{255, 255, 255, 255}
				}
				c.Text(r.X+cell/2-0.5, r.Y+cell/2+0.36*digits.Size-0.5, plot.Minus(strconv.FormatFloat(v, 'f', 2, 64)), digits, ink, plot.Center)
			}
		}
	}
	d.Frame.Area = area
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
			c.Text(x, y, r[0], panel.Small, d.Theme.Muted, plot.Left)
			for _, l := range panel.Wrap(r[1], panel.Body, cosineColumn-18) {
				c.Text(x, y+16, l, panel.Body, d.Theme.Text, plot.Left)
				y += 16
			}
			y += 24
		}
		return
	}
	for i, r := range rows {
		x := 14 + float64(i%2)*(d.W-24)/2
		y := area.Bottom() + 20 + float64(i/2)*32
		c.Text(x, y, r[0], panel.Small, d.Theme.Muted, plot.Left)
		c.Text(x, y+14, plot.Fit(r[1], panel.Body, d.W/2-20), panel.Body, d.Theme.Text, plot.Left)
	}
}

// CosineHeight is the height that the panel of the cosines can use at width w as one of n in a row,
// or with n = 0 on a phone.
func CosineHeight(_ *data.State, w float64, n int) float64 {
	switch n {
	case 0:
		return phoneHeight(w)
	case 1:
		return 280
	case 2:
		return 0 // what the cone needs
	}
	return 264
}

func phoneHeight(w float64) float64 {
	if w >= cosineBeside {
		return math.Min(w-cosineColumn-80, 260) + 66
	}
	return w + 20
}

func (p *cosine) Locate(h *panel.Hit, f *plot.Frame2D, lx, ly float64) {
	g, a := p.st.Gradient, f.Area
	if g == nil {
		return
	}
	j := min(g.M-1, int((lx-a.X)/a.W*float64(g.M)))
	i := min(g.M-1, int((ly-a.Y)/a.H*float64(g.M)))
	cell := a.W / float64(g.M)
	v := g.Cosine[i*g.M+j]
	h.On, h.X, h.Y = true, a.X+(float64(j)+0.5)*cell, a.Y+(float64(i)+0.5)*cell
	h.Pick.Value = v
	h.Lines = []string{strconv.Itoa(i+1) + "  " + p.st.TaskName(i), strconv.Itoa(j+1) + "  " + p.st.TaskName(j), "cosine " + plot.Number(v, 4)}
	if i != j && v < 0 {
		h.Lines = append(h.Lines, "these gradients oppose each other")
	}
	if i == j && i < len(g.Angles) {
		h.Lines = append(h.Lines, "rotated by "+plot.Short(g.Angles[i]*180/math.Pi, 3)+"°")
	}
}
