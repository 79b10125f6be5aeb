package weighting

import "math"

// The elementary functions of this package. math.Exp and math.Log are assembly
// on some architectures and Go on others, and elsewhere the compiler may fuse
// x*y + z, so their last bits depend on the platform. These are ordinary series
// on reduced arguments, accurate to a few units in the last place, in which the
// conversion float64(x*y) forbids the fusion.

// horner evaluates c[0] + c[1] x + c[2] x^2 + ...
func horner(x float64, c []float64) float64 {
	s := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		s = float64(s*x) + c[i]
	}
	return s
}

// Taylor coefficients in z = x^2 of sin(x)/x and cos(x), and of exp(x) in x.
var (
	sinSeries  = alternating(1, 10)
	cosSeries  = alternating(0, 10)
	expSeries  = inverseFactorials(15)
	atanSeries = oddInverses(14, -1)
	logSeries  = oddInverses(14, 1)
)

func alternating(first, n int) []float64 {
	c := make([]float64, n)
	f := 1.0
	for i := range c {
		c[i] = f
		a, b := float64(2*i+1+first), float64(2*i+2+first)
		f = -f / float64(a*b)
	}
	return c
}

func inverseFactorials(n int) []float64 {
	c := make([]float64, n)
	f := 1.0
	for i := range c {
		c[i] = 1 / f
		f *= float64(i + 1)
	}
	return c
}

// oddInverses returns 1, s/3, 1/5, s/7, ... for s = 1 or -1.
func oddInverses(n int, s float64) []float64 {
	c := make([]float64, n)
	sign := 1.0
	for i := range c {
		c[i] = sign / float64(2*i+1)
		sign *= s
	}
	return c
}

// sincos returns the sine and cosine of a in [0, pi/2].
func sincos(a float64) (s, c float64) {
	const lo = 6.123233995736765886e-17 // pi/2 - float64(pi/2)
	swap := a > math.Pi/4
	if swap {
		a = (math.Pi/2 - a) + lo
	}
	z := float64(a * a)
	s, c = float64(a*horner(z, sinSeries)), horner(z, cosSeries)
	if swap {
		s, c = c, s
	}
	return s, c
}

// angleOf returns the angle in [0, pi] whose cosine is c and whose sine is s >= 0.
func angleOf(s, c float64) float64 {
	if s == 0 && c >= 0 {
		return 0
	}
	a := math.Abs(c)
	var t float64
	if s <= a {
		t = atan(s / a)
	} else {
		t = math.Pi/2 - atan(a/s)
	}
	if c < 0 {
		t = math.Pi - t
	}
	return t
}

// atan returns the arc tangent of x in [0, 1], halving the angle twice before
// the series.
func atan(x float64) float64 {
	for i := 0; i < 2; i++ {
		x /= 1 + math.Sqrt(1+float64(x*x))
	}
	return 4 * float64(x*horner(float64(x*x), atanSeries))
}

// exp returns e^x, 0 below the range of float64 and +Inf above it.
func exp(x float64) float64 {
	const (
		ln2hi = 6.93147180369123816490e-01 // 32 leading bits of ln 2
		ln2lo = 1.90821492927058770002e-10
	)
	switch {
	case x != x:
		return x
	case x > 709.782712893384:
		return math.Inf(1)
	case x < -745.2:
		return 0
	}
	k := math.Floor(float64(x*(1/math.Ln2)) + 0.5)
	r := (x - float64(k*ln2hi)) - float64(k*ln2lo)
	return math.Ldexp(horner(r, expSeries), int(k))
}

// log returns the natural logarithm of x > 0.
func log(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	}
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f *= 2
		e--
	}
	t := (f - 1) / (f + 1)
	return float64(float64(e)*math.Ln2) + float64(float64(2*t)*horner(float64(t*t), logSeries))
}

// softmax writes exp(x_i) / sum_j exp(x_j) into out.
func softmax(out, x []float64) {
	big := math.Inf(-1)
	for _, v := range x {
		big = max(big, v)
	}
	sum := 0.0
	for i, v := range x {
		out[i] = exp(v - big)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
}
