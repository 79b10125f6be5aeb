package weighting

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// generator is the random source of the operators that need one: PCG with a
// state that can be saved, and draws built on it that have the same bits on every
// platform (the NormFloat64 of math/rand/v2 calls math.Exp and math.Log).
type generator struct{ pcg *rand.PCG }

func newGenerator(seed uint64) generator {
	return generator{rand.NewPCG(seed, 0x9e3779b97f4a7c15)}
}

// uniform returns a number in [0, 1) with 53 random bits.
func (g generator) uniform() float64 { return float64(g.pcg.Uint64()>>11) / (1 << 53) }

// below returns an integer in [0, n).
func (g generator) below(n int) int {
	// Rejection keeps it unbiased.
	limit := math.MaxUint64 - math.MaxUint64%uint64(n)
	for {
		if x := g.pcg.Uint64(); x < limit {
			return int(x % uint64(n))
		}
	}
}

// normal returns a standard normal number by the polar method of Marsaglia.
func (g generator) normal() float64 {
	for {
		x, y := 2*g.uniform()-1, 2*g.uniform()-1
		s := float64(x*x) + float64(y*y)
		if s > 0 && s < 1 {
			return x * math.Sqrt(-2*log(s)/s)
		}
	}
}

// shuffle permutes p (Fisher and Yates).
func (g generator) shuffle(p []int) {
	for i := len(p) - 1; i > 0; i-- {
		j := g.below(i + 1)
		p[i], p[j] = p[j], p[i]
	}
}

func (g generator) state() []byte {
	b, err := g.pcg.MarshalBinary()
	if err != nil {
		panic(err) // PCG never fails to marshal
	}
	return b
}

func restoreGenerator(name string, b []byte) (generator, error) {
	g := generator{new(rand.PCG)}
	if err := g.pcg.UnmarshalBinary(b); err != nil {
		return g, fmt.Errorf("%s: state field random is not a generator state of 20 bytes", name)
	}
	return g, nil
}
