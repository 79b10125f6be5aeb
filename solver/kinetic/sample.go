package kinetic

import (
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// uniform fills dst with one uniform deviate per equal interval of [lo, hi], in random order: stratified sampling.
func uniform(rng *rand.Rand, dst []float64, lo, hi float64) {
	h := (hi - lo) / float64(len(dst))
	for i := range dst {
		dst[i] = lo + float64(h*(float64(i)+rng.Float64()))
	}
	for i := len(dst) - 1; i > 0; i-- { // as rng.Shuffle
		n := uint64(i + 1)
		j, ok := scaled(rng.Uint64(), n)
		if !ok {
			j = below(rng, n)
		}
		dst[i], dst[j] = dst[j], dst[i]
	}
}

// below is rng.Uint64N(n) for n of at most 32 bits.
func below(rng *rand.Rand, n uint64) uint64 {
	for {
		if j, ok := scaled(rng.Uint64(), n); ok {
			return j
		}
	}
}

// scaled is what rng.Uint64N(n) makes of a random number, for n of at most 32 bits, or false where it draws another, so that all results are equally
// likely: the upper half of the product with n unless the lower is below 2^64 mod n. It takes two multiplications; without an instruction for products
// of 128 bits, as in WebAssembly, that function takes four and a call.
func scaled(v, n uint64) (uint64, bool) {
	if n&(n-1) == 0 {
		return v & (n - 1), true
	}
	low := v & math.MaxUint32 * n
	high := v>>32*n + low>>32
	rest := high<<32 | low&math.MaxUint32
	return high >> 32, rest >= n || rest >= -n%n
}

// layered replaces a share of the times by ones that are log-uniform between lo and hi, the range of an initial layer.
func layered(rng *rand.Rand, t []float64, share, lo, hi float64) {
	if !(lo < hi) {
		return
	}
	n := int(share * float64(len(t)))
	a, b := kernel.Log64(lo), kernel.Log64(hi)
	for i := range n {
		t[i] = kernel.Exp64(a + float64((b-a)*((float64(i)+rng.Float64())/float64(n))))
	}
}

// StratifiedKnudsen draws one Knudsen number per equal log-interval of [epsMin, epsMax], ascending from epsMin. The outermost
// intervals are stretched by a twentieth and clamped, so that the ends of the range are trained too.
func StratifiedKnudsen(rng *rand.Rand, epsMin, epsMax float64, dst []float64) {
	span, last := kernel.Log64(epsMin/epsMax), len(dst)-1
	for i := range dst {
		lo, hi := float64(i), float64(i+1)
		if i == 0 {
			lo -= 0.05
		}
		if i == last {
			hi += 0.05
		}
		u := (lo + float64((hi-lo)*rng.Float64())) / float64(len(dst))
		dst[i] = float64(epsMax * kernel.Exp64(span*(1-min(1, max(0, u)))))
	}
}

// TowardsKinetic redraws the last of the Knudsen numbers of strata, those that are equal log-intervals, by the arcsine law in eps: denser at both
// ends of its stratum. As Chebyshev points do, it keeps what is fitted to a few dozen Knudsen numbers from oscillating towards the largest.
func TowardsKinetic(rng *rand.Rand, epsMin, epsMax float64, dst []float64) {
	least := epsMax * kernel.Exp64(kernel.Log64(epsMin/epsMax)/float64(len(dst)))
	u := 0.5 * (1 - kernel.Cos64(math.Pi*rng.Float64()))
	dst[len(dst)-1] = max(epsMin, min(epsMax, least+float64((epsMax-least)*u)))
}

// DrawParameters draws the parameters of every stratum, set[k*n:k*n+n] for the k-th, n = len(of): each parameter once in every equal
// part of its range, in random order, stretched by a twentieth at both ends and clamped, so that the ends are trained too.
func DrawParameters(rng *rand.Rand, of []problemfile.Parameter, set []float64) {
	n := len(of)
	if n == 0 {
		return
	}
	column := make([]float64, len(set)/n)
	for k, q := range of {
		margin := 0.05 * (q.Max - q.Min)
		uniform(rng, column, q.Min-margin, q.Max+margin)
		for i, v := range column {
			set[i*n+k] = min(q.Max, max(q.Min, v))
		}
	}
}

// kneeKnudsen is where fields of linear transport change from kinetic to diffusive: below it they hardly depend on eps.
const kneeKnudsen = 1e-2

// leaning is implemented by problems whose network has most to learn above kneeKnudsen, so that more Knudsen numbers are drawn there:
// evenly on a log scale with the exponent 1, and more of them near the largest one with a greater exponent.
type leaning interface{ leansKinetic() (exponent float64) }

// DrawKnudsen draws the Knudsen numbers of the strata of a problem like StratifiedKnudsen, for problems that lean, as those of files with linear transport,
// half of them above kneeKnudsen, a third of six decades. After 2000 steps that took the worst errors of rho of three problems from 1.2e-2,
// 9.2e-3 and 6.2e-3 to 8.3e-3, 7.1e-3 and 4.8e-3.
// With the exponent 1.5 in place of 1 the density of transport to t = 5 on a period of 4 was off by 1.9e-3 at eps = 1, before by 4.5e-3.
func DrawKnudsen(rng *rand.Rand, p Problem, epsMin, epsMax float64, dst []float64) {
	StratifiedKnudsen(rng, epsMin, epsMax, dst)
	if c, ok := p.(crowding); ok {
		crowd(c.crowdsKinetic(), epsMin, epsMax, dst)
		return
	}
	l, ok := p.(leaning)
	if !ok || !(epsMin < 0.1*kneeKnudsen && epsMax > kneeKnudsen) {
		return
	}
	exponent := l.leansKinetic()
	span := kernel.Log64(epsMax / epsMin)
	upper := kernel.Log64(epsMax/kneeKnudsen) / span
	if upper >= 0.5 {
		return
	}
	for i, e := range dst {
		u := kernel.Log64(epsMax/e) / span
		if u < 0.5 {
			if u *= 2; u > 0 && exponent != 1 {
				u = kernel.Exp64(exponent * kernel.Log64(u))
			}
			u *= upper
		} else {
			u = upper + float64((float64(2*u)-1)*(1-upper))
		}
		dst[i] = max(epsMin, min(epsMax, float64(epsMax*kernel.Exp64(-u*span))))
	}
}
