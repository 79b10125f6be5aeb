package kernel

import (
	"math"
	"unsafe"

	"github.com/hrgrad/hrgrad/solver/kernel/minimax"
)

// Calls of the assembly. Each function reports whether it did the work; it declines when the portable loops are selected.

func single[T Float]() bool { var zero T; return unsafe.Sizeof(zero) == 4 }

func size[T Float]() int { var zero T; return int(unsafe.Sizeof(zero)) }

func ptr[T Float](s []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }

// lanes is the number of elements of a vector, panelWidth that of the columns of a packed panel of the right-hand matrix.
func lanes[T Float]() int { return 16 / size[T]() }

func panelWidth[T Float]() int { return 4 * lanes[T]() }

// panels returns room for k rows of n columns in whole panels.
func (w *workspace[T]) panels(n, k int) []T {
	width := panelWidth[T]()
	w.reserve(0, (n+width-1)/width*width*k)
	return w.rows
}

// asRows packs B, k×n, into panels: row l of panel p begins at element (p*k+l)*panelWidth. Columns that B does not have are zero.
func asRows[T Float](w *workspace[T], n, k int, b []T) []T {
	dst, width := w.panels(n, k), panelWidth[T]()
	for j := 0; j < n; j += width {
		c := min(width, n-j)
		for l := range k {
			to := dst[j*k+l*width:][:width]
			copy(to, b[l*n+j:l*n+j+c])
			clear(to[c:])
		}
	}
	return dst
}

// asColumns packs Bᵀ, B being n×k, likewise.
func asColumns[T Float](w *workspace[T], n, k int, b []T) []T {
	dst, width := w.panels(n, k), panelWidth[T]()
	for j := 0; j < n; j += width {
		for c := range width {
			if j+c < n {
				for l, v := range b[(j+c)*k : (j+c+1)*k] {
					dst[j*k+l*width+c] = v
				}
			} else {
				for l := range k {
					dst[j*k+l*width+c] = 0
				}
			}
		}
	}
	return dst
}

// tile calls the assembly of the precision and variant in use.
func tile[T Float](k int, a [4]unsafe.Pointer, step int, b, c unsafe.Pointer, cRow, acc int) {
	switch {
	case single[T]() && fused:
		neonTileF32Fused(k, (*float32)(a[0]), (*float32)(a[1]), (*float32)(a[2]), (*float32)(a[3]), step, (*float32)(b), (*float32)(c), cRow, acc)
	case single[T]():
		neonTileF32(k, (*float32)(a[0]), (*float32)(a[1]), (*float32)(a[2]), (*float32)(a[3]), step, (*float32)(b), (*float32)(c), cRow, acc)
	case fused:
		neonTileF64Fused(k, (*float64)(a[0]), (*float64)(a[1]), (*float64)(a[2]), (*float64)(a[3]), step, (*float64)(b), (*float64)(c), cRow, acc)
	default:
		neonTileF64(k, (*float64)(a[0]), (*float64)(a[1]), (*float64)(a[2]), (*float64)(a[3]), step, (*float64)(b), (*float64)(c), cRow, acc)
	}
}

// multiply computes C = A·B or C += A·B with B in panels; A(i, l) lies at element i*aRow + l*aStep of a.
func multiply[T Float](m, n, k int, a []T, aRow, aStep int, panels, c []T, acc bool) {
	width, bytes, add := panelWidth[T](), size[T](), 0
	if acc {
		add = 1
	}
	var edge [4 * 16]T // a tile that reaches beyond C: missing rows repeat the last one
	for j := 0; j < n; j += width {
		panel := unsafe.Add(ptr(panels), j*k*bytes)
		cols := min(width, n-j)
		for i := 0; i < m; i += 4 {
			rows := min(4, m-i)
			var at [4]unsafe.Pointer
			for r := range at {
				at[r] = unsafe.Add(ptr(a), (i+min(r, rows-1))*aRow*bytes)
			}
			if rows == 4 && cols == width {
				tile[T](k, at, aStep*bytes, panel, unsafe.Add(ptr(c), (i*n+j)*bytes), n*bytes, add)
				continue
			}
			for r := range rows {
				copy(edge[r*width:r*width+cols], c[(i+r)*n+j:])
			}
			tile[T](k, at, aStep*bytes, panel, unsafe.Pointer(&edge), width*bytes, add)
			for r := range rows {
				copy(c[(i+r)*n+j:(i+r)*n+j+cols], edge[r*width:])
			}
		}
	}
}

