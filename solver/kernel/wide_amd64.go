package kernel

import "unsafe"

// useWide tells whether a product with n columns uses the tiles for AVX-512: where they are the faster ones (BenchmarkVectorWidth), that is with
// at least a whole panel of theirs, and where those for AVX2 would have to mask.
func useWide[T Float](n int) bool {
	return avx512 && !fused && (n*size[T]() >= panelBytes(true) || n%lanes[T]() != 0)
}

// panelBytes is the width of a panel of columns, two vectors.
func panelBytes(wide bool) int {
	if wide {
		return 2 * 64
	}
	return 2 * 32
}

// multiplyWide is multiply with the tiles for AVX-512.
func multiplyWide[T Float](m, n, k int, a unsafe.Pointer, aRow, aStep int, b operand, next int, c unsafe.Pointer, cRow, add int) {
	i := 0
	for m-i >= 12 {
		tiles := min((m-i)/12, mostTiles/2)
		avx512Tiles12[T](tiles, n, k, unsafe.Add(a, i*aRow), aRow, aStep, b.at, b.row, next, unsafe.Add(c, i*cRow), cRow, add)
		i += 12 * tiles
	}
	if m-i >= 8 {
		avx512Tiles8[T](1, n, k, unsafe.Add(a, i*aRow), aRow, aStep, b.at, b.row, next, unsafe.Add(c, i*cRow), cRow, add)
		i += 8
	}
	if m-i >= 4 {
		avx512Tiles4[T](1, n, k, unsafe.Add(a, i*aRow), aRow, aStep, b.at, b.row, next, unsafe.Add(c, i*cRow), cRow, add)
		i += 4
	}
	if m-i >= 2 {
		avx512Tiles2[T](1, n, k, unsafe.Add(a, i*aRow), aRow, aStep, b.at, b.row, next, unsafe.Add(c, i*cRow), cRow, add)
		i += 2
	}
	if m-i == 1 {
		avx512Tiles1[T](1, n, k, unsafe.Add(a, i*aRow), aRow, aStep, b.at, b.row, next, unsafe.Add(c, i*cRow), cRow, add)
	}
}
