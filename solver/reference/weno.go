package reference

// wenoGhosts is the number of ghost cells weno5 needs at each end.
const wenoGhosts = 3

// weno5 sets df[i] = -v f_x at the inner points of f, which carries wenoGhosts
// ghost cells at each end (len(df) = len(f) - 6), by the conservative fifth
// order finite difference WENO-Z scheme, upwind in the sign of v (Borges et
// al., J. Comput. Phys. 227, 2008). h is the spacing.
func weno5(df, f []float64, v, h float64) {
	n := len(df)
	if len(f) != n+2*wenoGhosts {
		panic("reference: weno5: length of f")
	}
	c := -v / h
	var last float64
	if v >= 0 {
		// Flux at i+1/2 from the stencil f[i-2..i+2].
		for i := -1; i < n; i++ {
			s := f[i+1 : i+6 : i+6]
			next := wenoFace(s[0], s[1], s[2], s[3], s[4])
			if i >= 0 {
				df[i] = c * (next - last)
			}
			last = next
		}
		return
	}
	for i := -1; i < n; i++ {
		s := f[i+2 : i+7 : i+7]
		next := wenoFace(s[4], s[3], s[2], s[1], s[0])
		if i >= 0 {
			df[i] = c * (next - last)
		}
		last = next
	}
}

// wenoFace reconstructs the value between c and d of the five values a..e.
func wenoFace(a, b, c, d, e float64) float64 {
	// Smoothness indicators (Jiang and Shu, J. Comput. Phys. 126, 1996).
	p, q := a-2*b+c, a-4*b+3*c
	b0 := 13./12*p*p + 0.25*q*q
	p, q = b-2*c+d, b-d
	b1 := 13./12*p*p + 0.25*q*q
	p, q = c-2*d+e, 3*c-4*d+e
	b2 := 13./12*p*p + 0.25*q*q
	tau := b0 - b2
	tau *= tau
	// f spans many decades in v: the guard must be far below any f^4.
	const guard = 1e-100
	w0 := 0.1 * (1 + tau/(b0*b0+guard))
	w1 := 0.6 * (1 + tau/(b1*b1+guard))
	w2 := 0.3 * (1 + tau/(b2*b2+guard))
	return (w0*(2*a-7*b+11*c) + w1*(-b+5*c+2*d) + w2*(2*c+5*d-e)) / (6 * (w0 + w1 + w2))
}
