package conflict

import (
	"image/color"
	"math"
	"sort"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

const (
	coneColumn = 186.0 // width of the list beside the picture
	coneBeside = 360.0 // panels at least this wide have it beside, narrower ones below
)

// cone draws the harmonized cone for two or three tasks, the angles of each task for more.
type cone struct {
	st      *data.State
	picture conePicture
	camera  camera
}

// NewCone makes the panel of the cone.
func NewCone(st *data.State, _ int) panel.Panel { return &cone{st: st} }

// ConeHeight is the height that the panel of the cone can use at width w as one of n in a row, or
// with n = 0 on a phone.
func ConeHeight(st *data.State, w float64, n int) float64 {
	switch g := st.Gradient; {
	case n > 2:
		return 264
	case n == 1:
		return 300
	case g != nil && g.M > 3:
		return 90 + 24*float64(min(g.M, 12))
	case w >= coneBeside:
		return 280
	}
	return min(0.75*w, 260) + 40 + coneListHeight(3)
}

// camera projects orthographically: unit vectors on the screen (up positive) and towards the eye.
type camera struct {
	right, up, eye vector
	x, y, radius   float64
}

func (k *camera) at(v vector) plot.Point {
	return plot.Point{X: k.x + k.radius*v.dot(k.right), Y: k.y - k.radius*v.dot(k.up)}
}

// cameraOf looks at the cone with its axis pointing up: in the plane for two tasks, from 40
// degrees above for three. It moves continuously with the gradients.
func cameraOf(p *conePicture, area plot.Rect) camera {
	axis := p.anchor
	if !p.hasAnchor {
		var sum vector
		for _, e := range p.gradients {
			sum = sum.plus(1, e)
		}
		var ok bool
		if axis, ok = sum.unit(); !ok {
			axis = vector{0, 1}
		}
	}
	k := camera{radius: 1}
	if len(p.gradients) == 2 {
		k.eye, k.up = vector{0, 0, 1}, axis
		k.right = k.up.cross(k.eye)
	} else {
		a, b := frameAbout(axis, p.gradients[0])
		// Away from the plane of the first gradient, which would hide behind or before the axis.
		side := vector{}.plus(math.Cos(0.9), a).plus(math.Sin(0.9), b)
		const tilt = 40 * math.Pi / 180
		k.eye = vector{}.plus(math.Sin(tilt), axis).plus(math.Cos(tilt), side)
		k.up = vector{}.plus(math.Cos(tilt), axis).plus(-math.Sin(tilt), side)
		k.right = k.up.cross(k.eye)
	}
	k.fit(p, area)
	return k
}

// fit makes the drawing of unit vectors as large as the area allows, with room for labels.
func (k *camera) fit(p *conePicture, area plot.Rect) {
	all := []vector{{}, p.anchor, p.update}
	for _, list := range [][]vector{p.gradients, p.rotated, p.rays} {
		all = append(all, list...)
	}
	var x0, x1, y0, y1 float64
	for _, v := range all {
		q := k.at(v) // about the origin
		x0, x1 = math.Min(x0, q.X), math.Max(x1, q.X)
		y0, y1 = math.Min(y0, q.Y), math.Max(y1, q.Y)
	}
	const label = 22.0
	w, h := area.W-2*label, area.H-2*label
	k.radius = math.Max(10, math.Min(w/math.Max(x1-x0, 0.8), h/math.Max(y1-y0, 0.8)))
	k.x = area.X + area.W/2 - k.radius*(x0+x1)/2
	k.y = area.Y + area.H/2 - k.radius*(y0+y1)/2
}

func (p *cone) Paint(d *panel.Draw) {
	c := d.Canvas
	g := p.st.Gradient
	if g == nil || g.M > 3 {
		p.paintAngles(d)
		return
	}
	d.Title("Harmonized cone", "")
	picture, ok := pictureOf(g)
	p.picture = picture
	area := plot.Rect{X: 10, Y: 32, W: d.W - 20, H: d.H - 42}
	if !ok {
		d.Hint(area, "The cosines of this step are no cosines of vectors.")
		return
	}
	list := plot.Rect{X: 14, Y: area.Bottom() - coneListHeight(g.M), W: area.W - 8, H: coneListHeight(g.M)}
	if d.W >= coneBeside {
		area.W -= coneColumn
		list = plot.Rect{X: area.Right() + 6, Y: 44, W: coneColumn - 12, H: d.H - 50}
	} else {
		area.H -= coneListHeight(g.M)
	}
	if math.Min(area.W, area.H) >= 70 {
		k := cameraOf(&picture, area)
		d.Frame.Area = area
		p.camera = k
		c.SetClip(area)
		drawCone(d, &picture, &k)
		c.SetClip(plot.Rect{})
	}
	p.list(d, list)
}

func coneListHeight(m int) float64 { return 17*float64(m+3) + 8 }

// arc is the way from a to b on the unit sphere.
func arc(a, b vector, n int) []vector {
	angle := math.Acos(math.Max(-1, math.Min(a.dot(b), 1)))
	var out []vector
	for i := 0; i <= n; i++ {
		out = append(out, rotate(a, b, angle*float64(i)/float64(n)))
	}
	return out
}

func (k *camera) project(v []vector) []plot.Point {
	var out []plot.Point
	for _, e := range v {
		out = append(out, k.at(e))
	}
	return out
}

func coneColor(t *plot.Theme) color.RGBA { return t.SeriesColor(2) }

func drawCone(d *panel.Draw, p *conePicture, k *camera) {
	c := d.Canvas
	// The unit circle: the outline of the sphere.
	var circle []plot.Point
	for i := range 145 {
		a := 2 * math.Pi * float64(i) / 144
		circle = append(circle, plot.Point{X: k.x + k.radius*math.Cos(a), Y: k.y + k.radius*math.Sin(a)})
	}
	c.Polyline(circle, 1, d.Theme.Grid, nil)
	origin := plot.Point{X: k.x, Y: k.y}
	outline := []plot.Point{origin}
	n := len(p.rays)
	for i, r := range p.rays {
		if n == 2 && i == 1 {
			break
		}
		outline = append(outline, k.project(arc(r, p.rays[(i+1)%n], 24))...)
	}
	if n >= 2 {
		c.FillHull(outline, plot.Alpha(coneColor(d.Theme), 0.16))
		c.Polyline(outline[1:], 1.2, plot.Alpha(coneColor(d.Theme), 0.7), nil)
	}
	for _, r := range p.rays {
		c.Polyline([]plot.Point{origin, k.at(r)}, 1.2, plot.Alpha(coneColor(d.Theme), 0.9), nil)
	}
	// Far arrows first.
	type arrow struct {
		v       vector
		width   float64
		color   color.RGBA
		dash    []float64
		label   string
		outside float64 // distance of the label from the tip
	}
	var arrows []arrow
	for i, e := range p.gradients {
		if p.dropped[i] {
			continue
		}
		col := d.Theme.SeriesColor(i)
		arrows = append(arrows, arrow{e, 2.4, col, nil, "g_{" + string(rune('1'+i)) + "}", 11})
		if p.rotated[i].dot(e) < 1-1e-5 {
			c.Polyline(k.project(arc(e, p.rotated[i], 20)), 1.2, plot.Alpha(col, 0.8), []float64{1.5, 3})
			arrows = append(arrows, arrow{p.rotated[i], 1.8, col, []float64{5, 3}, "r_{" + string(rune('1'+i)) + "}", 11})
		}
	}
	if p.hasAnchor {
		arrows = append(arrows, arrow{p.anchor, 1.8, d.Theme.Muted, nil, "d*", 9})
	}
	if p.hasUpdate {
		arrows = append(arrows, arrow{p.update, 3.4, d.Theme.Text, nil, "", 0})
	}
	sort.SliceStable(arrows, func(i, j int) bool { return arrows[i].v.dot(k.eye) < arrows[j].v.dot(k.eye) })
	for _, a := range arrows {
		col := a.color
		if a.v.dot(k.eye) < -0.2 {
			col = plot.Alpha(col, 0.65) // behind the plane of the picture
		}
		tip := k.at(a.v)
		c.Arrow(origin, tip, a.width, col, a.dash)
		dx, dy := tip.X-origin.X, tip.Y-origin.Y
		if length := math.Hypot(dx, dy); length > 4 && a.label != "" {
			c.Text(tip.X+dx/length*a.outside, tip.Y+dy/length*a.outside+4, a.label, panel.Body, a.color, plot.Center)
		}
	}
	c.Mark(origin.X, origin.Y, 2.5, plot.Disc, d.Theme.Text)
}

// list names the arrows, with the angles of the tasks.
func (p *cone) list(d *panel.Draw, r plot.Rect) {
	c, g, q := d.Canvas, p.st.Gradient, &p.picture
	y := r.Y + 8
	line := func(e panel.Entry, more string) {
		if y > r.Bottom() {
			return
		}
		e.Curve(c, []plot.Point{{X: r.X, Y: y - 4}, {X: r.X + 16, Y: y - 4}})
		text := plot.Fit(e.Text, panel.Small, r.W-23-plot.TextWidth(more, panel.Small))
		c.Text(r.X+23, y, text+more, panel.Small, d.Theme.Text, plot.Left)
		y += 17
	}
	for i := range q.gradients {
		angle := ""
		if i < len(g.Angles) && !q.dropped[i] {
			angle = "  " + degrees(g.Angles[i])
			if i < len(g.MaxAngles) {
				angle += " of " + degrees(g.MaxAngles[i])
			}
		}
		line(panel.Look(p.st.TaskName(i), 2.4, d.Theme.SeriesColor(i), nil), angle)
	}
	if len(q.rays) > 0 {
		line(panel.Look("cone: no task loses", 7, plot.Alpha(coneColor(d.Theme), 0.3), nil), "")
	}
	if q.hasAnchor {
		line(panel.Look("anchor d*", 1.8, d.Theme.Muted, nil), "")
	}
	if q.hasUpdate {
		line(panel.Look("update", 3.4, d.Theme.Text, nil), "")
	}
}

func degrees(a float64) string { return plot.Short(a*180/math.Pi, 3) + "°" }

// Locate finds the arrow whose tip is near.
func (p *cone) Locate(h *panel.Hit, f *plot.Frame2D, lx, ly float64) {
	g := p.st.Gradient
	if g == nil {
		return
	}
	if g.M > 3 {
		p.locateAngle(h, f, ly)
		return
	}
	best := 14.0
	try := func(v vector, lines ...string) {
		at := p.camera.at(v)
		if d := math.Hypot(at.X-lx, at.Y-ly); d < best {
			best = d
			h.On, h.X, h.Y, h.Lines = true, at.X, at.Y, lines
		}
	}
	for i, e := range p.picture.gradients {
		if p.picture.dropped[i] {
			continue
		}
		lines := p.angleLines(i)
		try(e, append([]string{"gradient of " + p.st.TaskName(i)}, lines...)...)
		if p.picture.rotated[i].dot(e) < 1-1e-5 {
			try(p.picture.rotated[i], append([]string{"rotated gradient of " + p.st.TaskName(i)}, lines...)...)
		}
	}
	if p.picture.hasAnchor {
		try(p.picture.anchor, "anchor d*: the middle of the harmonized cone")
	}
	if p.picture.hasUpdate {
		try(p.picture.update, "direction of the update", "min cos(g_{i}, update) = "+plot.Number(g.MinCosine, 3))
	}
}

// angleLines tells how far task i is rotated.
func (p *cone) angleLines(i int) (lines []string) {
	g := p.st.Gradient
	if i < len(g.Angles) {
		lines = append(lines, "rotated by "+degrees(g.Angles[i]))
	}
	if i < len(g.MaxAngles) {
		lines = append(lines, "angle with the anchor "+degrees(g.MaxAngles[i]))
	}
	return lines
}
