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
	mostIterations  = 400
	iterationEnd    = 2e-5  // with 1e-4 the fluxes at small Knudsen numbers are off by ten times as much where sigma varies a hundredfold
	iteratedDamping = 1e-11 // relative to the diagonal: with 1e-12 rounding makes the matrix indefinite
	roughEnd        = 1e-2  // of a preview
)

// operator is the normal matrix as an operator on weights, which are transposed here: O×F.
type operator struct {
	f, block  int
	couplings []coupling
	image     []float64
	damping   []float64 // O×F
}

// coupling is that of two matrices m, n of a term: G_nm, F×F, and the blocks of D_mnᵀ that are not zero, which apply to the outputs from, ...,
// to-1.
type coupling struct {
	gram     []float64
	from, to int
	blocks   []coupledBlock
}

// coupledBlock is a block of D_mnᵀ: of outputs from into outputs to.
type coupledBlock struct {
	from, to int
	d        []float64
}

// newOperator takes the Gram matrices of the terms, weighted.
func (s *System) newOperator(grams [][]float64) *operator {
	f, b := s.head.Features(), s.block
	op := &operator{f: f, block: b}
	most := 0
	for k, t := range s.terms {
		for n := range t.m {
			for m := range t.m {
				d, width := t.product(m, n), t.to[n]-t.from[n]
				c := coupling{from: t.to[n], to: t.from[n]}
				for i := 0; i < t.to[m]-t.from[m]; i += b {
					for j := 0; j < width; j += b {
						block := coupledBlock{from: t.from[n] + j, to: t.from[m] + i, d: make([]float64, 0, b*b)}
						size := 0.0
						for r := range b {
							row := d[(i+r)*width+j:][:b]
							block.d = append(block.d, row...)
							size = max(size, math.Sqrt(kernel.Dot(row, row)))
						}
						if size > 1e-14 {
							c.blocks = append(c.blocks, block)
							c.from, c.to = min(c.from, block.from), max(c.to, block.from+b)
						}
					}
				}
				if len(c.blocks) == 0 {
					continue
				}
				for i := range f {
					c.gram = append(c.gram, grams[k][(n*f+i)*t.m*f+m*f:][:f]...)
				}
				most = max(most, c.to-c.from)
				op.couplings = append(op.couplings, c)
			}
		}
	}
	op.image = make([]float64, most*f)
	op.damping = make([]float64, s.head.Outputs()*f)
	for k, t := range s.terms {
		for m := range t.m {
			d, width := t.product(m, m), t.to[m]-t.from[m]
			for i := range width {
				for j := range f {
					op.damping[(t.from[m]+i)*f+j] += float64(iteratedDamping * d[i*width+i] * grams[k][(m*f+j)*t.m*f+m*f+j])
				}
			}
		}
	}
	return op
}

// product returns D_mn = K_m K_nᵀ within the outputs of both.
func (t *Term) product(m, n int) []float64 {
	o, c := t.head.Outputs(), t.width()
	rows, cols := t.to[m]-t.from[m], t.to[n]-t.from[n]
	d := make([]float64, rows*cols)
	kernel.GemmNT(rows, cols, c, t.k[(m*o+t.from[m])*c:(m*o+t.to[m])*c], t.k[(n*o+t.from[n])*c:(n*o+t.to[n])*c], d, false)
	return d
}

// apply sets out to sum_mn G_mn W D_nm; both are transposed, O×F.
func (op *operator) apply(w, out []float64) {
	f, b := op.f, op.block
	for i, d := range op.damping {
		out[i] = float64(d * w[i])
	}
	for _, c := range op.couplings {
		kernel.GemmNN(c.to-c.from, f, f, w[c.from*f:c.to*f], c.gram, op.image[:(c.to-c.from)*f], false)
		for _, k := range c.blocks {
			kernel.GemmNN(b, f, b, k.d, op.image[(k.from-c.from)*f:(k.from-c.from+b)*f], out[k.to*f:(k.to+b)*f], true)
		}
	}
}

// conjugate is the state of the iteration: solution, residual, direction, and the squares of the residual in the norm of the preconditioner.
type conjugate struct {
	x, r, p, z, q  []float64
	first, rz, end float64
}

// descent begins the iteration for the right-hand side r, which it overwrites, at start, nil: at zero; transposed, O×F.
func (s *System) descent(r, start []float64) *conjugate {
	n := len(r)
	c := &conjugate{x: make([]float64, n), r: r, z: make([]float64, n), q: make([]float64, n), end: s.End}
	if s.Rough {
		c.end = roughEnd
	}
	s.precondition(r, c.z)
	c.first = kernel.Dot(r, c.z)
	c.rz = c.first
	if start != nil {
		copy(c.x, start)
		s.operator.apply(c.x, c.q)
		kernel.Axpy(-1, c.q, r)
		clear(c.z)
		s.precondition(r, c.z)
		c.rz = kernel.Dot(r, c.z)
	}
	c.p = append([]float64(nil), c.z...)
	return c
}

// iterate does one iteration and returns the share that is done and whether there is more.
func (c *conjugate) iterate(s *System) (done float64, more bool) {
	if s.Iterations >= mostIterations || c.rz <= c.end*c.end*c.first {
		return 1, false
	}
	s.operator.apply(c.p, c.q)
	curvature := kernel.Dot(c.p, c.q)
	if !(curvature > 0) {
		return 1, false // rounding
	}
	a := c.rz / curvature
	kernel.Axpy(a, c.p, c.x)
	kernel.Axpy(-a, c.q, c.r)
	clear(c.z)
	s.precondition(c.r, c.z)
	next := kernel.Dot(c.r, c.z)
	b := float64(-a*kernel.Dot(c.z, c.q)) / c.rz // as next/rz, but for the rounding of the factors (Golub & Ye, SIAM J. Sci. Comput. 21, 1999)
	c.rz = next
	for i, v := range c.z {
		c.p[i] = v + float64(b*c.p[i])
	}
	s.Iterations++
	return math.Log(c.rz/c.first) / (2 * math.Log(c.end)), true
}
