// Package autodiff is the network and its derivatives: jets (value, t derivative, one derivative per space dimension) carried forward through
// the layers, a static graph of matrix-level operations in which residuals read like the equation, and one reverse
// sweep that yields the weight gradient of every unit of rows at once.
//
// Invariants: a graph is built once for a batch shape and allocates nothing when it is run; all parameters lie in one flat vector;
// the gradient of a unit depends on the rows of that unit only, whatever other units are on the tape, and sums run in a fixed order,
// so that units can be shared out over workers without changing a bit. Shapes that do not fit together panic.
//
// For example, the residual u_t + u_x of a network and the gradient of its mean square (the example Tape runs it):
//
//	tape := autodiff.NewTape(params, 1)
//	u := net.Apply(tape, features, codes, cell)
//	r := tape.Add(tape.Dt(u), tape.Dx(u))
//	tape.SquareLoss(r, weight, nil)
//	tape.Forward()
//	tape.Backward() // tape.Loss[0] and tape.Grad[0]
package autodiff

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Jet is a number with its first derivatives in t, x and y; Dy is 0 in one space dimension. Known coefficients and input features are written in jets, so
// that no derivative is derived by hand. Products are rounded before they are added (explicit conversions), so that builds with and without
// fused multiply-add agree.
type Jet struct{ V, Dt, Dx, Dy float64 }

// Constant returns the jet of a constant.
func Constant(c float64) Jet { return Jet{V: c} }

// Add returns a + b.
func (a Jet) Add(b Jet) Jet { return Jet{a.V + b.V, a.Dt + b.Dt, a.Dx + b.Dx, a.Dy + b.Dy} }

// Sub returns a - b.
func (a Jet) Sub(b Jet) Jet { return Jet{a.V - b.V, a.Dt - b.Dt, a.Dx - b.Dx, a.Dy - b.Dy} }

// Scale returns c*a.
func (a Jet) Scale(c float64) Jet {
	return Jet{float64(c * a.V), float64(c * a.Dt), float64(c * a.Dx), float64(c * a.Dy)}
}

// Shift returns a + c.
func (a Jet) Shift(c float64) Jet { return Jet{a.V + c, a.Dt, a.Dx, a.Dy} }

// Mul returns a*b.
func (a Jet) Mul(b Jet) Jet {
	return Jet{
		float64(a.V * b.V),
		float64(a.Dt*b.V) + float64(a.V*b.Dt),
		float64(a.Dx*b.V) + float64(a.V*b.Dx),
		float64(a.Dy*b.V) + float64(a.V*b.Dy),
	}
}

// Chain returns the jet of f(a), given f and f' at a.V.
func (a Jet) Chain(f, df float64) Jet {
	return Jet{f, float64(df * a.Dt), float64(df * a.Dx), float64(df * a.Dy)}
}

// Div returns a/b.
func (a Jet) Div(b Jet) Jet {
	inv := 1 / b.V
	return a.Mul(b.Chain(inv, -inv*inv))
}

// Exp returns e^a.
func (a Jet) Exp() Jet { e := kernel.Exp64(a.V); return a.Chain(e, e) }

// Tanh returns tanh a.
func (a Jet) Tanh() Jet { y := kernel.Tanh64(a.V); return a.Chain(y, 1-float64(y*y)) }

// Sqrt returns the square root of a, a.V > 0.
func (a Jet) Sqrt() Jet { y := math.Sqrt(a.V); return a.Chain(y, 0.5/y) }

// Sincos returns sine and cosine of a, |a.V| <= 2^20.
func (a Jet) Sincos() (sin, cos Jet) {
	s, c := kernel.Sincos64(a.V)
	return a.Chain(s, c), a.Chain(c, -s)
}

// Sin returns sin a, |a.V| <= 2^20.
func (a Jet) Sin() Jet { s, c := kernel.Sincos64(a.V); return a.Chain(s, c) }

// Cos returns cos a, |a.V| <= 2^20.
func (a Jet) Cos() Jet { s, c := kernel.Sincos64(a.V); return a.Chain(c, -s) }

// Erfc returns the complementary error function of a.
func (a Jet) Erfc() Jet {
	return a.Chain(kernel.Erfc64(a.V), -1.1283791670955126*kernel.Exp64(-a.V*a.V))
}

// Erfcx returns the scaled complementary error function e^(a^2) erfc(a), a.V >= 0. Its derivative 2a erfcx(a) - 2/sqrt(pi) cancels
// for large a, where the asymptotic series (Abramowitz & Stegun 7.1.23) takes over.
func (a Jet) Erfcx() Jet {
	const c = 1.1283791670955126 // 2/sqrt(pi)
	f := kernel.Erfcx64(a.V)
	d := float64(2*a.V*f) - c
	if a.V > 12 {
		r := 1 / (a.V * a.V)
		d = -c * r * (0.5 - r*(0.75-r*(1.875-r*6.5625)))
	}
	return a.Chain(f, d)
}
