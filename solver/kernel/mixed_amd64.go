package kernel

func sideBlendWide[T Float](a float64, y []float64, b float64, x []T) bool {
	if side {
		avxBlendWide[T](len(y), a, ptr(y), b, ptr(x))
	}
	return side
}

func sideAdaptive[T Float](s []float64, g, m []T, b2, complement, c1, c2, delta float64) bool {
	if side {
		avxAdaptive[T](len(s), ptr(s), ptr(g), ptr(m), b2, complement, c1, c2, delta)
	}
	return side
}

func sideDescend[T Float](p []T, rate float64, d []T) bool {
	if side {
		avxDescend[T](len(p), rate, ptr(d), ptr(p))
	}
	return side
}
