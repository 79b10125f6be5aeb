package train

import (
	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// evaluator computes losses and weight gradients of some units of a batch: one serialised forward pass over all their
// points, predictions segmented into unit losses, one reverse sweep.
type evaluator[T kernel.Float] struct {
	tape  *autodiff.Tape[T]
	units []int // units computed here; tape unit k is unit units[k] of the layout
	sets  []*pointSet
}

// pointSet is the part of the points that shares a network pass: interior points need derivatives, the others do not.
type pointSet struct {
	points *kinetic.Points
	cells  []int // cells of the layout, in order
	first  []int // first point of each cell
}

// newEvaluator builds the graph of the given units (ascending).
func newEvaluator[T kernel.Float](m kinetic.Model, l *layout, params []T, units []int) *evaluator[T] {
	e := &evaluator[T]{tape: autodiff.NewTape(params, len(units)), units: units}
	local := map[int]int{}
	for k, u := range units {
		local[u] = k
	}
	for _, interior := range []bool{true, false} {
		var cells []int
		for i, c := range l.cells {
			if _, ok := local[c.unit]; ok && (l.groups[c.group].kind == kinetic.Interior) == interior {
				cells = append(cells, i)
			}
		}
		if len(cells) > 0 {
			e.build(m, l, local, cells, interior)
		}
	}
	return e
}

func (e *evaluator[T]) build(m kinetic.Model, l *layout, local map[int]int, cells []int, jets bool) {
	var counts, ones, units []int
	p := &kinetic.Points{}
	set := &pointSet{points: p, cells: cells}
	n := 0
	for k, i := range cells {
		c := l.cells[i]
		set.first = append(set.first, n)
		n += c.points
		counts, ones, units = append(counts, c.points), append(ones, 1), append(units, local[c.unit])
		for range c.points {
			p.Cell = append(p.Cell, k)
		}
	}
	p.Space, p.Cells = autodiff.NewSpace(counts, units), autodiff.NewSpace(ones, units)
	p.Space.Plane = l.coordinates == 2
	p.T, p.X, p.Eps = make([]float64, n), make([]float64, n*l.coordinates), make([]float64, len(cells))
	p.Set = make([]float64, len(cells)*len(l.parameters))
	e.sets = append(e.sets, set)

	g := e.tape
	state := m.State(g, p, jets)
	for k := 0; k < len(cells); { // one run of cells per group
		id := l.cells[cells[k]].group
		end := k
		for end < len(cells) && l.cells[cells[end]].group == id {
			end++
		}
		from, to := set.first[k], n
		if end < len(cells) {
			to = set.first[end]
		}
		e.losses(m, l.groups[id], l, set, state, from, to)
		k = end
	}
}

// losses adds the terms of one group, whose points are from <= i < to.
func (e *evaluator[T]) losses(m kinetic.Model, gr group, l *layout, set *pointSet, state kinetic.State, from, to int) {
	g, all := e.tape, set.points
	view := make(kinetic.State, len(state))
	for i, s := range state {
		view[i] = g.Rows(s, from, to)
	}
	// The sub-slices share the arrays that load fills; Cells and Eps stay whole because Cell indexes into them.
	p := &kinetic.Points{
		Space: all.Space.Slice(from, to), Cells: all.Cells,
		T: all.T[from:to], X: all.X[from*l.coordinates : to*l.coordinates], Cell: all.Cell[from:to], Eps: all.Eps, Set: all.Set,
	}
	for _, term := range gr.terms {
		r, columns, point := m.Residual(g, p, view, term.Name)
		var w autodiff.Node
		scale := func(cell int) float64 { return term.Weight * gr.scale[l.cells[set.cells[cell]].stratum] }
		if point == nil {
			own := g.Known(p.Cells, 1, false, func(i int, out []autodiff.Jet) { out[0] = autodiff.Constant(scale(i)) })
			w = g.PerCell(own, p.Space, p.Cell)
		} else {
			w = g.Known(p.Space, 1, false, func(i int, out []autodiff.Jet) { out[0] = autodiff.Constant(scale(p.Cell[i]) * point(i)) })
		}
		g.SquareLoss(r, w, columns)
	}
}

// load takes the points of the batch.
func (e *evaluator[T]) load(l *layout, b *Batch) {
	for _, s := range e.sets {
		for k, i := range s.cells {
			s.points.Eps[k] = b.Eps[l.cells[i].stratum]
			n := len(l.parameters)
			copy(s.points.Set[k*n:k*n+n], b.Set[l.cells[i].stratum*n:])
			copy(s.points.T[s.first[k]:], b.T[i])
			copy(s.points.X[s.first[k]*l.coordinates:], b.X[i])
		}
	}
}

// run computes unit losses and gradients of the batch, left in tape.Loss and tape.Grad.
func (e *evaluator[T]) run(l *layout, b *Batch) {
	e.load(l, b)
	e.tape.Forward()
	e.tape.Backward()
}
