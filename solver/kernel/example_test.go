package kernel_test

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

func ExampleGemmNN() {
	a, b, c := []float64{1, 2, 3, 4, 5, 6}, []float64{1, 0, -1}, make([]float64, 2)
	kernel.GemmNN(2, 1, 3, a, b, c, false)
	fmt.Println(c)
	// Output: [-2 -2]
}
