package reference

// gas-couette: a gas between walls of temperature 1 that move along themselves, at x = -1/2 with velocity -t and at x = 1/2 with t, t <= 1.
var gasCouette = wallProblem{
	domain: wallDomain,
	shear:  true,
	walls:  func(t float64) wallPair { return wallPair{u: [2]float64{-t, t}, temp: [2]float64{1, 1}} },
}

func init() {
	p := &gasCouette
	register(Problem{Name: "gas-couette", Domain: p.domain, Fields: p.fieldNames(), Solve: p.solve, Limits: p.limits()})
}
