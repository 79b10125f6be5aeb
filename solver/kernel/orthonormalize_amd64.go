package kernel

// Where a call costs little the parts do.
func sideOrthonormalize(row, y, columns, c []float64, k, n int) (done, ok bool) { return false, false }

// sideRow computes the first width columns of the row C = A·B, B being n×n.
func sideRow(width, n int, a, b, c []float64) bool {
	if side {
		avxRowTimes[float64](width, n, ptr(a), ptr(b), n*size[float64](), ptr(c), 0)
	}
	return side
}
