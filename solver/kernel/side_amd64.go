package kernel

import "unsafe"

// Calls of the assembly. Each function reports whether it did the work; it declines when the portable loops are selected.

func single[T Float]() bool { var zero T; return unsafe.Sizeof(zero) == 4 }

func size[T Float]() int { var zero T; return int(unsafe.Sizeof(zero)) }

func ptr[T Float](s []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }

func from[T Float](s []T, i int) unsafe.Pointer {
	return unsafe.Add(ptr(s), i*size[T]())
}

// lanes is the number of elements of a vector of AVX2.
func lanes[T Float]() int { return 32 / size[T]() }

// operand is the right-hand matrix of a product: row l of panel p lies at p*panel + l*row bytes.
type operand struct {
	at         unsafe.Pointer
	row, panel int
	wide       bool // for the tiles for AVX-512
}

// unpackedBytes is the size up to which a matrix is read where it is. Beyond, rows that are many bytes apart would compete for the
// same lines of the first-level cache.
const unpackedBytes = 16 << 10

// asRows makes B, k×n, the right-hand matrix: as it is where it is small or used only once and no panel is read beyond a row, else packed.
func asRows[T Float](w *workspace[T], m, n, k int, b []T) operand {
	wide := useWide[T](n)
	panel := panelBytes(wide)
	width := panel / size[T]()
	if (wide || n%lanes[T]() == 0) && (m < 12 || n*k*size[T]() <= unpackedBytes) {
		return operand{ptr(b), n * size[T](), panel, wide}
	}
	dst := w.panels(n, k, width)
	for j := 0; j < n; j += width {
		to, columns := dst[j*k:(j+width)*k], min(width, n-j)
		if columns < width && !wide {
			clear(to)
		}
		avxCopyRows[T](k, columns, ptr(to), width, from(b, j), n)
	}
	return operand{ptr(dst), panel, panel * k, wide}
}

// asColumns makes Bᵀ, B being n×k, the right-hand matrix, packed.
func asColumns[T Float](w *workspace[T], n, k int, b []T) operand {
	wide := useWide[T](n)
	panel := panelBytes(wide)
	width, block := panel/size[T](), lanes[T]()
	dst := w.panels(n, k, width)
	for j := 0; j < n; j += block {
		to := j/width*width*k + j%width
		l, columns := 0, min(block, n-j)
		if columns == block {
			l = k / block * block
			avxTranspose[T](k/block, from(b, j*k), k*size[T](), from(dst, to), width*size[T]())
		}
		for ; l < k; l++ {
			row := dst[to+l*width:][:block]
			for c := range columns {
				row[c] = b[(j+c)*k+l]
			}
			clear(row[columns:])
		}
	}
	return operand{ptr(dst), panel, panel * k, wide}
}

// panels returns room for k rows of n columns in whole panels of so many columns. A last panel whose second vector has no columns is not
// read there, and with the tiles for AVX-512 no panel is read beyond n columns.
func (w *workspace[T]) panels(n, k, width int) []T {
	w.reserve(0, (n+width-1)/width*width*k)
	return w.rows
}

// multiply computes C = A·B or C += A·B; A(i, l) lies at a + i*aRow + l*aStep bytes.
func multiply[T Float](m, n, k int, a unsafe.Pointer, aRow, aStep int, b operand, c unsafe.Pointer, acc bool) {
	next, cRow, add := b.panel-k*b.row, n*size[T](), 0
	if acc {
		add = 1
	}
	if b.wide {
		multiplyWide[T](m, n, k, a, aRow, aStep, b, next, c, cRow, add)
		return
	}
	i := 0 // row; pointers beyond the last one are never formed
	for m-i >= 6 {
		tiles := min((m-i)/6, mostTiles)
		avxTiles6[T](tiles, n, k, unsafe.Add(a, i*aRow), aRow, aStep, b.at, b.row, next, unsafe.Add(c, i*cRow), cRow, add)
		i += 6 * tiles
	}
	if m-i >= 4 {
		avxTiles4[T](1, n, k, unsafe.Add(a, i*aRow), aRow, aStep, b.at, b.row, next, unsafe.Add(c, i*cRow), cRow, add)
		i += 4
	}
	if m-i >= 2 {
		avxTiles2[T](1, n, k, unsafe.Add(a, i*aRow), aRow, aStep, b.at, b.row, next, unsafe.Add(c, i*cRow), cRow, add)
		i += 2
	}
	if m-i == 1 {
		avxTiles1[T](1, n, k, unsafe.Add(a, i*aRow), aRow, aStep, b.at, b.row, next, unsafe.Add(c, i*cRow), cRow, add)
	}
}

