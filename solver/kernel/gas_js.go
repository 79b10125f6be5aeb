package kernel

import "unsafe"

//go:wasmimport kern gas_f64
//go:noescape
func kernGas(which, n int32, rows, numbers unsafe.Pointer)

func sideGas(which gasKernel, n int, rows []*float64, numbers []float64) bool {
	if !side || n == 0 {
		return side
	}
	kernGas(int32(which), int32(n), unsafe.Pointer(&rows[0]), ptr(numbers))
	return true
}
