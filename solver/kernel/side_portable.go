//go:build !js && !amd64

package kernel

// What only amd64 and WebAssembly have vector kernels for: elsewhere every function declines, and the compiler drops the calls.

func sideBackward[T Float](act Activation, jets, points, width int, z, y, gy, gz []T) bool {
	return false
}
func sideBiasGradient[T Float](jets, points, width int, gz, db []T) bool { return false }
func sideExp[T Float](dst, src []T) bool                                 { return false }
func sideSigmoid[T Float](dst, src []T) bool                             { return false }
func sideSin[T Float](dst, src []T) bool                                 { return false }
func sideDot[T Float](x, y []T) (float64, bool)                          { return 0, false }
func sideGram[T Float](strip int, g [][]T, out []float64) bool           { return false }
func sideProducts[T Float](vs [][]T, u []T, squares, products []float64) bool {
	return false
}
func sideAxpy[T Float](a T, x, y []T) bool                         { return false }
func sideAdam[T Float](p, m, g, s []T, rate, b2, c2, delta T) bool { return false }
func sideBlend[T Float](a T, y []T, b T, x []T) bool               { return false }
func sideScale[T Float](a T, x []T) bool                           { return false }
func sideCopyRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) bool {
	return false
}
func sideAddRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) bool {
	return false
}
func sideJetRows[T Float](points, jets, cols int, src []float64, dst []T) bool     { return false }
func sideAddScaled[T Float](a T, x, y, dst []T) bool                               { return false }
func sideColumnProduct[T Float](add bool, rows int, x, w, dst []T) bool            { return false }
func sideProduct[T Float](spread bool, points, jets, cols int, a, b, out []T) bool { return false }
func sideProductGradient[T Float](spread bool, points, jets, cols int, g, b, ga []T) bool {
	return false
}
func sideBlendWide[T Float](a float64, y []float64, b float64, x []T) bool { return false }
func sideAdaptive[T Float](s []float64, g, m []T, b2, complement, c1, c2, delta float64) bool {
	return false
}
func sideDescend[T Float](p []T, rate float64, d []T) bool                    { return false }
func sideGas(which gasKernel, n int, rows []*float64, numbers []float64) bool { return false }
