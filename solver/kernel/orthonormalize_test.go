package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// orthonormalizeLoops is Orthonormalize by the reference loops.
func orthonormalizeLoops(row, y, columns, c []float64, k, n int) bool {
	scale := func(a float64, x []float64) {
		for i := range x {
			x[i] = float64(a * x[i])
		}
	}
	before := math.Sqrt(dot(row, row))
	if before < 1e-150 {
		return false
	}
	scale(1/before, row)
	if k > 0 {
		for range 2 {
			gemmNN(1, n, n, row, columns, c, false)
			scale(-1, c[:k])
			gemmNN(1, n, k, c, y[:k*n], row, true)
		}
	}
	after := math.Sqrt(dot(row, row))
	if after < 1e-10 {
		return false
	}
	scale(1/after, row)
	return true
}

// Orthonormalize builds bases with the bits of the loops, whatever rows it is given: also ones that are zero, a combination of those
// before, not finite, or too short or long for their squares.
func TestOrthonormalize(t *testing.T) {
	test := func(t *testing.T, r *rand.Rand) {
		refused := 0
		for range 60 {
			n := 1 + r.IntN(40)
			y, columns := make([]float64, n*n), make([]float64, n*n)
			for k := 0; k < n; k++ {
				row := random[float64](r, n)
				switch r.IntN(12) {
				case 0:
					clear(row)
				case 1:
					for i := range row {
						row[i] *= 1e-160
					}
				case 2:
					for i := range row {
						row[i] *= 1e200
					}
				case 3:
					row[r.IntN(n)] = math.NaN()
				case 4, 5:
					clear(row)
					for j := range k { // in the span of the rows before
						axpy(r.NormFloat64(), y[j*n:j*n+n], row)
					}
				}
				want := slices.Clone(row)
				fine := orthonormalizeLoops(want, y, columns, make([]float64, n), k, n)
				got := slices.Clone(row)
				if ok := Orthonormalize(got, y, columns, make([]float64, n), k, n); ok != fine {
					t.Fatalf("n %d, k %d: %v, want %v", n, k, ok, fine)
				}
				if !fine {
					refused++
					break
				}
				if err := compare(got, want, 1e4*tolerance[float64](n)); err != nil {
					t.Fatalf("n %d, k %d: %v", n, k, err)
				}
				if math.IsNaN(got[0]) {
					break
				}
				copy(y[k*n:], got)
				for i, v := range got {
					columns[i*n+k] = v
				}
				for j := range k {
					if d := dot(got, y[j*n:j*n+n]); math.Abs(d) > 1e-13 {
						t.Fatalf("n %d: product of rows %d and %d is %g", n, j, k, d)
					}
				}
			}
		}
		if refused < 5 {
			t.Errorf("only %d rows refused", refused)
		}
	}
	everywhere(t, func(*testing.T, *rand.Rand) {}, test)
}
