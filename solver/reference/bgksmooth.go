package reference

import "math"

// bgk-smooth: the BGK equation on the periodic interval [-0.5, 0.5] from the
// Maxwellian with rho = 1 + 0.5 sin(2 pi x), u = 0, T = 1, for t <= 0.1.
var bgkSmooth = bgkProblem{
	domain: func() Domain { d := bgkDomain; d.Periodic = true; return d }(),
	initial: func(x float64) moments {
		return moments{1 + 0.5*math.Sin(2*math.Pi*x), 0, 1}
	},
	cells: func(float64) int { return 160 },
}

func init() {
	register(Problem{
		Name: "bgk-smooth", Domain: bgkSmooth.domain, Fields: bgkFields, Solve: bgkSmooth.solve, Limits: bgkSmooth.limits(bgkSmooth.fluid),
	})
}
