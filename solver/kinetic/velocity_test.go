package kinetic

import (
	"math"
	"slices"
	"testing"
)

var rules = map[string]struct {
	make func(n int) velocities
	n    []int
}{
	"gauss":       {gauss, []int{2, 3, 8, 16, 30, 33}},
	"doubleGauss": {doubleGauss, []int{4, 8, 16, 30}},
}

func (q velocities) mean(f func(v float64) float64) float64 {
	var s float64
	for j, v := range q.v {
		s += q.w[j] * f(v)
	}
	return s
}

func TestQuadratureIsExactForPolynomials(t *testing.T) {
	for name, rule := range rules {
		for _, n := range rule.n {
			q := rule.make(n)
			if q.n() != n || !slices.IsSorted(q.v) {
				t.Fatalf("%s(%d): nodes %v", name, n, q.v)
			}
			degree := 2*n - 1
			if name == "doubleGauss" {
				degree = n - 1
			}
			for k := 0; k <= degree; k++ {
				want := 0.0
				if k%2 == 0 {
					want = 1 / float64(k+1)
				}
				if got := q.mean(func(v float64) float64 { return math.Pow(v, float64(k)) }); math.Abs(got-want) > 1e-14 {
					t.Errorf("%s(%d): <v^%d> = %.16g, want %.16g", name, n, k, got, want)
				}
			}
			for j, v := range q.v {
				if w := q.w[j]; !(w > 0) || !(math.Abs(v) < 1) || math.Abs(v+q.v[n-1-j]) > 1e-15 || math.Abs(w-q.w[n-1-j]) > 1e-15 {
					t.Errorf("%s(%d): node %g with weight %g", name, n, v, w)
				}
			}
		}
	}
	// half ranges: <v>+ = 1/4 for particles that move to the right
	q := doubleGauss(16)
	for k := range 15 {
		got := q.mean(func(v float64) float64 {
			if v < 0 {
				return 0
			}
			return math.Pow(v, float64(k))
		})
		if want := 0.5 / float64(k+1); math.Abs(got-want) > 1e-14 {
			t.Errorf("half range: <v^%d>+ = %.16g, want %.16g", k, got, want)
		}
	}
}

// apply multiplies a row by an n×m matrix.
func apply(row, m []float64, cols int) []float64 {
	out := make([]float64, cols)
	for i, r := range row {
		for j := range out {
			out[j] += r * m[i*cols+j]
		}
	}
	return out
}

func TestProjectionStreamAndFlux(t *testing.T) {
	for name, rule := range rules {
		for _, n := range rule.n {
			q := rule.make(n)
			rng := newRand(uint64(n))
			g := make([]float64, n)
			for j := range g {
				g[j] = rng.NormFloat64()
			}
			at := func(row []float64, j int) float64 { return row[j] }
			var mean, flux float64
			for j, w := range q.w {
				mean += w * g[j]
				flux += w * q.v[j] * g[j]
			}
			p := apply(g, q.project(), n)
			pp := apply(p, q.project(), n)
			s := apply(g, q.stream(), n)
			var pMean, sMean float64
			for j, w := range q.w {
				pMean += w * p[j]
				sMean += w * s[j]
				if math.Abs(at(p, j)-(g[j]-mean)) > 1e-13 || math.Abs(pp[j]-p[j]) > 1e-13 {
					t.Errorf("%s(%d): projection at node %d", name, n, j)
				}
				if math.Abs(s[j]-(q.v[j]*g[j]-flux)) > 1e-13 {
					t.Errorf("%s(%d): stream at node %d", name, n, j)
				}
			}
			if math.Abs(pMean) > 1e-14 || math.Abs(sMean) > 1e-14 {
				t.Errorf("%s(%d): means %g and %g", name, n, pMean, sMean)
			}
			if got := apply(g, q.flux(), 1)[0]; math.Abs(got-flux) > 1e-14 {
				t.Errorf("%s(%d): flux %g, want %g", name, n, got, flux)
			}
		}
	}
}

func TestLegendreIsOrthonormalWithoutMean(t *testing.T) {
	q := gauss(16)
	const l = 8
	m := q.legendre(l)
	row := func(k int) []float64 { return m[k*16 : (k+1)*16] }
	for a := range l {
		var mean float64
		for j, w := range q.w {
			mean += w * row(a)[j]
		}
		if math.Abs(mean) > 1e-14 {
			t.Errorf("mode %d has mean %g", a+1, mean)
		}
		for b := range l {
			var dot float64
			for j, w := range q.w {
				dot += w * row(a)[j] * row(b)[j]
			}
			want := 0.0
			if a == b {
				want = 1
			}
			if math.Abs(dot-want) > 1e-13 {
				t.Errorf("modes %d and %d: product %g", a+1, b+1, dot)
			}
		}
	}
	// P_2 = (3 v^2 - 1)/2, P_3 = (5 v^3 - 3 v)/2
	for j, v := range q.v {
		if want := math.Sqrt(5) * (3*v*v - 1) / 2; math.Abs(row(1)[j]-want) > 1e-13 {
			t.Errorf("P_2(%g): %g, want %g", v, row(1)[j], want)
		}
		if want := math.Sqrt(7) * (5*v*v*v - 3*v) / 2; math.Abs(row(2)[j]-want) > 1e-13 {
			t.Errorf("P_3(%g): %g, want %g", v, row(2)[j], want)
		}
	}
	if math.Abs(math.Sqrt(3)*q.mean(func(v float64) float64 { return v * v })-1/math.Sqrt(3)) > 1e-14 {
		t.Error("<v sqrt(3) v> is not 1/sqrt(3)")
	}
}
