package reference

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// gasFile is a gas of a problem file: the solver of bgk.go or esbgk.go with velocities and cells that follow from the data. Beyond an
// open end the data go on as they are at the end.
type gasFile struct {
	*bgkHistory
	estimate []float64
}

// ErrorEstimate implements Estimated.
func (g gasFile) ErrorEstimate() []float64 { return append([]float64(nil), g.estimate...) }

// gasProblem describes the problem at the parameters set.
func gasProblem(p *problemfile.Problem, set []float64) *bgkProblem {
	rho, u, temp := p.Rho0.Bind(set...), p.U0.Bind(set...), p.T0.Bind(set...)
	lo, hi := p.X[0], p.X[1]
	initial := func(x float64) moments {
		if p.IsPeriodic() {
			x = lo + math.Mod(math.Mod(x-lo, hi-lo)+(hi-lo), hi-lo)
		}
		x = math.Min(hi, math.Max(lo, x))
		return moments{rho.Value(x), u.Value(x), temp.Value(x)}
	}
	speed, cold, hot, slope := 0.0, math.Inf(1), 0.0, 0.0
	const points = 2000
	h := (hi - lo) / points
	least, most, before := initial(lo), initial(lo), initial(lo)
	var steepest moments
	for i := range points + 1 {
		m := initial(lo + h*float64(i))
		speed = math.Max(speed, math.Abs(m.u))
		cold, hot = math.Min(cold, m.t), math.Max(hot, m.t)
		least = moments{math.Min(least.rho, m.rho), math.Min(least.u, m.u), math.Min(least.t, m.t)}
		most = moments{math.Max(most.rho, m.rho), math.Max(most.u, m.u), math.Max(most.t, m.t)}
		steepest.rho = math.Max(steepest.rho, math.Abs(m.rho-before.rho)/h)
		steepest.u = math.Max(steepest.u, math.Abs(m.u-before.u)/h)
		steepest.t = math.Max(steepest.t, math.Abs(m.t-before.t)/h)
		before = m
	}
	for _, s := range [][2]float64{{steepest.rho, most.rho - least.rho}, {steepest.u, most.u - least.u}, {steepest.t, most.t - least.t}} {
		if s[1] > 1e-6 {
			slope = math.Max(slope, s[0]/s[1]) // 1/(2 w) for tanh(x/w)
		}
	}
	// Beyond six thermal speeds of the hottest gas there are 1e-8 of it. Where flows meet, what they differ by becomes heat.
	meet := 0.5 * (most.u - least.u)
	fastest := math.Max(speed+6*math.Sqrt(hot), 6*math.Sqrt(hot+meet*meet))
	width := hi - lo
	if slope > 0 {
		width = math.Min(width, 0.5/slope)
	}
	rules := func(eps float64) bgkRule {
		spacing := math.Max(math.Min(0.7*math.Sqrt(cold), flightSpacing(width, eps, p.TEnd)), fastest/gasFileMost)
		return bgkRule{spacing, 2*int(math.Ceil(fastest/spacing)) + 2}
	}
	reach := rules(1)
	g := &bgkProblem{
		domain:  Domain{Dimensions: 1, XMin: lo, XMax: hi, VMin: -10, VMax: 10, TEnd: p.TEnd, Periodic: p.IsPeriodic()},
		initial: initial, rules: rules,
		cells: func(eps float64) int {
			n := slope * (hi - lo)
			if eps > 3e-3 {
				return int(math.Min(600, math.Max(200, 20*n)))
			}
			return int(math.Min(900, math.Max(300, 45*n))) // a shock is as thin as the mean free path and captured below that
		},
	}
	if p.Dimensions == 3 {
		g.three, g.nu = true, prandtl(p.PrandtlNumber())
	}
	g.domain.VMax = math.Min(math.Max(10, reach.spacing*0.5*float64(reach.nodes)), 1e9)
	g.domain.VMin = -g.domain.VMax
	if !g.domain.Periodic {
		g.pad = math.Min((speed+4*math.Sqrt(hot))*p.TEnd, 2*(hi-lo))
	}
	return g
}

// gasFileMost bounds the velocities of one sign.
const gasFileMost = 150

// flightSpacing is the spacing of velocities at which the trapezoidal rule follows what particles bring that have not collided. At time
// t they are a share exp(-t/eps), and f varies over width/t in v where the data are tanh(x/width): the rule is off by exp(-pi^2
// width/(t spacing)). The product is at most exp(-10) at every time until end. The rule for a Maxwellian of temperature T is off by 2
// exp(-2 pi^2 T/spacing^2), 1e-17 for 0.7 sqrt(T), and 1e-8 where the gas has cooled to half of T.
func flightSpacing(width, eps, end float64) float64 {
	const digits = 10
	way := math.Pi * math.Pi * width
	if late := 0.5 * digits * eps; late < end { // the time at which the product is largest
		return way / (0.25 * digits * digits * eps)
	}
	return way / (end * (digits - end/eps))
}

func solveGasFile(p *problemfile.Problem, set []float64, eps float64, opt Options) (Solution, error) {
	g := gasProblem(p, set)
	cells := opt.Cells
	if cells == 0 {
		cells = g.cells(eps)
	}
	rough, err := g.history(eps, part(opt, 0, 0.3, max(minCells, int(coarsening*float64(cells)))))
	if err != nil {
		return nil, err
	}
	fine, err := g.history(eps, part(opt, 0.3, 1, cells))
	if err != nil {
		return nil, err
	}
	out := gasFile{bgkHistory: fine}
	// second order in time, between second and fifth in x
	out.estimate, err = compareSolutions(fine, rough, g.domain, 1/(1/(coarsening*coarsening)-1))
	return out, err
}

// part is the options of a part of a computation, with its own number of cells.
func part(opt Options, from, to float64, cells int) Options {
	o := opt
	o.Cells = cells
	o.Progress = nil
	if opt.Progress != nil {
		o.Progress = func(f float64) error { return opt.report(from + (to-from)*f) }
	}
	return o
}
