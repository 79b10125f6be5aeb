package kernel

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
)

// Log64 returns the natural logarithm of x; error at most 2 ulp. The same bits on every build.
//
// With x = 2^k (1+f), 1+f between sqrt(1/2) and sqrt(2), s = f/(2+f) and z = s²:
// ln(1+f) = f - f²/2 + s (f²/2 + R), R = z L(z); the leading f keeps full precision near x = 1.
func Log64(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	k := 0
	if x < 0x1p-1022 {
		x *= 0x1p54
		k = -54
	}
	bits := math.Float64bits(x)
	// Adding the distance from sqrt(1/2) to 1 moves the exponent step to sqrt(1/2).
	e := int(int64(bits-minimax.SqrtHalf) >> 52)
	k += e
	f := math.Float64frombits(bits-uint64(e)<<52) - 1
	s := f / (2 + f)
	z := float64(s * s)
	c := &minimax.Log64
	q := c[6]
	q = float64(q*z) + c[5]
	q = float64(q*z) + c[4]
	q = float64(q*z) + c[3]
	q = float64(q*z) + c[2]
	q = float64(q*z) + c[1]
	q = float64(q*z) + c[0]
	h := float64(float64(0.5*f) * f)
	kf := float64(k)
	t := float64(s*(h+float64(z*q))) + float64(kf*minimax.Ln2Lo64)
	return float64(kf*minimax.Ln2Hi64) - ((h - t) - f)
}
