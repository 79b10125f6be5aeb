package expr

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Lengths of code up to which evaluation needs no memory of its own: most formulas are short, and clearing room for the longest would take
// longer than they do.
const (
	short  = 16
	inline = 96
)

// Value returns the value where the variables are at, in the order given to Parse.
func (e *Expr) Value(at ...float64) float64 {
	switch n := len(e.code); {
	case n <= short:
		var own [short]float64
		return e.values(own[:], at)
	case n <= inline:
		var own [inline]float64
		return e.values(own[:], at)
	default:
		return e.values(make([]float64, n), at)
	}
}

// values evaluates with s as memory, one element for each operation.
func (e *Expr) values(s, at []float64) float64 {
	for i := range e.code {
		c := &e.code[i]
		switch c.op {
		case opConst:
			s[i] = c.k
		case opVar:
			s[i] = at[c.a]
		case opAdd:
			s[i] = s[c.a] + s[c.b]
		case opMul:
			s[i] = float64(s[c.a] * s[c.b])
		default:
			s[i] = apply(c.op, s[c.a], s[c.b], s[c.c])
		}
	}
	return s[len(e.code)-1]
}

// Jet returns the value with its derivatives, exact up to rounding, where the variables are the jets at. A jump (step, a condition)
// has the derivative of the branch that is taken.
func (e *Expr) Jet(at ...autodiff.Jet) autodiff.Jet {
	switch n := len(e.code); {
	case n <= short:
		var own [short]autodiff.Jet
		return e.jets(own[:], at)
	case n <= inline:
		var own [inline]autodiff.Jet
		return e.jets(own[:], at)
	default:
		return e.jets(make([]autodiff.Jet, n), at)
	}
}

// jets evaluates with s as memory, one element for each operation.
func (e *Expr) jets(s, at []autodiff.Jet) autodiff.Jet {
	for i := range e.code {
		c := &e.code[i]
		switch c.op {
		case opConst:
			s[i] = autodiff.Constant(c.k)
		case opVar:
			s[i] = at[c.a]
		default:
			s[i] = jet(c.op, s[c.a], s[c.b], s[c.c])
		}
	}
	return s[len(e.code)-1]
}

// jet computes an operation on jets.
func jet(op opcode, a, b, c autodiff.Jet) autodiff.Jet {
	switch op {
	case opAdd:
		return a.Add(b)
	case opSub:
		return a.Sub(b)
	case opMul:
		return a.Mul(b)
	case opDiv:
		q := a.Div(b)
		q.V = a.V / b.V // as apply has it, to the last digit
		return q
	case opNeg:
		return a.Scale(-1)
	case opPow:
		return powerJet(a, b)
	case opMin:
		if b.V < a.V || math.IsNaN(b.V) {
			return b
		}
		return a
	case opMax:
		if b.V > a.V || math.IsNaN(b.V) {
			return b
		}
		return a
	case opIf:
		if a.V != 0 {
			return b
		}
		return c
	case opExp:
		return a.Exp()
	case opLog:
		return a.Chain(logarithm(a.V), 1/a.V)
	case opSqrt:
		return a.Sqrt()
	case opSin:
		return a.Sin()
	case opCos:
		return a.Cos()
	case opTanh:
		return a.Tanh()
	case opAbs:
		return a.Chain(apply(opAbs, a.V, 0, 0), apply(opSign, a.V, 0, 0))
	case opErf:
		return a.Chain(erf(a.V), 1.1283791670955126*kernel.Exp64(-float64(a.V*a.V)))
	}
	return autodiff.Constant(apply(op, a.V, b.V, c.V)) // steps and comparisons
}

// powerJet returns a^b; without derivatives of b it needs no logarithm, so that a may be negative or 0.
func powerJet(a, b autodiff.Jet) autodiff.Jet {
	v := power(a.V, b.V)
	if b == autodiff.Constant(b.V) {
		slope := 0.0
		if b.V != 0 {
			slope = b.V * power(a.V, b.V-1)
		}
		return a.Chain(v, slope)
	}
	return a.Chain(v, b.V*power(a.V, b.V-1)).Add(b.Chain(0, float64(v*logarithm(a.V))))
}
