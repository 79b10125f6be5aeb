// Package kernel holds the compute kernels of the network: matrix products, dense layers with their jets, elementary
// functions, and the vector operations of optimisers and Gram matrices.
//
// Matrices are row-major and contiguous. A jet matrix of n points, J jets and width w has n*J rows of w columns; the rows
// of one point are neighbours: with J = 3 rows 3i, 3i+1, 3i+2 hold the value, the t derivative and the x derivative of
// point i, with J = 1 there are only values.
//
// Invariants: every sum runs in the order of the reference loop, one rounding per multiplication and one per addition (never fused), so
// that all builds give the same bits; the relaxed-SIMD build is the stated exception. Slices that are too short panic before
// anything is computed.
//
// For example, C = A B for A of 2 rows and 3 columns and B of 3 rows and 1 column:
//
//	kernel.GemmNN(2, 1, 3, a, b, c, false) // c[i] = sum_l a[3i+l] b[l]
package kernel

import "fmt"

// Float is the precision of a kernel.
type Float interface{ float32 | float64 }

// Activation names the nonlinearity of a dense layer.
type Activation int

// The activations of a dense layer.
const (
	Identity Activation = iota
	Tanh
	Swish // z*sigmoid(z)
	Sine
)

func need[T any](name string, s []T, n int) {
	if len(s) < n {
		panic(fmt.Sprintf("kernel: %s has %d elements, needs %d", name, len(s), n))
	}
}

// GemmNN computes C = A·B, or C += A·B with acc; A is m×k, B is k×n, C is m×n.
func GemmNN[T Float](m, n, k int, a, b, c []T, acc bool) {
	need("a", a, m*k)
	need("b", b, k*n)
	need("c", c, m*n)
	if !sideNN(m, n, k, a, b, c, acc) {
		portableNN(m, n, k, a, b, c, acc)
	}
}

// GemmNT computes C = A·Bᵀ, or C += A·Bᵀ with acc; A is m×k, B is n×k, C is m×n.
func GemmNT[T Float](m, n, k int, a, b, c []T, acc bool) {
	need("a", a, m*k)
	need("b", b, n*k)
	need("c", c, m*n)
	if !sideNT(m, n, k, a, b, c, acc) {
		portableNT(m, n, k, a, b, c, acc)
	}
}

// GemmTN computes C = Aᵀ·B, or C += Aᵀ·B with acc; A is k×m, B is k×n, C is m×n.
func GemmTN[T Float](m, n, k int, a, b, c []T, acc bool) {
	need("a", a, k*m)
	need("b", b, k*n)
	need("c", c, m*n)
	if !sideTN(m, n, k, a, b, c, acc) {
		portableTN(m, n, k, a, b, c, acc)
	}
}

// DenseForward computes one layer Y = act(X·W + b) with its jets. X is (points*jets)×in, W in×out, b out (added to value
// rows only; may be nil), Y (points*jets)×out. z receives the pre-activations, same shape as Y; for Identity and Tanh the
// backward pass does not need them and z may be nil.
func DenseForward[T Float](act Activation, jets, points, in, out int, x, w, b, z, y []T) {
	rows := jets * points
	need("x", x, rows*in)
	need("w", w, in*out)
	need("y", y, rows*out)
	if b != nil {
		need("b", b, out)
	}
	if z == nil {
		if act != Identity && act != Tanh {
			panic("kernel: DenseForward needs z for this activation")
		}
		z = y
	}
	need("z", z, rows*out)
	if !sideDense(act, jets, points, in, out, x, w, b, z, y) {
		portableDense(act, jets, points, in, out, x, w, b, z, y)
	}
}

// ActivationForward computes Y = act(Z) with its jets: y = a(z), y_t = a'(z) z_t, y_x = a'(z) z_x. z and y may be the
// same slice for Identity and Tanh.
func ActivationForward[T Float](act Activation, jets, points, width int, z, y []T) {
	need("z", z, jets*points*width)
	need("y", y, jets*points*width)
	if !sideForward(act, jets, points, width, z, y) {
		portableForward(act, jets, points, width, z, y)
	}
}

// ActivationBackward turns the gradient gy of Y = act(Z) into the gradient gz of Z; gz may be gy itself. z may be nil for
// Identity and Tanh.
func ActivationBackward[T Float](act Activation, jets, points, width int, z, y, gy, gz []T) {
	n := jets * points * width
	if act != Identity && act != Tanh {
		need("z", z, n)
	}
	need("y", y, n)
	need("gy", gy, n)
	need("gz", gz, n)
	if !sideBackward(act, jets, points, width, z, y, gy, gz) {
		portableBackward(act, jets, points, width, z, y, gy, gz)
	}
}

