package reference

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// factored returns the factorisation of the n by n matrix with rows in data.
func factored(n int, data []float64) (lu, error) {
	f := newLU(n)
	copy(f.factors.data, data)
	return f, f.factorise()
}

// The solutions agree with gonum's to the rounding that the condition number
// of the matrix lets through.
func TestLUAgainstGonum(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kinds := map[string]func(i, j, n int) float64{
		"normal":   func(_, _, _ int) float64 { return random.NormFloat64() },
		"dominant": func(i, j, n int) float64 { return random.Float64() + float64(n)*delta(i, j) },
		"scaled": func(i, j, _ int) float64 {
			return math.Exp(20*math.Sin(float64(i))) * (random.NormFloat64() + delta(i, j))
		},
		"permutation":  func(i, j, n int) float64 { return 2 * delta((i+n/2)%n, j) },
		"zerodiagonal": func(i, j, _ int) float64 { return (1 - delta(i, j)) * (1 + random.Float64()) },
		"decay":        func(i, j, _ int) float64 { return math.Exp(-0.3 * math.Abs(float64(i-j))) },
		"hilbert":      func(i, j, _ int) float64 { return 1 / float64(i+j+1) },
	}
	for kind, entry := range kinds {
		for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 9, 33, 102} {
			if n == 1 && kind == "zerodiagonal" || n > 8 && kind == "hilbert" {
				continue // singular, or as good as
			}
			data, b := make([]float64, n*n), make([]float64, n)
			for i := range b {
				b[i] = random.NormFloat64()
				for j := range n {
					data[i*n+j] = entry(i, j, n)
				}
			}
			var g mat.LU
			g.Factorize(mat.NewDense(n, n, data))
			want := mat.NewVecDense(n, nil)
			_ = g.SolveVecTo(want, false, mat.NewVecDense(n, b)) // an error would be a warning of Cond
			f, err := factored(n, data)
			if err != nil {
				t.Fatalf("%s %d: %v", kind, n, err)
			}
			got := append([]float64(nil), b...)
			f.solve(got)
			if e := RelL2(got, want.RawVector().Data); !(e <= 1e-15*float64(n)*math.Max(1, g.Cond())) || !(e < 1e-6) {
				t.Errorf("%s %d: differs by %.1e, condition number %.1e", kind, n, e, g.Cond())
			}
			if kind == "scaled" {
				continue // rows of very different size leave residuals in the small ones
			}
			// Backward stability: the residual is small whatever the condition.
			for i := range b {
				row := data[i*n : (i+1)*n]
				r, scale := -b[i], math.Abs(b[i])
				for j, a := range row {
					r += a * got[j]
					scale += math.Abs(a * got[j])
				}
				if !(math.Abs(r) <= 1e-13*float64(n)*scale) {
					t.Errorf("%s %d: residual %.1e of %.1e in row %d", kind, n, r, scale, i)
				}
			}
		}
	}
}

func delta(i, j int) float64 {
	if i == j {
		return 1
	}
	return 0
}

// A matrix is refused exactly when gonum's condition number is infinite.
func TestLURefusesSingular(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name    string
		n       int
		data    []float64
		regular bool
	}{
		{"zero", 1, []float64{0}, false},
		{"zero 3", 3, make([]float64, 9), false},
		{"zero column", 2, []float64{0, 1, 0, 2}, false},
		{"zero row", 2, []float64{1, 2, 0, 0}, false},
		{"equal rows", 3, []float64{1, 2, 3, 4, 5, 7, 1, 2, 3}, false},
		{"rank 1", 5, []float64{1, 2, 4, 8, 16, 1, 2, 4, 8, 16, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 1, 2, 4, 8, 16}, false},
		{"last pivot", 2, []float64{1, 1, 1, 1}, false},
		{"tiny", 1, []float64{1e-300}, true},
		{"close to singular", 2, []float64{1, 1, 1, 1 + 1e-15}, true},
		{"exchange", 2, []float64{0, 1, 1, 0}, true},
	} {
		var g mat.LU
		g.Factorize(mat.NewDense(c.n, c.n, append([]float64(nil), c.data...)))
		if got := !math.IsInf(g.Cond(), 1); got != c.regular {
			t.Errorf("%s: gonum says regular = %v", c.name, got)
		}
		if _, err := factored(c.n, c.data); (err == nil) != c.regular || err != nil && !errors.Is(err, errSingular) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for i := range 9 {
		for _, bad := range []float64{nan, inf, -inf} {
			data := []float64{4, 1, 2, 1, 5, 1, 2, 1, 6}
			data[i] = bad
			if _, err := factored(3, data); err == nil {
				t.Errorf("entry %d = %g passes", i, bad)
			}
		}
	}
}

func TestLUDoesNotAllocate(t *testing.T) {
	f := newLU(9)
	b := make([]float64, 9)
	if n := testing.AllocsPerRun(20, func() {
		for i := range f.factors.data {
			f.factors.data[i] = 1 / float64(i%7+1)
		}
		for i := range b {
			f.factors.row(i)[i] += 5
			b[i] = 1
		}
		if err := f.factorise(); err != nil {
			t.Fatal(err)
		}
		f.solve(b)
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

// One factorisation and 80 solutions: the share of one step size in an inflow
// reference of the default resolution.
func BenchmarkLU(b *testing.B) {
	for _, n := range []int{221, 301} {
		random := rand.New(rand.NewPCG(1, 2))
		data, rhs := make([]float64, n*n), make([]float64, n)
		for i := range data {
			data[i] = random.NormFloat64()
		}
		b.Run(fmt.Sprintf("own/%d", n), func(b *testing.B) {
			f := newLU(n)
			for range b.N {
				copy(f.factors.data, data)
				if err := f.factorise(); err != nil {
					b.Fatal(err)
				}
				for range 80 {
					f.solve(rhs)
				}
			}
		})
		b.Run(fmt.Sprintf("gonum/%d", n), func(b *testing.B) {
			var f mat.LU
			x, y := mat.NewVecDense(n, nil), mat.NewVecDense(n, rhs)
			for range b.N {
				f.Factorize(mat.NewDense(n, n, data))
				for range 80 {
					_ = f.SolveVecTo(x, false, y)
				}
			}
		})
	}
}
