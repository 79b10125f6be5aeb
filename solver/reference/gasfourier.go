package reference

// gas-fourier: a gas at rest between walls at x = -1/2 with temperature 1 - t/2 and at x = 1/2 with 1 + t/2, t <= 1.
var gasFourier = wallProblem{
	domain: wallDomain,
	walls:  func(t float64) wallPair { return wallPair{temp: [2]float64{1 - t/2, 1 + t/2}} },
}

func init() {
	p := &gasFourier
	register(Problem{Name: "gas-fourier", Domain: p.domain, Fields: p.fieldNames(), Solve: p.solve, Limits: p.limits()})
}
