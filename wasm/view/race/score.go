package race

import (
	"image/color"
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

const (
	scoreHead  = 36.0  // height of the title
	scoreRow   = 44.0  // height per operator
	tableHead  = 54.0  // with column names
	tableRow   = 26.0  // height per operator as a table
	tableWidth = 760.0 // panels at least this wide are a table
)

// score lists the operators with their look, their steps, and how often their gradients conflict
// and the guard acts.
type score struct{ st *data.State }

// NewScore makes the panel of the scores.
func NewScore(st *data.State, _ int) panel.Panel { return &score{st} }

// ScoreHeight is the height that the panel of the scores needs at width w.
func ScoreHeight(st *data.State, w float64, _ int) float64 {
	n := len(st.Race.Runners)
	if w >= tableWidth {
		return tableHead + tableRow*float64(n) + 10
	}
	return scoreHead + scoreRow*float64(n) + 8
}

// rows is where the rows of a score panel begin, and their height.
func (p *score) rows(w, h float64) (top, each float64) {
	top, each = scoreHead, scoreRow
	if w >= tableWidth {
		top, each = tableHead, tableRow
	}
	return top, math.Max(1, math.Min(each, (h-top-6)/float64(len(p.st.Race.Runners))))
}

// status is how far an entry is; where time is equal its planned steps tell nothing.
func (p *score) status(k int) string {
	e := p.st.Race.Runners[k]
	if p.st.Race.Seconds > 0 {
		e.Steps = 0
	}
	return status(&e)
}

func (p *score) Paint(d *panel.Draw) {
	c := d.Canvas
	if p.st.Race.Seconds > 0 {
		d.Title("Optimisers", "equal time of a processor for all")
	} else {
		d.Title("Operators", "equal steps for all")
	}
	d.Frame.Area = plot.Rect{Y: scoreHead, W: d.W, H: d.H - scoreHead}
	top, each := p.rows(d.W, d.H)
	if d.W >= tableWidth {
		p.paintTable(d, top, each)
		return
	}
	half := (d.W - 28 - 12) / 2
	for k := range p.st.Race.Runners {
		e := &p.st.Race.Runners[k]
		y := top + each*float64(k)
		look := runner(d.Theme, p.st.Race, k)
		c.Polyline([]plot.Point{{X: 14, Y: y + 9}, {X: 38, Y: y + 9}}, 3, look.Color, look.Dash)
		room := d.W - 44 - 12
		name, state := plot.Fit(look.Text, panel.Medium, room), p.status(k)
		c.Text(44, y+13, name, panel.Medium, d.Theme.Text, plot.Left)
		if plot.TextWidth(name, panel.Medium)+plot.TextWidth(state, panel.Small)+16 <= room {
			c.Text(d.W-12, y+13, state, panel.Small, d.Theme.Muted, plot.Right)
		}
		if each < 34 {
			continue
		}
		rate(d, 14, y+20, half, "conflict", e.ConflictRate, d.Theme.Conflict)
		rate(d, 14+half+12, y+20, half, "guard", e.GuardRate, d.Theme.Accent)
	}
}

// status is how far and for how long an operator has trained.
func status(e *wire.Runner) string {
	text := strconv.Itoa(e.Step)
	if e.Steps > 0 {
		text += " of " + strconv.Itoa(e.Steps)
	}
	if e.Failure != "" {
		return text + ",  out"
	}
	if e.Seconds > 0 {
		text += ",  " + plot.Short(e.Seconds, 3) + " s"
	}
	return text
}

// paintTable draws one line per operator, its numbers in columns.
func (p *score) paintTable(d *panel.Draw, top, each float64) {
	c := d.Canvas
	const number, names, room = 76.0, 190.0, 140.0
	columns := float64(1 + len(p.st.RaceFields))
	bars := (d.W - 14 - names - room - number*columns - 3*16 - 12) / 2
	right := d.W - 12
	header := func(x float64, text string, align plot.Align) {
		c.Text(x, top-8, plot.Fit(text, panel.Small, 130), panel.Small, d.Theme.Muted, align)
	}
	header(14+names, "steps, time", plot.Left)
	for i, f := range p.st.RaceFields {
		header(right-number*float64(len(p.st.RaceFields)-1-i), "worst "+data.SymbolOf(f), plot.Right)
	}
	header(right-number*float64(len(p.st.RaceFields)), "min cos", plot.Right)
	for k := range p.st.Race.Runners {
		e := &p.st.Race.Runners[k]
		y := top + each*float64(k)
		look := runner(d.Theme, p.st.Race, k)
		if k > 0 {
			c.HLine(14, right, y, 1, d.Theme.Grid)
		}
		c.Polyline([]plot.Point{{X: 14, Y: y + 13}, {X: 38, Y: y + 13}}, 3, look.Color, look.Dash)
		c.Text(44, y+17, plot.Fit(look.Text, panel.Medium, names-34), panel.Medium, d.Theme.Text, plot.Left)
		c.Text(14+names, y+17, plot.Fit(p.status(k), panel.Small, room), panel.Small, d.Theme.Muted, plot.Left)
		if bars >= 110 {
			x := 14 + names + room + 8
			rate(d, x, y+7, bars, "conflict", e.ConflictRate, d.Theme.Conflict)
			rate(d, x+bars+16, y+7, bars, "guard", e.GuardRate, d.Theme.Accent)
		}
		c.Text(right-number*float64(len(p.st.RaceFields)), y+17, known(e.MinCosine), panel.Small, d.Theme.Text, plot.Right)
		for i := range p.st.RaceFields {
			c.Text(right-number*float64(len(p.st.RaceFields)-1-i), y+17, known(worstOf(e, i)), panel.Small, d.Theme.Text, plot.Right)
		}
	}
}

// worstOf is the largest error of a field in the table over eps, or else the last of its history;
// NaN when there is neither.
func worstOf(e *wire.Runner, field int) float64 {
	if _, hi, ok := plot.Bounds(false, e.Errors[field]); ok {
		return hi
	}
	if h := e.History.Worst[field]; len(h) > 0 {
		return h[len(h)-1]
	}
	return math.NaN()
}

func known(v float64) string {
	if v != v {
		return "–"
	}
	return plot.Number(v, 2)
}

// rate draws a bar for a rate in [0, 1] with its name and value.
func rate(d *panel.Draw, x, y, w float64, name string, v float64, col color.RGBA) {
	c := d.Canvas
	const label, value = 46.0, 36.0
	text := "–"
	bar := plot.Rect{X: x + label, Y: y + 2, W: math.Max(8, w-label-value), H: 8}
	c.FillRect(bar, d.Theme.Grid)
	if v-v == 0 {
		v = math.Max(0, math.Min(v, 1))
		text = plot.Short(100*v, 3) + "%"
		c.FillRect(plot.Rect{X: bar.X, Y: bar.Y, W: bar.W * v, H: bar.H}, col)
	}
	c.Text(x, y+10, name, panel.Small, d.Theme.Muted, plot.Left)
	c.Text(x+w, y+10, text, panel.Small, d.Theme.Text, plot.Right)
}

func (p *score) Locate(h *panel.Hit, g *plot.Frame2D, _, ly float64) {
	if p.st.Race == nil {
		return
	}
	top, each := p.rows(g.Area.W, scoreHead+g.Area.H)
	k := int(math.Floor((ly - top) / each))
	if k < 0 || k >= len(p.st.Race.Runners) {
		return
	}
	e := &p.st.Race.Runners[k]
	h.On, h.X, h.Y = true, 44, top+each*(float64(k)+0.5)
	if h.Lines = []string{e.Title + ",  " + p.status(k)}; e.Failure != "" {
		h.Lines = append(h.Lines, plot.Fit(e.Failure, panel.Small, 300))
	}
	h.Lines = append(h.Lines, "steps with a conflict: "+share(e.ConflictRate), "steps with the guard acting: "+share(e.GuardRate),
		"least cosine of a task with the update "+known(e.MinCosine))
	for i, f := range p.st.RaceFields {
		h.Lines = append(h.Lines, "worst error of "+data.SymbolOf(f)+" "+known(worstOf(e, i)))
	}
}

func share(v float64) string {
	if v-v != 0 {
		return "unknown"
	}
	return plot.Short(100*v, 3) + "%"
}
