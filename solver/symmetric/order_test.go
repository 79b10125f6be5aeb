package symmetric

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// kernels runs f with every implementation of the kernels that keeps the bits.
func kernels(t *testing.T, f func(t *testing.T)) {
	before := kernel.Active()
	defer func() {
		if err := kernel.Use(before); err != nil {
			t.Fatal(err)
		}
	}()
	for _, name := range kernel.Available() {
		if name == kernel.Relaxed {
			continue
		}
		if err := kernel.Use(name); err != nil {
			t.Fatal(err)
		}
		t.Run(name, f)
	}
}

// gram returns JᵀJ, every element summed over the rows in order.
func gram(j []float64, rows, n int) []float64 {
	s := make([]float64, n*n)
	for r := range rows {
		row := j[r*n : (r+1)*n]
		for i := range n {
			for c := range i + 1 {
				s[i*n+c] += float64(row[i] * row[c])
			}
		}
	}
	return s
}

// cholesky returns the factor, every element less the products of the columns before it in order.
func cholesky(s []float64, n int, mu float64) []float64 {
	l := make([]float64, n*n)
	for i := range n {
		for j := range i + 1 {
			v := s[i*n+j]
			if i == j {
				v += mu
			}
			for p := range j {
				v -= float64(l[i*n+p] * l[j*n+p])
			}
			if i == j {
				l[i*n+i] = math.Sqrt(v)
			} else {
				l[i*n+j] = v / l[j*n+j]
			}
		}
	}
	return l
}

// TestOrder: sums of outer products and factors have the bits of the plain loops, with every implementation of the kernels, whether or not
// sizes fill tiles, blocks of tiles and blocks of rows, also where there are fewer rows than columns and columns that repeat or vanish.
func TestOrder(t *testing.T) {
	kernels(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(7, 8))
		for _, c := range []struct{ n, rows, width int }{
			{1, 3, 1}, {63, 70, 63}, {64, 1, 64}, {65, 200, 65}, {130, 40, 130}, {200, 513, 200}, {385, 90, 385}, {450, 60, 70}, {449, 100, 129},
		} {
			j := make([]float64, c.rows*c.n)
			for r := range c.rows {
				from := 0
				if c.width < c.n {
					from = rng.IntN(c.n - c.width)
				}
				for i := from; i < from+c.width; i++ {
					j[r*c.n+i] = rng.NormFloat64()
				}
				if c.n > 64 { // rank-deficient
					j[r*c.n+c.n/2], j[r*c.n+3] = j[r*c.n+c.n/2-1], 0
				}
			}
			// Rows come in several calls, as those of a Jacobian do.
			first := func(i int) int { return max(0, i-c.width) }
			s := NewEnvelope(c.n, first)
			half := c.rows / 2
			s.AddGram(j, half, s.Scratch(nil, half), 1)
			s.AddGram(j[half*c.n:], c.rows-half, s.Scratch(nil, c.rows), 3)
			want := gram(j, c.rows, c.n)
			same(t, s, want)
			const mu = 1e-3
			l := s.Like()
			if err := l.Factor(s, mu, l.Scratch(nil, Tile), 2, nil); err != nil {
				t.Fatal(err)
			}
			factor := cholesky(want, c.n, mu)
			same(t, l, factor)

			// And they are right: against gonum's, which sums in another order.
			a := mat.NewSymDense(c.n, nil)
			for i := range c.n {
				for k := range i + 1 {
					a.SetSym(i, k, want[i*c.n+k])
				}
				a.SetSym(i, i, want[i*c.n+i]+mu)
			}
			var other mat.Cholesky
			if !other.Factorize(a) {
				t.Fatalf("n = %d: gonum does not factor it", c.n)
			}
			var of mat.TriDense
			other.LTo(&of)
			for i := range c.n {
				for k := range i + 1 {
					if math.Abs(of.At(i, k)-factor[i*c.n+k]) > 1e-6*math.Sqrt(a.At(i, i)) {
						t.Fatalf("n = %d: element %d, %d of the factor is %g, gonum's %g", c.n, i, k, factor[i*c.n+k], of.At(i, k))
					}
				}
			}
		}
	})
}

// same compares the stored rows of a matrix with a dense one, which must be zero elsewhere.
func same(t *testing.T, s *Matrix, want []float64) {
	t.Helper()
	for i := range s.n {
		next := 0
		check := func(to int) {
			for ; next < to; next++ {
				if want[i*s.n+next] != 0 {
					t.Fatalf("n = %d: row %d, column %d is not stored, but %v", s.n, i, next, want[i*s.n+next])
				}
			}
		}
		s.Row(i, func(from int, part []float64) {
			check(from)
			for k, v := range part {
				if v != want[i*s.n+from+k] {
					t.Fatalf("n = %d: row %d, column %d is %v, in order %v", s.n, i, from+k, v, want[i*s.n+from+k])
				}
			}
			next = from + len(part)
		})
		check(i + 1)
	}
}

// TestEnvelopeOfAnyShape: rows that begin in any order leave blocks of tiles with gaps.
func TestEnvelopeOfAnyShape(t *testing.T) {
	const n, mu = 9 * Tile, 0.5
	rng := rand.New(rand.NewPCG(9, 10))
	begin := []int{0, 1, 0, 3, 1, 5, 0, 6, 2} // tiles
	first := func(i int) int { return begin[i/Tile] * Tile }
	s := NewEnvelope(n, first)
	want := make([]float64, n*n)
	for i := range n {
		s.Row(i, func(from int, part []float64) {
			for k := range part {
				part[k] = 2*rng.Float64() - 1
				if from+k == i {
					part[k] = n
				}
				want[i*n+from+k] = part[k]
			}
		})
	}
	l := s.Like()
	if err := l.Factor(s, mu, l.Scratch(nil, Tile), 2, nil); err != nil {
		t.Fatal(err)
	}
	same(t, l, cholesky(want, n, mu))
}
