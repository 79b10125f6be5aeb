package scene

import (
	"image/color"
	"math"
	"strconv"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

const (
	scoreHead  = 36.0  // height of the title
	scoreRow   = 44.0  // height per operator
	tableHead  = 54.0  // with column names
	tableRow   = 26.0  // height per operator as a table
	tableWidth = 760.0 // panels at least this wide are a table
)

// scoreHeight is the height that the scores of n operators need at width w.
func scoreHeight(n int, w float64) float64 {
	if w >= tableWidth {
		return tableHead + tableRow*float64(n) + 10
	}
	return scoreHead + scoreRow*float64(n) + 8
}

// scoreRows is where the rows of a score panel begin, and their height.
func (s *Scene) scoreRows(p *Panel) (top, each float64) {
	top, each = scoreHead, scoreRow
	if p.Rect.W >= tableWidth {
		top, each = tableHead, tableRow
	}
	return top, math.Max(1, math.Min(each, (p.Rect.H-top-6)/float64(len(s.race.Entries))))
}

var mediumFont = plot.Font{Size: 12, Medium: true}

// paintRaceScore lists the operators with their look, their steps, and how often their gradients
// conflict and the guard acts.
func (s *Scene) paintRaceScore(p *Panel, c *plot.Canvas) {
	s.title(p, c, "Operators", "equal steps for all")
	p.geometry.Area = plot.Rect{Y: scoreHead, W: p.Rect.W, H: p.Rect.H - scoreHead}
	top, each := s.scoreRows(p)
	if p.Rect.W >= tableWidth {
		s.paintScoreTable(p, c, top, each)
		return
	}
	half := (p.Rect.W - 28 - 12) / 2
	for k := range s.race.Entries {
		e := &s.race.Entries[k]
		y := top + each*float64(k)
		look := s.runnerEntry(k)
		c.Polyline([]plot.Point{{X: 14, Y: y + 9}, {X: 38, Y: y + 9}}, 3, look.color, look.dash)
		room := p.Rect.W - 44 - 12
		name, status := plot.Fit(look.text, mediumFont, room), e.status()
		c.Text(44, y+13, name, mediumFont, s.theme.Text, plot.Left)
		if plot.TextWidth(name, mediumFont)+plot.TextWidth(status, smallFont)+16 <= room {
			c.Text(p.Rect.W-12, y+13, status, smallFont, s.theme.Muted, plot.Right)
		}
		if each < 34 {
			continue
		}
		s.rate(c, 14, y+20, half, "conflict", e.Conflict, s.theme.Conflict)
		s.rate(c, 14+half+12, y+20, half, "guard", e.Guard, s.theme.Accent)
	}
}

// status is how far and for how long an operator has trained.
func (e *Runner) status() string {
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

// paintScoreTable draws one line per operator, its numbers in columns.
func (s *Scene) paintScoreTable(p *Panel, c *plot.Canvas, top, each float64) {
	const number, names, status = 76.0, 190.0, 140.0
	columns := float64(1 + len(s.raceFields))
	bars := (p.Rect.W - 14 - names - status - number*columns - 3*16 - 12) / 2
	right := p.Rect.W - 12
	header := func(x float64, text string, align plot.Align) {
		c.Text(x, top-8, plot.Fit(text, smallFont, 130), smallFont, s.theme.Muted, align)
	}
	header(14+names, "steps, time", plot.Left)
	for i, f := range s.raceFields {
		header(right-number*float64(len(s.raceFields)-1-i), "worst "+symbolOf(f), plot.Right)
	}
	header(right-number*float64(len(s.raceFields)), "min cos", plot.Right)
	for k := range s.race.Entries {
		e := &s.race.Entries[k]
		y := top + each*float64(k)
		look := s.runnerEntry(k)
		if k > 0 {
			c.HLine(14, right, y, 1, s.theme.Grid)
		}
		c.Polyline([]plot.Point{{X: 14, Y: y + 13}, {X: 38, Y: y + 13}}, 3, look.color, look.dash)
		c.Text(44, y+17, plot.Fit(look.text, mediumFont, names-34), mediumFont, s.theme.Text, plot.Left)
		c.Text(14+names, y+17, plot.Fit(e.status(), smallFont, status), smallFont, s.theme.Muted, plot.Left)
		if bars >= 110 {
			x := 14 + names + status + 8
			s.rate(c, x, y+7, bars, "conflict", e.Conflict, s.theme.Conflict)
			s.rate(c, x+bars+16, y+7, bars, "guard", e.Guard, s.theme.Accent)
		}
		c.Text(right-number*float64(len(s.raceFields)), y+17, known(e.MinCosine), smallFont, s.theme.Text, plot.Right)
		for i, f := range s.raceFields {
			c.Text(right-number*float64(len(s.raceFields)-1-i), y+17, known(e.worst(f.Name)), smallFont, s.theme.Text, plot.Right)
		}
	}
}

// worst is the largest error of a field in the table over eps, or else the last of its history;
// NaN when there is neither.
func (e *Runner) worst(field string) float64 {
	if _, hi, ok := plot.Bounds(false, e.Errors[field]); ok {
		return hi
	}
	if h := e.Worst[field]; len(h) > 0 {
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
func (s *Scene) rate(c *plot.Canvas, x, y, w float64, name string, v float64, col color.RGBA) {
	const label, value = 46.0, 36.0
	text := "–"
	bar := plot.Rect{X: x + label, Y: y + 2, W: math.Max(8, w-label-value), H: 8}
	c.FillRect(bar, s.theme.Grid)
	if v-v == 0 {
		v = math.Max(0, math.Min(v, 1))
		text = plot.Short(100*v, 3) + "%"
		c.FillRect(plot.Rect{X: bar.X, Y: bar.Y, W: bar.W * v, H: bar.H}, col)
	}
	c.Text(x, y+10, name, smallFont, s.theme.Muted, plot.Left)
	c.Text(x+w, y+10, text, smallFont, s.theme.Text, plot.Right)
}

func (s *Scene) locateScore(h *hover, _, ly float64) {
	if s.race == nil {
		return
	}
	top, each := s.scoreRows(h.panel)
	k := int(math.Floor((ly - top) / each))
	if k < 0 || k >= len(s.race.Entries) {
		return
	}
	e := &s.race.Entries[k]
	h.on, h.x, h.y = true, 44, top+each*(float64(k)+0.5)
	if h.lines = []string{e.title() + ",  " + e.status()}; e.Failure != "" {
		h.lines = append(h.lines, plot.Fit(e.Failure, smallFont, 300))
	}
	h.lines = append(h.lines, "steps with a conflict: "+share(e.Conflict), "steps with the guard acting: "+share(e.Guard),
		"least cosine of a task with the update "+known(e.MinCosine))
	for _, f := range s.raceFields {
		h.lines = append(h.lines, "worst error of "+symbolOf(f)+" "+known(e.worst(f.Name)))
	}
}

func share(v float64) string {
	if v-v != 0 {
		return "unknown"
	}
	return plot.Short(100*v, 3) + "%"
}
