package kernel

import "unsafe"

//go:wasmimport kern orthonormalize_f64
//go:noescape
func kernOrthonormalize(k, n int32, row, y, columns, c unsafe.Pointer) int32

func sideOrthonormalize(row, y, columns, c []float64, k, n int) (done, ok bool) {
	if !side || n <= minFunction {
		return false, false
	}
	return true, kernOrthonormalize(int32(k), int32(n), ptr(row), ptr(y), ptr(columns), ptr(c)) != 0
}

func sideRow(width, n int, a, b, c []float64) bool { return false }
