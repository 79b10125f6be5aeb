package kernel

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
)

// Elementary functions in double precision. They use only operations that exist lane by lane in WebAssembly SIMD, in an
// order that the side module repeats, so every build gives the same bits. float64(x*y)+z keeps the compiler from fusing.

const (
	sign64 = 1 << 63
	one64  = 0x3ff << 52
)

// pow2 returns 2^k from the sum k + minimax.Round64.
func pow2(rounded float64) float64 {
	return math.Float64frombits(math.Float64bits(rounded)<<52 + one64)
}

// expReduced splits x = k ln 2 + r and returns k + Round64 and e^r - 1.
func expReduced(x float64) (rounded, e float64) {
	c := &minimax.Exp64
	rounded = float64(x*minimax.Log2E) + minimax.Round64
	k := rounded - minimax.Round64
	r := x - float64(k*minimax.Ln2Hi64)
	r -= float64(k * minimax.Ln2Lo64)
	q := c[9]
	q = float64(q*r) + c[8]
	q = float64(q*r) + c[7]
	q = float64(q*r) + c[6]
	q = float64(q*r) + c[5]
	q = float64(q*r) + c[4]
	q = float64(q*r) + c[3]
	q = float64(q*r) + c[2]
	q = float64(q*r) + c[1]
	q = float64(q*r) + c[0]
	return rounded, r + float64(float64(r*r)*q)
}

// Exp64 returns e^x; error at most 2 ulp for normal results. The same bits on every build.
func Exp64(x float64) float64 {
	if x > minimax.ExpMax64 {
		x = minimax.ExpMax64
	}
	if x < minimax.ExpMin64 {
		x = minimax.ExpMin64
	}
	rounded, e := expReduced(x)
	// 2^k in two factors, so that overflow and underflow happen in the last multiplication only.
	k := rounded - minimax.Round64
	half := float64(k*0.5) + minimax.Round64
	rest := k - (half - minimax.Round64) + minimax.Round64
	return float64((1+e)*pow2(half)) * pow2(rest)
}

// Tanh64 returns the hyperbolic tangent of x; error at most 3 ulp. The same bits on every build.
func Tanh64(x float64) float64 {
	bits := math.Float64bits(x)
	a := math.Float64frombits(bits &^ sign64)
	a += a
	if a > minimax.TanhMax64 {
		a = minimax.TanhMax64
	}
	rounded, e := expReduced(a)
	s := pow2(rounded)
	t := float64(s*e) + (s - 1) // e^2|x| - 1
	return math.Float64frombits(math.Float64bits(t/(t+2)) | bits&sign64)
}

// Sigmoid64 returns 1/(1+e^-x); error at most 3 ulp for normal results. The same bits on every build.
func Sigmoid64(x float64) float64 {
	e := Exp64(math.Float64frombits(math.Float64bits(x) | sign64))
	if x < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

// Sincos64 returns sine and cosine of x; error at most 3 ulp for |x| <= minimax.SinMax, NaN beyond. The same bits on
// every build.
func Sincos64(x float64) (sin, cos float64) {
	bits := math.Float64bits(x)
	a := math.Float64frombits(bits &^ sign64)
	rounded := float64(a*minimax.TwoOverPi) + minimax.Round64
	k := rounded - minimax.Round64
	r := a - float64(k*minimax.PiOver2A)
	r -= float64(k * minimax.PiOver2B)
	r -= float64(k * minimax.PiOver2C)
	z := float64(r * r)
	c := &minimax.Sin64
	q := c[5]
	q = float64(q*z) + c[4]
	q = float64(q*z) + c[3]
	q = float64(q*z) + c[2]
	q = float64(q*z) + c[1]
	q = float64(q*z) + c[0]
	s := r + float64(float64(z*r)*q)
	c = &minimax.Cos64
	q = c[5]
	q = float64(q*z) + c[4]
	q = float64(q*z) + c[3]
	q = float64(q*z) + c[2]
	q = float64(q*z) + c[1]
	q = float64(q*z) + c[0]
	d := (1 - float64(z*0.5)) + float64(float64(z*z)*q)
	if !(a <= minimax.SinMax) {
		return math.NaN(), math.NaN()
	}
	quadrant := math.Float64bits(rounded)
	if quadrant&1 != 0 {
		s, d = d, s
	}
	s = math.Float64frombits(math.Float64bits(s) ^ (quadrant&2)<<62 ^ bits&sign64)
	d = math.Float64frombits(math.Float64bits(d) ^ ((quadrant+1)&2)<<62)
	return s, d
}

// Sin64 returns the sine of x with the domain and error of Sincos64.
func Sin64(x float64) float64 { s, _ := Sincos64(x); return s }

// Cos64 returns the cosine of x with the domain and error of Sincos64.
func Cos64(x float64) float64 { _, c := Sincos64(x); return c }
