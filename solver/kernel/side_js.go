//go:build js

package kernel

import "unsafe"

// Calls into the side module. Each function reports whether it did the work; it declines when the portable loops are
// selected or the work is smaller than the cost of a call.

var (
	side = false // the side module is selected

	// The work below which a call costs more than it saves: multiplications of a product, evaluations of an
	// elementary function, elements of a simple vector operation. Tests set them to zero.
	minProduct  = 64
	minFunction = 4
	minVector   = 20

	// scratch holds the packed matrix of a product. WebAssembly runs one goroutine at a time and a call never yields.
	scratch []float64
)

func reserve[T Float](n, k int) unsafe.Pointer {
	var zero T
	per := 32 / int(unsafe.Sizeof(zero)) // columns of a panel
	need := (n + per - 1) / per * 32 * k / 8
	if len(scratch) < need {
		scratch = make([]float64, need+need/2+64)
	}
	return unsafe.Pointer(unsafe.SliceData(scratch))
}

func single[T Float]() bool { var zero T; return unsafe.Sizeof(zero) == 4 }

func ptr[T Float](s []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }

func flag(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

func sideNN[T Float](m, n, k int, a, b, c []T, acc bool) bool {
	if !side || m*n*k <= minProduct {
		return false
	}
	packed := reserve[T](n, k)
	if single[T]() {
		kernGemmNN32(int32(m), int32(n), int32(k), ptr(a), ptr(b), ptr(c), flag(acc), packed)
	} else {
		kernGemmNN64(int32(m), int32(n), int32(k), ptr(a), ptr(b), ptr(c), flag(acc), packed)
	}
	return true
}

func sideNT[T Float](m, n, k int, a, b, c []T, acc bool) bool {
	if !side || m*n*k <= minProduct {
		return false
	}
	packed := reserve[T](n, k)
	if single[T]() {
		kernGemmNT32(int32(m), int32(n), int32(k), ptr(a), ptr(b), ptr(c), flag(acc), packed)
	} else {
		kernGemmNT64(int32(m), int32(n), int32(k), ptr(a), ptr(b), ptr(c), flag(acc), packed)
	}
	return true
}

func sideTN[T Float](m, n, k int, a, b, c []T, acc bool) bool {
	if !side || m*n*k <= minProduct {
		return false
	}
	packed := reserve[T](max(n, m), min(k, depth))
	if single[T]() {
		kernGemmTN32(int32(m), int32(n), int32(k), ptr(a), ptr(b), ptr(c), flag(acc), packed)
	} else {
		kernGemmTN64(int32(m), int32(n), int32(k), ptr(a), ptr(b), ptr(c), flag(acc), packed)
	}
	return true
}

func sideDense[T Float](act Activation, jets, points, in, out int, x, w, b, z, y []T) bool {
	if !side || jets*points*in*out <= minProduct {
		return false
	}
	packed := reserve[T](out, in)
	if single[T]() {
		kernDenseForward32(int32(act), int32(jets), int32(points), int32(in), int32(out), ptr(x), ptr(w), ptr(b), ptr(z), ptr(y), packed)
	} else {
		kernDenseForward64(int32(act), int32(jets), int32(points), int32(in), int32(out), ptr(x), ptr(w), ptr(b), ptr(z), ptr(y), packed)
	}
	return true
}

func sideDenseBackward[T Float](act Activation, jets, points, in, out int, w, z, y, gy, gx []T, acc bool) bool {
	if !side || jets*points*in*out <= minProduct {
		return false
	}
	packed := reserve[T](in, out)
	if single[T]() {
		kernDenseBackward32(int32(act), int32(jets), int32(points), int32(in), int32(out), ptr(w), ptr(z), ptr(y), ptr(gy), ptr(gx), flag(acc), packed)
	} else {
		kernDenseBackward64(int32(act), int32(jets), int32(points), int32(in), int32(out), ptr(w), ptr(z), ptr(y), ptr(gy), ptr(gx), flag(acc), packed)
	}
	return true
}

func sideForward[T Float](act Activation, jets, points, width int, z, y []T) bool {
	if !side || jets*points*width <= minFunction {
		return false
	}
	if single[T]() {
		kernActivationForward32(int32(act), int32(jets), int32(points), int32(width), nil, ptr(z), ptr(y))
	} else {
		kernActivationForward64(int32(act), int32(jets), int32(points), int32(width), nil, ptr(z), ptr(y))
	}
	return true
}

func sideBackward[T Float](act Activation, jets, points, width int, z, y, gy, gz []T) bool {
	if !side || jets*points*width <= minFunction {
		return false
	}
	if single[T]() {
		kernActivationBackward32(int32(act), int32(jets), int32(points), int32(width), ptr(z), ptr(y), ptr(gy), ptr(gz))
	} else {
		kernActivationBackward64(int32(act), int32(jets), int32(points), int32(width), ptr(z), ptr(y), ptr(gy), ptr(gz))
	}
	return true
}

func sideBiasGradient[T Float](jets, points, width int, gz, db []T) bool {
	if !side || points*width <= minVector {
		return false
	}
	if single[T]() {
		kernBiasGradient32(int32(jets), int32(points), int32(width), ptr(gz), ptr(db))
	} else {
		kernBiasGradient64(int32(jets), int32(points), int32(width), ptr(gz), ptr(db))
	}
	return true
}

func sideTanh[T Float](dst, src []T) bool {
	if !side || len(src) <= minFunction {
		return false
	}
	if single[T]() {
		kernTanh32(int32(len(src)), ptr(dst), ptr(src))
	} else {
		kernTanh64(int32(len(src)), ptr(dst), ptr(src))
	}
	return true
}

func sideExp[T Float](dst, src []T) bool {
	if !side || len(src) <= minFunction {
		return false
	}
	if single[T]() {
		kernExp32(int32(len(src)), ptr(dst), ptr(src))
	} else {
		kernExp64(int32(len(src)), ptr(dst), ptr(src))
	}
	return true
}

func sideSigmoid[T Float](dst, src []T) bool {
	if !side || len(src) <= minFunction {
		return false
	}
	if single[T]() {
		kernSigmoid32(int32(len(src)), ptr(dst), ptr(src))
	} else {
		kernSigmoid64(int32(len(src)), ptr(dst), ptr(src))
	}
	return true
}

func sideSin[T Float](dst, src []T) bool {
	if !side || len(src) <= minFunction {
		return false
	}
	if single[T]() {
		kernSin32(int32(len(src)), ptr(dst), ptr(src))
	} else {
		kernSin64(int32(len(src)), ptr(dst), ptr(src))
	}
	return true
}

func sideDot[T Float](x, y []T) (float64, bool) {
	if !side || len(x) <= minVector {
		return 0, false
	}
	if single[T]() {
		return kernDot32(int32(len(x)), ptr(x), ptr(y)), true
	}
	return kernDot64(int32(len(x)), ptr(x), ptr(y)), true
}

// sideGram takes a strip in blocks of two by two vectors; an odd last vector is paired with itself.
func sideGram[T Float](strip int, g [][]T, out []float64) bool {
	m := len(g)
	if !side || m == 0 || len(g[0]) <= minVector {
		return false
	}
	n := len(g[0])
	for _, v := range g {
		if len(v) != n {
			return false
		}
	}
	var block [4]float64
	i := 2 * strip
	i1 := min(i+1, m-1)
	for j := i; j < m; j += 2 {
		j1 := min(j+1, m-1)
		if single[T]() {
			kernGram232(int32(n), ptr(g[i]), ptr(g[i1]), ptr(g[j]), ptr(g[j1]), unsafe.Pointer(&block))
		} else {
			kernGram264(int32(n), ptr(g[i]), ptr(g[i1]), ptr(g[j]), ptr(g[j1]), unsafe.Pointer(&block))
		}
		out[i*m+j], out[j*m+i] = block[0], block[0]
		out[i*m+j1], out[j1*m+i] = block[1], block[1]
		out[i1*m+j], out[j*m+i1] = block[2], block[2]
		out[i1*m+j1], out[j1*m+i1] = block[3], block[3]
	}
	return true
}

// Eight sums at once, as natively, would not be faster here: a vector has two doubles.
func sideProducts[T Float](vs [][]T, u []T, squares, products []float64) bool { return false }

func sideAxpy[T Float](a T, x, y []T) bool {
	if !side || len(x) <= minVector {
		return false
	}
	if single[T]() {
		kernAxpy32(int32(len(x)), float32(a), ptr(x), ptr(y))
	} else {
		kernAxpy64(int32(len(x)), float64(a), ptr(x), ptr(y))
	}
	return true
}

func sideAdam[T Float](p, m, g, s []T, rate, b2, c2, delta T) bool {
	if !side || len(p) <= minVector {
		return false
	}
	if single[T]() {
		kernAdam32(int32(len(p)), ptr(p), ptr(m), ptr(g), ptr(s), float32(rate), float32(b2), float32(1-b2), float32(c2), float32(delta))
	} else {
		kernAdam64(int32(len(p)), ptr(p), ptr(m), ptr(g), ptr(s), float64(rate), float64(b2), float64(1-b2), float64(c2), float64(delta))
	}
	return true
}
