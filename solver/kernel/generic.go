package kernel

import (
	"math"
	"unsafe"
)

// The reference loops: what every other implementation must reproduce. Explicit conversions T(x*y)+z forbid the compiler to
// fuse multiply and add.

func gemmNN[T Float](m, n, k int, a, b, c []T, acc bool) {
	for i := 0; i < m; i++ {
		ci := c[i*n : i*n+n]
		if !acc {
			clear(ci)
		}
		for l := 0; l < k; l++ {
			ail := a[i*k+l]
			bl := b[l*n : l*n+n]
			for j := range ci {
				ci[j] += T(ail * bl[j])
			}
		}
	}
}

func gemmNT[T Float](m, n, k int, a, b, c []T, acc bool) {
	for i := 0; i < m; i++ {
		ai := a[i*k : i*k+k]
		for j := 0; j < n; j++ {
			bj := b[j*k : j*k+k]
			var s T
			if acc {
				s = c[i*n+j]
			}
			for l := range ai {
				s += T(ai[l] * bj[l])
			}
			c[i*n+j] = s
		}
	}
}

func gemmTN[T Float](m, n, k int, a, b, c []T, acc bool) {
	if !acc {
		clear(c[:m*n])
	}
	for l := 0; l < k; l++ {
		bl := b[l*n : l*n+n]
		for i := 0; i < m; i++ {
			ali := a[l*m+i]
			ci := c[i*n : i*n+n]
			for j := range ci {
				ci[j] += T(ali * bl[j])
			}
		}
	}
}

func denseForward[T Float](act Activation, jets, points, in, out int, x, w, b, z, y []T) {
	gemmNN(jets*points, out, in, x, w, z, false)
	addBias(jets, points, out, b, z)
	activationForward(act, jets, points, out, z, y)
}

func addBias[T Float](jets, points, width int, b, z []T) {
	if b == nil {
		return
	}
	for i := 0; i < points; i++ {
		zi := z[i*jets*width : i*jets*width+width]
		bi := b[:len(zi)]
		for j := range zi {
			zi[j] += bi[j]
		}
	}
}

func activationForward[T Float](act Activation, jets, points, width int, z, y []T) {
	if act == Identity {
		copy(y[:jets*points*width], z)
		return
	}
	for i := 0; i < points; i++ {
		o := i * jets * width
		for j := o; j < o+width; j++ {
			v, d := activate(act, z[j])
			for l := 1; l < jets; l++ {
				y[j+l*width] = d * z[j+l*width]
			}
			y[j] = v
		}
	}
}

// activate returns a(z) and a'(z).
func activate[T Float](act Activation, z T) (T, T) {
	switch act {
	case Tanh:
		y := tanh(z)
		return y, 1 - T(y*y)
	case Swish:
		s := sigmoid(z)
		return z * s, s + T(T(z*s)*(1-s))
	case Sine:
		return sincos(z)
	}
	return z, 1
}

func activationBackward[T Float](act Activation, jets, points, width int, z, y, gy, gz []T) {
	if act == Identity {
		copy(gz[:jets*points*width], gy)
		return
	}
	for i := 0; i < points; i++ {
		o := i * jets * width
		for j := o; j < o+width; j++ {
			// gz = a' gy + a'' (gy_t z_t + gy_x z_x), gz_t = a' gy_t, gz_x = a' gy_x
			var s, cross T
			switch act {
			case Tanh: // a' = 1-y^2, a'' z_t = -2 y y_t
				s = 1 - T(y[j]*y[j])
				for l := 1; l < jets; l++ {
					cross += T(gy[j+l*width] * y[j+l*width])
				}
				cross = T(-2 * T(y[j]*cross))
			default:
				var d2 T
				s, d2 = curvature(act, z[j])
				for l := 1; l < jets; l++ {
					cross += T(gy[j+l*width] * z[j+l*width])
				}
				cross = T(d2 * cross)
			}
			gz[j] = T(s*gy[j]) + cross
			for l := 1; l < jets; l++ {
				gz[j+l*width] = T(s * gy[j+l*width])
			}
		}
	}
}

// curvature returns a'(z) and a”(z).
func curvature[T Float](act Activation, z T) (T, T) {
	switch act {
	case Swish:
		s := sigmoid(z)
		ds := T(s * (1 - s))
		return s + T(z*ds), T(ds * (2 + T(z*(1-T(2*s)))))
	case Sine:
		s, c := sincos(z)
		return c, -s
	}
	return 1, 0
}

func biasGradient[T Float](jets, points, width int, gz, db []T) {
	for i := 0; i < points; i++ {
		gi := gz[i*jets*width : i*jets*width+width]
		for j := range gi {
			db[j] += gi[j]
		}
	}
}

func tanhVec[T Float](dst, src []T) {
	for i, v := range src {
		dst[i] = tanh(v)
	}
}

func expVec[T Float](dst, src []T) {
	for i, v := range src {
		dst[i] = exp(v)
	}
}

func sigmoidVec[T Float](dst, src []T) {
	for i, v := range src {
		dst[i] = sigmoid(v)
	}
}

func sinVec[T Float](dst, src []T) {
	for i, v := range src {
		dst[i], _ = sincos(v)
	}
}

// dot keeps four partial sums, element i in sum i mod 4: the lanes of two float64 vectors.
func dot[T Float](x, y []T) float64 {
	var s0, s1, s2, s3 float64
	y = y[:len(x)]
	for len(x) >= 4 && len(y) >= 4 {
		s0 += float64(float64(x[0]) * float64(y[0]))
		s1 += float64(float64(x[1]) * float64(y[1]))
		s2 += float64(float64(x[2]) * float64(y[2]))
		s3 += float64(float64(x[3]) * float64(y[3]))
		x, y = x[4:], y[4:]
	}
	var r [4]float64
	for i, v := range x {
		r[i] = float64(float64(v) * float64(y[i]))
	}
	s0, s1, s2, s3 = s0+r[0], s1+r[1], s2+r[2], s3+r[3]
	return (s0 + s2) + (s1 + s3)
}

func axpy[T Float](a T, x, y []T) {
	for i, v := range x {
		y[i] += T(a * v)
	}
}

func blend[T Float](a T, y []T, b T, x []T) {
	for i, v := range x[:len(y)] {
		y[i] = T(a*y[i]) + T(b*v)
	}
}

func scale[T Float](a T, x []T) {
	for i := range x {
		x[i] *= a
	}
}

func adamStep[T Float](p, m, g, s []T, rate, b2, c2, delta T) {
	for i := range p {
		s[i] = T(b2*s[i]) + T((1-b2)*T(g[i]*g[i]))
		p[i] -= T(rate * T(m[i]/(T(math.Sqrt(float64(s[i]/c2)))+delta)))
	}
}

// The elementary functions at either precision; the condition is a constant of the instantiation.

func exp[T Float](x T) T {
	if unsafe.Sizeof(x) == 4 {
		return T(exp32(float32(x)))
	}
	return T(Exp64(float64(x)))
}

func tanh[T Float](x T) T {
	if unsafe.Sizeof(x) == 4 {
		return T(tanh32(float32(x)))
	}
	return T(Tanh64(float64(x)))
}

func sigmoid[T Float](x T) T {
	if unsafe.Sizeof(x) == 4 {
		return T(sigmoid32(float32(x)))
	}
	return T(Sigmoid64(float64(x)))
}

func sincos[T Float](x T) (sin, cos T) {
	if unsafe.Sizeof(x) == 4 {
		s, c := sincos32(float32(x))
		return T(s), T(c)
	}
	s, c := Sincos64(float64(x))
	return T(s), T(c)
}
