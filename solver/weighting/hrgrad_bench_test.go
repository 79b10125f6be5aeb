package weighting

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkHRGrad: calls with tasks in strong conflict, random gradients in m+1 dimensions. drift is how far each call's gradients
// move from those of the call before; 1 changes the signs of the cone every time.
func BenchmarkHRGrad(b *testing.B) {
	for _, m := range []int{8, 12, 32} {
		for _, drift := range []float64{1e-3, 1} {
			b.Run(fmt.Sprintf("m%d/drift%g", m, drift), func(b *testing.B) {
				r := rand.New(rand.NewPCG(23, 24))
				g := gaussian(r, m, m+1)
				var calls []Input
				for range 16 {
					for i := range g {
						for j := range g[i] {
							g[i][j] += drift * r.NormFloat64()
						}
					}
					calls = append(calls, Input{M: m, Gram: gramOf(g)})
				}
				w, err := New("hrgrad", Options{})
				if err != nil {
					b.Fatal(err)
				}
				for i := 0; b.Loop(); i++ {
					if _, err := w.Weights(calls[i%16]); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
