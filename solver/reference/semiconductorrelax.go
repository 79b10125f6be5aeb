package reference

import "math"

// semiconductor-relax: electrons of even density over the doping c = 1 + cos(2 pi x)/2 on the periodic interval [0, 1], beta = 0.1, for
// t <= 0.1.
var semiconductorRelax = semiconductorProblem{
	domain:  Domain{Dimensions: 1, XMin: 0, XMax: 1, VMin: -4, VMax: 4, TEnd: 0.1, Periodic: true},
	beta:    0.1,
	doping:  func(x float64) float64 { return 1 + 0.5*math.Cos(2*math.Pi*x) },
	initial: func(x float64) float64 { return 1 },
	waves:   10,
}

func init() {
	p := &semiconductorRelax
	register(Problem{Name: "semiconductor-relax", Domain: p.domain, Fields: semiconductorFields, Solve: p.solve, Limits: diffusion(p.solve)})
}
