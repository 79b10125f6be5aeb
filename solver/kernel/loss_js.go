package kernel

import "unsafe"

//go:wasmimport kern square_loss_f32
//go:noescape
func kernSquareLoss32(points, cols int32, r, w, c, grad unsafe.Pointer) float64

//go:wasmimport kern square_loss_f64
//go:noescape
func kernSquareLoss64(points, cols int32, r, w, c, grad unsafe.Pointer) float64

func sideSquareLoss[T Float](points int, r, w, c, grad []T) (sum float64, ok bool) {
	switch {
	case !side || points*len(c) <= minVector:
		return 0, false
	case single[T]():
		return kernSquareLoss32(int32(points), int32(len(c)), ptr(r), ptr(w), ptr(c), ptr(grad)), true
	}
	return kernSquareLoss64(int32(points), int32(len(c)), ptr(r), ptr(w), ptr(c), ptr(grad)), true
}
