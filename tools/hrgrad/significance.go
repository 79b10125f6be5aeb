package main

import (
	"math"
	"math/rand/v2"
	"slices"
)

// pairedP is the two-sided probability that paired differences of mean zero are as far from zero as those given, by flipping signs
// (Fisher's randomisation test): exact up to 16 pairs, beyond from 50000 draws of a fixed seed. Differences without a value count as
// the largest of the others. Fewer than two pairs, or none that differ, tell nothing: 1.
func pairedP(d []float64) float64 {
	d = slices.Clone(d)
	big := 0.0
	for _, v := range d {
		if !math.IsInf(v, 0) && !math.IsNaN(v) {
			big = max(big, math.Abs(v))
		}
	}
	for i, v := range d {
		if math.IsInf(v, 0) {
			d[i] = math.Copysign(big, v)
		} else if math.IsNaN(v) {
			d[i] = 0
		}
	}
	n := len(d)
	total := 0.0
	for _, v := range d {
		total += v
	}
	if n < 2 || big == 0 {
		return 1
	}
	limit := math.Abs(total) - 1e-12*big
	if n <= 16 {
		far := 0
		for set := range 1 << n {
			s := 0.0
			for i, v := range d {
				if set>>i&1 == 1 {
					v = -v
				}
				s += v
			}
			if math.Abs(s) >= limit {
				far++
			}
		}
		return float64(far) / float64(int(1)<<n)
	}
	const draws = 50_000
	rng, far := rand.New(rand.NewPCG(1, 2)), 1 // the data themselves are one draw
	for range draws {
		s := 0.0
		for _, v := range d {
			if rng.Uint64()&1 == 1 {
				v = -v
			}
			s += v
		}
		if math.Abs(s) >= limit {
			far++
		}
	}
	return float64(far) / (draws + 1)
}

// nemenyi holds the 5 % points of the studentised range over sqrt(2), for 2 to 20 runners (Demsar, J. Machine Learning Research 7, 2006).
var nemenyi = []float64{1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164, 3.219, 3.268, 3.313, 3.354, 3.391, 3.426, 3.458, 3.489, 3.517, 3.544}

// criticalDifference is the distance of two mean ranks of k runners over n blocks beyond which they differ at the 5 % level
// (Nemenyi's test); 0 where it is not defined.
func criticalDifference(k, n int) float64 {
	if k < 2 || k-2 >= len(nemenyi) || n < 2 {
		return 0
	}
	return nemenyi[k-2] * math.Sqrt(float64(k*(k+1))/float64(6*n))
}

// stuckError: a run is stuck when some field is no better than this at some Knudsen number, relative L2; a constant in place of the
// field has an error of about 1. A failed run counts too.
const stuckError = 0.8

func (r *raceResult) stuck(run *raceRun) bool {
	for _, f := range r.Fields {
		for k := range r.rows {
			if !(run.error(k, f) < stuckError) {
				return true
			}
		}
	}
	return false
}
