// Package kernels is the source of the SIMD side module: the kernels of solver/kernel as vector code.
//
// The module imports the memory of the Go module as env.mem and works on slices in place; tools/kernelgen writes it to
// kernels-simd.wasm (plain v128) and kernels-relaxed.wasm (relaxed_madd). The plain variant gives the bits of the reference loops in
// solver/kernel/generic.go: the same order of every sum, the same polynomials, one rounding per operation. Vectors run
// along rows (output columns), so no sum is split except that of the dot product, whose four partial sums are defined there.
package kernels

import "github.com/hrgrad/hrgrad/wasm/kernels/asm"

// Exported function names end in the precision. All sizes are element counts, all pointers byte addresses (i32):
//
//	gemm_nn, gemm_nt, gemm_tn (m, n, k, a, b, c, acc, scratch)
//	dense_forward (act, jets, points, in, out, x, w, b or 0, z, y, scratch)
//	dense_backward (act, jets, points, in, out, w, z, y, gy, gx, acc, scratch)
//	activation_forward (act, jets, points, width, b or 0, z, y)
//	activation_backward (act, jets, points, width, z, y, gy, gz)
//	bias_gradient (jets, points, width, gz, db)
//	tanh, exp, sigmoid, sin (n, dst, src)
//	dot (n, x, y) f64;  gram2 (n, x0, x1, y0, y1, out): out = x0·y0, x0·y1, x1·y0, x1·y1
//	copy_rows, add_rows (rows, cols, dst, stride, src, stride)
//	jet_rows (points, 3 or 4 jets, cols, src, dst): src is f64
//	column_product, add_column_product (rows, cols, x, w, dst)
//	product, spread (points, jets, cols, a, b, out);  product_gradient, spread_gradient (points, jets, cols, g, b, ga)
//	blend_wide (n, a, y, b, x);  adaptive (n, s, g, m, b2, complement, c1, c2, delta);  descend (n, rate, d, p): a, b and rates are f64
//	square_loss (points, cols, r, w, c, grad or 0) f64
//	orthonormalize_f64 (k, n, row, y, columns, c) i32;  sincos_f64 (n, sin, cos, x);  cephes_sincos_f64 (n, sin, cos, x) i32
//	gas_f64 (which, n, rows, numbers)
//	axpy (n, a, x, y);  add_scaled (n, a, x, y, dst);  blend (n, a, y, b, x);  scale (n, a, x);  adam (n, p, m, g, s, rate, b2, 1-b2, c2, delta)
//
// scratch holds the packed right-hand matrix: k rows (gemm_tn: min(k, Depth)) of n columns, n rounded up to 32 bytes' worth; gemm_tn needs at
// least m numbers.

// Depth is the number of rows that gemm_tn takes at a time.
const Depth = 64

// family generates the kernels of one precision.
type family struct {
	asm.Lanes
	m      *asm.Module
	suffix string
	f      *asm.Func // under construction

	doubles *family // parts of vectors of doubles

	loadPart, storePart *asm.Func
	packRows, packCols  *asm.Func
	packBlock           *asm.Func // in narrow panels
	rowTiles, wideTiles []tile    // highest first, for A by rows (NN, NT)
	colTiles            []tile    // for A by columns (TN)
	mulPacked           *asm.Func
	row                 *asm.Func // one row times a matrix
	column              *asm.Func // the last column of a product
	dot, scale          *asm.Func
	forward, backward   *asm.Func
}

// Binary returns the binary side module, plain or relaxed.
func Binary(relaxed bool) []byte {
	m := &asm.Module{}
	m.ImportMemory("env", "mem")
	for _, double := range []bool{false, true} {
		f := &family{Lanes: asm.Lanes{Double: double, Relaxed: relaxed}, m: m, suffix: "_f32"}
		if double {
			f.suffix = "_f64"
		}
		f.parts()
		if f.doubles = f; !double {
			f.doubles = &family{Lanes: asm.Lanes{Double: true, Relaxed: relaxed}, m: m}
			f.doubles.parts()
		}
		f.packing()
		f.gemm()
		f.activations()
		f.dense()
		f.elementwise()
		f.dots()
		f.updates()
		f.rowwise()
		f.mixed()
		f.squareLoss()
		if double {
			f.orthonormalize()
			f.sincosines()
			f.gases()
		}
	}
	return m.Encode()
}

// fn starts an exported function with i32 parameters.
func (k *family) fn(name string, params int) (*asm.Func, []asm.Var) {
	return k.define(name+k.suffix, nil, i32s(params)...)
}

// internal starts a function that is not exported.
func (k *family) internal(params int) (*asm.Func, []asm.Var) {
	return k.define("", nil, i32s(params)...)
}

func (k *family) define(name string, results []asm.Type, params ...asm.Type) (*asm.Func, []asm.Var) {
	f, p := k.m.Func(name, results, params...)
	k.f = f
	return f, p
}

// Const is the same number in every lane.
func (k *family) Const(v float64) asm.Var { return k.f.Constant(k.Lanes.Const(v)) }

// IConst is the same integer in every lane.
func (k *family) IConst(v uint64) asm.Var { return k.f.Constant(k.Lanes.IConst(v)) }

func i32s(n int) []asm.Type {
	t := make([]asm.Type, n)
	for i := range t {
		t[i] = asm.I32
	}
	return t
}

// bytes converts an element count to bytes.
func (k *family) bytes(count asm.Value) asm.Expr { return asm.Mul(count, asm.Int(k.Size())) }

// inc adds to an i32 variable.
func inc(f *asm.Func, v asm.Var, by asm.Value) { f.Set(v, asm.Add(v, by)) }
