//go:build !js && !amd64 && !arm64

package kernel

// Processors without vector kernels of their own: every function declines, and the compiler drops the calls.

func sideNN[T Float](m, n, k int, a, b, c []T, acc bool) bool { return false }
func sideNT[T Float](m, n, k int, a, b, c []T, acc bool) bool { return false }
func sideTN[T Float](m, n, k int, a, b, c []T, acc bool) bool { return false }
func sideDense[T Float](act Activation, jets, points, in, out int, x, w, b, z, y []T) bool {
	return false
}
func sideDenseBackward[T Float](act Activation, jets, points, in, out int, w, z, y, gy, gx []T, acc bool) bool {
	return false
}
func sideForward[T Float](act Activation, jets, points, width int, z, y []T) bool { return false }
func sideTanh[T Float](dst, src []T) bool                                         { return false }
