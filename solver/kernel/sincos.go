package kernel

// SincosVec sets sin_i and cos_i to the sine and cosine of x_i, as Sincos64 computes them.
func SincosVec(sin, cos, x []float64) {
	need("sin", sin, len(x))
	need("cos", cos, len(x))
	if sideSincos(sin, cos, x) {
		return
	}
	for i, v := range x {
		sin[i], cos[i] = Sincos64(v)
	}
}

// CephesSincosVec sets sin_i and cos_i to the sine and cosine of x_i with the bits of math.Sincos of Go, which is of the Cephes library, and reports
// true, or reports false: only the side module has it, and only for numbers below 2^29. It is for what has been defined by that function; x must not
// be one of the results.
func CephesSincosVec(sin, cos, x []float64) bool {
	need("sin", sin, len(x))
	need("cos", cos, len(x))
	return sideCephesSincos(sin, cos, x)
}
