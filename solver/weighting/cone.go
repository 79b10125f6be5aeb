package weighting

import "math"

// maxRayTasks is the largest number of tasks for Double Description.
const maxRayTasks = 8

// cone finds the anchor d* of the harmonized cone {Gb l : l >= 0, K l >= 0}.
type cone struct {
	rays rays
	near minNorm
	ones []float64
	u    []float64
}

// anchor writes the coefficients of d* in the unit gradients into out and
// returns the method used, empty when the cone has no direction that can be told
// from zero.
func (c *cone) anchor(k []float64, n int, conflict bool, maxRays int, out []float64) string {
	if !conflict {
		// The cone is the orthant, whose rays are the unit vectors.
		for a := range out {
			out[a] = 1
		}
		if normalise(k, out) {
			return AnchorRays
		}
		return ""
	}
	if n <= maxRays {
		c.rays.enumerate(k, n)
		c.u = grow(c.u, n)
		if c.rays.anchor(k, out) {
			if least, _ := project(k, out, c.u); least > -1e-9 {
				return AnchorRays
			}
		}
	}
	if c.minNorm(k, n, out) {
		return AnchorMinNorm
	}
	return ""
}

// minNorm writes the direction of the minimum-norm point of the hull of the unit
// gradients into out and reports whether it can be told from zero.
func (c *cone) minNorm(k []float64, n int, out []float64) bool {
	c.ones = grow(c.ones, n)
	for i := range c.ones {
		c.ones[i] = 1
	}
	c.near.solve(k, n, c.ones, out)
	return normalise(k, out)
}

// angleFromCosine returns the angle of cosine c, 0 where rounding hides it.
func angleFromCosine(c float64) float64 {
	s := math.Sqrt(max(0, float64((1-c)*(1+c))))
	if s < parallel {
		s, c = 0, math.Copysign(1, c)
	}
	return angleOf(s, c)
}
