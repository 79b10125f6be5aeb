package special_test

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/special"
)

// Three nodes integrate x^5 over [0, 1] exactly.
func ExampleGaussLegendre() {
	x, w := make([]float64, 3), make([]float64, 3)
	special.GaussLegendre(x, w, 0, 1)
	var sum float64
	for i := range x {
		sum += w[i] * x[i] * x[i] * x[i] * x[i] * x[i]
	}
	fmt.Printf("%.12f\n", 6*sum)
	// Output: 1.000000000000
}
