package kernel

// Blend computes y = a*y + b*x, the update of an exponential moving average.
func Blend[T Float](a T, y []T, b T, x []T) {
	need("x", x, len(y))
	if !sideBlend(a, y, b, x) {
		blend(a, y, b, x)
	}
}

// Scale computes x *= a.
func Scale[T Float](a T, x []T) {
	if !sideScale(a, x) {
		scale(a, x)
	}
}
