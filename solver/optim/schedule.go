package optim

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Schedules of the learning rate.
const (
	Cosine      = "cosine"      // half a cosine down to a thousandth of the rate over the planned steps
	Exponential = "exponential" // times 0.96 every 200 steps, as in the paper
	Constant    = "constant"
)

// warmup is the number of steps over which the rate rises linearly from zero.
const warmup = 100

// Rate returns the learning rate of step (counted from 0) of a plan of the given number of steps.
func Rate(schedule string, base float64, step, steps int) float64 {
	switch schedule {
	case Cosine:
		s := min(1, float64(step)/float64(max(1, steps)))
		base *= 0.001 + float64(0.4995*(1+math.Cos(math.Pi*s)))
	case Exponential:
		base *= kernel.Exp64(float64(step) / 200 * -0.040821994520255166) // log 0.96
	}
	if step < warmup {
		base *= float64(step+1) / warmup
	}
	return base
}
