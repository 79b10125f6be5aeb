package reference

import "math"

// bgk-riemann: the BGK equation on [-0.5, 0.5] from the Maxwellian with u = 0
// and (rho, T) passing from (1.5, 1.5) to (0.625, 0.75) like tanh(20 x), for
// t <= 0.1, with constant far field: a shock tube that runs from free flight
// to the Euler equations with gamma = 3 as eps falls.
//
// Both ends are moved out by a margin, so that only particles faster than 6
// reach the far field condition.
var bgkRiemann = bgkProblem{
	domain: bgkDomain,
	initial: func(x float64) moments {
		s := 0.5 * (1 + math.Tanh(20*x))
		return moments{1.5 + (0.625-1.5)*s, 0, 1.5 + (0.75-1.5)*s}
	},
	// A shock is as thin as the mean free path and captured below that.
	cells: func(eps float64) int {
		if eps > 3e-3 {
			return 300
		}
		return 480
	},
	pad: 0.1,
}

func init() {
	register(Problem{
		Name: "bgk-riemann", Domain: bgkRiemann.domain, Fields: bgkFields, Solve: bgkRiemann.solve, Limits: bgkRiemann.limits(bgkRiemann.shockTube),
	})
}
