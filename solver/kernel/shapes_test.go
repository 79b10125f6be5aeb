package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Helpers shared by the comparison tests.

func random[T Float](r *rand.Rand, n int) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = T(r.NormFloat64())
	}
	return s
}

func bits[T Float](x T) uint64 {
	if x != x {
		return math.Float64bits(math.NaN()) // NaN payloads are not part of any promise
	}
	return math.Float64bits(float64(x))
}

// compare reports the first element of got that differs from want by more than tol, relative to scale; tol 0 demands the
// same bits.
func compare[T Float](got, want []T, tol float64) error {
	scale := 0.0
	for _, w := range want {
		if a := math.Abs(float64(w)); a < math.MaxFloat32 {
			scale = max(scale, a)
		}
	}
	for i := range want {
		if bits(got[i]) == bits(want[i]) {
			continue
		}
		if tol > 0 && math.Abs(float64(got[i])-float64(want[i])) <= tol*scale {
			continue
		}
		return fmt.Errorf("element %d is %v, want %v", i, got[i], want[i])
	}
	return nil
}

var sizes = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 31, 33, 64, 65, 70, 130}

func pick(r *rand.Rand) int { return sizes[r.IntN(len(sizes))] }
