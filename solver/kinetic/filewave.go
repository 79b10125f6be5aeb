package kinetic

import (
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// wave is a wave of the Euler equations that leaves a steep place of the data.
type wave struct {
	speed float64
	shock bool
}

// gamma is the adiabatic exponent.
func (p *fileGas) gamma() float64 {
	if p.file.Dimensions == 3 {
		return 5.0 / 3
	}
	return 3
}

// wavesOf solves the Riemann problem of the states at both sides of a steep place, three widths away: shocks, the ends of
// rarefactions and the contact, those that are less than a width apart at the end once. It widens the range of velocities by
// the states between them: the gas behind a shock is hotter than any in the data. On a periodic domain, and where the states
// fly apart, the waves are the sound waves.
func (p *fileGas) wavesOf(s steep) []wave {
	f := p.file
	var out []wave
	add := func(speed float64, shock bool) {
		for _, w := range out {
			if math.Abs(w.speed-speed)*f.TEnd < s.width {
				return
			}
		}
		out = append(out, wave{speed, shock})
	}
	state := func(set []float64, x float64) reference.EulerState {
		x = math.Min(f.X[1], math.Max(f.X[0], x))
		return reference.EulerState{Rho: value(f.Rho0, set, x), U: value(f.U0, set, x), T: value(f.T0, set, x)}
	}
	for _, set := range append(f.Corners(), f.Centre()) { // the centre last: its waves are kept
		out = out[:0]
		fan, err := reference.EulerRiemann(p.gamma(), state(set, s.x-3*s.width), state(set, s.x+3*s.width))
		if f.IsPeriodic() || err != nil {
			m := state(set, s.x)
			c := math.Sqrt(p.gamma() * m.T)
			add(m.U-c, false)
			add(m.U+c, false)
			continue
		}
		for _, star := range []reference.EulerState{fan.LeftStar, fan.RightStar} {
			p.data.cold = math.Min(p.data.cold, star.T)
			p.data.reach(star.U, star.T)
		}
		waves := fan.Waves()
		for _, w := range waves {
			if w.Shock {
				add(w.Head, true)
			}
		}
		for _, w := range waves {
			if !w.Shock {
				add(w.Head, false)
				add(w.Tail, false)
			}
		}
		add(fan.Velocity, false)
	}
	return out
}

// density returns the factor of the squared residuals: inverse to the density at t = 0, 1 where that is largest. The residuals
// are those of conserved quantities, so that velocity and temperature of thin gas would hardly count: without it those of a
// shock tube with densities 1 and 1/8 were off by 0.12 and 0.10 after 5000 steps, with it by 0.12 and 0.05. For a gas
// that flies (formulation Flight, Moments) it is the square of that, so that relative errors count alike.
func (p *fileGas) density(formulation string) func(x float64, set []float64) float64 {
	f, top, low := p.file, 0.0, math.Inf(1)
	const points = 200
	for i := range points + 1 {
		rho := value(f.Rho0, f.Centre(), f.X[0]+(f.X[1]-f.X[0])*float64(i)/points)
		top, low = math.Max(top, rho), math.Min(low, rho)
	}
	if top < 2*low {
		return nil
	}
	return func(x float64, set []float64) float64 {
		r := top / value(f.Rho0, set, x)
		if asFlight(formulation) {
			r *= r
		}
		return math.Min(1e3, r)
	}
}

// fluid solves the Euler equations of a file with open ends and without parameters: on the domain and, where waves reach an
// open end, beyond it, where the data go on as they are there. Cells and times are as in a shock tube (fluid.go), more where
// data are steeper, and fewer where that took longer than a second.
func (p *fileGas) fluid() *fluid { return p.fluidOf(transport{}) }

func (p *fileGas) fluidOf(more transport) *fluid {
	fluid := newFluid(p.gamma(), p.grid(more, fluidCost), more, p.logarithms)
	fluid.middle = fluidKnudsen * p.unit()
	return fluid
}

// logarithms returns (log rho, u, log T) at t = 0, beyond the ends those of the ends.
func (p *fileGas) logarithms(x float64) [3]float64 {
	f := p.file
	x = math.Min(f.X[1], math.Max(f.X[0], x))
	return [3]float64{kernel.Log64(value(f.Rho0, nil, x)), value(f.U0, nil, x), kernel.Log64(value(f.T0, nil, x))}
}

// Cells times steps of a fluid at most, and of a gas of four moments, of which there are more.
const (
	fluidCost  = 1 << 19
	momentCost = 1 << 18
)

// grid chooses cells and times.
func (p *fileGas) grid(more transport, most float64) fluidGrid {
	f := p.file
	length, signal := f.X[1]-f.X[0], p.data.speed+math.Sqrt(p.gamma()*p.data.hot)
	grid := fluidGrid{lo: f.X[0], hi: f.X[1], end: f.TEnd}
	if way := signal * f.TEnd; p.data.start-way < grid.lo || p.data.end+way > grid.hi {
		pad := math.Min(way, 0.5*length)
		grid.lo, grid.hi = grid.lo-pad, grid.hi+pad
	}
	width := 0.05 * length
	for _, s := range p.steep {
		width = math.Min(width, s.width)
	}
	h := math.Max(math.Min(length/800, width/10), math.Sqrt(2*(grid.hi-grid.lo)*signal*f.TEnd/most))
	if more.eps > 0 { // cells as wide as a third of the mean free path, and as many steps as diffusion asks for
		h = math.Max(h, math.Min(width/4, more.eps*math.Sqrt(p.data.cold)/3))
		d := more.diffusivity(p.gamma(), p.data.wide)
		h = math.Max(h, math.Cbrt((grid.hi-grid.lo)*3*d*f.TEnd/most))
	}
	grid.cells = int(math.Ceil((grid.hi - grid.lo) / h))
	grid.times = int(math.Min(math.Max(160, 10*signal*f.TEnd/width), math.Max(160, 4e5/float64(grid.cells))))
	return grid
}

// unit is the length that Knudsen numbers of the known parts refer to: the domain's, or that of the waves until the end.
func (p *fileGas) unit() float64 { return math.Min(p.file.X[1]-p.file.X[0], 10*p.file.TEnd) }

// moments prepares the gas of four moments in place of the viscous one, at more Knudsen numbers, since it is nearer to the solution than
// what is interpolated between them; with blur, as blurred. Where it has no solution the viscous gas stands in.
func (p *fileGas) moments(limit func() *fluid, blur bool) *viscous {
	v := p.viscous(limit)
	for k := len(v.eps) - 1; k > 0; k-- {
		v.eps = slices.Insert(v.eps, k, math.Sqrt(v.eps[k-1]*v.eps[k]))
	}
	fallback := v.solve
	v.solve = func(eps float64) *fluid {
		grid := p.grid(transport{eps, momentHeat, 0}, momentCost)
		grid.ends = true
		if f := newMomentGas(grid, eps, p.logarithms); f != nil {
			if blur {
				return f.blurred(eps, p.data.hot)
			}
			return f
		}
		return fallback(eps)
	}
	return v
}

// viscous prepares the viscous gas, with the Euler limit or nil.
func (p *fileGas) viscous(limit func() *fluid) *viscous {
	v := &viscous{limit: limit}
	for _, e := range viscousKnudsen {
		v.eps = append(v.eps, e*p.unit())
	}
	v.solve = func(eps float64) *fluid {
		if p.file.Dimensions == 3 {
			return p.fluidOf(transport{eps, 4.0 / 3 * p.file.PrandtlNumber(), 2.5})
		}
		return p.fluidOf(transport{eps, 0, 1.5})
	}
	return v
}
