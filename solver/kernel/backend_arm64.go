package kernel

// On arm64 the products and hyperbolic tangents are assembly for NEON, which every such processor has (kernels_arm64.s, written by
// tools/kernelgen/arm64); the rest are the portable loops. Unless told otherwise it is the plain ones that run: they keep the bits.

var (
	active = SIMD
	side   = true  // the vector kernels are selected
	fused  = false // those with fused multiply-add
)

func use(name string) { active, side, fused = name, name != Scalar, name == Relaxed }

func available() []string { return []string{Scalar, SIMD, Relaxed} }
