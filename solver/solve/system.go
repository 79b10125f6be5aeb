package solve

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/symmetric"
)

// System is the least-squares problem of all loss terms for a change of the weights, F×O.
//
// With the Gram matrices G_mn of the feature rows of a term and D_mn = K_m K_nᵀ the normal matrix is the sum over terms and m, n of G_mn ⊗ D_mn.
// The D_mn couple few outputs: in a basis in which they are block tridiagonal (see couplings) so is the normal matrix, and outputs that
// nothing couples, as those of different Fourier modes are without a variable coefficient, are solved one after the other.
type System struct {
	terms []*Term
	head  Head
	grams []*symmetric.Matrix // of each term, M·F rows
	parts []part
	// Damping is the largest one that a factorisation of the last solution needed, relative to the diagonal; Rows the number of residuals.
	Damping float64
	Rows    int
	// Rough asks for a preview where the solution is iterated.
	Rough bool
	// End is the residual at which iterations end, relative to the first one.
	End float64
	// Keep asks to keep the factors for further right-hand sides.
	Keep bool
	// Iterations is the number of them that the last solution took; 0: none was needed.
	Iterations int

	basis    []float64 // F×F, see Orthonormalize; nil: the features themselves
	mixed    bool      // classes are coupled
	block    int       // outputs come in blocks of so many
	operator *operator // then: the normal matrix
	scratch  []float64
}

// part is a set of outputs that no coupling leads out of, in a basis of its own.
type part struct {
	basis  [][]float64 // orthonormal vectors over the outputs, level after level
	first  []int       // per vector the first that it is coupled to
	scale  []float64   // per unknown: what brings the diagonal to one
	factor *symmetric.Matrix
	single *symmetric.Single // in its place, where the solution is iterated
}

// The damping, relative to the diagonal: of the first attempt, and the most.
const (
	leastDamping = 1e-12
	mostDamping  = 1e-3
)

// NewSystem returns the system of terms that have learnt their matrices. Outputs of different classes of a separation are in different
// parts, and where the equation couples them the solution is iterated; nil: all are of one class.
func NewSystem(head Head, terms []*Term, p *kinetic.Separation) *System {
	s := &System{terms: terms, head: head, End: iterationEnd}
	for _, t := range terms {
		s.grams = append(s.grams, symmetric.New(t.m*head.Features()))
	}
	var class []int
	if p != nil {
		class, s.block = p.Class, p.Block
		if p.End > 0 {
			s.End = p.End
		}
	}
	s.parts, s.mixed = couplings(terms, head.Outputs(), class)
	return s
}

// Unknowns returns the number of unknowns, those that no residual depends on not counted.
func (s *System) Unknowns() (n int) {
	for _, p := range s.parts {
		n += len(p.basis) * s.head.Features()
	}
	return n
}

// Iterated reports whether the solution is iterated.
func (s *System) Iterated() bool { return s.mixed }

// Cost returns the bytes that the largest factorisation needs, and the multiplications of all.
func (s *System) Cost() (bytes, multiplications float64) {
	for _, p := range s.parts {
		b, m := symmetric.Size(p.unknowns(s.head.Features()))
		if s.mixed {
			bytes += b / 2 // all factors are kept, in single precision
		} else if s.Keep {
			bytes += b
		} else {
			bytes = max(bytes, 2*b)
		}
		multiplications += m
	}
	for _, g := range s.grams {
		n := float64(g.Len())
		bytes += 8 * n * n // as a full matrix, beside the tiles
		if s.mixed {
			bytes += 8 * n * n // and in blocks
		}
	}
	return bytes, multiplications
}

// unknowns returns their number and the first one that each is coupled to.
func (p *part) unknowns(f int) (n int, first func(i int) int) {
	return len(p.basis) * f, func(i int) int { return p.first[i/f] * f }
}

// Add adds a batch, computed before, to the sums of term k.
func (s *System) Add(k int) {
	t := s.terms[k]
	s.scratch = s.grams[k].Scratch(s.scratch, t.rows)
	s.grams[k].AddGram(t.u, t.rows, s.scratch, 1)
	s.Rows += t.rows * t.width()
}

// full returns all elements of a matrix.
func full(g *symmetric.Matrix) []float64 {
	n := g.Len()
	out := make([]float64, n*n)
	for i := range n {
		g.Row(i, func(from int, part []float64) {
			copy(out[i*n+from:], part)
			for j, v := range part {
				out[(from+j)*n+i] = v
			}
		})
	}
	return out
}

