package kernel

import (
	"fmt"
	"strings"
)

// The implementations of the kernels.
const (
	Scalar  = "scalar"  // portable Go loops, on every build
	SIMD    = "simd"    // vector code, the bits of Scalar: assembly for AVX2 and AVX-512 on amd64 and NEON on arm64, the side module's v128 on wasm
	Relaxed = "relaxed" // vector code with fused multiply-add: faster, not bit-reproducible
)

// Use selects the implementation for all kernels. The default is the fastest one that keeps the bits natively, on
// wasm the fastest one available. It must not be called while
// kernels run on other goroutines.
func Use(name string) error {
	for _, n := range Available() {
		if n == name {
			use(name)
			return nil
		}
	}
	return fmt.Errorf("kernels: %q is not available here; available: %s", name, strings.Join(Available(), ", "))
}

// Active returns the name of the implementation in use.
func Active() string { return active }

// Available returns the names of the implementations that run here, the fastest last.
func Available() []string { return available() }
