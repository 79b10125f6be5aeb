//go:build !js && !amd64

package kernel

// Where a call costs little the parts do.
func sideOrthonormalize(row, y, columns, c []float64, k, n int) (done, ok bool) { return false, false }

func sideRow(width, n int, a, b, c []float64) bool { return false }