// factor factors the normal matrix of a part and returns the damping that it needed, relative to the diagonal.
func (s *System) factor(p *part, grams [][]float64, tick func(share float64) error) (damping float64, err error) {
	f := s.head.Features()
	n, first := p.unknowns(f)
	normal := symmetric.NewEnvelope(n, first)
	p.scale = make([]float64, n)
	row := make([]float64, n)
	couple := make([][]float64, len(s.terms)) // D_mn[a][b] of a row a: [(m·M+n)·len(basis)+b]
	for i := range n {
		a := i / f
		if i%f == 0 {
			for k, t := range s.terms {
				couple[k] = t.coupling(p.basis, p.first[a], a)
			}
		}
		clear(row[first(i) : i+1])
		for b := p.first[a]; b <= a; b++ {
			width := f
			if b == a {
				width = i%f + 1
			}
			to := row[b*f : b*f+width]
			for k, t := range s.terms {
				for m := range t.m {
					for l := range t.m {
						if d := couple[k][(m*t.m+l)*len(p.basis)+b]; d != 0 {
							kernel.Axpy(d, grams[k][(m*f+i%f)*t.m*f+l*f:][:width], to)
						}
					}
				}
			}
		}
		p.scale[i] = 1
		if row[i] > 0 {
			p.scale[i] = 1 / math.Sqrt(row[i])
		}
		for j := first(i); j <= i; j++ {
			row[j] *= p.scale[i] * p.scale[j]
		}
		normal.Row(i, func(from int, part []float64) {
			if from+len(part) > first(i) {
				skip := max(0, first(i)-from)
				copy(part[skip:], row[from+skip:])
			}
		})
	}
	p.factor = normal.Like()
	s.scratch = normal.Scratch(s.scratch, symmetric.Tile)
	least := leastDamping
	if s.mixed {
		least = iteratedDamping
	}
	for mu := least; ; mu *= 10 {
		if mu > mostDamping {
			return 0, fmt.Errorf("the normal matrix of %d unknowns cannot be factored with damping up to %g", n, mostDamping)
		}
		var stopped error
		err := p.factor.Factor(normal, mu, s.scratch, 1, func(share float64) error {
			stopped = tick(share)
			return stopped
		})
		if stopped != nil {
			return 0, stopped
		}
		if err == nil {
			return mu, nil
		}
	}
}

// coupling returns, for vector a of a basis, row D_mn[a] in it from vector first on, for all m and n.
func (t *Term) coupling(basis [][]float64, first, a int) []float64 {
	o, c := t.head.Outputs(), t.width()
	image := func(v []float64) []float64 { // vᵀ K_m, M×c
		out := make([]float64, t.m*c)
		for m := range t.m {
			for i, w := range v {
				if w != 0 {
					kernel.Axpy(w, t.k[(m*o+i)*c:(m*o+i+1)*c], out[m*c:(m+1)*c])
				}
			}
		}
		return out
	}
	left := image(basis[a])
	d := make([]float64, t.m*t.m*len(basis))
	for b := first; b <= a; b++ {
		right := image(basis[b])
		for m := range t.m {
			for n := range t.m {
				d[(m*t.m+n)*len(basis)+b] = kernel.Dot(left[m*c:(m+1)*c], right[n*c:(n+1)*c])
			}
		}
	}
	return d
}

// Gradient adds half the negative gradient of the losses of a batch, computed before, to g, F×O.
func (s *System) Gradient(k int, g []float64) { s.terms[k].descend(g) }

// precondition adds to z what the factors of the parts give for r; both are transposed, O×F.
func (s *System) precondition(r, z []float64) {
	for i := range s.parts {
		s.parts[i].substitute(s.head.Features(), r, z)
	}
}

// substitute adds to z what the factor of a part gives for r; both are transposed, O×F.
func (p *part) substitute(f int, r, z []float64) {
	x := make([]float64, len(p.scale))
	for a, v := range p.basis {
		for j, w := range v {
			if w != 0 {
				kernel.Axpy(w, r[j*f:(j+1)*f], x[a*f:(a+1)*f])
			}
		}
	}
	multiply(x, p.scale)
	if p.single != nil {
		p.single.Substitute(x)
	} else {
		p.factor.Substitute(x)
	}
	multiply(x, p.scale)
	for a, v := range p.basis {
		for j, w := range v {
			if w != 0 {
				kernel.Axpy(w, x[a*f:(a+1)*f], z[j*f:(j+1)*f])
			}
		}
	}
}

func multiply(x, by []float64) {
	for i, v := range by {
		x[i] *= v
	}
}
