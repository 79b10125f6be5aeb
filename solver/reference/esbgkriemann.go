package reference

import "math"

// esbgk-riemann: Sod's shock tube, smoothed, for the ellipsoidal BGK equation with Prandtl number 2/3: on [-0.5, 0.5] from the Maxwellian
// with u = 0 and (rho, T) passing from (1, 1) to (0.125, 0.8) like tanh(20 x), for t <= 0.1, with constant far field. In
// esbgk-riemann-pr1 the Prandtl number is 1.
var esbgkRiemann = bgkProblem{
	domain: bgkDomain,
	initial: func(x float64) moments {
		s := 0.5 * (1 + math.Tanh(20*x))
		return moments{1 + (0.125-1)*s, 0, 1 + (0.8-1)*s}
	},
	// A shock is as thin as the mean free path and captured below that.
	cells: func(eps float64) int {
		if eps > 3e-3 {
			return 240
		}
		return 400
	},
	pad:   0.1,
	rule:  bgkRule{0.45, 30},
	three: true,
}

func init() {
	for name, number := range map[string]float64{"esbgk-riemann": 2. / 3, "esbgk-riemann-pr1": 1} {
		p := esbgkRiemann
		p.nu = prandtl(number)
		register(Problem{Name: name, Domain: p.domain, Fields: esFields, Solve: p.solve, Limits: p.limits(p.shockTube)})
	}
}