// mostTiles bounds the rows of one call: the garbage collector has to wait for its end.
const mostTiles = 64

func sideNN[T Float](m, n, k int, a, b, c []T, acc bool) bool {
	if !side {
		return false
	}
	if m == 1 {
		add := 0
		if acc {
			add = 1
		}
		avxRowTimes[T](n, k, ptr(a), ptr(b), n*size[T](), ptr(c), add)
		return true
	}
	w := getWorkspace[T]()
	multiply[T](m, n, k, ptr(a), k*size[T](), size[T](), asRows(w, m, n, k, b), ptr(c), acc)
	putWorkspace(w)
	return true
}

func sideNT[T Float](m, n, k int, a, b, c []T, acc bool) bool {
	if !side {
		return false
	}
	w := getWorkspace[T]()
	multiply[T](m, n, k, ptr(a), k*size[T](), size[T](), asColumns(w, n, k, b), ptr(c), acc)
	putWorkspace(w)
	return true
}

// sideTN takes depth rows of A and B at a time; C carries the sums from block to block, in order.
func sideTN[T Float](m, n, k int, a, b, c []T, acc bool) bool {
	if !side {
		return false
	}
	if k == 0 && !acc {
		clear(c[:m*n])
	}
	w := getWorkspace[T]()
	for l := 0; l < k; l += depth {
		d := min(depth, k-l)
		multiply[T](m, n, d, from(a, l*m), size[T](), m*size[T](), asRows(w, m, n, d, b[l*n:]), ptr(c), acc || l > 0)
	}
	putWorkspace(w)
	return true
}

// chunkRows is the number of rows that a dense layer takes at a time, in whole points: the product of a chunk is still in the first-level
// cache when the activation reads it.
const chunkRows = 48

func sideDense[T Float](act Activation, jets, points, in, out int, x, w, b, z, y []T) bool {
	if !side {
		return false
	}
	ws := getWorkspace[T]()
	o := asRows(ws, jets*points, out, in, w)
	step := max(1, chunkRows/jets)
	for i := 0; i < points; i += step {
		n := min(step, points-i)
		row := i * jets
		multiply[T](n*jets, out, in, from(x, row*in), in*size[T](), size[T](), o, from(z, row*out), false)
		forward(act, jets, n, out, b, z[row*out:], y[row*out:])
	}
	putWorkspace(ws)
	return true
}

// forward adds the bias, if there is one, and applies the activation.
func forward[T Float](act Activation, jets, points, width int, b, z, y []T) {
	switch act {
	case Tanh:
		if avx512 && !fused {
			avx512ForwardTanh[T](points, jets, width, ptr(b), ptr(z), ptr(y))
			return
		}
		avxForwardTanh[T](points, jets, width, ptr(b), ptr(z), ptr(y))
	case Swish:
		avxForwardSwish[T](points, jets, width, ptr(b), ptr(z), ptr(y))
	case Sine:
		avxForwardSine[T](points, jets, width, ptr(b), ptr(z), ptr(y))
	default:
		if b != nil {
			avxAddBias[T](points, jets, width, ptr(b), ptr(z))
		}
		if ptr(z) != ptr(y) {
			copy(y[:points*jets*width], z)
		}
	}
}

func backward[T Float](act Activation, jets, points, width int, z, y, gy, gz []T) {
	switch act {
	case Tanh:
		if avx512 && !fused {
			avx512BackwardTanh[T](points, jets, width, ptr(y), ptr(gy), ptr(gz))
			return
		}
		avxBackwardTanh[T](points, jets, width, ptr(y), ptr(gy), ptr(gz))
	case Swish:
		avxBackwardSwish[T](points, jets, width, ptr(z), ptr(gy), ptr(gz))
	case Sine:
		avxBackwardSine[T](points, jets, width, ptr(z), ptr(gy), ptr(gz))
	default:
		if ptr(gy) != ptr(gz) {
			copy(gz[:points*jets*width], gy)
		}
	}
}

