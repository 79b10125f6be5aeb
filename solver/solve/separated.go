package solve

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// separated is what a term of a separable model needs in place of the graphs that tell its matrices.
type separated struct {
	term        kinetic.SeparatedTerm
	weights     []float64 // of the network as it is, F×O
	value, rate []float64
	nonlinear   []float64 // of a row
	y           []float64 // outputs, then their rates, rows×O each; nil where the term is linear
	sparse      []sparse  // of each K_m with few elements; nil in the place of others
}

// sparse lists the elements of a matrix that are not zero, row after row.
type sparse []element

type element struct {
	row, column int
	value       float64
}

// sparseOf returns the elements of rows×cols k; nil where they are more than one in sixteen.
func sparseOf(rows, cols int, k []float64) sparse {
	s := sparse{}
	for i := range rows {
		for j := range cols {
			if v := k[i*cols+j]; v != 0 {
				if len(s) > rows*cols/16 {
					return nil
				}
				s = append(s, element{i, j, v})
			}
		}
	}
	return s
}

// NewSeparated builds a term of a separable model. A row is a time with a Knudsen number, its columns are those of the term; the matrices are
// the model's, so there is nothing to learn.
func NewSeparated(m kinetic.Model, head Head, params []float64, st kinetic.SeparatedTerm, s Shape, x float64) *Term {
	n := s.Rows
	t := &Term{Name: st.Name, rows: n, group: 1, head: head, weight: make([]float64, n), cols: st.Columns, m: len(st.Matrices), jets: 2}
	p := &kinetic.Points{T: make([]float64, n), X: make([]float64, max(1, s.Coordinates)*n), Cell: make([]int, n), Eps: make([]float64, n), Set: make([]float64, n*s.Parameters)}
	for i := range p.Cell {
		p.Cell[i] = i
	}
	for i := range p.X {
		p.X[i] = x
	}
	p.Space, p.Cells = autodiff.NewSpace([]int{n}, []int{0}), autodiff.NewSpace([]int{n}, []int{0})
	p.Space.Plane = s.Coordinates == 2
	t.points = p
	t.tape = autodiff.NewTape(params, 0)
	t.opened = &opened{Graph: t.tape, head: head}
	m.State(t.opened, p, true)
	t.rowsOfJets = len(t.tape.Values(t.opened.hidden)) / (n * head.Layer.In)
	o, c := head.Outputs(), st.Columns
	t.k = make([]float64, t.m*o*c)
	for k, matrix := range st.Matrices {
		t.from, t.to = append(t.from, matrix.From), append(t.to, matrix.To)
		copy(t.k[(k*o+matrix.From)*c:(k*o+matrix.To)*c], matrix.K)
	}
	t.separated = &separated{term: st, weights: head.Narrow(params), value: make([]float64, t.m), rate: make([]float64, t.m)}
	if st.Nonlinear != nil {
		t.separated.nonlinear, t.separated.y = make([]float64, c), make([]float64, 2*n*o)
	}
	for _, matrix := range st.Matrices {
		t.separated.sparse = append(t.separated.sparse, sparseOf(matrix.To-matrix.From, c, matrix.K))
	}
	t.scale, t.r = make([]float64, n*c), make([]float64, n*c)
	t.u = make([]float64, n*t.m*head.Features())
	t.part, t.outputs = make([]float64, n*head.Features()), make([]float64, n*o)
	return t
}

// known sets the residuals of a network whose outputs are zero.
func (s *separated) known(t *Term) {
	p := t.points
	for i := range t.rows {
		r := t.r[i*t.cols : (i+1)*t.cols]
		s.term.Known(p.T[i], p.Eps[i], p.Parameters(i), r)
		kernel.Scale(math.Sqrt(t.weight[i]), r)
	}
}

// coefficients returns the a_imk of the batch, rows×M×jets.
func (s *separated) coefficients(t *Term) []float64 {
	a := make([]float64, 0, t.rows*t.m*t.jets)
	for i := range t.rows {
		s.term.Factors(t.points.T[i], t.points.Eps[i], s.value, s.rate)
		w := math.Sqrt(t.weight[i])
		for m, v := range s.value {
			a = append(a, float64(w*v), float64(w*s.rate[m]))
		}
	}
	return a
}

// change adds to the residuals what the outputs that matrix m acts on, rows×(to-from), give.
func (s *separated) change(t *Term, m int, outputs []float64) {
	n := t.to[m] - t.from[m]
	for i := range t.rows {
		y, r := outputs[i*n:(i+1)*n], t.r[i*t.cols:(i+1)*t.cols]
		for _, e := range s.sparse[m] {
			r[e.column] += float64(e.value * y[e.row])
		}
	}
}

// back sets outputs, rows×(to-from), to the residuals times the transpose of matrix m.
func (s *separated) back(t *Term, m int, outputs []float64) {
	n := t.to[m] - t.from[m]
	clear(outputs[:t.rows*n])
	for i := range t.rows {
		y, r := outputs[i*n:(i+1)*n], t.r[i*t.cols:(i+1)*t.cols]
		for _, e := range s.sparse[m] {
			y[e.row] += float64(e.value * r[e.column])
		}
	}
}

// Nonlinear reports whether the residual of the term is not linear in the outputs.
func (t *Term) Nonlinear() bool { return t.separated != nil && t.separated.y != nil }

// Take sets the weights, F×O, at which a separated term is computed.
func (t *Term) Take(weights []float64) { copy(t.separated.weights, weights) }

// bend adds what is not linear in the outputs to the residuals. hidden and wide are the features, of which a row of points has jets rows.
func (s *separated) bend(t *Term, hidden, wide []float64) {
	own, extra, f, o := t.head.Layer.In, t.head.Extra.Out, t.head.Features(), t.head.Outputs()
	for k := range 2 {
		for i := range t.rows {
			row := t.part[i*f : (i+1)*f]
			at := i*t.rowsOfJets + k
			copy(row, hidden[at*own:(at+1)*own])
			if extra > 0 {
				copy(row[own:], wide[at*extra:(at+1)*extra])
			}
			row[f-1] = float64(1 - k)
		}
		kernel.GemmNN(t.rows, o, f, t.part, s.weights, s.y[k*t.rows*o:(k+1)*t.rows*o], false)
	}
	p := t.points
	for i := range t.rows {
		s.term.Nonlinear(p.T[i], p.Eps[i], p.Parameters(i), s.y[i*o:(i+1)*o], s.y[(t.rows+i)*o:(t.rows+i+1)*o], s.nonlinear)
		kernel.Axpy(math.Sqrt(t.weight[i]), s.nonlinear, t.r[i*t.cols:(i+1)*t.cols])
	}
}
