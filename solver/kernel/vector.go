package kernel

// Blend computes y = a*y + b*x, the update of an exponential moving average.
func Blend[T Float](a T, y []T, b T, x []T) {
	need("x", x, len(y))
	for i, v := range x[:len(y)] {
		y[i] = T(a*y[i]) + T(b*v)
	}
}

// Scale computes x *= a.
func Scale[T Float](a T, x []T) {
	for i := range x {
		x[i] *= a
	}
}
