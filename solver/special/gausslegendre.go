package special

import "math"

// GaussLegendre fills x, ascending, and w with the nodes and weights of the n-point Gauss-Legendre rule on [lo, hi], n = len(x) =
// len(w): roots of the Legendre polynomial P_n by Newton's method from Tricomi's approximation, w = 2/((1-x^2) P_n'(x)^2)
// (Abramowitz & Stegun 25.4.29, 22.16.6). Nodes and weights are within 1e-14 of gonum's, which would link 40 kB of tables, brotli,
// into every worker of a page, and whose 26-point rule (0.17) has lost two weights. It panics if lengths differ.
func GaussLegendre(x, w []float64, lo, hi float64) {
	n := len(x)
	if len(w) != n {
		panic("special: GaussLegendre with slices of different lengths")
	}
	mid, half := float64(0.5*(lo+hi)), float64(0.5*(hi-lo))
	for i := range (n + 1) / 2 {
		z := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5))
		if 2*i+1 == n {
			z = 0
		}
		var slope float64
		for range 100 {
			var value float64
			value, slope = legendre(n, z)
			step := value / slope
			z -= step
			if math.Abs(step) < 1e-15 {
				break
			}
		}
		_, slope = legendre(n, z)
		weight := 2 / float64((1-float64(z*z))*float64(slope*slope))
		x[n-1-i], x[i] = mid+float64(half*z), mid-float64(half*z)
		w[n-1-i], w[i] = half*weight, half*weight
	}
}

// legendre returns P_n and its derivative at |z| < 1.
func legendre(n int, z float64) (value, slope float64) {
	p0, p1 := 1.0, z
	for k := 2; k <= n; k++ {
		p0, p1 = p1, (float64(float64(2*k-1)*float64(z*p1))-float64(float64(k-1)*p0))/float64(k)
	}
	return p1, float64(n) * (float64(z*p1) - p0) / (float64(z*z) - 1)
}