func sideNN[T Float](m, n, k int, a, b, c []T, acc bool) bool {
	if !side {
		return false
	}
	w := getWorkspace[T]()
	multiply(m, n, k, a, k, 1, asRows(w, n, k, b), c, acc)
	putWorkspace(w)
	return true
}

func sideNT[T Float](m, n, k int, a, b, c []T, acc bool) bool {
	if !side {
		return false
	}
	w := getWorkspace[T]()
	multiply(m, n, k, a, k, 1, asColumns(w, n, k, b), c, acc)
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
		multiply(m, n, d, a[l*m:], 1, m, asRows(w, n, d, b[l*n:]), c, acc || l > 0)
	}
	putWorkspace(w)
	return true
}

func sideDense[T Float](act Activation, jets, points, in, out int, x, w, b, z, y []T) bool {
	if !side {
		return false
	}
	sideNN(jets*points, out, in, x, w, z, false)
	addBias(jets, points, out, b, z)
	if !sideForward(act, jets, points, out, z, y) {
		portableForward(act, jets, points, out, z, y)
	}
	return true
}

func sideDenseBackward[T Float](act Activation, jets, points, in, out int, w, z, y, gy, gx []T, acc bool) bool {
	if !side {
		return false
	}
	portableBackward(act, jets, points, out, z, y, gy, gy)
	return sideNT(jets*points, in, out, gy, w, gx, acc)
}

func sideForward[T Float](act Activation, jets, points, width int, z, y []T) bool {
	if !side || act != Tanh {
		return false
	}
	for i := range points {
		o := i * jets * width
		v := y[o : o+width]
		vectorTanh(v, z[o:o+width])
		for l := 1; l < jets; l++ {
			vectorDerivative(v, z[o+l*width:o+l*width+width], y[o+l*width:o+l*width+width])
		}
	}
	return true
}

func sideTanh[T Float](dst, src []T) bool {
	if side {
		vectorTanh(dst[:len(src)], src)
	}
	return side
}

// tanhConstants are what the kernels of tanh read, in their order.
var (
	tanhConstants32 = append([]float32{math.Float32frombits(sign32), minimax.TanhMax32, minimax.Log2E, minimax.Round32,
		minimax.Ln2Hi32, minimax.Ln2Lo32, 1, 2}, minimax.Exp32[:]...)
	tanhConstants64 = append([]float64{math.Float64frombits(sign64), minimax.TanhMax64, minimax.Log2E, minimax.Round64,
		minimax.Ln2Hi64, minimax.Ln2Lo64, 1, 2}, minimax.Exp64[:]...)
)

func vectorTanh[T Float](dst, src []T) {
	whole := len(src) / lanes[T]()
	if whole > 0 {
		tanhVectors[T](whole, ptr(dst), ptr(src))
	}
	if rest := whole * lanes[T](); rest < len(src) {
		var edge [4]T
		copy(edge[:], src[rest:])
		tanhVectors[T](1, unsafe.Pointer(&edge), unsafe.Pointer(&edge))
		copy(dst[rest:], edge[:])
	}
}

func tanhVectors[T Float](n int, dst, src unsafe.Pointer) {
	switch {
	case single[T]() && fused:
		neonTanhF32Fused(n, (*float32)(dst), (*float32)(src), &tanhConstants32[0])
	case single[T]():
		neonTanhF32(n, (*float32)(dst), (*float32)(src), &tanhConstants32[0])
	case fused:
		neonTanhF64Fused(n, (*float64)(dst), (*float64)(src), &tanhConstants64[0])
	default:
		neonTanhF64(n, (*float64)(dst), (*float64)(src), &tanhConstants64[0])
	}
}

// vectorDerivative computes y = (1 - t*t) z.
func vectorDerivative[T Float](t, z, y []T) {
	whole := len(t) / lanes[T]()
	switch {
	case whole == 0:
	case single[T]():
		neonTanhDerivativeF32(whole, (*float32)(ptr(t)), (*float32)(ptr(z)), (*float32)(ptr(y)))
	default:
		neonTanhDerivativeF64(whole, (*float64)(ptr(t)), (*float64)(ptr(z)), (*float64)(ptr(y)))
	}
	for i := whole * lanes[T](); i < len(t); i++ {
		y[i] = (1 - T(t[i]*t[i])) * z[i]
	}
}
