package plot

import (
	"math"
	"math/rand/v2"
	"testing"
)

func labels(ts []Tick) string {
	s := ""
	for _, t := range ts {
		if !t.Minor {
			s += t.Label + " "
		}
	}
	return s
}

func TestLinearTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi   float64
		n        int
		want     string
		exponent int
	}{
		{0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0 ", 0},
		{0, 0.1, 5, "0.00 0.02 0.04 0.06 0.08 0.10 ", 0},
		{-0.5, 0.5, 5, "−0.4 −0.2 0.0 0.2 0.4 ", 0},
		{0, 1500, 4, "0 500 1000 1500 ", 0},
		{0, 2e6, 4, "0.0 0.5 1.0 1.5 2.0 ", 6},
		{-3e-5, 1.3e-4, 4, "0.0 0.5 1.0 ", -4},
		{-0.17, 0.17, 3, "−0.1 0.0 0.1 ", 0}, // a step of 0.2 would leave one tick
		{1, 1, 5, "", 0},
		{math.NaN(), 1, 5, "", 0},
		{0, math.Inf(1), 5, "", 0},
	} {
		got, e := LinearTicks(c.lo, c.hi, c.n)
		if labels(got) != c.want || e != c.exponent {
			t.Errorf("[%g, %g] n=%d: %q, exponent %d; want %q, %d", c.lo, c.hi, c.n, labels(got), e, c.want, c.exponent)
		}
	}
}

func TestLinearTicksStayInside(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		lo := r.NormFloat64() * math.Pow(10, r.Float64()*16-8)
		hi := lo + math.Pow(10, r.Float64()*16-8)
		n := 1 + r.IntN(10)
		ts, _ := LinearTicks(lo, hi, n)
		if len(ts) > 2*n+2 {
			t.Fatalf("[%g, %g] n=%d: %d ticks", lo, hi, n, len(ts))
		}
		slack := 1e-6 * (hi - lo)
		for i, k := range ts {
			if k.Value < lo-slack || k.Value > hi+slack || (i > 0 && k.Value <= ts[i-1].Value) {
				t.Fatalf("[%g, %g] n=%d: tick %d at %g", lo, hi, n, i, k.Value)
			}
		}
	}
}

func TestLogTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		n      int
		want   string
	}{
		{1e-6, 1, 7, "10^{−6} 10^{−5} 10^{−4} 10^{−3} 10^{−2} 10^{−1} 1 "},
		{1e-6, 1, 4, "10^{−6} 10^{−4} 10^{−2} 1 "},
		{1e-6, 1, 3, "10^{−6} 10^{−3} 1 "},
		{3, 80, 5, "5 10 20 50 "},
		{0, 1, 5, ""},
		{2, 1, 5, ""},
	} {
		if got := labels(LogTicks(c.lo, c.hi, c.n)); got != c.want {
			t.Errorf("[%g, %g] n=%d: %q; want %q", c.lo, c.hi, c.n, got, c.want)
		}
	}
}

func TestPiTicks(t *testing.T) {
	ts, ok := PiTicks(0, 2*math.Pi, 5)
	if !ok || labels(ts) != "0 π/2 π 3π/2 2π " {
		t.Errorf("%v %q", ok, labels(ts))
	}
	if ts, _ := PiTicks(0, 2*math.Pi, 3); labels(ts) != "0 π 2π " {
		t.Errorf("few: %q", labels(ts))
	}
	if _, ok := PiTicks(0, 1, 5); ok {
		t.Error("[0, 1] is no range in pi")
	}
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		v      float64
		digits int
		want   string
	}{
		{0, 3, "0"}, {1, 3, "1.00"}, {-0.5, 2, "−0.50"}, {0.00123, 2, "0.0012"}, {1.25e-5, 3, "1.25·10^{−5}"},
		{1e-6, 3, "10^{−6}"}, {-1e-6, 3, "−10^{−6}"}, {3e7, 2, "3·10^{7}"}, {math.NaN(), 3, "NaN"}, {math.Inf(-1), 3, "−∞"}, {123456, 3, "123456"},
	} {
		if got := Number(c.v, c.digits); got != c.want {
			t.Errorf("Number(%g, %d) = %q; want %q", c.v, c.digits, got, c.want)
		}
	}
	if got := Short(0.5, 3); got != "0.5" {
		t.Errorf("Short(0.5) = %q", got)
	}
	if got := Short(1500, 6); got != "1500" {
		t.Errorf("Short(1500) = %q", got)
	}
}