func sideDenseBackward[T Float](act Activation, jets, points, in, out int, w, z, y, gy, gx []T, acc bool) bool {
	if !side {
		return false
	}
	ws := getWorkspace[T]()
	o := asColumns(ws, in, out, w)
	step := max(1, chunkRows/jets)
	for i := 0; i < points; i += step {
		n := min(step, points-i)
		row := i * jets
		zi := z
		if z != nil {
			zi = z[row*out:]
		}
		backward(act, jets, n, out, zi, y[row*out:], gy[row*out:], gy[row*out:])
		multiply[T](n*jets, in, out, from(gy, row*out), out*size[T](), size[T](), o, from(gx, row*in), acc)
	}
	putWorkspace(ws)
	return true
}

func sideForward[T Float](act Activation, jets, points, width int, z, y []T) bool {
	if side {
		forward(act, jets, points, width, nil, z, y)
	}
	return side
}

func sideBackward[T Float](act Activation, jets, points, width int, z, y, gy, gz []T) bool {
	if side {
		backward(act, jets, points, width, z, y, gy, gz)
	}
	return side
}

func sideBiasGradient[T Float](jets, points, width int, gz, db []T) bool {
	if side {
		avxBiasGradient[T](points, jets, width, ptr(gz), ptr(db))
	}
	return side
}

func sideTanh[T Float](dst, src []T) bool {
	if side {
		avxTanh[T](len(src), ptr(dst), ptr(src))
	}
	return side
}

func sideExp[T Float](dst, src []T) bool {
	if side {
		avxExp[T](len(src), ptr(dst), ptr(src))
	}
	return side
}

func sideSigmoid[T Float](dst, src []T) bool {
	if side {
		avxSigmoid[T](len(src), ptr(dst), ptr(src))
	}
	return side
}

func sideSin[T Float](dst, src []T) bool {
	if side {
		avxSin[T](len(src), ptr(dst), ptr(src))
	}
	return side
}

func sideDot[T Float](x, y []T) (float64, bool) {
	if !side {
		return 0, false
	}
	return avxDot[T](len(x), ptr(x), ptr(y)), true
}

// sideGram takes a strip in blocks of two by four vectors; missing ones are the last.
func sideGram[T Float](strip int, g [][]T, out []float64) bool {
	m := len(g)
	if !side || m == 0 {
		return false
	}
	n := len(g[0])
	for _, v := range g {
		if len(v) != n {
			return false
		}
	}
	var block [8]float64
	at := func(i int) unsafe.Pointer { return ptr(g[min(i, m-1)]) }
	i := 2 * strip
	for j := i; j < m; j += 4 {
		avxGram[T](n, at(i), at(i+1), at(j), at(j+1), at(j+2), at(j+3), unsafe.Pointer(&block))
		for r := i; r < min(i+2, m); r++ {
			for c := j; c < min(j+4, m); c++ {
				d := block[4*(r-i)+c-j]
				out[r*m+c], out[c*m+r] = d, d
			}
		}
	}
	return true
}

// sideProducts takes four vectors at a time; missing ones are the last.
func sideProducts[T Float](vs [][]T, u []T, squares, products []float64) bool {
	if !side {
		return false
	}
	var block [8]float64
	at := func(i int) unsafe.Pointer { return ptr(vs[min(i, len(vs)-1)]) }
	for i := 0; i < len(vs); i += 4 {
		avxProducts[T](len(u), at(i), at(i+1), at(i+2), at(i+3), ptr(u), unsafe.Pointer(&block))
		n := copy(squares[i:len(vs)], block[:4])
		copy(products[i:i+n], block[4:])
	}
	return true
}

func sideAxpy[T Float](a T, x, y []T) bool {
	if side {
		avxAxpy(len(x), a, ptr(x), ptr(y))
	}
	return side
}

func sideBlend[T Float](a T, y []T, b T, x []T) bool {
	if side {
		avxBlend(len(y), a, ptr(y), b, ptr(x))
	}
	return side
}

func sideScale[T Float](a T, x []T) bool {
	if side {
		avxScale(len(x), a, ptr(x))
	}
	return side
}

func sideAdam[T Float](p, m, g, s []T, rate, b2, c2, delta T) bool {
	if side {
		avxAdam(len(p), ptr(p), ptr(m), ptr(g), ptr(s), rate, b2, 1-b2, c2, delta)
	}
	return side
}
