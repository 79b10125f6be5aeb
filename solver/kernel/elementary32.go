package kernel

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
)

// Elementary functions in single precision, on the same plan as those in double precision; relative error at most 2e-7
// for normal results.

const (
	sign32 = 1 << 31
	one32  = 0x7f << 23
)

func pow2f(rounded float32) float32 {
	return math.Float32frombits(math.Float32bits(rounded)<<23 + one32)
}

func expReduced32(x float32) (rounded, e float32) {
	c := &minimax.Exp32
	rounded = float32(x*minimax.Log2E) + minimax.Round32
	k := rounded - minimax.Round32
	r := x - float32(k*minimax.Ln2Hi32)
	r -= float32(k * minimax.Ln2Lo32)
	q := c[5]
	q = float32(q*r) + c[4]
	q = float32(q*r) + c[3]
	q = float32(q*r) + c[2]
	q = float32(q*r) + c[1]
	q = float32(q*r) + c[0]
	return rounded, r + float32(float32(r*r)*q)
}

func exp32(x float32) float32 {
	if x > minimax.ExpMax32 {
		x = minimax.ExpMax32
	}
	if x < minimax.ExpMin32 {
		x = minimax.ExpMin32
	}
	rounded, e := expReduced32(x)
	k := rounded - minimax.Round32
	half := float32(k*0.5) + minimax.Round32
	rest := k - (half - minimax.Round32) + minimax.Round32
	return float32((1+e)*pow2f(half)) * pow2f(rest)
}

func tanh32(x float32) float32 {
	bits := math.Float32bits(x)
	a := math.Float32frombits(bits &^ sign32)
	a += a
	if a > minimax.TanhMax32 {
		a = minimax.TanhMax32
	}
	rounded, e := expReduced32(a)
	s := pow2f(rounded)
	t := float32(s*e) + (s - 1)
	return math.Float32frombits(math.Float32bits(t/(t+2)) | bits&sign32)
}

func sigmoid32(x float32) float32 {
	e := exp32(math.Float32frombits(math.Float32bits(x) | sign32))
	if x < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

// sincos32 computes in double precision, rounds once: no loss near multiples of pi/2.
func sincos32(x float32) (sin, cos float32) {
	s, c := Sincos64(float64(x))
	return float32(s), float32(c)
}
