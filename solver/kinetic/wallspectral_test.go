package kinetic

import (
	"math"
	"testing"
)

// TestHalfRangeModes: orthonormal functions without mean, v first, that make up every polynomial on each half.
func TestHalfRangeModes(t *testing.T) {
	q := doubleGauss(16)
	const k = 4
	modes, count := q.halfRange(k)
	n := q.n()
	if count != 2*k-1 {
		t.Fatalf("%d modes", count)
	}
	dot := func(a, b []float64) (s float64) {
		for j, w := range q.w {
			s += w * a[j] * b[j]
		}
		return s
	}
	one := ones(n)
	for a := range count {
		p := modes[a*n : (a+1)*n]
		if m := dot(p, one); math.Abs(m) > 1e-13 {
			t.Errorf("mode %d has the mean %g", a, m)
		}
		for b := range a + 1 {
			want := 0.0
			if a == b {
				want = 1
			}
			if got := dot(p, modes[b*n:(b+1)*n]); math.Abs(got-want) > 1e-12 {
				t.Errorf("modes %d and %d: %g", a, b, got)
			}
		}
	}
	for j, v := range q.v {
		if math.Abs(modes[j]/modes[n-1]-v/q.v[n-1]) > 1e-12 {
			t.Errorf("the first mode is not v: %g at %g", modes[j], v)
		}
	}
	f := make([]float64, n) // a polynomial on the upper half, 0 below
	for j, v := range q.v {
		if v > 0 {
			f[j] = 1 + v*(2-v*(3-v))
		}
	}
	left := append([]float64(nil), f...)
	for j := range left {
		left[j] -= dot(f, one)
	}
	for a := range count {
		p := modes[a*n : (a+1)*n]
		c := dot(p, f)
		for j := range left {
			left[j] -= c * p[j]
		}
	}
	if r := dot(left, left); r > 1e-24 {
		t.Errorf("left of a polynomial: %g", r)
	}
	if _, all := q.halfRange(n / 2); all != n-1 {
		t.Errorf("%d modes of %d nodes", all, n)
	}
}

// TestWallRest: nothing is added at the start and ahead of the front, and next to nothing where the lift is accurate.
func TestWallRest(t *testing.T) {
	s := newWallSpectral(doubleGauss(16), slabEnd)
	for _, c := range []struct{ t, x, eps, most float64 }{{0, 0.5, 0.1, 0}, {0.01, 0.5, 1, 0}, {0.1, 0.2, 1e-3, 1e-5}, {0.1, 0.05, 1, 1}} {
		v := s.rest(c.t, c.x, c.eps).V
		if math.IsNaN(v) || v < 0 || v > c.most {
			t.Errorf("%+v: %g", c, v)
		}
	}
	if v := s.rest(0.1, 0.01, 1).V; v < 0.05 {
		t.Errorf("in free flight %g", v)
	}
}
