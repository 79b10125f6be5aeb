//go:build js

package kernel

func sideBlend[T Float](a T, y []T, b T, x []T) bool {
	if !side || len(y) <= minVector {
		return false
	}
	if single[T]() {
		kernBlend32(int32(len(y)), float32(a), ptr(y), float32(b), ptr(x))
	} else {
		kernBlend64(int32(len(y)), float64(a), ptr(y), float64(b), ptr(x))
	}
	return true
}

func sideScale[T Float](a T, x []T) bool {
	if !side || len(x) <= minVector {
		return false
	}
	if single[T]() {
		kernScale32(int32(len(x)), float32(a), ptr(x))
	} else {
		kernScale64(int32(len(x)), float64(a), ptr(x))
	}
	return true
}

func sideCopyRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) bool {
	if !side || rows*cols <= minVector {
		return false
	}
	if single[T]() {
		kernCopyRows32(int32(rows), int32(cols), ptr(dst), int32(dstStride), ptr(src), int32(srcStride))
	} else {
		kernCopyRows64(int32(rows), int32(cols), ptr(dst), int32(dstStride), ptr(src), int32(srcStride))
	}
	return true
}

func sideAddRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) bool {
	if !side || rows*cols <= minVector {
		return false
	}
	if single[T]() {
		kernAddRows32(int32(rows), int32(cols), ptr(dst), int32(dstStride), ptr(src), int32(srcStride))
	} else {
		kernAddRows64(int32(rows), int32(cols), ptr(dst), int32(dstStride), ptr(src), int32(srcStride))
	}
	return true
}

func sideJetRows[T Float](points, jets, cols int, src []float64, dst []T) bool {
	if !side || jets < 3 || points*cols <= minVector {
		return false
	}
	if single[T]() {
		kernJetRows32(int32(points), int32(jets), int32(cols), ptr(src), ptr(dst))
	} else {
		kernJetRows64(int32(points), int32(jets), int32(cols), ptr(src), ptr(dst))
	}
	return true
}

func sideAddScaled[T Float](a T, x, y, dst []T) bool {
	if !side || len(x) <= minVector {
		return false
	}
	if single[T]() {
		kernAddScaled32(int32(len(x)), float32(a), ptr(x), ptr(y), ptr(dst))
	} else {
		kernAddScaled64(int32(len(x)), float64(a), ptr(x), ptr(y), ptr(dst))
	}
	return true
}

func sideColumnProduct[T Float](add bool, rows int, x, w, dst []T) bool {
	if !side || rows*len(w) <= minVector {
		return false
	}
	if add {
		if single[T]() {
			kernAddColumnProduct32(int32(rows), int32(len(w)), ptr(x), ptr(w), ptr(dst))
		} else {
			kernAddColumnProduct64(int32(rows), int32(len(w)), ptr(x), ptr(w), ptr(dst))
		}
		return true
	}
	if single[T]() {
		kernColumnProduct32(int32(rows), int32(len(w)), ptr(x), ptr(w), ptr(dst))
	} else {
		kernColumnProduct64(int32(rows), int32(len(w)), ptr(x), ptr(w), ptr(dst))
	}
	return true
}

func sideProduct[T Float](spread bool, points, jets, cols int, a, b, out []T) bool {
	if !side || points*jets*cols <= minVector {
		return false
	}
	if spread {
		if single[T]() {
			kernSpread32(int32(points), int32(jets), int32(cols), ptr(a), ptr(b), ptr(out))
		} else {
			kernSpread64(int32(points), int32(jets), int32(cols), ptr(a), ptr(b), ptr(out))
		}
		return true
	}
	if single[T]() {
		kernProduct32(int32(points), int32(jets), int32(cols), ptr(a), ptr(b), ptr(out))
	} else {
		kernProduct64(int32(points), int32(jets), int32(cols), ptr(a), ptr(b), ptr(out))
	}
	return true
}

func sideProductGradient[T Float](spread bool, points, jets, cols int, g, b, ga []T) bool {
	if !side || points*jets*cols <= minVector {
		return false
	}
	if spread {
		if single[T]() {
			kernSpreadGradient32(int32(points), int32(jets), int32(cols), ptr(g), ptr(b), ptr(ga))
		} else {
			kernSpreadGradient64(int32(points), int32(jets), int32(cols), ptr(g), ptr(b), ptr(ga))
		}
		return true
	}
	if single[T]() {
		kernProductGradient32(int32(points), int32(jets), int32(cols), ptr(g), ptr(b), ptr(ga))
	} else {
		kernProductGradient64(int32(points), int32(jets), int32(cols), ptr(g), ptr(b), ptr(ga))
	}
	return true
}
