package solve

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Where classes of outputs are coupled, as Fourier modes are by a variable cross-section, the normal matrix is not factored: it would be full.
// The equations are solved by conjugate gradients, preconditioned by the factors of its blocks for the classes (Golub & Van Loan, section
// 11.5). A product with the matrix needs the Gram matrices of the features and the D_nm alone, neither points nor the matrix itself.

// Bounds of the iteration: it ends when the residual, in the norm of the preconditioner, has fallen so far.
const (
	mostIterations = 300
	iterationEnd   = 1e-8
)

// coupling is a D_nm within the rows and columns that are not zero, with the Gram matrix G_mn that belongs to it.
type coupling struct {
	k, m, n int       // term, matrices
	d       []float64 // rows from[n]..to[n], columns from[m]..to[m]
	g       []float64 // F×F
}

// operator is the normal matrix as an operator on weights F×O.
type operator struct {
	f, o      int
	from, to  [][]int // of the matrices of each term
	couplings []coupling

	part, image, sum []float64
}

// newOperator takes the Gram matrices of the terms, weighted.
func (s *System) newOperator(grams [][]float64) *operator {
	f, o := s.head.Features(), s.head.Outputs()
	op := &operator{f: f, o: o, part: make([]float64, f*o), image: make([]float64, f*o), sum: make([]float64, f*o)}
	for k, t := range s.terms {
		op.from, op.to = append(op.from, t.from), append(op.to, t.to)
		for m := range t.m {
			for n := range t.m {
				d, size := t.product(n, m), 0.0
				for _, v := range d {
					size = max(size, math.Abs(v))
				}
				if size < 1e-14 {
					continue
				}
				g := make([]float64, f*f)
				for i := range f {
					copy(g[i*f:(i+1)*f], grams[k][(m*f+i)*t.m*f+n*f:])
				}
				op.couplings = append(op.couplings, coupling{k, m, n, d, g})
			}
		}
	}
	return op
}

// product returns D_nm = K_n K_mᵀ within the outputs of both.
func (t *Term) product(n, m int) []float64 {
	o, c := t.head.Outputs(), t.width()
	rows, cols := t.to[n]-t.from[n], t.to[m]-t.from[m]
	d := make([]float64, rows*cols)
	kernel.GemmNT(rows, cols, c, t.k[(n*o+t.from[n])*c:(n*o+t.to[n])*c], t.k[(m*o+t.from[m])*c:(m*o+t.to[m])*c], d, false)
	return d
}

// apply sets out to sum_mn G_mn W D_nm.
func (op *operator) apply(w, out []float64) {
	clear(out)
	for _, c := range op.couplings {
		nf, nt, mf, mt := op.from[c.k][c.n], op.to[c.k][c.n], op.from[c.k][c.m], op.to[c.k][c.m]
		rows, cols := nt-nf, mt-mf
		for i := range op.f {
			copy(op.part[i*rows:(i+1)*rows], w[i*op.o+nf:i*op.o+nt])
		}
		kernel.GemmNN(op.f, rows, op.f, c.g, op.part[:op.f*rows], op.image[:op.f*rows], false)
		kernel.GemmNN(op.f, cols, rows, op.image[:op.f*rows], c.d, op.sum[:op.f*cols], false)
		for i := range op.f {
			kernel.Axpy(1, op.sum[i*cols:(i+1)*cols], out[i*op.o+mf:i*op.o+mt])
		}
	}
}

// iterate adds to delta the solution for the right-hand side g; tick may end it.
func (s *System) iterate(g, delta []float64, tick func(done float64) error) error {
	n := len(g)
	r := append([]float64(nil), g...)
	z, p, q := make([]float64, n), make([]float64, n), make([]float64, n)
	s.direct(r, z)
	copy(p, z)
	first := kernel.Dot(r, z)
	rz := first
	for s.Iterations = 0; s.Iterations < mostIterations && rz > iterationEnd*iterationEnd*first; s.Iterations++ {
		s.operator.apply(p, q)
		curvature := kernel.Dot(p, q)
		if !(curvature > 0) {
			break // rounding
		}
		a := rz / curvature
		kernel.Axpy(a, p, delta)
		kernel.Axpy(-a, q, r)
		clear(z)
		s.direct(r, z)
		next := kernel.Dot(r, z)
		b := next / rz
		rz = next
		for i, v := range z {
			p[i] = v + float64(b*p[i])
		}
		if err := tick(math.Log(rz/first) / (2 * math.Log(iterationEnd))); err != nil {
			return err
		}
	}
	return nil
}
