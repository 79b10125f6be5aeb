package solve

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// TestOrthonormalBasis: the basis of features that are nearly dependent is orthonormal at points that it was not made from but for what these
// differ by, spans them, and leaves out what is dependent.
func TestOrthonormalBasis(t *testing.T) {
	const n, f, twin = 400, 24, 7
	rng := rand.New(rand.NewPCG(1, 2))
	weights := make([]float64, 3*f)
	for i := range weights {
		weights[i] = rng.Float64() - 0.5
	}
	rows := make([]float64, n*f)
	for i := range n {
		x, y := 2*rng.Float64()-1, 2*rng.Float64()-1
		for j := range f - 1 {
			rows[i*f+j] = math.Tanh(weights[3*j]*x + weights[3*j+1]*y + weights[3*j+2])
		}
		rows[i*f+f-1] = 1
		rows[i*f+twin] = rows[i*f] - rows[i*f+1]
	}
	basis := orthonormal(rows, f)
	q := make([]float64, n*f)
	kernel.GemmNN(n, f, f, rows, basis, q, false)
	gram := make([]float64, f*f)
	kernel.GemmTN(f, f, n, q, q, gram, false)
	for i := range f {
		for j := range f {
			want := 0.0
			if i == j && i != twin {
				want = 1
			}
			if got := gram[i*f+j] / n; !(math.Abs(got-want) < 1e-5) {
				t.Errorf("columns %d and %d: %g", i, j, got)
			}
		}
	}
	for j := range f { // what is not in the span of the others
		left := make([]float64, n)
		for i := range left {
			left[i] = rows[i*f+j]
		}
		for range 2 {
			for k := range f {
				dot := 0.0
				for i := range left {
					dot += q[i*f+k] * left[i] / n
				}
				for i := range left {
					left[i] -= dot * q[i*f+k]
				}
			}
		}
		if size := math.Sqrt(kernel.Dot(left, left) / n); size > 1e-7 {
			t.Errorf("feature %d is off the span by %g", j, size)
		}
	}
}
