package reference

import "math"

// semiconductor-diode: a smoothed n+ n n+ device of length 1 under a bias of 2 from the density of the doping, beta = 0.05, for t <= 0.1.
// Its contacts are alike: what leaves at one end enters at the other.
var semiconductorDiode = semiconductorProblem{
	domain:  Domain{Dimensions: 1, XMin: 0, XMax: 1, VMin: -4, VMax: 4, TEnd: 0.1, Periodic: true},
	beta:    0.05,
	bias:    2,
	doping:  diodeDoping,
	initial: diodeDoping,
	waves:   16,
}

// diodeDoping falls from 1 to 0.2 between 0.3 and 0.7 over a width of 0.08.
func diodeDoping(x float64) float64 {
	return 1 - 0.4*(math.Tanh((x-0.3)/0.08)-math.Tanh((x-0.7)/0.08))
}

func init() {
	p := &semiconductorDiode
	register(Problem{Name: "semiconductor-diode", Domain: p.domain, Fields: semiconductorFields, Solve: p.solve, Limits: diffusion(p.solve)})
}
