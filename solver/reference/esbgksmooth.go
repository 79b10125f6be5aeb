package reference

import "math"

// esbgk-smooth: the ellipsoidal BGK equation with Prandtl number 2/3 on the periodic interval [-0.5, 0.5] from the Maxwellian with
// rho = 1 + 0.5 sin(2 pi x), u = 0, T = 1, for t <= 0.1. esbgk-smooth-pr1 is the same with Prandtl number 1, the BGK equation.
var esbgkSmooth = bgkProblem{
	domain:  func() Domain { d := bgkDomain; d.Periodic = true; return d }(),
	initial: func(x float64) moments { return moments{1 + 0.5*math.Sin(2*math.Pi*x), 0, 1} },
	cells:   func(float64) int { return 120 },
	rule:    bgkRule{0.5, 28},
	three:   true,
}

func init() {
	for name, number := range map[string]float64{"esbgk-smooth": 2. / 3, "esbgk-smooth-pr1": 1} {
		p := esbgkSmooth
		p.nu = prandtl(number)
		register(Problem{Name: name, Domain: p.domain, Fields: esFields, Solve: p.solve, Limits: p.limits(p.fluid)})
	}
}
