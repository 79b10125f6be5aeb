package solve

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/symmetric"
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

// component returns the k-th of the jets.
func component(j *autodiff.Jet, k int) *float64 {
	switch k {
	case 0:
		return &j.V
	case 1:
		return &j.Dt
	case 2:
		return &j.Dx
	}
	return &j.Dy
}

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

// answer sets dst to the weighted residuals of outputs t.cut.y, rows×c.
func (t *Term) answer(dst []float64) {
	t.rest.Forward()
	t.fresh = false
	for i, v := range t.rest.Values(t.bare) {
		dst[i] = float64(t.scale[i] * v)
	}
}

// huge is the size of unit outputs: beside it the known parts of a residual are lost in rounding, and not the other way round.
const huge = 1 << 60

// large is the size of random outputs, beside which the rounding of known parts that cancel is nothing.
const large = 1 << 30

// answers calls take for derivative k and output o with the change of the residuals per unit of the output.
func (t *Term) answers(outputs []int, take func(k, o int, change []float64)) {
	clear(t.cut.y)
	t.answer(t.base)
	change := make([]float64, len(t.base))
	for k := range t.jets {
		for _, o := range outputs {
			at := component(&t.cut.y[o], k)
			*at = huge
			t.answer(change)
			*at = 0
			for i, v := range change {
				change[i] = (v - t.base[i]) / huge
			}
			take(k, o, change)
		}
	}
}

// The tolerances of Learn, relative.
const (
	sameMatrix = 1e-8 // what is left of a matrix that others make up
	linearity  = 1e-7 // of the residual
)

// Learn finds the constant matrices from a batch. It fails where the residual is not an affine function of the outputs, made of few
// such matrices.
func (t *Term) Learn(s *Sample) error {
	t.load(s)
	o, c, n := t.head.Outputs(), t.width(), t.rows
	all := make([]int, o)
	for i := range all {
		all[i] = i
	}
	found := make([][]float64, t.jets*n) // C_ik, o×c
	for i := range found {
		found[i] = make([]float64, o*c)
	}
	t.answers(all, func(k, out int, change []float64) {
		for i := range n {
			copy(found[k*n+i][out*c:(out+1)*c], change[i*c:(i+1)*c])
		}
	})
	if err := t.span(found, o*c); err != nil {
		return err
	}
	t.choose(o, c)
	t.u = make([]float64, n*t.m*t.head.Features())
	t.part, t.outputs = make([]float64, n*t.head.Features()), make([]float64, n*o)
	for range t.m {
		t.from, t.to = append(t.from, 0), append(t.to, o)
	}
	return t.verify(rand.New(rand.NewPCG(1, 2)))
}

// span sets K to an orthonormal basis of the matrices, by Gram-Schmidt with pivoting.
func (t *Term) span(found [][]float64, size int) error {
	left := make([]float64, len(found)) // squared norms
	for i, f := range found {
		norm := math.Sqrt(kernel.Dot(f, f))
		if math.IsNaN(norm) || math.IsInf(norm, 0) {
			return t.nonlinear()
		}
		if norm > 0 {
			kernel.Scale(1/norm, f)
			left[i] = 1
		}
	}
	t.k, t.m = t.k[:0], 0
	for {
		best := 0
		for i, v := range left {
			if v > left[best] {
				best = i
			}
		}
		if left[best] <= sameMatrix*sameMatrix {
			break
		}
		if t.m == t.width() && t.m >= 64 {
			return fmt.Errorf("%s: the residual does not separate into constant matrices", t.Name)
		}
		q := append([]float64(nil), found[best]...)
		kernel.Scale(1/math.Sqrt(kernel.Dot(q, q)), q)
		t.k, t.m = append(t.k, q...), t.m+1
		for i, f := range found {
			if left[i] > 0 {
				for range 2 {
					kernel.Axpy(-kernel.Dot(q, f), q, f)
				}
				left[i] = kernel.Dot(f, f)
			}
		}
	}
	if t.m == 0 {
		return fmt.Errorf("%s: the residual does not depend on the network", t.Name)
	}
	return nil
}

func (t *Term) nonlinear() error {
	return fmt.Errorf("%s: the residual is not linear in the outputs of the network", t.Name)
}

