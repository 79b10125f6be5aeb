package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
)

// ulps returns the error of got in units in the last place of want.
func ulps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	w = math.Abs(w)
	ulp := math.Nextafter(w, math.Inf(1)) - w
	d, _ := new(big.Float).Sub(new(big.Float).SetPrec(want.Prec()).SetFloat64(got), want).Float64()
	return math.Abs(d) / ulp
}

// samples reduces the number of samples under WebAssembly: TestSameBitsEverywhere ties its functions to the native ones.
func samples(n int) int {
	if runtime.GOOS == "js" {
		return n / 10
	}
	return n
}

// relative returns the relative error of got.
func relative(got float64, want *big.Float) float64 {
	d := newBig().Sub(bf(got), want)
	r, _ := d.Quo(d, want).Float64()
	return math.Abs(r)
}

func TestElementaryError64(t *testing.T) {
	sin := func(x *big.Float) *big.Float { s, _ := bigSincos(x); return s }
	cos := func(x *big.Float) *big.Float { _, c := bigSincos(x); return c }
	cases := []struct {
		name   string
		f      func(float64) float64
		big    func(*big.Float) *big.Float
		lo, hi float64
		ulps   float64
	}{
		{"exp", Exp64, bigExp, -1, 1, 2},
		{"exp wide", Exp64, bigExp, -708, 709, 2},
		{"tanh", Tanh64, bigTanh, -1, 1, 3},
		{"tanh wide", Tanh64, bigTanh, -22, 22, 3},
		{"sigmoid", Sigmoid64, bigSigmoid, -5, 5, 3},
		{"sigmoid wide", Sigmoid64, bigSigmoid, -708, 40, 3},
		{"sin", Sin64, sin, -7, 7, 3},
		{"sin wide", Sin64, sin, -minimax.SinMax, minimax.SinMax, 3},
		{"cos", Cos64, cos, -7, 7, 3},
		{"cos wide", Cos64, cos, -minimax.SinMax, minimax.SinMax, 3},
		{"log", Log64, bigLog, 0.5, 2, 2},
		{"log wide", Log64, bigLog, 0, 1e6, 2},
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range cases {
		worst, at := 0.0, 0.0
		for range samples(1500) {
			x := c.lo + (c.hi-c.lo)*r.Float64()
			if e := ulps(c.f(x), c.big(bf(x))); e > worst {
				worst, at = e, x
			}
		}
		t.Logf("%-12s max error %.3f ulp at %v", c.name, worst, at)
		if worst > c.ulps {
			t.Errorf("%s: error %.3f ulp at %v, promised %v", c.name, worst, at, c.ulps)
		}
	}
}

// TestSinNearMultiples checks the doubles next to multiples of pi/2, where the reduction cancels most.
func TestSinNearMultiples(t *testing.T) {
	for _, k := range []float64{1, 2, 3, 7, 355, 710, 104348, 208341, 312689, 667543} {
		x := k * math.Pi / 2
		for _, x := range []float64{x, math.Nextafter(x, 0), -x} {
			s, c := bigSincos(bf(x))
			if e := ulps(Sin64(x), s); e > 3 {
				t.Errorf("sin(%v): error %.2f ulp", x, e)
			}
			if e := ulps(Cos64(x), c); e > 3 {
				t.Errorf("cos(%v): error %.2f ulp", x, e)
			}
		}
	}
}

func TestErfcError(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	worst := 0.0
	for i := range samples(150) {
		x := 26 * r.Float64() * r.Float64()
		if i < 4 {
			x = float64(i) * 0.5
		}
		want := bigErfc(x)
		d := new(big.Float).Sub(new(big.Float).SetPrec(want.Prec()).SetFloat64(Erfc64(x)), want)
		rel, _ := d.Quo(d, want).Float64()
		worst = max(worst, math.Abs(rel))
		if math.Abs(rel) > 1e-15 {
			t.Errorf("erfc(%v): relative error %.2g", x, rel)
		}
		if s := Erfc64(x) + Erfc64(-x); math.Abs(s-2) > 5e-16 {
			t.Errorf("erfc(%v)+erfc(-%v) = %v", x, x, s)
		}
	}
	for _, x := range []float64{0, 0.1, 1, 3, 8, 20} {
		// e^(x²) erfc(x), the exponential in multiple precision.
		want := newBig().Mul(bigErfc(x), bigExp(newBig().Mul(bf(x), bf(x))))
		if e := relative(Erfcx64(x), want); e > 1e-15 {
			t.Errorf("erfcx(%v): relative error %.2g", x, e)
		}
	}
	if got := Erfcx64(1e17) * 1e17 * math.Sqrt(math.Pi); math.Abs(got-1) > 1e-15 {
		t.Errorf("erfcx(1e17) is off by the factor %v", got)
	}
	t.Logf("erfc max relative error %.2g", worst)
}

func TestElementaryError32(t *testing.T) {
	sin := func(x float32) float32 { s, _ := sincos32(x); return s }
	cos := func(x float32) float32 { _, c := sincos32(x); return c }
	cases := []struct {
		name   string
		f      func(float32) float32
		ref    func(float64) float64
		lo, hi float64
	}{
		{"exp", exp32, Exp64, -87, 88.7},
		{"exp near 0", exp32, Exp64, -1, 1},
		{"tanh", tanh32, Tanh64, -10, 10},
		{"tanh near 0", tanh32, Tanh64, -0.5, 0.5},
		{"tanh tiny", tanh32, Tanh64, -1e-3, 1e-3},
		{"sigmoid", sigmoid32, Sigmoid64, -87, 20},
		{"sigmoid near 0", sigmoid32, Sigmoid64, -4, 4},
		{"sin", sin, Sin64, -20, 20},
		{"cos", cos, Cos64, -20, 20},
	}
	r := rand.New(rand.NewPCG(5, 6))
	for _, c := range cases {
		worst, at := 0.0, float32(0)
		for range samples(300000) {
			x := float32(c.lo + (c.hi-c.lo)*r.Float64())
			want := c.ref(float64(x))
			if e := math.Abs(float64(c.f(x))-want) / math.Abs(want); e > worst {
				worst, at = e, x
			}
		}
		t.Logf("%-14s max relative error %.3g at %v", c.name, worst, at)
		if worst > 2e-7 {
			t.Errorf("%s: relative error %.3g at %v", c.name, worst, at)
		}
	}
}

func TestSpecialValues(t *testing.T) {
	inf, nan, zero := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	tiny, huge := 5e-324, math.MaxFloat64
	check := func(name string, got, want float64) {
		t.Helper()
		if want != want {
			if got == got {
				t.Errorf("%s = %v, want NaN", name, got)
			}
		} else if math.Float64bits(got) != math.Float64bits(want) {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	type row struct{ x, exp, tanh, sigmoid, sin, log, erfc float64 }
	for _, r := range []row{
		{0, 1, 0, 0.5, 0, -inf, 1},
		{zero, 1, zero, 0.5, zero, -inf, 1},
		{inf, inf, 1, 1, nan, inf, 0},
		{-inf, 0, -1, 0, nan, nan, 2},
		{nan, nan, nan, nan, nan, nan, nan},
		{tiny, 1, tiny, 0.5, tiny, -744.4400719213812, 1},
		{-tiny, 1, -tiny, 0.5, -tiny, nan, 1},
		{huge, inf, 1, 1, nan, math.Log(huge), 0},
		{-huge, 0, -1, 0, nan, nan, 2},
		{1, Exp64(1), math.Tanh(1), Sigmoid64(1), math.Sin(1), 0, Erfc64(1)},
		{-745, tiny, -1, tiny, Sin64(-745), nan, 2},
	} {
		check("exp", Exp64(r.x), r.exp)
		check("tanh", Tanh64(r.x), r.tanh)
		check("sigmoid", Sigmoid64(r.x), r.sigmoid)
		check("sin", Sin64(r.x), r.sin)
		check("log", Log64(r.x), r.log)
		if e := Erfc64(r.x); !(math.Abs(e-r.erfc) <= 2e-16) && (e == e || r.erfc == r.erfc) {
			t.Errorf("erfc(%v) = %v, want %v", r.x, e, r.erfc)
		}
		x := float32(r.x)
		if r.x == tiny || r.x == -tiny || r.x == -745 {
			continue // not a float32
		}
		check("tanh32", float64(tanh32(x)), float64(float32(r.tanh)))
		check("exp32", float64(exp32(x)), float64(float32(r.exp)))
		check("sigmoid32", float64(sigmoid32(x)), float64(float32(r.sigmoid)))
		s, _ := sincos32(x)
		check("sin32", float64(s), float64(float32(r.sin)))
	}
	for _, x := range []float32{1e-45, -1e-45, 1e-40, 1e-38, -1e-30} {
		if y := tanh32(x); y != x {
			t.Errorf("tanh32(%g) = %g", x, y)
		}
	}
	if y := exp32(-103); y != 1e-45 {
		t.Errorf("exp32(-103) = %g", y)
	}
}
