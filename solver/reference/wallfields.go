package reference

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"gonum.org/v1/gonum/floats"
)

// wallProblem is a gas between diffuse walls that change so slowly that the gas is steady at every time: walls(t) are equal and at rest with
// T = 1 at t = 0.
type wallProblem struct {
	domain Domain
	shear  bool // walls move; fields are rho, u, T, shear stress, heat flux, else rho, T, normal stress, heat flux
	walls  func(t float64) wallPair
}

// wallDomain is common to them.
var wallDomain = Domain{Dimensions: 1, XMin: -0.5, XMax: 0.5, VMin: -8, VMax: 8, TEnd: 1}

const (
	wallCells = 80
	wallTimes = 9 // Chebyshev nodes in time, between which states are polynomials
)

func (p *wallProblem) fieldNames() []string {
	if p.shear {
		return []string{"rho", "u", "T", "stress", "q"}
	}
	return []string{"rho", "T", "stress", "q"}
}

// wallHistory holds the steady states at the Chebyshev nodes.
type wallHistory struct {
	*wallProblem
	*wallGas
	times    []float64
	states   []*wallState
	estimate []float64
}

func (p *wallProblem) solve(eps float64, opt Options) (Solution, error) {
	cells := wallCells
	if opt.Cells != 0 {
		cells = opt.Cells
	}
	h := &wallHistory{wallProblem: p, wallGas: newWallGas(math.Max(eps, leastWall), cells, p.shear)}
	for i := range wallTimes {
		h.times = append(h.times, 0.5*p.domain.TEnd*(1-math.Cos(math.Pi*float64(i)/(wallTimes-1))))
	}
	h.states = []*wallState{h.rest()}
	for i := 1; i < wallTimes; i++ {
		t := h.times[i]
		s := h.state(t) // a guess: the polynomial through the states so far
		if err := h.wallGas.solve(s, p.walls(t)); err != nil {
			return nil, err
		}
		h.states = append(h.states, s)
		if err := opt.report(float64(i) / wallTimes); err != nil {
			return nil, err
		}
	}
	if err := h.compare(cells); err != nil {
		return nil, err
	}
	h.eps = eps // below leastWall fields are those there, and fluxes proportional to it
	return h, nil
}

// compare estimates the errors at the end time by a solution with half as many cells.
func (h *wallHistory) compare(cells int) error {
	coarse := &wallHistory{wallProblem: h.wallProblem, wallGas: newWallGas(h.eps, cells/2, h.wallProblem.shear)}
	end := h.domain.TEnd
	s := coarse.rest()
	fine := h.states[wallTimes-1]
	for j, x := range coarse.x {
		s.rho[j], s.u[j], s.temp[j] = fine.at(h.x, x)
	}
	s.sigma, s.energy, s.shear = fine.sigma, fine.energy, fine.shear
	if err := coarse.wallGas.solve(s, h.walls(end)); err != nil {
		return err
	}
	coarse.times, coarse.states = []float64{end}, []*wallState{s}
	const points = 200
	x := make([]float64, points)
	for i := range x {
		x[i] = h.domain.XMin + (h.domain.XMax-h.domain.XMin)*(float64(i)+0.5)/points
	}
	a, err := coarse.At(end, x)
	if err != nil {
		return err
	}
	b, err := h.At(end, x)
	if err != nil {
		return err
	}
	h.estimate = make([]float64, len(a))
	for f := range a {
		h.estimate[f] = RelL2(a[f], b[f]) / 3 // second order
	}
	return nil
}

// at interpolates linearly between the nodes.
func (s *wallState) at(nodes []float64, x float64) (rho, u, temp float64) {
	i := min(max(0, len(nodes)-2), max(0, floats.Within(nodes, x)))
	if x >= nodes[len(nodes)-1] {
		i = len(nodes) - 2
	}
	c := (x - nodes[i]) / (nodes[i+1] - nodes[i])
	mix := func(y []float64) float64 { return y[i] + c*(y[i+1]-y[i]) }
	return mix(s.rho), mix(s.u), mix(s.temp)
}

// state returns the state at time t.
func (h *wallHistory) state(t float64) *wallState {
	n := len(h.states)
	out := h.states[0].clone()
	for _, y := range [][]float64{out.rho, out.u, out.temp} {
		clear(y)
	}
	out.sigma, out.shear, out.energy = [2]float64{}, 0, 0
	for i := range n {
		c := 1.0
		for k := range n {
			if k != i {
				c *= (t - h.times[k]) / (h.times[i] - h.times[k])
			}
		}
		s := h.states[i]
		floats.AddScaled(out.rho, c, s.rho)
		floats.AddScaled(out.u, c, s.u)
		floats.AddScaled(out.temp, c, s.temp)
		for side := range out.sigma {
			out.sigma[side] += c * s.sigma[side]
		}
		out.shear += c * s.shear
		out.energy += c * s.energy
	}
	return out
}

func (h *wallHistory) Fields() []string { return h.fieldNames() }

// ErrorEstimate implements Estimated.
func (h *wallHistory) ErrorEstimate() []float64 { return append([]float64(nil), h.estimate...) }

