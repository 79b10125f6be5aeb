package kernel

import "golang.org/x/sys/cpu"

// On amd64 the vector kernels are assembly for AVX2 (kernels_amd64.s, written by tools/kernelgen/amd64), where the processor has it,
// and products, hyperbolic tangents and kernels of gases for AVX-512. Unless told otherwise it is the plain ones that run: on processors of the day they are nearly as fast as the fused ones, and they keep
// the bits.

var (
	active = Scalar
	side   = false // the vector kernels are selected
	fused  = false // those with fused multiply-add

	// avx512 tells that plain products and hyperbolic tangents, and kernels of gases, may use AVX-512, with the same bits.
	avx512 = cpu.X86.HasAVX512F
)

func init() {
	if cpu.X86.HasAVX2 {
		use(SIMD)
	}
}

func use(name string) { active, side, fused = name, name != Scalar, name == Relaxed }

func available() []string {
	names := []string{Scalar}
	if cpu.X86.HasAVX2 {
		names = append(names, SIMD)
		if cpu.X86.HasFMA {
			names = append(names, Relaxed)
		}
	}
	return names
}
