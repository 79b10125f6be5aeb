package autodiff

import (
	"math"
	"testing"
)

// Every function of jets against central differences in t and x.
func TestJetAlgebraAgainstCentralDifferences(t *testing.T) {
	type point func(t, x float64) Jet
	a := func(t, x float64) Jet { // 1.2 + t x, positive near the points used
		return Jet{V: 1.2 + t*x, Dt: x, Dx: t}
	}
	b := func(t, x float64) Jet { return Jet{V: 0.5 + x*x - t, Dt: -1, Dx: 2 * x} }
	cases := map[string]point{
		"Constant": func(t, x float64) Jet { return Constant(3) },
		"Add":      func(t, x float64) Jet { return a(t, x).Add(b(t, x)) },
		"Sub":      func(t, x float64) Jet { return a(t, x).Sub(b(t, x)) },
		"Scale":    func(t, x float64) Jet { return a(t, x).Scale(-2.5) },
		"Shift":    func(t, x float64) Jet { return a(t, x).Shift(0.7) },
		"Mul":      func(t, x float64) Jet { return a(t, x).Mul(b(t, x)) },
		"Div":      func(t, x float64) Jet { return b(t, x).Div(a(t, x)) },
		"Chain": func(t, x float64) Jet {
			v := a(t, x)
			return v.Chain(v.V*v.V*v.V, 3*v.V*v.V)
		},
		"Exp":  func(t, x float64) Jet { return b(t, x).Exp() },
		"Tanh": func(t, x float64) Jet { return b(t, x).Tanh() },
		"Sqrt": func(t, x float64) Jet { return a(t, x).Sqrt() },
		"Sin":  func(t, x float64) Jet { return a(t, x).Sin() },
		"Cos":  func(t, x float64) Jet { return a(t, x).Cos() },
		"Erfc": func(t, x float64) Jet { return b(t, x).Erfc() },
		// near the point where the derivative changes to its asymptotic series, and far from it
		"Erfcx":       func(t, x float64) Jet { return a(t, x).Erfcx() },
		"Erfcx at 12": func(t, x float64) Jet { return a(t, x).Scale(8).Erfcx() },
		"Erfcx large": func(t, x float64) Jet { return a(t, x).Scale(1e3).Erfcx().Scale(1e3) },
	}
	const h = 1e-5
	rng := newRand(1)
	for name, f := range cases {
		for range 50 {
			tt, x := rng.Float64(), rng.Float64()
			got := f(tt, x)
			if fd := (f(tt+h, x).V - f(tt-h, x).V) / (2 * h); !near(got.Dt, fd, 1e-8) {
				t.Errorf("%s(%g, %g): t derivative %.12g, central difference %.12g", name, tt, x, got.Dt, fd)
			}
			if fd := (f(tt, x+h).V - f(tt, x-h).V) / (2 * h); !near(got.Dx, fd, 1e-8) {
				t.Errorf("%s(%g, %g): x derivative %.12g, central difference %.12g", name, tt, x, got.Dx, fd)
			}
		}
	}
}

// The values agree with package math.
func TestJetValues(t *testing.T) {
	for v := 0.05; v < 3; v += 0.1 {
		j := Jet{V: v, Dt: 1, Dx: 2}
		for name, p := range map[string][2]float64{
			"Exp": {j.Exp().V, math.Exp(v)}, "Tanh": {j.Tanh().V, math.Tanh(v)}, "Sqrt": {j.Sqrt().V, math.Sqrt(v)},
			"Sin": {j.Sin().V, math.Sin(v)}, "Cos": {j.Cos().V, math.Cos(v)}, "Erfc": {j.Erfc().V, math.Erfc(v)},
			"Erfcx": {j.Erfcx().V, math.Exp(v*v) * math.Erfc(v)},
			"Div":   {Constant(2).Div(j).V, 2 / v},
		} {
			if !near(p[0], p[1], 1e-14) {
				t.Errorf("%s(%g) = %v, want %v", name, v, p[0], p[1])
			}
		}
	}
}

// Identities hold to rounding, derivatives included.
func TestJetIdentities(t *testing.T) {
	rng := newRand(2)
	same := func(name string, a, b Jet) {
		t.Helper()
		if !near(a.V, b.V, 1e-13) || !near(a.Dt, b.Dt, 1e-12) || !near(a.Dx, b.Dx, 1e-12) || !near(a.Dy, b.Dy, 1e-12) {
			t.Errorf("%s: %v and %v differ", name, a, b)
		}
	}
	for range 100 {
		a := Jet{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
		b := Jet{1.5 + rng.Float64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
		same("a+b-b", a.Add(b).Sub(b), a)
		same("a b / b", a.Mul(b).Div(b), a)
		same("sqrt(b)^2", b.Sqrt().Mul(b.Sqrt()), b)
		same("sin^2+cos^2", a.Sin().Mul(a.Sin()).Add(a.Cos().Mul(a.Cos())), Constant(1))
		same("e^a e^-a", a.Exp().Mul(a.Scale(-1).Exp()), Constant(1))
		same("erfc(a)+erfc(-a)", a.Erfc().Add(a.Scale(-1).Erfc()), Constant(2))
	}
}
