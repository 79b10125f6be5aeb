package reference

import (
	"math"
	"math/bits"
)

// fft is the discrete Fourier transform of length n, a power of two, by the algorithm of Cooley and Tukey.
type fft struct {
	n    int
	root []complex128 // exp(-2 pi i k/n), k < n/2
	line []complex128
}

func newFFT(n int) *fft {
	f := &fft{n: n, root: make([]complex128, n/2), line: make([]complex128, n)}
	for k := range f.root {
		sin, cos := math.Sincos(-2 * math.Pi * float64(k) / float64(n))
		f.root[k] = complex(cos, sin)
	}
	return f
}

// transform replaces a by sum_j a_j exp(-2 pi i jk/n); the inverse is conj(transform(conj a))/n.
func (f *fft) transform(a []complex128) {
	shift := bits.UintSize - bits.TrailingZeros(uint(f.n))
	for i := range a {
		if j := int(bits.Reverse(uint(i)) >> shift); j > i {
			a[i], a[j] = a[j], a[i]
		}
	}
	for size := 2; size <= f.n; size *= 2 {
		half, step := size/2, f.n/size
		for from := 0; from < f.n; from += size {
			for k := range half {
				p, q := a[from+k], a[from+k+half]*f.root[k*step]
				a[from+k], a[from+k+half] = p+q, p-q
			}
		}
	}
}

// plane transforms the n×n array a along both axes, inverse with its factor.
func (f *fft) plane(a []complex128, inverse bool) {
	n := f.n
	if inverse {
		scale := complex(1/float64(n*n), 0)
		for i, v := range a {
			a[i] = complex(real(v), -imag(v)) * scale
		}
	}
	for i := range n {
		f.transform(a[i*n : i*n+n])
	}
	for j := range n {
		for i := range n {
			f.line[i] = a[i*n+j]
		}
		f.transform(f.line)
		for i, v := range f.line {
			a[i*n+j] = v
		}
	}
	if inverse {
		for i, v := range a {
			a[i] = complex(real(v), -imag(v))
		}
	}
}
