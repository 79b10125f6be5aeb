package special

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
)

// Values of mpmath 1.4.1 (expint, 30 digits), on both sides of the change of method at x = 1 and up to where exp(-x) nearly underflows.
func TestExpIntegralValues(t *testing.T) {
	for _, c := range []struct {
		n       int
		x, want float64
	}{
		{2, 1e-12, 0.999999999971946195},
		{2, 1e-3, 0.992668960469238842},
		{2, 0.1, 0.722545022194020496},
		{2, 0.5, 0.326643862324553018},
		{2, 0.999, 0.148715074772741325},
		{2, 1, 0.148495506775922048},
		{2, 1.001, 0.14827630665869725},
		{2, 2.5, 0.0197977039482244564},
		{2, 10, 3.83024046563160876e-6},
		{2, 100, 3.64782143388037827e-46},
		{2, 700, 1.40451801215403973e-307},
		{3, 1e-12, 0.499999999999},
		{3, 1e-3, 0.499003915436452876},
		{3, 0.1, 0.416291457908278757},
		{3, 0.5, 0.221604364275178457},
		{3, 0.999, 0.109840572457847169},
		{3, 1, 0.109691967197760137},
		{3, 1.001, 0.10954358132166883},
		{3, 2.5, 0.016295369376668827},
		{3, 10, 3.54876255308438196e-6},
		{3, 100, 3.61272710702288453e-46},
		{3, 700, 1.40252293407463788e-307},
		{4, 1e-12, 0.333333333332833333},
		{4, 1e-3, 0.33283383197264618},
		{4, 0.1, 0.28773609074837723},
		{4, 0.5, 0.165242825858348065},
		{4, 0.999, 0.0861722575760912},
		{4, 1, 0.0860624913245607283},
		{4, 1.001, 0.0859528735685677013},
		{4, 2.5, 0.0137821917274089092},
		{4, 10, 3.30410141054701065e-6},
		{4, 100, 3.57829563326504792e-46},
		{4, 700, 1.4005335079101904e-307},
		{7, 1e-12, 0.166666666666466667},
		{7, 1e-3, 0.166466791611131936},
		{7, 0.1, 0.147863116929953489},
		{7, 0.5, 0.0920710765543605539},
		{7, 0.999, 0.0514585870204586517},
		{7, 1, 0.0513990667382496562},
		{7, 1.001, 0.0513396169102872699},
		{7, 2.5, 0.0093211206824799268},
		{7, 10, 2.73244142043147898e-6},
		{7, 100, 3.47879722496900005e-46},
		{7, 700, 1.39459890208285606e-307},
	} {
		if got := ExpIntegral(c.n, c.x); math.Abs(got-c.want) > 1e-14*c.want {
			t.Errorf("E_%d(%g) = %.17g, want %.17g, relative error %.1e", c.n, c.x, got, c.want, math.Abs(got/c.want-1))
		}
	}
}

// E_n(0) = 1/(n-1), and zero where exp(-x) is below the least float64.
func TestExpIntegralEnds(t *testing.T) {
	for n := 2; n < 9; n++ {
		if got := ExpIntegral(n, 0); got != 1/float64(n-1) {
			t.Errorf("E_%d(0) = %v", n, got)
		}
		if got := ExpIntegral(n, 800); got != 0 {
			t.Errorf("E_%d(800) = %v, want 0", n, got)
		}
		if got := ExpIntegral(n, math.Inf(1)); got != 0 {
			t.Errorf("E_%d(Inf) = %v, want 0", n, got)
		}
	}
}

// n E_(n+1)(x) = exp(-x) - x E_n(x), Abramowitz and Stegun 5.1.14, and E_n decreases in n and in x.
func TestExpIntegralRecurrence(t *testing.T) {
	for n := 2; n < 8; n++ {
		before := math.Inf(1)
		for x := 1e-4; x < 30; x *= 1.17 {
			e, next := ExpIntegral(n, x), ExpIntegral(n+1, x)
			if d := float64(n)*next - (math.Exp(-x) - x*e); math.Abs(d) > 4e-15 {
				t.Errorf("recurrence of E_%d at %g is off by %.1e", n, x, d)
			}
			if !(next < e && e < before) {
				t.Errorf("E_%d(%g) = %g does not lie between %g and %g", n, x, e, next, before)
			}
			before = e
		}
	}
}

// The definition, with s = 1/t: E_n(x) = int_0^1 exp(-x/s) s^(n-2) ds, by a quadrature of its own.
func TestExpIntegralIsItsIntegral(t *testing.T) {
	for _, n := range []int{2, 3, 5} {
		for _, x := range []float64{0.3, 0.9, 1.1, 4, 20} {
			want := quad.Fixed(func(s float64) float64 { return math.Exp(-x/s) * math.Pow(s, float64(n-2)) }, 0, 1, 400, quad.Legendre{}, 0)
			if got := ExpIntegral(n, x); math.Abs(got-want) > 1e-11*want {
				t.Errorf("E_%d(%g) = %v, quadrature %v", n, x, got, want)
			}
		}
	}
}

func TestGaussLegendreRefuses(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("slices of different lengths were accepted")
		}
	}()
	GaussLegendre(make([]float64, 3), make([]float64, 2), 0, 1)
}