// DenseBackward is the backward pass of DenseForward with respect to its input: gy is overwritten with the gradient of the
// pre-activations, and gx (same shape as X; may be nil) receives gz·Wᵀ, or accumulates it with acc.
func DenseBackward[T Float](act Activation, jets, points, in, out int, w, z, y, gy, gx []T, acc bool) {
	if gx == nil {
		ActivationBackward(act, jets, points, out, z, y, gy, gy)
		return
	}
	n := jets * points * out
	if act != Identity && act != Tanh {
		need("z", z, n)
	}
	need("w", w, in*out)
	need("y", y, n)
	need("gy", gy, n)
	need("gx", gx, jets*points*in)
	if !sideDenseBackward(act, jets, points, in, out, w, z, y, gy, gx, acc) {
		portableBackward(act, jets, points, out, z, y, gy, gy)
		portableNT(jets*points, in, out, gy, w, gx, acc)
	}
}

// DenseWeightGradient accumulates the gradient of one segment of rows: dw += Xᵀ·gz (in×out), db += column sums of the value
// rows of gz (db may be nil). x and gz are the rows of the segment only.
func DenseWeightGradient[T Float](jets, points, in, out int, x, gz, dw, db []T) {
	GemmTN(in, out, jets*points, x, gz, dw, true)
	if db != nil {
		need("db", db, out)
		if !sideBiasGradient(jets, points, out, gz, db) {
			biasGradient(jets, points, out, gz, db)
		}
	}
}

// TanhVec sets dst_i = tanh(src_i); dst may be src.
func TanhVec[T Float](dst, src []T) {
	need("dst", dst, len(src))
	if !sideTanh(dst, src) {
		tanhVec(dst, src)
	}
}

// ExpVec sets dst_i = e^src_i; dst may be src.
func ExpVec[T Float](dst, src []T) {
	need("dst", dst, len(src))
	if !sideExp(dst, src) {
		expVec(dst, src)
	}
}

// SigmoidVec sets dst_i = 1/(1+e^-src_i); dst may be src.
func SigmoidVec[T Float](dst, src []T) {
	need("dst", dst, len(src))
	if !sideSigmoid(dst, src) {
		sigmoidVec(dst, src)
	}
}

// SinVec sets dst_i = sin(src_i), NaN for |src_i| > 2^20; dst may be src.
func SinVec[T Float](dst, src []T) {
	need("dst", dst, len(src))
	if !sideSin(dst, src) {
		sinVec(dst, src)
	}
}

// Dot returns sum x_i*y_i, accumulated in float64: four partial sums, element i in sum i mod 4, added as (0+2)+(1+3).
func Dot[T Float](x, y []T) float64 {
	need("y", y, len(x))
	if d, ok := sideDot(x, y); ok {
		return d
	}
	return dot(x, y)
}

// Axpy computes y += a*x.
func Axpy[T Float](a T, x, y []T) {
	need("y", y, len(x))
	if !sideAxpy(a, x, y) {
		axpy(a, x, y)
	}
}

// Gram writes the m×m matrix of inner products of the m vectors g, each summed as by Dot.
func Gram[T Float](g [][]T, out []float64) {
	for strip := range GramStrips(len(g)) {
		GramStrip(strip, g, out)
	}
}

// GramStrips returns in how many strips the matrix of m vectors can be computed, by several goroutines if need be.
func GramStrips(m int) int { return (m + 1) / 2 }

// GramStrip writes rows and columns 2*strip and 2*strip+1 from the diagonal on.
func GramStrip[T Float](strip int, g [][]T, out []float64) {
	m := len(g)
	need("out", out, m*m)
	if sideGram(strip, g, out) {
		return
	}
	for i := 2 * strip; i < min(2*strip+2, m); i++ {
		for j := i; j < m; j++ {
			d := Dot(g[i], g[j])
			out[i*m+j], out[j*m+i] = d, d
		}
	}
}

// Products writes the inner products of every vector with itself and with u, each summed as by Dot.
func Products[T Float](vs [][]T, u []T, squares, products []float64) {
	need("squares", squares, len(vs))
	need("products", products, len(vs))
	for _, v := range vs {
		need("vector", v, len(u))
	}
	if sideProducts(vs, u, squares, products) {
		return
	}
	for i, v := range vs {
		squares[i], products[i] = Dot(v[:len(u)], v), Dot(u, v)
	}
}

// AdamStep updates the second moment s with gradient g and takes one step with first moment m (already bias corrected, or
// the operator's result): s = b2*s + (1-b2)*g^2, p -= rate * m / (sqrt(s/c2) + delta), c2 = 1 - b2^step.
func AdamStep[T Float](p, m, g, s []T, rate, b2, c2, delta T) {
	need("m", m, len(p))
	need("g", g, len(p))
	need("s", s, len(p))
	if !sideAdam(p, m, g, s, rate, b2, c2, delta) {
		adamStep(p, m, g, s, rate, b2, c2, delta)
	}
}
