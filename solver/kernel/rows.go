package kernel

// Operations on whole rows and on jets, as a graph of matrices needs them.

// CopyRows copies rows of cols elements: dst[i*dstStride+j] = src[i*srcStride+j]. Strides are in elements.
func CopyRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) {
	needRows("dst", dst, rows, cols, dstStride)
	needRows("src", src, rows, cols, srcStride)
	if !sideCopyRows(rows, cols, dst, dstStride, src, srcStride) {
		copyRows(rows, cols, dst, dstStride, src, srcStride)
	}
}

// AddRows adds rows in order: dst[i*dstStride+j] += src[i*srcStride+j]. Stride 0 of dst sums rows, of src adds one row everywhere.
func AddRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) {
	needRows("dst", dst, rows, cols, dstStride)
	needRows("src", src, rows, cols, srcStride)
	if !sideAddRows(rows, cols, dst, dstStride, src, srcStride) {
		addRows(rows, cols, dst, dstStride, src, srcStride)
	}
}

func needRows[T any](name string, s []T, rows, cols, stride int) {
	if rows > 0 {
		need(name, s, (rows-1)*stride+cols)
	}
}

// JetRows writes jets as rows, rounded to the precision: src has four numbers, the value and the derivatives in t, x and y, for every column
// of every point, and row l of a point gets number l of each: dst[(i*jets+l)*cols+j] = src[4*(i*cols+j)+l].
func JetRows[T Float](points, jets, cols int, src []float64, dst []T) {
	if jets > 4 {
		panic("kernel: JetRows of more than four jets")
	}
	need("src", src, 4*points*cols)
	need("dst", dst, points*jets*cols)
	if !sideJetRows(points, jets, cols, src, dst) {
		jetRows(points, jets, cols, src, dst)
	}
}

// AddScaled computes dst = y + a*x.
func AddScaled[T Float](a T, x, y, dst []T) {
	need("y", y, len(x))
	need("dst", dst, len(x))
	if !sideAddScaled(a, x, y, dst) {
		addScaled(a, x, y, dst)
	}
}

// ColumnProduct computes dst_ij = x_ij*w_j for rows of len(w) columns.
func ColumnProduct[T Float](rows int, x, w, dst []T) {
	need("x", x, rows*len(w))
	need("dst", dst, rows*len(w))
	if !sideColumnProduct(false, rows, x, w, dst) {
		columnProduct(rows, x, w, dst)
	}
}

// AddColumnProduct computes dst_ij += x_ij*w_j for rows of len(w) columns.
func AddColumnProduct[T Float](rows int, x, w, dst []T) {
	need("x", x, rows*len(w))
	need("dst", dst, rows*len(w))
	if !sideColumnProduct(true, rows, x, w, dst) {
		addColumnProduct(rows, x, w, dst)
	}
}

// Product computes out = a*b on jets, element by element: out_l = a_l*b + a*b_l for the derivatives l. With spread, b has one column, which
// multiplies every column of a.
func Product[T Float](spread bool, points, jets, cols int, a, b, out []T) {
	needFactors(spread, points, jets, cols, a, b, out)
	if !sideProduct(spread, points, jets, cols, a, b, out) {
		product(spread, points, jets, cols, a, b, out)
	}
}

// ProductGradient adds the gradient of the first factor of Product, given that of the product: ga += g*b + sum_l g_l*b_l, the sum first,
// and ga_l += g_l*b.
func ProductGradient[T Float](spread bool, points, jets, cols int, g, b, ga []T) {
	needFactors(spread, points, jets, cols, g, b, ga)
	if !sideProductGradient(spread, points, jets, cols, g, b, ga) {
		productGradient(spread, points, jets, cols, g, b, ga)
	}
}

func needFactors[T Float](spread bool, points, jets, cols int, a, b, out []T) {
	need("a", a, points*jets*cols)
	need("out", out, points*jets*cols)
	if spread {
		cols = 1
	}
	need("b", b, points*jets*cols)
}

// The reference loops.

func copyRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) {
	for i := range rows {
		copy(dst[i*dstStride:i*dstStride+cols], src[i*srcStride:])
	}
}

func addRows[T Float](rows, cols int, dst []T, dstStride int, src []T, srcStride int) {
	for i := range rows {
		d := dst[i*dstStride:][:cols]
		for j, v := range src[i*srcStride:][:cols] {
			d[j] += v
		}
	}
}

func jetRows[T Float](points, jets, cols int, src []float64, dst []T) {
	for i := range points {
		for l := range jets {
			row := dst[(i*jets+l)*cols:][:cols]
			for j := range row {
				row[j] = T(src[4*(i*cols+j)+l])
			}
		}
	}
}

func addScaled[T Float](a T, x, y, dst []T) {
	for i, v := range x {
		dst[i] = y[i] + T(a*v)
	}
}

func columnProduct[T Float](rows int, x, w, dst []T) {
	n := len(w)
	for i := range rows {
		xi, d := x[i*n:][:n], dst[i*n:][:n]
		for j, v := range w {
			d[j] = xi[j] * v
		}
	}
}

func addColumnProduct[T Float](rows int, x, w, dst []T) {
	n := len(w)
	for i := range rows {
		xi, d := x[i*n:][:n], dst[i*n:][:n]
		for j, v := range w {
			d[j] += T(xi[j] * v)
		}
	}
}

// jetAt returns jet l of the second factor for column j at the point whose rows begin with row o.
func jetAt[T Float](spread bool, b []T, o, l, cols, j int) T {
	if spread {
		return b[o+l]
	}
	return b[(o+l)*cols+j]
}

func product[T Float](spread bool, points, jets, cols int, a, b, out []T) {
	for o := 0; o < points*jets; o += jets {
		for j := range cols {
			a0, b0 := a[o*cols+j], jetAt(spread, b, o, 0, cols, j)
			out[o*cols+j] = a0 * b0
			for l := 1; l < jets; l++ {
				k := (o+l)*cols + j
				out[k] = T(a[k]*b0) + T(a0*jetAt(spread, b, o, l, cols, j))
			}
		}
	}
}

func productGradient[T Float](spread bool, points, jets, cols int, g, b, ga []T) {
	for o := 0; o < points*jets; o += jets {
		for j := range cols {
			b0 := jetAt(spread, b, o, 0, cols, j)
			s := T(g[o*cols+j] * b0)
			for l := 1; l < jets; l++ {
				k := (o+l)*cols + j
				s += T(g[k] * jetAt(spread, b, o, l, cols, j))
				ga[k] += T(g[k] * b0)
			}
			ga[o*cols+j] += s
		}
	}
}
