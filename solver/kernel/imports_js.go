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
