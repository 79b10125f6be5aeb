package kernel

func sideCopyRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) bool {
	if side {
		avxCopyRows[T](rows, cols, ptr(dst), dstStride, ptr(src), srcStride)
	}
	return side
}

func sideAddRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) bool {
	if side {
		avxAddRows[T](rows, cols, ptr(dst), dstStride, ptr(src), srcStride)
	}
	return side
}

func sideJetRows[T Float](points, jets, cols int, src []float64, dst []T) bool {
	if !side || jets < 3 {
		return false
	}
	avxJetRows[T](points, jets-3, cols, ptr(src), ptr(dst))
	return true
}

func sideAddScaled[T Float](a T, x, y, dst []T) bool {
	if side {
		avxAddScaled(len(x), a, ptr(x), ptr(y), ptr(dst))
	}
	return side
}

func sideColumnProduct[T Float](add bool, rows int, x, w, dst []T) bool {
	switch {
	case !side:
	case add:
		avxAddColumnProduct[T](rows, len(w), ptr(x), ptr(w), ptr(dst))
	default:
		avxColumnProduct[T](rows, len(w), ptr(x), ptr(w), ptr(dst))
	}
	return side
}

func sideProduct[T Float](spread bool, points, jets, cols int, a, b, out []T) bool {
	switch {
	case !side:
	case spread:
		avxSpread[T](points, jets, cols, ptr(a), ptr(b), ptr(out))
	default:
		avxProduct[T](points, jets, cols, ptr(a), ptr(b), ptr(out))
	}
	return side
}

func sideProductGradient[T Float](spread bool, points, jets, cols int, g, b, ga []T) bool {
	switch {
	case !side:
	case spread:
		avxSpreadGradient[T](points, jets, cols, ptr(g), ptr(b), ptr(ga))
	default:
		avxProductGradient[T](points, jets, cols, ptr(g), ptr(b), ptr(ga))
	}
	return side
}
