package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// blurShare is the width of the Gaussian of blurred in units of the mean free path: of a tube with densities 1 and 1/8 the velocity at eps =
// 0.1 is then known to 1.4e-2, to 1.8e-2 with 0.2, to 1.7e-2 with 0.8 and to 2.1e-2 without it.
const blurShare = 0.4

// blurred is a gas of four moments without the kinks that its hyperbolic equations leave where fronts are to be as wide as the mean free path
// (each of its four waves is a front of its own), which no network of smooth features takes away again. The states are smoothed by a
// Gaussian as wide as blurShare times the way of thermal particles of the hottest gas until they collide, from zero at t = 0.
func (f *fluid) blurred(eps, hot float64) *fluid {
	out := *f
	out.change, out.state = nil, nil
	for n, row := range f.state {
		width := blurShare * math.Sqrt(hot) * eps * (1 - kernel.Exp64(-f.dt*float64(n)/eps)) / f.h
		weights := gaussian(width)
		change, state := make([][3]float64, len(row)), make([][3]float64, len(row))
		reach := len(weights) - 1
		line := make([]float64, len(row)+2*reach) // a field, at both ends as it is there
		for k := range row[0] {
			for i := range line {
				line[i] = row[clampIndex(i-reach, len(row))][k]
			}
			for i := range row {
				at := line[i : i+2*reach+1]
				sum := weights[0] * at[reach]
				for j := 1; j <= reach; j++ {
					sum += float64(weights[j] * (at[reach-j] + at[reach+j]))
				}
				state[i][k], change[i][k] = sum, f.change[n][i][k]+(sum-row[i][k])
			}
		}
		out.change, out.state = append(out.change, change), append(out.state, state)
	}
	return &out
}

// gaussian returns the weights of the middle and one side up to three widths, in units of cells; all of them together are 1.
func gaussian(width float64) []float64 {
	if width < 1e-3 {
		return []float64{1}
	}
	weights, sum := make([]float64, int(math.Ceil(3*width))+1), 0.0
	for j := range weights {
		z := float64(j) / width
		weights[j] = kernel.Exp64(-0.5 * z * z)
		if sum += weights[j]; j > 0 {
			sum += weights[j]
		}
	}
	for j := range weights {
		weights[j] /= sum
	}
	return weights
}
