package wire

// Grid returns n equidistant numbers from lo to hi, both included; n >= 2.
func Grid(lo, hi float64, n int) []float64 {
	g := make([]float64, n)
	for i := range g {
		g[i] = lo + (hi-lo)*float64(i)/float64(n-1)
	}
	g[n-1] = hi
	return g
}

// Midpoints returns the midpoints of n equal cells between lo and hi; n >= 1.
func Midpoints(lo, hi float64, n int) []float64 {
	g := make([]float64, n)
	for i := range g {
		g[i] = lo + (hi-lo)*(float64(i)+0.5)/float64(n)
	}
	return g
}
