package kinetic

import (
	"math"
	"math/rand/v2"
	"sync"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// fileGas is a gas of a problem file, with the BGK equation (bgk.go) in one and the ellipsoidal one (esbgk.go) in three velocity
// dimensions: any smooth density, velocity and temperature at t = 0 with f0 = M, ends
// periodic or open to a gas in the state of the end. Velocities, features and points follow from the data: the nodes reach six
// thermal speeds beyond the fastest flow and resolve the coldest Maxwellian; steep places of the data are features, at rest, carried
// along by the waves that leave them (filewave.go), and smeared by free flight.
type fileGas struct {
	file  *problemfile.Problem
	steep []steep
	given *problemfile.Problem // as it is written, with steps that the network does not see
	waves [][]wave             // that leave the steep places
	data  gasRange
	limit func() *fluid       // the Euler limit, solved once
	free  func() *uncollided  // free flight, likewise
	thick func() *viscous     // the gas between the two, likewise
	calm  func() *viscous     // four without kinks, likewise
	four  func() *viscous     // the same with four moments, likewise
	flown func() *flightTable // free flight at places and times, likewise
}

// gasRange holds the extremes of the initial data over all parameters.
type gasRange struct {
	speed      float64 // largest |u|
	cold, hot  float64 // least and largest T
	start, end float64 // where the data vary: outside they are constant
	wide, far  float64 // largest T + u^2/2 and |u| + 6 sqrt(T), with the states that form where waves meet
}

// File implements the interface of that name.
func (p fileGas) File() *problemfile.Problem { return p.given }

func newFileGas(f *problemfile.Problem) fileGas {
	p := fileGas{file: f, steep: steepest(f, 3)}
	r := gasRange{cold: math.Inf(1), start: f.X[1], end: f.X[0]}
	const points = 400
	state := func(set []float64, x float64) [3]float64 {
		return [3]float64{value(f.Rho0, set, x), value(f.U0, set, x), value(f.T0, set, x)}
	}
	for _, set := range append(f.Corners(), f.Centre()) {
		left, right := state(set, f.X[0]), state(set, f.X[1])
		for i := range points + 1 {
			x := f.X[0] + (f.X[1]-f.X[0])*float64(i)/points
			s := state(set, x)
			r.speed = math.Max(r.speed, math.Abs(s[1]))
			r.cold, r.hot = math.Min(r.cold, s[2]), math.Max(r.hot, s[2])
			r.reach(s[1], s[2])
			apart := func(a, b [3]float64) bool {
				return math.Abs(a[0]-b[0])+math.Abs(a[1]-b[1])+math.Abs(a[2]-b[2]) > 1e-3*(1+math.Abs(b[0])+math.Abs(b[1])+math.Abs(b[2]))
			}
			if apart(s, left) {
				r.start = math.Min(r.start, x)
			}
			if apart(s, right) {
				r.end = math.Max(r.end, x)
			}
		}
	}
	p.data = r
	if f.IsPeriodic() {
		p.data.wide, p.data.far = r.hot+0.5*r.speed*r.speed, r.speed+6*math.Sqrt(r.hot)
	}
	for _, s := range p.steep {
		p.waves = append(p.waves, p.wavesOf(s))
	}
	p.limit, p.free = sync.OnceValue(p.fluid), sync.OnceValue(p.uncollided)
	limit := p.limit
	p.thick = sync.OnceValue(func() *viscous {
		if p.breaks() {
			return p.viscous(limit)
		}
		return p.viscous(nil)
	})
	free := p.free
	p.flown = sync.OnceValue(func() *flightTable { return newFlightTable(free(), f.X[0], f.X[1], f.TEnd, r.hot) })
	p.four = sync.OnceValue(func() *viscous { return p.moments(limit, false) })
	p.calm = sync.OnceValue(func() *viscous { return p.moments(limit, true) })
	return p
}

// reach takes a state into the range of velocities.
func (r *gasRange) reach(u, temp float64) {
	r.wide = math.Max(r.wide, temp+0.5*u*u)
	r.far = math.Max(r.far, math.Abs(u)+6*math.Sqrt(temp))
}

// apart reports whether the particles that matter do not reach the ends until the end: the criterion of the formulations
// before Uncollided.
func (p fileGas) apart() bool {
	reach := (p.data.speed + 4*math.Sqrt(p.data.hot)) * p.file.TEnd
	return p.data.start-reach > p.file.X[0] && p.data.end+reach < p.file.X[1]
}

// stillShare is how far density, velocity (in thermal speeds) and temperature at an end may move until the end time for the
// end to count as at rest.
const stillShare = 4e-3

// confined reports whether nothing but a constant state is met at the ends until the end: neither by particles in free flight
// nor by a wave of the Euler equations.
func (p fileGas) confined() bool {
	f := p.file
	for k, s := range p.steep {
		for _, w := range p.waves[k] {
			at := s.x + float64(w.speed*f.TEnd)
			if at-2*s.width < f.X[0] || at+2*s.width > f.X[1] {
				return false
			}
		}
	}
	for _, set := range append(f.Corners(), f.Centre()) {
		for _, end := range f.X {
			if p.moved(set, end) > stillShare {
				return false
			}
		}
	}
	return true
}

// moved is the change of the state at an end until the end time in free flight, of density, velocity and temperature the largest.
func (p fileGas) moved(set []float64, end float64) float64 {
	f := p.file
	state := func(x float64) (rho, u, temp float64) {
		x = math.Min(f.X[1], math.Max(f.X[0], x))
		return value(f.Rho0, set, x), value(f.U0, set, x), value(f.T0, set, x)
	}
	rho0, u0, temp0 := state(end)
	const points = 200
	h := 2 * p.data.far / points
	var m [3]float64
	for i := range points + 1 {
		v := h*float64(i) - p.data.far
		rho, u, temp := state(end - float64(v*f.TEnd))
		c := v - u
		w := h * rho / math.Sqrt(2*math.Pi*temp) * kernel.Exp64(-c*c/(2*temp))
		m[0] += w
		m[1] += float64(w * v)
		m[2] += float64(w * v * v)
	}
	u := m[1] / m[0]
	return max(math.Abs(m[0]/rho0-1), math.Abs(u-u0)/math.Sqrt(temp0), math.Abs((m[2]/m[0]-float64(u*u))/temp0-1))
}

// Info implements Problem.
func (p fileGas) Info() Info {
	f := p.file
	title := f.Title
	if title == "" {
		title = f.Name
	}
	fill := bgkInfo
	if f.Dimensions == 3 {
		fill = esInfo
	}
	d := fill(Info{Name: f.Name, Title: title, Summary: "A problem from a file: " + f.Describe() + ".", Initial: f.Initial(), Boundary: f.Boundary()})
	fastest := p.velocities(MicroMacro)
	d.Domain = info.Domain{Dimensions: 1, XMin: f.X[0], XMax: f.X[1], TEnd: f.TEnd, VMin: fastest.v[0], VMax: fastest.v[fastest.n()-1], Periodic: f.IsPeriodic()}
	if f.IsPeriodic() && f.Dimensions != 3 {
		d.Heads = append(d.Heads, Spectral)
	}
	d.Formulations, d.Limits = []string{MicroMacro}, []info.Limit{info.Euler, info.FreeFlight}
	if p.limited() {
		d.Formulations = append([]string{Fluid}, d.Formulations...)
	}
	switch { // the first is the default
	case p.limited():
		d.Formulations = append([]string{Uncollided}, d.Formulations...)
		if p.thins() {
			d.Formulations = append([]string{Transition, Moments, Flight}, d.Formulations...)
		}
	case p.flies():
		d.Formulations = append(d.Formulations, Uncollided)
	}
	return d
}

// thins reports whether a shock forms in a gas of one velocity dimension.
func (p fileGas) thins() bool { return p.limited() && p.file.Dimensions != 3 }

// limited reports whether the limits are known parts of the ansatz. With parameters there is one for each of their values.
func (p fileGas) limited() bool {
	return len(p.file.Parameters) == 0 && !p.file.IsPeriodic() && p.breaks()
}

// envelopeShare is the temperature of the envelope over the largest T + u^2/2.
const envelopeShare = 1.15

// flightModes and flightShare are for formulation Flight the modes of g and the place of the envelope's temperature between
// the least T and the largest T + u^2/2. Of a Gaussian of temperature T an expansion in polynomials over an envelope of temperature Tw
// leaves |1 - T/Tw|^(n/2) after n degrees. Of g at eps = 0.03 behind a step of densities 1 to 1/8, from the reference, 14 modes over
// the envelope of envelopeShare left 29 %, and 11 % at 0.7 of the way; 24 modes left 6 % and 2 %.
const (
	flightModes = 24
	flightShare = 0.7
)

// flightWeight is the weight of the kinetic loss there: with 1 the tube's worst T was 4.2e-2 after 1500 steps, with it 3.6e-2.
const flightWeight = 0.1

// asFlight reports whether a formulation is Flight or goes on from it.
func asFlight(formulation string) bool { return formulation == Flight || asMoments(formulation) }

// asMoments does so of Moments.
func asMoments(formulation string) bool { return formulation == Moments || formulation == Transition }

// envelope returns the temperature of the envelope.
func (p fileGas) envelope(formulation string) float64 {
	if asFlight(formulation) {
		return flightShare*p.data.wide + (1-flightShare)*p.data.cold
	}
	return envelopeShare * p.data.wide
}

// breaks reports whether a front forms that is too thin for a network, from a step that is steep already. What stays smooth is
// learned better without its Euler limit: after 1500 steps the worst errors of u and T for a periodic gas were 1.7e-2 and
// 3.2e-3, with it 2.1e-2 and 5.6e-3, for a hot spot 3.0e-2 and 1.7e-3, with it 5.3e-2 and 2.0e-3.
func (p fileGas) breaks() bool {
	for k, s := range p.steep {
		for _, w := range p.waves[k] {
			if w.shock && s.width <= 0.06*(p.file.X[1]-p.file.X[0]) {
				return true
			}
		}
	}
	return false
}

// velocities returns the nodes: a spacing of 0.7 thermal speeds of the coldest gas (error of the rule 1e-16) and as envelope a
// Maxwellian that is wide enough for particles of all parts at once.
func (p fileGas) velocities(formulation string) bgkVelocities {
	r := p.data
	spacing := 0.6 * math.Sqrt(r.cold)
	n := int(math.Ceil(r.far/spacing))*2 + 1
	const most = 81
	if n > most {
		spacing *= float64(n) / most
		n = most
	}
	return trapezoid(n, spacing, p.envelope(formulation))
}

// flies reports whether free flight is a known part of the ansatz.
func (p fileGas) flies() bool {
	return len(p.file.Parameters) == 0 && !p.file.IsPeriodic()
}

func (p *fileGas) uncollided() *uncollided {
	width := 0.2 * (p.file.X[1] - p.file.X[0])
	for _, s := range p.steep {
		width = math.Min(width, s.width)
	}
	return newUncollided(p.file, p.data.far, p.data.cold, width)
}

// startOf returns (log rho, u, log T) at t = 0.
func (p fileGas) startOf() func(x float64, set []float64) [3]autodiff.Jet {
	f := p.file
	return func(x float64, set []float64) [3]autodiff.Jet {
		xj := autodiff.Jet{V: x, Dx: 1}
		rho, u, temp := jet(f.Rho0, set, xj), jet(f.U0, set, xj), jet(f.T0, set, xj)
		return [3]autodiff.Jet{rho.Chain(kernel.Log64(rho.V), 1/rho.V), u, temp.Chain(kernel.Log64(temp.V), 1/temp.V)}
	}
}

// Model implements Problem.
func (p fileGas) Model(params *autodiff.Params, o Options) (Model, error) {
	f := p.file
	lo, length, end := f.X[0], f.X[1]-f.X[0], f.TEnd
	m := &bgk{opt: o, end: end, q: p.velocities(o.Formulation), codes: len(f.Parameters)}
	m.start = p.startOf()
	m.code = scaledParameters(f.Parameters)
	knowsFlight := o.Formulation == Uncollided || asFlight(o.Formulation)
	if o.Formulation == Fluid || knowsFlight && p.limited() {
		m.fluid = p.limit()
	}
	if knowsFlight {
		m.flight = p.free()
		m.rests = asMoments(o.Formulation)
		switch o.Formulation {
		case Transition:
			m.thick, m.flown = p.calm(), p.flown()
		case Moments:
			m.thick = p.four()
		default:
			m.thick = p.thick()
		}
		if m.fluid != nil {
			m.front = 1 / end
		}
	}
	if asFlight(o.Formulation) {
		m.degrees, m.micro = flightModes, flightWeight
	}
	periodic := f.IsPeriodic()
	thermal := math.Sqrt(p.data.hot)
	feature := func(t, x, eps float64, out []autodiff.Jet) int {
		n := 0
		put := func(j func() autodiff.Jet) {
			if out != nil {
				out[n] = j()
			}
			n++
		}
		z := autodiff.Jet{V: (x - lo) / length, Dx: 1 / length}
		if periodic {
			for k := 1; k <= 2; k++ {
				put(func() autodiff.Jet { return z.Scale(2 * math.Pi * float64(k)).Cos() })
				put(func() autodiff.Jet { return z.Scale(2 * math.Pi * float64(k)).Sin() })
			}
		} else {
			put(func() autodiff.Jet { return z.Scale(2).Shift(-1) })
		}
		put(func() autodiff.Jet { return autodiff.Jet{V: 2*t/end - 1, Dt: 2 / end} })
		put(func() autodiff.Jet {
			if o.Initial == Soft { // as layerFeature
				return bgkClock(t, eps+0.2*end)
			}
			return bgkClock(t, eps)
		})
		for k, s := range p.steep {
			rise := func(shift float64, width autodiff.Jet) autodiff.Jet {
				d := autodiff.Jet{V: x - s.x - float64(shift*t), Dt: -shift, Dx: 1}
				if periodic {
					a := 2 * math.Pi / length
					d = d.Scale(a).Sin().Scale(1 / a)
				}
				return d.Div(width).Tanh()
			}
			put(func() autodiff.Jet { return rise(0, autodiff.Constant(s.width)) })
			put(func() autodiff.Jet { return rise(0, autodiff.Constant(3*s.width)) })
			put(func() autodiff.Jet { return rise(0, autodiff.Jet{V: s.width + float64(thermal*t), Dt: thermal}) })
			for _, w := range p.waves[k] {
				put(func() autodiff.Jet { return rise(w.speed, autodiff.Constant(s.width)) })
				if w.shock {
					put(func() autodiff.Jet { return rise(w.speed, autodiff.Constant(s.width/3)) })
				}
			}
		}
		switch {
		case m.flight != nil:
			if out != nil {
				base := m.known(t, x, eps, m.start(x, nil))
				copy(out[n:], base[:])
			}
			n += fluidInputs
		case m.fluid != nil:
			if out != nil {
				m.fluid.inputs(t, x, eps, out[n:])
			}
			n += fluidInputs
		}
		return n
	}
	m.features = feature(0, lo, 1, nil)
	m.feature = func(t, x, eps float64, out []autodiff.Jet) { feature(t, x, eps, out) }
	if !periodic {
		m.dense = p.density(o.Formulation)
		if p.confined() && knowsFlight || p.apart() {
			m.window = func(x float64) autodiff.Jet { // 1 - y^8 with y = -1, 1 at the ends
				y := autodiff.Jet{V: 2*(x-lo)/length - 1, Dx: 2 / length}
				for range 3 {
					y = y.Mul(y)
				}
				return autodiff.Constant(1).Sub(y)
			}
		} else {
			m.inflow, m.hot = true, p.envelope(o.Formulation)
			m.edge = func(t, x float64, set []float64) (rho, u, temp float64) {
				return value(f.Rho0, set, x), value(f.U0, set, x), value(f.T0, set, x)
			}
			m.middle = lo + 0.5*length
		}
	}
	if o.Head == Spectral && periodic && f.Dimensions != 3 {
		s, err := p.spectral()
		if err != nil {
			return nil, err
		}
		m.spectral = s
	}
	if f.Dimensions == 3 {
		return newES(params, &esbgk{bgk: *m, nu: prandtl(f.PrandtlNumber())})
	}
	return newBGK(params, m)
}

// Sample implements Problem: a half of the points is even in x, the others lie beside steep places and follow the waves that leave
// them; a quarter of the times is spread evenly in the logarithm over the initial layer.
func (p fileGas) Sample(rng *rand.Rand, kind Kind, eps float64, t, x []float64) {
	f := p.file
	lo, hi, end := f.X[0], f.X[1], f.TEnd
	n := len(x)
	if !spread(rng, f, kind, t, x, lo, hi) {
		return
	}
	layered(rng, t, 0.25, eps*1e-2, min(end, 10*eps))
	rng.Shuffle(n, func(k, l int) { t[k], t[l] = t[l], t[k] })
	if len(p.steep) == 0 {
		return
	}
	for i := n - n/2; i < n; i++ {
		k := rng.IntN(len(p.steep))
		s, waves := p.steep[k], p.waves[k]
		at := s.x + float64(3*s.width*(2*rng.Float64()-1))
		switch j := rng.IntN(len(waves) + 2); {
		case j < len(waves):
			at += float64(waves[j].speed * t[i])
		case j == len(waves): // what free flight reaches
			at += float64(1.5 * math.Sqrt(p.data.hot) * t[i] * (2*rng.Float64() - 1))
		}
		if f.IsPeriodic() {
			at = lo + math.Mod(math.Mod(at-lo, hi-lo)+(hi-lo), hi-lo)
		}
		x[i] = min(hi, max(lo, at))
	}
}
