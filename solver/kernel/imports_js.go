//go:build js

package kernel

import "unsafe"

// Functions of the SIMD side module, bound by the loader (tools/headless/gowasm.mjs). Their parameters are listed in
// wasm/kernels/kernels.go. None of them keeps a pointer or calls back.

//go:wasmimport kern variants
func kernVariants() int32 // bit 0: simd, bit 1: relaxed

//go:wasmimport kern forced
func kernForced() int32 // what the loader was told to start with: 0 nothing, 1 scalar, 2 simd, 3 relaxed

//go:wasmimport kern select
func kernSelect(variant int32) // 2 simd, 3 relaxed

//go:wasmimport kern gemm_nn_f32
//go:noescape
func kernGemmNN32(m, n, k int32, a, b, c unsafe.Pointer, acc int32, scratch unsafe.Pointer)

//go:wasmimport kern gemm_nt_f32
//go:noescape
func kernGemmNT32(m, n, k int32, a, b, c unsafe.Pointer, acc int32, scratch unsafe.Pointer)

//go:wasmimport kern gemm_tn_f32
//go:noescape
func kernGemmTN32(m, n, k int32, a, b, c unsafe.Pointer, acc int32, scratch unsafe.Pointer)

//go:wasmimport kern dense_forward_f32
//go:noescape
func kernDenseForward32(act, jets, points, in, out int32, x, w, b, z, y, scratch unsafe.Pointer)

//go:wasmimport kern dense_backward_f32
//go:noescape
func kernDenseBackward32(act, jets, points, in, out int32, w, z, y, gy, gx unsafe.Pointer, acc int32, scratch unsafe.Pointer)

//go:wasmimport kern activation_forward_f32
//go:noescape
func kernActivationForward32(act, jets, points, width int32, b, z, y unsafe.Pointer)

//go:wasmimport kern activation_backward_f32
//go:noescape
func kernActivationBackward32(act, jets, points, width int32, z, y, gy, gz unsafe.Pointer)

//go:wasmimport kern bias_gradient_f32
//go:noescape
func kernBiasGradient32(jets, points, width int32, gz, db unsafe.Pointer)

//go:wasmimport kern tanh_f32
//go:noescape
func kernTanh32(n int32, dst, src unsafe.Pointer)

//go:wasmimport kern exp_f32
//go:noescape
func kernExp32(n int32, dst, src unsafe.Pointer)

//go:wasmimport kern sigmoid_f32
//go:noescape
func kernSigmoid32(n int32, dst, src unsafe.Pointer)

//go:wasmimport kern sin_f32
//go:noescape
func kernSin32(n int32, dst, src unsafe.Pointer)

//go:wasmimport kern dot_f32
//go:noescape
func kernDot32(n int32, x, y unsafe.Pointer) float64

//go:wasmimport kern gram2_f32
//go:noescape
func kernGram232(n int32, x0, x1, y0, y1, out unsafe.Pointer)

//go:wasmimport kern axpy_f32
//go:noescape
func kernAxpy32(n int32, a float32, x, y unsafe.Pointer)

//go:wasmimport kern adam_f32
//go:noescape
func kernAdam32(n int32, p, m, g, s unsafe.Pointer, rate, b2, complement, c2, delta float32)

//go:wasmimport kern gemm_nn_f64
//go:noescape
func kernGemmNN64(m, n, k int32, a, b, c unsafe.Pointer, acc int32, scratch unsafe.Pointer)

//go:wasmimport kern gemm_nt_f64
//go:noescape
func kernGemmNT64(m, n, k int32, a, b, c unsafe.Pointer, acc int32, scratch unsafe.Pointer)

//go:wasmimport kern gemm_tn_f64
//go:noescape
func kernGemmTN64(m, n, k int32, a, b, c unsafe.Pointer, acc int32, scratch unsafe.Pointer)

//go:wasmimport kern dense_forward_f64
//go:noescape
func kernDenseForward64(act, jets, points, in, out int32, x, w, b, z, y, scratch unsafe.Pointer)

//go:wasmimport kern dense_backward_f64
//go:noescape
func kernDenseBackward64(act, jets, points, in, out int32, w, z, y, gy, gx unsafe.Pointer, acc int32, scratch unsafe.Pointer)

//go:wasmimport kern activation_forward_f64
//go:noescape
func kernActivationForward64(act, jets, points, width int32, b, z, y unsafe.Pointer)

//go:wasmimport kern activation_backward_f64
//go:noescape
func kernActivationBackward64(act, jets, points, width int32, z, y, gy, gz unsafe.Pointer)

//go:wasmimport kern bias_gradient_f64
//go:noescape
func kernBiasGradient64(jets, points, width int32, gz, db unsafe.Pointer)

//go:wasmimport kern tanh_f64
//go:noescape
func kernTanh64(n int32, dst, src unsafe.Pointer)

//go:wasmimport kern exp_f64
//go:noescape
func kernExp64(n int32, dst, src unsafe.Pointer)

//go:wasmimport kern sigmoid_f64
//go:noescape
func kernSigmoid64(n int32, dst, src unsafe.Pointer)

//go:wasmimport kern sin_f64
//go:noescape
func kernSin64(n int32, dst, src unsafe.Pointer)

//go:wasmimport kern dot_f64
//go:noescape
func kernDot64(n int32, x, y unsafe.Pointer) float64

