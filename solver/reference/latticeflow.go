package reference

import "math"

// latticeLayer is the number of collision times after which only the eigenmode is left.
const latticeLayer = 40.0

// latticeFlow is half a step for one |k|: matrices for the even and the odd part, or the eigenmode.
type latticeFlow struct {
	even, odd []float64 // (L+1)×(L+1) row-major, the odd one without row and column 0; nil: the eigenmode alone
	mode      []float64 // its components u_l
	scale     float64   // its decay over its norm
	scratch   []complex128
}

func newLatticeFlow(eps, k, step float64, top int) *latticeFlow {
	f := &latticeFlow{scratch: make([]complex128, top+1)}
	s, kappa := step/(eps*eps), eps*k
	if s > latticeLayer {
		if kappa < 1 {
			root := math.Sqrt(1 - kappa*kappa)
			r := kappa / (1 + root)
			f.scale = math.Exp(-k*k/(1+root)*step) / root
			for l := range top + 1 {
				f.mode = append(f.mode, math.Pow(r, float64(l)))
			}
		}
		return f
	}
	n := top + 1
	even, odd := make([]float64, n*n), make([]float64, n*n)
	for l := range n {
		for _, m := range []struct{ column, sign int }{{l + 1, -1}, {l - 1, 1}} {
			switch c := m.column; {
			case c < 0: // u_-1 is -u_1 in the even part; l = 0 has no odd part
				even[l*n+1] += -float64(m.sign) * kappa / 2 * s
			case c < n:
				even[l*n+c] += float64(m.sign) * kappa / 2 * s
				if l > 0 && c > 0 {
					odd[l*n+c] += float64(m.sign) * kappa / 2 * s
				}
			}
		}
		if l > 0 {
			even[l*n+l] -= s
			odd[l*n+l] -= s
		}
	}
	f.even, f.odd = exponential(even, n), exponential(odd, n)
	return f
}

// apply advances the even and the odd part.
func (f *latticeFlow) apply(even, odd []complex128) {
	if f.even == nil {
		clear(odd)
		var sum complex128
		for l, v := range f.mode { // <phi f> in the symmetric form of the operator: u_-l = (-1)^l u_l counts once more
			w := 2.0
			if l == 0 {
				w = 1
			}
			if l%2 == 1 {
				w = -w
			}
			sum += complex(w*v, 0) * even[l]
		}
		clear(even)
		for l, v := range f.mode {
			even[l] = complex(f.scale*v, 0) * sum
		}
		return
	}
	for _, part := range []struct {
		m []float64
		u []complex128
	}{{f.even, even}, {f.odd, odd}} {
		n := len(part.u)
		for l := range n {
			var re, im float64
			for c, m := range part.m[l*n : l*n+n] {
				re += m * real(part.u[c])
				im += m * imag(part.u[c])
			}
			f.scratch[l] = complex(re, im)
		}
		copy(part.u, f.scratch)
	}
}
