package kernel

// SquareLoss returns sum_i w_i sum_j c_j r_ij^2 over points rows of len(c) columns, and adds the gradient 2 w_i c_j r_ij to grad unless that is nil.
// The terms are rounded to the precision and summed in float64, each sum in order.
func SquareLoss[T Float](points int, r, w, c, grad []T) float64 {
	need("r", r, points*len(c))
	need("w", w, points)
	if grad != nil {
		need("grad", grad, points*len(c))
	}
	if sum, ok := sideSquareLoss(points, r, w, c, grad); ok {
		return sum
	}
	return squareLoss(points, r, w, c, grad)
}

func squareLoss[T Float](points int, r, w, c, grad []T) (sum float64) {
	cols := len(c)
	for i, wi := range w[:points] {
		values := r[i*cols:][:cols]
		var row float64
		if grad == nil {
			for j, v := range values {
				row += float64(float64(T(c[j]*v)) * float64(v))
			}
		} else {
			g := grad[i*cols:][:cols]
			for j, v := range values {
				cv := T(c[j] * v)
				row += float64(float64(cv) * float64(v))
				g[j] += T(2 * T(wi*cv))
			}
		}
		sum += float64(float64(wi) * row)
	}
	return sum
}
