// Package race draws the panels of the race: several operators, or optimisers, on the same problem.
package race

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// What a panel of curves shows of every entry.
const (
	worst   = iota // the worst error over eps against the step, or the time where that is equal
	decades        // the error over eps
	line           // the cut at the chosen time
)

// curves draws one curve per operator.
type curves struct {
	st     *data.State
	index  int // of the field
	what   int
	lo, hi float64 // settled y range of the cuts
}

// NewWorst makes the panel of the worst error of field i against the step.
func NewWorst(st *data.State, i int) panel.Panel { return &curves{st: st, index: i, what: worst} }

// NewDecades makes the panel of the error of field i over eps.
func NewDecades(st *data.State, i int) panel.Panel {
	return &curves{st: st, index: i, what: decades}
}

// NewLine makes the panel of the cuts through field i.
func NewLine(st *data.State, i int) panel.Panel { return &curves{st: st, index: i, what: line} }

// runner is the look of operator k's curves.
func runner(t *plot.Theme, r *wire.Race, k int) panel.Entry {
	return panel.Look(r.Runners[k].Title, 2.2, t.SeriesColor(k), panel.Dashes[k%len(panel.Dashes)])
}

// timed tells of a race at equal time.
func (p *curves) timed() bool { return p.st.Race.Seconds > 0 }

// curve is the curve of one operator.
type curve struct{ x, y []float64 }

// each is the curve of every operator, empty where there is nothing yet.
func (p *curves) each() []curve {
	var out []curve
	for k := range p.st.Race.Runners {
		e := &p.st.Race.Runners[k]
		switch p.what {
		case worst:
			x := e.History.Steps
			if p.timed() {
				x = e.History.Seconds
			}
			out = append(out, curve{x, e.History.Worst[p.index]})
		case decades:
			out = append(out, curve{p.st.Race.Decades, e.Errors[p.index]})
		default:
			q := curve{x: p.st.Race.X}
			if e.Line != nil {
				q.y = e.Line[p.index]
			}
			out = append(out, q)
		}
	}
	return out
}

// Locate finds the nearest sample of any operator.
func (p *curves) Locate(h *panel.Hit, g *plot.Frame2D, lx, ly float64) {
	if p.st.Race == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	best := math.Inf(1)
	all := p.each()
	at := math.NaN()
	for _, q := range all { // the sample nearest in x, then in y
		if i := panel.Nearest(q.x, g.X, lx); i >= 0 && len(q.y) > 0 && math.Abs(g.X.At(q.x[i])-lx) < best {
			best, at = math.Abs(g.X.At(q.x[i])-lx), q.x[i]
		}
	}
	if at != at {
		return
	}
	h.On, h.X, h.Y = true, g.X.At(at), g.Area.Bottom()
	switch p.what {
	case line:
		h.At[panel.X], h.Pick.X, h.Pick.T, h.Pick.Eps = at, at, p.st.Race.T, p.st.Race.Eps
		h.Lines = []string{panel.Value("x", at)}
	case decades:
		h.At[panel.Eps], h.Pick.Eps = at, at
		h.Lines = []string{panel.Value("ε", at)}
	default:
		if p.timed() {
			h.Lines = []string{plot.Short(at, 3) + " s"}
			break
		}
		h.At[panel.Step] = at
		h.Lines = []string{"step " + plot.Short(at, 6)}
	}
	best = math.Inf(1)
	for r, q := range all {
		i := panel.Nearest(q.x, g.X, h.X)
		if i < 0 || len(q.y) == 0 {
			continue
		}
		h.Lines = append(h.Lines, p.st.Race.Runners[r].Title+" "+plot.Number(q.y[i], 3))
		if y := g.Y.At(q.y[i]); math.Abs(y-ly) < best && y >= g.Area.Y-1 && y <= g.Area.Bottom()+1 {
			best, h.Y, h.Pick.Value = math.Abs(y-ly), y, q.y[i]
		}
	}
	if p.what == line && p.st.Race.Reference != nil {
		if i := panel.Nearest(p.st.Race.X, g.X, h.X); i >= 0 {
			h.Lines = append(h.Lines, "reference "+plot.Number(p.st.Race.Reference[p.index][i], 3))
		}
	}
}