//go:wasmimport kern gram2_f64
//go:noescape
func kernGram264(n int32, x0, x1, y0, y1, out unsafe.Pointer)

//go:wasmimport kern axpy_f64
//go:noescape
func kernAxpy64(n int32, a float64, x, y unsafe.Pointer)

//go:wasmimport kern adam_f64
//go:noescape
func kernAdam64(n int32, p, m, g, s unsafe.Pointer, rate, b2, complement, c2, delta float64)

//go:wasmimport kern copy_rows_f32
//go:noescape
func kernCopyRows32(rows, cols int32, dst unsafe.Pointer, dstStride int32, src unsafe.Pointer, srcStride int32)

//go:wasmimport kern copy_rows_f64
//go:noescape
func kernCopyRows64(rows, cols int32, dst unsafe.Pointer, dstStride int32, src unsafe.Pointer, srcStride int32)

//go:wasmimport kern add_rows_f32
//go:noescape
func kernAddRows32(rows, cols int32, dst unsafe.Pointer, dstStride int32, src unsafe.Pointer, srcStride int32)

//go:wasmimport kern add_rows_f64
//go:noescape
func kernAddRows64(rows, cols int32, dst unsafe.Pointer, dstStride int32, src unsafe.Pointer, srcStride int32)

//go:wasmimport kern jet_rows_f32
//go:noescape
func kernJetRows32(points, jets, cols int32, src, dst unsafe.Pointer)

//go:wasmimport kern jet_rows_f64
//go:noescape
func kernJetRows64(points, jets, cols int32, src, dst unsafe.Pointer)

//go:wasmimport kern add_scaled_f32
//go:noescape
func kernAddScaled32(n int32, a float32, x, y, dst unsafe.Pointer)

//go:wasmimport kern add_scaled_f64
//go:noescape
func kernAddScaled64(n int32, a float64, x, y, dst unsafe.Pointer)

//go:wasmimport kern blend_f32
//go:noescape
func kernBlend32(n int32, a float32, y unsafe.Pointer, b float32, x unsafe.Pointer)

//go:wasmimport kern blend_f64
//go:noescape
func kernBlend64(n int32, a float64, y unsafe.Pointer, b float64, x unsafe.Pointer)

//go:wasmimport kern scale_f32
//go:noescape
func kernScale32(n int32, a float32, x unsafe.Pointer)

//go:wasmimport kern scale_f64
//go:noescape
func kernScale64(n int32, a float64, x unsafe.Pointer)

//go:wasmimport kern column_product_f32
//go:noescape
func kernColumnProduct32(rows, cols int32, x, w, dst unsafe.Pointer)

//go:wasmimport kern column_product_f64
//go:noescape
func kernColumnProduct64(rows, cols int32, x, w, dst unsafe.Pointer)

//go:wasmimport kern add_column_product_f32
//go:noescape
func kernAddColumnProduct32(rows, cols int32, x, w, dst unsafe.Pointer)

//go:wasmimport kern add_column_product_f64
//go:noescape
func kernAddColumnProduct64(rows, cols int32, x, w, dst unsafe.Pointer)

//go:wasmimport kern product_f32
//go:noescape
func kernProduct32(points, jets, cols int32, a, b, out unsafe.Pointer)

//go:wasmimport kern product_f64
//go:noescape
func kernProduct64(points, jets, cols int32, a, b, out unsafe.Pointer)

//go:wasmimport kern product_gradient_f32
//go:noescape
func kernProductGradient32(points, jets, cols int32, g, b, ga unsafe.Pointer)

//go:wasmimport kern product_gradient_f64
//go:noescape
func kernProductGradient64(points, jets, cols int32, g, b, ga unsafe.Pointer)

//go:wasmimport kern spread_f32
//go:noescape
func kernSpread32(points, jets, cols int32, a, b, out unsafe.Pointer)

//go:wasmimport kern spread_f64
//go:noescape
func kernSpread64(points, jets, cols int32, a, b, out unsafe.Pointer)

//go:wasmimport kern spread_gradient_f32
//go:noescape
func kernSpreadGradient32(points, jets, cols int32, g, b, ga unsafe.Pointer)

//go:wasmimport kern spread_gradient_f64
//go:noescape
func kernSpreadGradient64(points, jets, cols int32, g, b, ga unsafe.Pointer)

//go:wasmimport kern blend_wide_f32
//go:noescape
func kernBlendWide32(n int32, a float64, y unsafe.Pointer, b float64, x unsafe.Pointer)

//go:wasmimport kern blend_wide_f64
//go:noescape
func kernBlendWide64(n int32, a float64, y unsafe.Pointer, b float64, x unsafe.Pointer)

//go:wasmimport kern adaptive_f32
//go:noescape
func kernAdaptive32(n int32, s, g, m unsafe.Pointer, b2, complement, c1, c2, delta float64)

//go:wasmimport kern adaptive_f64
//go:noescape
func kernAdaptive64(n int32, s, g, m unsafe.Pointer, b2, complement, c1, c2, delta float64)

//go:wasmimport kern descend_f32
//go:noescape
func kernDescend32(n int32, rate float64, d, p unsafe.Pointer)

//go:wasmimport kern descend_f64
//go:noescape
func kernDescend64(n int32, rate float64, d, p unsafe.Pointer)
