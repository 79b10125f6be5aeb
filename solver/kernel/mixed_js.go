//go:build js

package kernel

func sideBlendWide[T Float](a float64, y []float64, b float64, x []T) bool {
	if !side || len(y) <= minVector {
		return false
	}
	if single[T]() {
		kernBlendWide32(int32(len(y)), a, ptr(y), b, ptr(x))
	} else {
		kernBlendWide64(int32(len(y)), a, ptr(y), b, ptr(x))
	}
	return true
}

func sideAdaptive[T Float](s []float64, g, m []T, b2, complement, c1, c2, delta float64) bool {
	if !side || len(s) <= minVector {
		return false
	}
	if single[T]() {
		kernAdaptive32(int32(len(s)), ptr(s), ptr(g), ptr(m), b2, complement, c1, c2, delta)
	} else {
		kernAdaptive64(int32(len(s)), ptr(s), ptr(g), ptr(m), b2, complement, c1, c2, delta)
	}
	return true
}

func sideDescend[T Float](p []T, rate float64, d []T) bool {
	if !side || len(p) <= minVector {
		return false
	}
	if single[T]() {
		kernDescend32(int32(len(p)), rate, ptr(d), ptr(p))
	} else {
		kernDescend64(int32(len(p)), rate, ptr(d), ptr(p))
	}
	return true
}
