package solve

import (
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// Sample is a batch of rows of one loss term: Group points (T, X) with one Knudsen number each, whose residuals together are one row; in the
// plane X holds two coordinates per point. Weight is the loss weight of a row, without that of its points and columns; Set holds the parameters of a problem file, row after row.
type Sample struct {
	Eps, Weight, Set []float64
	T, X             []float64 // of Group points for every row
}

// Term turns the rows of one loss term into feature rows. With the outputs y = W φ of F features φ and their derivatives φ_k, the
// weighted residual of row i, all its points and columns side by side, is
//
//	r_i = r0_i + sum_k sum_o C_iko (W φ_k)_o.
//
// The equation multiplies outputs by scalars that depend on the point, and by constant matrices: C_iko = sum_m a_imk K_mo with few m
// (a projection in velocity, streaming, the flux). So with the feature rows u_im = sum_k a_imk φ_k
//
//	r_i = r0_i + sum_m K_mᵀ W u_im,
//
// and the normal matrix needs the Gram matrix of the u_im only. The K_m are found by Learn, from unit outputs on a batch.
type Term struct {
	Name  string
	rows  int
	group int // points of a row
	head  Head

	points  *kinetic.Points
	weight  []float64
	columns []float64         // weights of the columns of the residual
	point   func(int) float64 // of the points; nil: 1

	tape     *autodiff.Tape[float64]
	opened   *opened
	residual autodiff.Node

	rest  *autodiff.Tape[float64] // without network
	cut   *cut
	bare  autodiff.Node // its residual
	fresh bool

	rowsOfJets int       // of the features at a point
	jets, cols int       // derivatives that are not zero, columns of the residual
	k          []float64 // M×O×c, orthonormal, c = group·cols
	m          int
	from, to   []int     // of every K_m the outputs whose rows are not zero
	probes     []int     // outputs whose answers determine the a_imk
	inverse    []float64 // M×(probes·c)

	scale, base   []float64 // rows×c
	u, r          []float64 // feature rows, rows×(M·F), and residuals of the network as it is, rows×c
	part, outputs []float64

	basis     []float64  // F×F, of the features that the feature rows are of; nil: the features themselves
	separated *separated // of a model that tells its matrices; nil: they are learnt
}

// Shape is that of the batches of a term: Rows of Group points each, with so many coordinates, and the number of parameters of a problem file.
type Shape struct{ Rows, Group, Coordinates, Parameters int }

// NewTerm builds the graphs of a loss term. params hold the network and the further features.
func NewTerm(m kinetic.Model, head Head, params []float64, kind kinetic.Kind, name string, s Shape) *Term {
	rows, group := s.Rows, s.Group
	t := &Term{Name: name, rows: rows, group: group, head: head, weight: make([]float64, rows)}
	n := rows * group
	p := &kinetic.Points{T: make([]float64, n), X: make([]float64, s.Coordinates*n), Cell: make([]int, n), Eps: make([]float64, rows), Set: make([]float64, rows*s.Parameters)}
	for i := range p.Cell {
		p.Cell[i] = i / group
	}
	p.Space, p.Cells = autodiff.NewSpace([]int{n}, []int{0}), autodiff.NewSpace([]int{rows}, []int{0})
	p.Space.Plane = s.Coordinates == 2
	t.points = p
	jets := kind == kinetic.Interior

	t.tape = autodiff.NewTape(params, 0)
	t.opened = &opened{Graph: t.tape, head: head}
	t.residual, t.columns, t.point = m.Residual(t.opened, p, m.State(t.opened, p, jets), name)
	t.cols = t.tape.Columns(t.residual)
	t.rowsOfJets = len(t.tape.Values(t.opened.hidden)) / (n * head.Layer.In)
	if t.jets = t.rowsOfJets; group > 1 {
		t.jets = min(t.jets, 2) // the network does not depend on x
	}

	t.rest = autodiff.NewTape[float64](nil, 0)
	t.cut = &cut{Graph: t.rest, head: head, jets: jets, y: make([]autodiff.Jet, head.Outputs()), fresh: &t.fresh}
	t.bare, _, _ = m.Residual(t.cut, p, m.State(t.cut, p, jets), name)

	c := rows * t.width()
	t.scale, t.base, t.r = make([]float64, c), make([]float64, c), make([]float64, c)
	return t
}

// width is the number of columns of a row.
func (t *Term) width() int { return t.group * t.cols }

// load takes a batch and computes the weights of its residuals.
func (t *Term) load(s *Sample) {
	copy(t.points.T, s.T)
	copy(t.points.X, s.X)
	copy(t.points.Eps, s.Eps)
	copy(t.points.Set, s.Set)
	copy(t.weight, s.Weight)
	t.fresh = true
	c := t.width()
	for i := range t.rows * t.group {
		w := t.weight[i/t.group]
		if t.point != nil {
			w *= t.point(i)
		}
		row := t.scale[i/t.group*c+i%t.group*t.cols:][:t.cols]
		for j := range row {
			row[j] = math.Sqrt(w)
			if t.columns != nil {
				row[j] = math.Sqrt(w * t.columns[j])
			}
		}
	}
}

// Compute sets the feature rows and the residuals of a batch.
func (t *Term) Compute(s *Sample) {
	t.load(s)
	t.tape.Forward()
	var a []float64
	if t.separated != nil {
		t.separated.known(t)
		a = t.separated.coefficients(t)
	} else {
		for i, v := range t.tape.Values(t.residual) {
			t.r[i] = float64(t.scale[i] * v)
		}
		a = t.coefficients()
	}
	own, extra, f := t.head.Layer.In, t.head.Extra.Out, t.head.Features()
	hidden := t.tape.Values(t.opened.hidden)
	var wide []float64
	if extra > 0 {
		wide = t.tape.Values(t.opened.extra)
	}
	clear(t.u)
	for i := range t.rows {
		at := i * t.group * t.rowsOfJets // the features are those of the first point of a row
		for m := range t.m {
			u := t.u[(i*t.m+m)*f : (i*t.m+m+1)*f]
			for k := range t.jets {
				v := a[(i*t.m+m)*t.jets+k]
				if v == 0 {
					continue
				}
				kernel.Axpy(v, hidden[(at+k)*own:(at+k+1)*own], u[:own])
				if extra > 0 {
					kernel.Axpy(v, wide[(at+k)*extra:(at+k+1)*extra], u[own:own+extra])
				}
				if k == 0 {
					u[f-1] += v
				}
			}
		}
	}
	if t.separated != nil && slices.ContainsFunc(t.separated.weights, func(w float64) bool { return w != 0 }) {
		t.Change(t.separated.weights)
	}
	if t.Nonlinear() {
		t.separated.bend(t, hidden, wide)
	}
	if t.basis != nil {
		plain := append([]float64(nil), t.u...)
		kernel.GemmNN(t.rows*t.m, f, f, plain, t.basis, t.u, false)
	}
}

// features copies the feature rows of matrix m, rows×F.
func (t *Term) features(m int) []float64 {
	f := t.head.Features()
	for i := range t.rows {
		copy(t.part[i*f:(i+1)*f], t.u[(i*t.m+m)*f:(i*t.m+m+1)*f])
	}
	return t.part
}

// Change adds to the residuals what a change of the weights, F×O, does.
func (t *Term) Change(delta []float64) {
	f, o, c := t.head.Features(), t.head.Outputs(), t.width()
	for m := range t.m {
		if from, n := t.from[m], t.to[m]-t.from[m]; t.isSparse(m) {
			part := make([]float64, f*n)
			for i := range f {
				copy(part[i*n:(i+1)*n], delta[i*o+from:])
			}
			kernel.GemmNN(t.rows, n, f, t.features(m), part, t.outputs[:t.rows*n], false)
			t.separated.change(t, m, t.outputs)
			continue
		}
		kernel.GemmNN(t.rows, o, f, t.features(m), delta, t.outputs, false)
		kernel.GemmNN(t.rows, c, o, t.outputs, t.k[m*o*c:(m+1)*o*c], t.r, true)
	}
}

// isSparse tells whether matrix m is applied element by element, to the outputs that it acts on alone.
func (t *Term) isSparse(m int) bool { return t.separated != nil && t.separated.sparse[m] != nil }

// Losses adds the squares of the residuals of every row to the loss of its stratum.
func (t *Term) Losses(stratum []int, losses []float64) {
	c := t.width()
	for i := range t.rows {
		losses[stratum[i]] += kernel.Dot(t.r[i*c:(i+1)*c], t.r[i*c:(i+1)*c])
	}
}

// descend adds -sum_m u_mᵀ (r K_mᵀ), half the negative gradient of the loss, to g, F×O.
func (t *Term) descend(g []float64) {
	f, o, c := t.head.Features(), t.head.Outputs(), t.width()
	for m := range t.m {
		if from, n := t.from[m], t.to[m]-t.from[m]; t.isSparse(m) {
			t.separated.back(t, m, t.outputs)
			part := make([]float64, f*n)
			kernel.GemmTN(f, n, t.rows, t.features(m), t.outputs[:t.rows*n], part, false)
			for i := range f {
				kernel.Axpy(-1, part[i*n:(i+1)*n], g[i*o+from:i*o+from+n])
			}
			continue
		}
		kernel.GemmNT(t.rows, o, c, t.r, t.k[m*o*c:(m+1)*o*c], t.outputs, false)
		kernel.Scale(-1, t.outputs)
		kernel.GemmTN(f, o, t.rows, t.features(m), t.outputs, g, true)
	}
}

// Multiplications returns those of the Gram matrix of a batch.
func (t *Term) Multiplications() float64 {
	n := float64(t.m * t.head.Features())
	return float64(t.rows) * n * n / 2
}
