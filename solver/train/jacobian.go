package train

import (
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

const (
	blockRows    = 256 // residuals whose Jacobian is held at a time
	pointColumns = 4   // columns of a residual taken at one point
	epsPoints    = 4   // points at one Knudsen number
	endsFrom     = 8   // Knudsen numbers per stratum from which on both ends of their range are among them for sure
)

// residuals are the rows of one loss term in the sum of squares that Levenberg-Marquardt works on. What counts there is the number of
// rows, each of which costs P^2/2 multiplications in the normal matrix, so points are spent otherwise than in gradient steps: a point
// contributes a few columns of its residual only, drawn at random and weighted so that the expected loss stays the same (its
// columns, the residual at neighbouring velocities, tell much the same), and a Knudsen number has few points, because a
// Gauss-Newton step fits a handful of Knudsen numbers at the cost of those between.
//
// The graph has replicated points: every row is a point, a unit and a cell of its own.
type residuals struct {
	kind    kinetic.Kind
	weight  []float64 // per stratum: of the sum over the columns at one of n points, times n
	task    []int     // per stratum
	columns int       // of the residual
	take    int       // of them at one point
	tape    *autodiff.Tape[float64]
	matrix  []float64
	points  *kinetic.Points
	factor  []float64 // per row of the graph: loss weight
	rows    []row     // the batch, tasks one after the other

	parameters []problemfile.Parameter // of the problem
	set        []float64               // their values, one after the other for every Knudsen number of the batch
}

// row is one residual of the batch.
type row struct {
	eps, t, weight float64
	x              [2]float64 // as many as a point has coordinates
	task, column   int
	set            int // of the values of the parameters
}

// newResiduals builds the graphs of all terms.
func newResiduals(m kinetic.Model, l *layout, params []float64) (all []*residuals) {
	for g, gr := range l.groups {
		for _, term := range gr.terms {
			r := newTermResiduals(m, gr.kind, term, l, params, nil, blockRows)
			for _, c := range l.cells {
				if c.group == g { // the strata follow each other
					r.weight = append(r.weight, term.Weight*gr.scale[c.stratum]*float64(c.points))
					r.task = append(r.task, l.task[c.unit])
				}
			}
			all = append(all, r)
		}
	}
	return all
}

// newTermResiduals builds the graph of a term, over the network or over a solved layer that lies on it, for so many rows at a time.
func newTermResiduals(m kinetic.Model, kind kinetic.Kind, term kinetic.Term, l *layout, params []float64, over *overlay, rows int) *residuals {
	probe := replicated(1, l)
	tape := autodiff.NewTape(params, 0)
	g := over.graph(tape)
	node, _, _ := m.Residual(g, probe, m.State(g, probe, kind == kinetic.Interior), term.Name)
	r := &residuals{kind: kind, columns: tape.Columns(node), parameters: l.parameters}
	r.take = min(pointColumns, r.columns)

	r.points, r.factor = replicated(rows, l), make([]float64, rows)
	r.tape, r.matrix = autodiff.NewJacobianTape(params, rows)
	g = over.graph(r.tape)
	node, columns, point := m.Residual(g, r.points, m.State(g, r.points, kind == kinetic.Interior), term.Name)
	w := r.tape.Known(r.points.Space, 1, false, func(i int, out []autodiff.Jet) {
		v := r.factor[i]
		if point != nil {
			v *= point(i)
		}
		out[0] = autodiff.Constant(v)
	})
	r.tape.SquareLoss(node, w, columns)
	return r
}

// replicated returns n points that are each a unit and a cell.
func replicated(n int, l *layout) *kinetic.Points {
	ones, units := make([]int, n), make([]int, n)
	for i := range n {
		ones[i], units[i] = 1, i
	}
	p := &kinetic.Points{
		Space: autodiff.NewSpace(ones, units), Cells: autodiff.NewSpace(ones, units),
		T: make([]float64, n), X: make([]float64, n*l.coordinates), Cell: units, Eps: make([]float64, n), Set: make([]float64, n*len(l.parameters)),
	}
	p.Space.Plane = l.coordinates == 2
	return p
}

// draw fills the batch with the given number of Knudsen numbers per stratum.
func (r *residuals) draw(rng *rand.Rand, p kinetic.Problem, epsMin, epsMax float64, perStratum int) {
	r.rows = r.rows[:0]
	// One of every stratum at a time, as in training: the ends of the range get a twentieth of the outermost strata, however many points there
	// are. With all at once they got a twentieth of one Knudsen number's interval. Two of a large batch are the ends themselves: one without
	// them lets a step fit the others at their cost.
	eps, one := make([]float64, len(r.task)*perStratum), make([]float64, len(r.task))
	for k := range perStratum {
		kinetic.DrawKnudsen(rng, p, epsMin, epsMax, one)
		if last := len(one) - 1; perStratum >= endsFrom {
			if k == 0 {
				one[0] = epsMin
			}
			if k == max(0, 1-last) { // a single stratum has both ends
				one[last] = epsMax
			}
		}
		for s, e := range one {
			eps[s*perStratum+k] = e
		}
	}
	r.set = make([]float64, len(eps)*len(r.parameters))
	kinetic.DrawParameters(rng, r.parameters, r.set)
	var t [epsPoints]float64
	d := len(r.points.X) / len(r.points.T)
	x := make([]float64, d*epsPoints)
	share := float64(r.columns) / float64(r.take*epsPoints*perStratum)
	for k, e := range eps {
		s := k / perStratum
		p.Sample(rng, r.kind, e, t[:], x)
		for i := range t {
			first := rng.IntN(r.columns)
			for c := range r.take {
				w := row{
					eps: e, t: t[i], weight: r.weight[s] * share,
					task: r.task[s], set: k, column: (first + c*r.columns/r.take) % r.columns,
				}
				copy(w.x[:d], x[d*i:])
				r.rows = append(r.rows, w)
			}
		}
	}
}

// drawAt fills the batch with the columns taken at so many points at one Knudsen number, with the parameters given of a problem file. The
// expected sum of squares is the loss of the term with this weight.
func (r *residuals) drawAt(rng *rand.Rand, p kinetic.Problem, eps float64, set []float64, points int, weight float64) {
	d := len(r.points.X) / len(r.points.T)
	t, x := make([]float64, points), make([]float64, d*points)
	p.Sample(rng, r.kind, eps, t, x)
	r.rows, r.set = r.rows[:0], set
	share := weight * float64(r.columns) / float64(r.take*points)
	for i := range t {
		first := rng.IntN(r.columns)
		for c := range r.take {
			w := row{eps: eps, t: t[i], weight: share, column: (first + c*r.columns/r.take) % r.columns}
			copy(w.x[:d], x[d*i:])
			r.rows = append(r.rows, w)
		}
	}
}

// blocks runs the graph over the batch and calls take for the residuals of every block, rows of one task, and with gradients set for
// their Jacobian.
func (r *residuals) blocks(gradients bool, take func(task int, values, matrix []float64)) {
	for from := 0; from < len(r.rows); {
		task, n, size := r.rows[from].task, 0, len(r.points.T)
		d := len(r.points.X) / size
		for n < size && from+n < len(r.rows) && r.rows[from+n].task == task {
			n++
		}
		for i := range size { // a short block repeats its last row
			w := r.rows[from+min(i, n-1)]
			r.points.T[i], r.points.Eps[i], r.factor[i], r.tape.Column[i] = w.t, w.eps, w.weight, w.column
			copy(r.points.X[d*i:], w.x[:d])
			of := len(r.parameters)
			copy(r.points.Set[of*i:], r.set[of*w.set:of*w.set+of])
		}
		r.tape.Forward()
		if gradients {
			r.tape.Backward()
		}
		take(task, r.tape.Loss[:n], r.matrix[:n*len(r.tape.Params)])
		from += n
	}
}
