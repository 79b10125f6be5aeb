package weighting

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkWeights measures one warm call on gradients in strong conflict (random, in m+1 dimensions), cycling through
// several Gram matrices so that the path taken varies.
func BenchmarkWeights(b *testing.B) {
	for _, sp := range Specs() {
		if sp.Elementwise {
			continue
		}
		for _, m := range []int{2, 4, 8, 16, 32} {
			b.Run(fmt.Sprintf("%s/m=%d", sp.Name, m), func(b *testing.B) {
				r := rand.New(rand.NewPCG(1, uint64(m)))
				var grams, loss [][]float64
				for range 16 {
					grams = append(grams, gramOf(gaussian(r, m, m+1)))
					loss = append(loss, losses(r, m))
				}
				w := mustNew(b, sp.Name, Options{})
				for i := range grams {
					mustWeights(b, w, grams[i], loss[i])
				}
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if _, err := w.Weights(Input{M: m, Gram: grams[i%16], Losses: loss[i%16]}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