// choose picks the fewest outputs whose answers tell the M coefficients, and the pseudo-inverse that does.
func (t *Term) choose(o, c int) {
	m := t.m
	column := func(k, out int) []float64 { return t.k[(k*o+out)*c : (k*o+out+1)*c] }
	var basis [][]float64 // orthonormal, of the coefficients that are determined
	t.probes = t.probes[:0]
	for len(basis) < m {
		best, most := -1, 0.0
		var rows [][]float64
		for out := range o {
			var rest [][]float64
			total := 0.0
			for j := range c {
				v := make([]float64, m)
				for k := range v {
					v[k] = column(k, out)[j]
				}
				for range 2 {
					for _, b := range basis {
						kernel.Axpy(-kernel.Dot(b, v), b, v)
					}
				}
				total += kernel.Dot(v, v)
				rest = append(rest, v)
			}
			if total > most {
				best, most, rows = out, total, rest
			}
		}
		if best < 0 || most < 1e-20 {
			break
		}
		t.probes = append(t.probes, best)
		for _, v := range rows {
			for range 2 {
				for _, b := range basis {
					kernel.Axpy(-kernel.Dot(b, v), b, v)
				}
			}
			if norm := math.Sqrt(kernel.Dot(v, v)); norm > 1e-6*math.Sqrt(most) {
				kernel.Scale(1/norm, v)
				basis = append(basis, v)
			}
		}
	}
	// a = (B Bᵀ)⁻¹ B answers, B = M×(probes·c)
	rows := len(t.probes) * c
	b := make([]float64, m*rows)
	for k := range m {
		for p, out := range t.probes {
			copy(b[k*rows+p*c:], column(k, out))
		}
	}
	bt := make([]float64, rows*m)
	for k := range m {
		for r := range rows {
			bt[r*m+k] = b[k*rows+r]
		}
	}
	g := symmetric.New(m)
	g.AddGram(bt, rows, g.Scratch(nil, rows), 1)
	l := g.Like()
	t.inverse = make([]float64, m*rows)
	if l.Factor(g, 0, l.Scratch(nil, symmetric.Tile), 1, nil) != nil {
		return // verify will tell
	}
	for r := range rows {
		v := bt[r*m : (r+1)*m]
		l.Forward(v)
		l.Back(v)
		for k := range m {
			t.inverse[k*rows+r] = v[k]
		}
	}
}

// verify compares the residuals of random outputs with those that the matrices give.
func (t *Term) verify(rng *rand.Rand) error {
	o, c := t.head.Outputs(), t.width()
	a := t.coefficients()
	for i := range t.cut.y {
		for k := range t.jets {
			*component(&t.cut.y[i], k) = large * (2*rng.Float64() - 1)
		}
	}
	y := append([]autodiff.Jet(nil), t.cut.y...)
	got := make([]float64, len(t.base))
	t.answer(got)
	clear(t.cut.y)
	for i := range t.rows {
		want := append([]float64(nil), t.base[i*c:(i+1)*c]...)
		size := kernel.Dot(want, want)
		for k := range t.jets {
			for m := range t.m {
				for out := range y {
					kernel.Axpy(float64(a[(i*t.m+m)*t.jets+k]**component(&y[out], k)), t.k[(m*o+out)*c:(m*o+out+1)*c], want)
				}
			}
		}
		var off float64
		for j, v := range want {
			d := got[i*c+j] - v
			off += d * d
		}
		size += kernel.Dot(want, want)
		if !(off <= linearity*linearity*size) {
			return t.nonlinear()
		}
	}
	return nil
}

// coefficients returns the a_imk of the batch, rows×M×jets.
func (t *Term) coefficients() []float64 {
	c := t.width()
	a := make([]float64, t.rows*t.m*t.jets)
	rows := len(t.probes) * c
	place := map[int]int{}
	for p, o := range t.probes {
		place[o] = p
	}
	t.answers(t.probes, func(k, o int, change []float64) {
		from := place[o] * c
		for i := range t.rows {
			for m := range t.m {
				a[(i*t.m+m)*t.jets+k] += kernel.Dot(t.inverse[m*rows+from:m*rows+from+c], change[i*c:(i+1)*c])
			}
		}
	})
	return a
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