func (h *wallHistory) At(t float64, x []float64) ([][]float64, error) {
	s := h.state(t)
	pressure := make([]float64, len(h.x)) // rho T varies less than rho
	floats.MulTo(pressure, s.rho, s.temp)
	var p, u, temp akima
	p.fit(h.x, pressure)
	u.fit(h.x, s.u)
	temp.fit(h.x, s.temp)
	out := allocate(len(h.fieldNames()), len(x))
	for i, xi := range x {
		w, c := u.at(xi), temp.at(xi)
		wallFields(h.wallProblem.shear, p.at(xi)/c, w, c, h.eps*s.shear, h.eps*s.energy, func(f int, y float64) { out[f][i] = y })
	}
	return out, nil
}

// wallFields sets the fields from density, velocity, temperature and the fluxes of momentum along the walls and of energy. The stress is the shear
// stress int v1 (v2 - u) f dv of walls that move, else the normal stress int v1^2 f dv - rho T = 1 - rho T.
func wallFields(shear bool, rho, u, temp, along, energy float64, set func(field int, value float64)) {
	set(0, rho)
	if shear {
		set(1, u)
		set(2, temp)
		set(3, along)
		set(4, energy-u*along)
		return
	}
	set(1, temp)
	set(2, 1-rho*temp)
	set(3, energy)
}

// Distribution implements Distributed: phi = M + eps g along the nodes, with g exact for M linear on the cells.
func (h *wallHistory) Distribution(t float64, x, v []float64) ([][]float64, error) {
	s, walls := h.state(t), h.walls(t)
	n := len(h.x)
	out := allocate(len(x), len(v))
	g := make([]float64, n)
	for k, vk := range v {
		speed := math.Abs(vk)
		m := make([]float64, n)
		for j := range m {
			m[j] = moments{s.rho[j], 0, s.temp[j]}.maxwellian(speed)
		}
		// from the wall that the particles left; node j in the order of their flight
		node := func(j int) int {
			if vk < 0 {
				return n - 1 - j
			}
			return j
		}
		side := 0
		if vk < 0 {
			side = 1
		}
		start := node(0)
		g[start] = moments{s.sigma[side], 0, walls.temp[side]}.maxwellian(speed) - m[start] // times eps
		for j := range n - 1 {
			a, b := node(j), node(j+1)
			w := h.width(min(a, b))
			gone := 1.0
			slope := 0.0
			if speed > 0 {
				gone = -math.Expm1(-w / (h.eps * speed))
				slope = h.eps * speed * (m[b] - m[a]) / w
			}
			g[b] = g[a]*(1-gone) - gone*slope
		}
		for j := range m {
			m[j] += g[j]
		}
		var f akima
		f.fit(h.x, m)
		for i, xi := range x {
			out[i][k] = f.at(xi)
		}
	}
	return out, nil
}

// limits are free flight between the walls, and the laws of Fourier and Newton without jump of temperature and slip.
func (p *wallProblem) limits() map[info.Limit]func(Options) (Solution, error) {
	limit := func(at func(w wallPair, x float64) (rho, u, temp, along, energy float64)) func(Options) (Solution, error) {
		return func(Options) (Solution, error) {
			return pointwise{p.fieldNames(), func(t, x float64, out []float64) {
				rho, u, temp, along, energy := at(p.walls(t), x)
				wallFields(p.shear, rho, u, temp, along, energy, func(f int, y float64) { out[f] = y })
			}}, nil
		}
	}
	return map[info.Limit]func(Options) (Solution, error){
		info.FreeFlight: limit(func(w wallPair, _ float64) (rho, u, temp, along, energy float64) { return w.freeFlight() }),
		info.Diffusion: limit(func(w wallPair, x float64) (rho, u, temp, along, energy float64) {
			u, temp = w.diffusive(x)
			return 1 / temp, u, temp, 0, 0
		}),
	}
}

// freeFlight is the state without collisions: particles that leave both walls at the same rate fill it.
func (w wallPair) freeFlight() (rho, u, temp, along, energy float64) {
	rate := 2 / (math.Sqrt(w.temp[0]) + math.Sqrt(w.temp[1])) // sigma sqrt T of both walls, for int v1^2 f = 1
	content := 0.0
	sign := 1.0
	for i, t := range w.temp {
		sigma := 0.5 * rate / math.Sqrt(t)
		rho += sigma
		u += sigma * w.u[i]
		content += sigma * (3*t + w.u[i]*w.u[i])
		flux := sign * rate / math.Sqrt(2*math.Pi)
		along += flux * w.u[i]
		energy += flux * (2*t + 0.5*w.u[i]*w.u[i])
		sign = -1
	}
	u /= rho
	return rho, u, (content/rho - u*u) / 3, along, energy
}

// diffusive is the limit eps -> 0: shear stress -eps u_x and energy flux -eps (5 T/2 + u^2/2)_x are constant (viscosity eps p, heat conductivity
// 5 eps p/2, p = 1).
func (w wallPair) diffusive(x float64) (u, temp float64) {
	mix := func(a, b float64) float64 { return a*(0.5-x) + b*(0.5+x) }
	head := func(i int) float64 { return 2.5*w.temp[i] + 0.5*w.u[i]*w.u[i] }
	u = mix(w.u[0], w.u[1])
	return u, (mix(head(0), head(1)) - 0.5*u*u) / 2.5
}
