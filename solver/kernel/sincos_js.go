package kernel

import "unsafe"

//go:wasmimport kern sincos_f64
//go:noescape
func kernSincos64(n int32, sin, cos, x unsafe.Pointer)

//go:wasmimport kern cephes_sincos_f64
//go:noescape
func kernCephesSincos64(n int32, sin, cos, x unsafe.Pointer) int32 // 0 where a number is out of range

func sideSincos(sin, cos, x []float64) bool {
	if !side || len(x) <= minFunction {
		return false
	}
	kernSincos64(int32(len(x)), ptr(sin), ptr(cos), ptr(x))
	return true
}

func sideCephesSincos(sin, cos, x []float64) bool {
	return side && len(x) > minFunction && kernCephesSincos64(int32(len(x)), ptr(sin), ptr(cos), ptr(x)) != 0
}
