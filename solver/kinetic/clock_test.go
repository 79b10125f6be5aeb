package kinetic

import (
	"math"
	"math/big"
	"testing"
)

// exactClock evaluates Q, tau, dQ/dt and dtau/dt in 400-bit arithmetic from the series of e^-s and, for large s, from
// e^-s = 1/(e^(s/n))^n.
func exactClock(t, eps float64) (q, tau, dq float64) {
	const bits = 400
	num := func(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }
	op := func() *big.Float { return new(big.Float).SetPrec(bits) }
	e2 := op().Mul(num(eps), num(eps))
	s := op().Quo(num(t), e2)
	e := num(0) // e^-s
	if sf, _ := s.Float64(); sf < 700 {
		halvings := 0
		r := op().Set(s)
		for r.Cmp(num(0.5)) > 0 {
			r.Quo(r, num(2))
			halvings++
		}
		term := num(1)
		e = num(1)
		for k := 1; k < 120; k++ {
			term.Mul(term, r)
			term.Quo(term, num(float64(-k)))
			e.Add(e, term)
		}
		for range halvings {
			e.Mul(e, e)
		}
	}
	bq := op().Sub(num(1), e)
	q, _ = bq.Float64()
	tau, _ = op().Sub(num(t), op().Mul(e2, bq)).Float64()
	dq, _ = op().Quo(e, e2).Float64()
	return q, tau, dq
}

func TestClockAgainstMultiplePrecision(t *testing.T) {
	relative := func(got, want float64) float64 {
		if got == want {
			return 0
		}
		return math.Abs(got-want) / math.Abs(want)
	}
	for _, eps := range []float64{1, 0.5, 0.1, 1e-2, 1e-3, 1e-6, 1e-9, 1e-12} {
		for _, s := range []float64{1e-20, 1e-12, 1e-6, 1e-3, 0.01, 0.0299, 0.03, 0.0301, 0.1, 0.5, 1, 3, 10, 30, 100, 600, 1e4, 1e10} {
			tt := s * eps * eps
			if tt > 10 {
				continue
			}
			q, tau := clock(tt, eps)
			wq, wtau, wdq := exactClock(tt, eps)
			if e := relative(q.V, wq); !(e < 1e-12) {
				t.Errorf("Q at eps %g, t/eps^2 = %g: %v, want %v", eps, s, q.V, wq)
			}
			if e := relative(tau.V, wtau); !(e < 2e-11) {
				t.Errorf("tau at eps %g, t/eps^2 = %g: %v, want %v", eps, s, tau.V, wtau)
			}
			// the argument s of e^-s is rounded: relative error s * 2^-52
			if e := relative(q.Dt, wdq); !(e < 1e-14+4e-16*s) && wdq > 1e-300 {
				t.Errorf("dQ/dt at eps %g, t/eps^2 = %g: %v, want %v", eps, s, q.Dt, wdq)
			}
			if tau.Dt != q.V || q.Dx != 0 || tau.Dx != 0 {
				t.Errorf("derivatives at eps %g, t/eps^2 = %g: %v %v", eps, s, q, tau)
			}
		}
	}
}

// At t = 0, and for every eps that a caller may ask for, the clock is finite and within its bounds.
func TestClockBounds(t *testing.T) {
	for _, eps := range []float64{1, 1e-3, 1e-6, 1e-12, 1e-100, 1e-160, 1e-200, 5e-324} {
		last := -1.0
		for _, tt := range []float64{0, 1e-30, 1e-12, 1e-6, 1e-3, 0.1, 1} {
			q, tau := clock(tt, eps)
			if !(q.V >= 0 && q.V <= 1 && tau.V >= 0 && tau.V <= tt && q.Dt >= 0) {
				t.Errorf("eps %g, t %g: Q = %v, tau = %v", eps, tt, q, tau)
			}
			if q.V < last {
				t.Errorf("eps %g: Q falls to %v at t %g", eps, q.V, tt)
			}
			last = q.V
			if tt == 0 && (q.V != 0 || tau.V != 0) {
				t.Errorf("eps %g: the clock starts at %v, %v", eps, q.V, tau.V)
			}
		}
	}
}
