package reference

import (
	"errors"
	"math"
	"sync"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/solver/special"
)

// Estimated is implemented by solutions that know how wrong they are.
type Estimated interface {
	// ErrorEstimate returns the estimated relative L2 error of each field at the end time: the difference to a solution with fewer
	// cells, steps and ordinates, scaled by the order of the method. A field that vanishes is measured against the largest value of all
	// fields.
	ErrorEstimate() []float64
}

// FromFile makes the reference of a user's problem.
func FromFile(p *problemfile.Problem) Problem {
	if p.Equation == problemfile.Gas {
		centre := gasProblem(p, p.Centre())
		at := func(limit func(g *bgkProblem, opt Options) (Solution, error)) func(Options) (Solution, error) {
			return func(opt Options) (Solution, error) {
				set, err := opt.parameters(p)
				if err != nil {
					return nil, err
				}
				return limit(gasProblem(p, set), opt)
			}
		}
		limits := map[info.Limit]func(Options) (Solution, error){
			info.Euler: at((*bgkProblem).fluid),
			info.FreeFlight: at(func(g *bgkProblem, _ Options) (Solution, error) {
				r := g.rules(math.Inf(1))
				return g.flight(r.nodes+1, r.spacing), nil
			}),
		}
		return Problem{Name: p.Name, Fields: centre.names(), Domain: centre.domain, Limits: limits, Solve: func(eps float64, opt Options) (Solution, error) {
			set, err := opt.parameters(p)
			if err != nil {
				return nil, err
			}
			return solveGasFile(p, set, eps, opt)
		}}
	}
	solve := func(eps float64, opt Options) (Solution, error) {
		set, err := opt.parameters(p)
		if err != nil {
			return nil, err
		}
		return solveTransportFile(p, set, eps, opt)
	}
	return Problem{
		Name: p.Name, Fields: transportFields, Solve: solve, Limits: diffusion(solve),
		Domain: Domain{Dimensions: 1, XMin: p.X[0], XMax: p.X[1], VMin: -1, VMax: 1, TEnd: p.TEnd, Periodic: p.IsPeriodic()},
	}
}

// parsed keeps the last file, because a program asks for its references several times.
var parsed struct {
	sync.Mutex
	text    string
	problem Problem
}

// fromText makes the reference of a problem file.
func fromText(text string) (Problem, error) {
	parsed.Lock()
	defer parsed.Unlock()
	if parsed.text != text {
		p, err := problemfile.Parse([]byte(text))
		if err != nil {
			return Problem{}, err
		}
		parsed.text, parsed.problem = text, FromFile(p)
	}
	return parsed.problem, nil
}

// transportFile is linear transport of a problem file, solved by slab.
//
// Where inflow and initial data disagree in a corner, f jumps along the fastest characteristic. The jump is split off: f = f_s + f_c with
//
//	f_s = -1[path > |v| t/eps] J(v) exp(-depth(path)/(eps |v|)),  J = inflow - initial data in the corner,
//
// minus that part of the stationary uncollided beam that has not arrived yet (first-collision split; Alcouffe, Nucl. Sci. Eng. 105,
// 1990). It solves the equation without its gain, so f_c starts from the initial data plus the stationary beam, has the inflow
// without a jump and the isotropic source sigma <f_s>/eps^2. Since f_s decays like exp(-sigma t/eps^2), nothing of size 1/eps
// cancels in the flux for small eps. depth is the integral of sigma + eps^2 sigma_a along the path, which continues after reflection
// at the other end.
type transportFile struct {
	domain    Domain
	eps       float64
	x         []float64 // nodes, for the density
	xf        []float64 // for the flux: left end, cell midpoints, right end
	t         []float64
	rho, flux [][]float64 // of f_c at [time][position]
	beams     []beamSplit
	estimate  []float64
}

// beamSplit is the part f_s that starts at one end.
type beamSplit struct {
	sign  float64 // of v: 1 from the left end
	from  float64 // the end
	jump  func(v float64) float64
	depth []float64 // integral of sigma + eps^2 sigma_a from the left end, at the points of grid
	grid  []float64
	eps   float64
	back  bool    // reflected at the other end
	far   float64 // the other end
}

const (
	beamNodes = 32
	beamGrid  = 2000
)

// beamRule is a Gauss rule on (0, 1).
var beamRule = func() (r struct{ v, w [beamNodes]float64 }) {
	special.GaussLegendre(r.v[:], r.w[:], 0, 1)
	return r
}()

// at returns the depth from the left end to x.
func (b *beamSplit) at(x float64) float64 {
	h := b.grid[1] - b.grid[0]
	z := (x - b.grid[0]) / h
	i := min(max(int(z), 0), len(b.grid)-2)
	q := z - float64(i)
	return b.depth[i] + q*(b.depth[i+1]-b.depth[i])
}

// legs calls visit for the direct and the reflected beam at x: the sign of v, the path from the wall and the optical depth along it.
func (b *beamSplit) legs(x float64, visit func(sign, path, depth float64)) {
	here, start, end := b.at(x), b.at(b.from), b.at(b.far)
	visit(b.sign, math.Abs(x-b.from), math.Abs(here-start))
	if b.back {
		visit(-b.sign, math.Abs(b.far-b.from)+math.Abs(x-b.far), math.Abs(end-start)+math.Abs(here-end))
	}
}

// moments returns <f_s> and <v f_s>/eps.
func (b *beamSplit) moments(t, x float64) (rho, flux float64) {
	b.legs(x, func(sign, path, depth float64) {
		a := 1.0 // slower particles have not arrived
		if y := b.eps * path; y < t {
			a = y / t
		}
		if a == 0 || depth > 40*b.eps*a {
			return
		}
		for k, u := range beamRule.v {
			v := a * u
			f := -0.5 * a * beamRule.w[k] * b.jump(b.sign*v) * math.Exp(-depth/(b.eps*v))
			rho += f
			flux += f * sign * v / b.eps
		}
	})
	return rho, flux
}

// stationary returns the beam that f_c has at t = 0 at velocity v.
func (b *beamSplit) stationary(x, v float64) (f float64) {
	b.legs(x, func(sign, path, depth float64) {
		if sign*v > 0 {
			f += b.jump(b.sign*math.Abs(v)) * math.Exp(-depth/(b.eps*math.Abs(v)))
		}
	})
	return f
}

// transportConfig are the sizes of the discretisation.
type transportConfig struct {
	cells     int
	ordinates int // per half range of v
	steps     int // per doubling of t
}

// transportDefault returns sizes that keep the errors of smooth problems below 1e-3.
func transportDefault(eps float64) transportConfig {
	share := eps / (eps + 0.02)
	return transportConfig{cells: 240 + int(60*share), ordinates: 8 + int(12*math.Min(1, eps/0.05)), steps: 12 + int(20*share)}
}

// coarsening is the factor by which the second solution has fewer of everything; the error of a method of second order falls by its square.
const coarsening = 0.7

func solveTransportFile(p *problemfile.Problem, set []float64, eps float64, opt Options) (Solution, error) {
	cfg := transportDefault(eps)
	if opt.Cells != 0 {
		cfg.cells = opt.Cells
	}
	less := func(n, least int) int { return max(int(coarsening*float64(n)), least) }
	coarse := transportConfig{less(cfg.cells, 6), less(cfg.ordinates, 4), less(cfg.steps, 4)}
	rough, err := integrateTransport(p, set, eps, coarse, part(opt, 0, 0.35, 0))
	if err != nil {
		return nil, err
	}
	fine, err := integrateTransport(p, set, eps, cfg, part(opt, 0.35, 1, 0))
	if err != nil {
		return nil, err
	}
	fine.estimate, err = compareSolutions(fine, rough, fine.domain, 1/(1/(coarsening*coarsening)-1))
	return fine, err
}

// compareSolutions returns for each field the relative L2 difference of two solutions at the end time, times scale.
func compareSolutions(a, b Solution, d Domain, scale float64) ([]float64, error) {
	const n = 400
	x := make([]float64, n)
	for i := range x {
		x[i] = d.XMin + (d.XMax-d.XMin)*(float64(i)+0.5)/n
	}
	ya, err := a.At(d.TEnd, x)
	if err != nil {
		return nil, err
	}
	yb, err := b.At(d.TEnd, x)
	if err != nil {
		return nil, err
	}
	sizes, largest := make([]float64, len(ya)), 0.0
	for f := range ya {
		for _, y := range ya[f] {
			sizes[f] += y * y
		}
		largest = math.Max(largest, sizes[f])
	}
	out := make([]float64, len(ya))
	for f := range ya {
		var sum float64
		for i, y := range ya[f] {
			sum += (y - yb[f][i]) * (y - yb[f][i])
		}
		size := sizes[f]
		if size < 1e-16*largest {
			size = largest
		}
		if math.IsNaN(sum) || math.IsInf(sum, 0) {
			return nil, errors.New("reference: the solution is not finite")
		}
		if size > 0 {
			out[f] = scale * math.Sqrt(sum/size)
		}
	}
	return out, nil
}

var slabEnds = map[string]slabEnd{problemfile.Inflow: endInflow, problemfile.Reflecting: endReflect, problemfile.Periodic: endPeriodic, "": endPeriodic}

// integrateTransport solves with given sizes.
func integrateTransport(p *problemfile.Problem, set []float64, eps float64, cfg transportConfig, opt Options) (*transportFile, error) {
	sigma, absorb, rho0, micro := p.Sigma.Bind(set...), p.Absorb.Bind(set...), p.Rho0.Bind(set...), p.Micro0.Bind(set...)
	source := p.SourceG.Bind(set...)
	r := &transportFile{eps: eps, domain: Domain{Dimensions: 1, XMin: p.X[0], XMax: p.X[1], VMin: -1, VMax: 1, TEnd: p.TEnd, Periodic: p.IsPeriodic()}}
	r.x = r.mesh(p, set, cfg.cells)
	left, right := slabEnds[p.Left.Kind], slabEnds[p.Right.Kind]
	s := newSlabEnds(eps, r.x, cfg.ordinates, left, right)
	s.medium(func(x float64) float64 { return sigma.Value(x) }, func(x float64) float64 { return absorb.Value(x) })
	mid := s.midpoints()
	r.xf = append(append([]float64{r.x[0]}, mid...), r.x[len(r.x)-1])

	// g0 less its mean
	centred := func(x, v float64) float64 {
		mean := 0.0
		for k, u := range s.v {
			mean += 0.5 * s.w[k] * (micro.Value(x, u) + micro.Value(x, -u))
		}
		return micro.Value(x, v) - mean
	}
	if c, constant := micro.Constant(); constant && c == 0 {
		centred = func(x, v float64) float64 { return 0 }
	}
	initial := func(x, v float64) float64 { return rho0.Value(x) + eps*centred(x, v) }

	if left == endInflow || right == endInflow {
		inflow := func(t, v float64) float64 { return 0 }
		if p.InflowLeft != nil || p.InflowRight != nil {
			inflow = func(t, v float64) float64 {
				if v > 0 {
					return p.InflowLeft.Value(append([]float64{t, v}, set...)...)
				}
				return p.InflowRight.Value(append([]float64{t, v}, set...)...)
			}
		}
		s.inflow = func(t float64, v, in, out []float64) {
			for k, u := range v {
				if left == endInflow {
					in[k] = inflow(t, u)
				}
				if right == endInflow {
					out[k] = inflow(t, -u)
				}
			}
		}
		r.split(s, left, right, func(x, v float64) float64 { return inflow(0, v) - initial(x, v) }, sigma.Value, absorb.Value)
	}
	varying := source.Uses("t")
	base := make([]float64, len(s.vol))
	level := func(t float64) {
		for i := range base {
			base[i] = source.Value(t, r.x[i])
		}
	}
	level(0)
	zero, constant := source.Constant()
	if !(constant && zero == 0) || len(r.beams) > 0 {
		s.source = func(t float64, even, _ [][]float64) {
			if varying {
				level(t)
			}
			y := even[0]
			copy(y, base)
			for b := range r.beams {
				for i := range y {
					rho, _ := r.beams[b].moments(t, r.x[i])
					y[i] += s.sigma[i] * rho / (eps * eps)
				}
			}
			for k := 1; k < len(even); k++ {
				copy(even[k], y)
			}
		}
	}
	start := func(x, v float64) float64 {
		f := initial(x, v)
		for b := range r.beams {
			f += r.beams[b].stationary(x, v)
		}
		return f
	}
	for k, v := range s.v {
		for i := range s.r[k] {
			s.r[k][i] = 0.5 * (start(r.x[i], v) + start(r.x[i], -v))
		}
		for i, x := range mid {
			if len(r.beams) == 0 { // rho0 drops out, so that nothing cancels for small eps
				s.j[k][i] = 0.5 * (centred(x, v) - centred(x, -v))
				continue
			}
			var f float64
			for b := range r.beams {
				f += r.beams[b].stationary(x, v) - r.beams[b].stationary(x, -v)
			}
			s.j[k][i] = 0.5 * (f/eps + centred(x, v) - centred(x, -v))
		}
	}
	r.record(s)
	least := math.Inf(1)
	for _, v := range s.sigma {
		least = math.Min(least, 1/v)
	}
	runs := doublingSteps(p.TEnd, math.Max(eps*eps*math.Min(1, least), inflowFirst*p.TEnd), cfg.steps)
	total := (len(runs) + 1) * cfg.steps
	for _, run := range runs {
		for range run.count {
			if err := s.advance(run.step); err != nil {
				return nil, err
			}
			r.record(s)
			if n := len(r.t) - 1; n%8 == 0 {
				if err := opt.report(float64(n) / float64(total)); err != nil {
					return nil, err
				}
			}
		}
	}
	r.t[len(r.t)-1] = p.TEnd // removes the rounding of the sum of steps
	if len(r.beams) == 0 && largest(r.flux)*eps < 1e-13*largest(r.rho) {
		for _, row := range r.flux {
			clear(row) // the rounding of <v f>, divided by eps: no particle flows, and errors must not be relative to it
		}
	}
	return r, nil
}

// largest returns the largest size of all values.
func largest(rows [][]float64) (most float64) {
	for _, row := range rows {
		for _, v := range row {
			most = math.Max(most, math.Abs(v))
		}
	}
	return most
}

// split prepares the beams of the ends whose inflow jumps against the initial data.
func (r *transportFile) split(s *slab, left, right slabEnd, jump func(x, v float64) float64, sigma, absorb func(...float64) float64) {
	grid, depth := make([]float64, beamGrid+1), make([]float64, beamGrid+1)
	h := (r.domain.XMax - r.domain.XMin) / beamGrid
	for i := range grid {
		grid[i] = r.domain.XMin + h*float64(i)
		if i > 0 {
			m := grid[i] - h/2
			depth[i] = depth[i-1] + h*(sigma(m)+r.eps*r.eps*absorb(m))
		}
	}
	for _, e := range []struct {
		sign, from, far float64
		this, other     slabEnd
	}{{1, r.domain.XMin, r.domain.XMax, left, right}, {-1, r.domain.XMax, r.domain.XMin, right, left}} {
		if e.this != endInflow {
			continue
		}
		most := 0.0
		for _, v := range s.v {
			most = math.Max(most, math.Abs(jump(e.from, e.sign*v)))
		}
		if most < 1e-12 {
			continue
		}
		r.beams = append(r.beams, beamSplit{
			sign: e.sign, from: e.from, far: e.far, eps: r.eps, grid: grid, depth: depth, back: e.other == endReflect,
			jump: func(v float64) float64 { return jump(e.from, v) },
		})
	}
}

// record stores the state of s as the next time step.
func (r *transportFile) record(s *slab) {
	rho, flux := make([]float64, len(s.vol), len(r.x)), make([]float64, len(r.xf))
	s.density(rho)
	s.flux(flux)
	if len(rho) < len(r.x) {
		rho = append(rho, rho[0])
	}
	r.t = append(r.t, s.t)
	r.rho = append(r.rho, rho)
	r.flux = append(r.flux, flux)
}

func (r *transportFile) Fields() []string { return append([]string(nil), transportFields...) }

// ErrorEstimate implements Estimated.
func (r *transportFile) ErrorEstimate() []float64 { return append([]float64(nil), r.estimate...) }

func (r *transportFile) At(t float64, x []float64) ([][]float64, error) {
	if err := check(r.domain, t, x); err != nil {
		return nil, err
	}
	out := allocate(2, len(x))
	n, c := stencil(r.t, t)
	for i, xi := range x {
		xi = math.Min(math.Max(xi, r.domain.XMin), r.domain.XMax)
		k, q := stencil(r.x, xi)
		l, d := stencil(r.xf, xi)
		for a, ca := range c {
			out[0][i] += ca * dot4(q, r.rho[n+a][k:])
			out[1][i] += ca * dot4(d, r.flux[n+a][l:])
		}
		for b := range r.beams {
			rho, flux := r.beams[b].moments(t, xi)
			out[0][i] += rho
			out[1][i] += flux
		}
	}
	return out, nil
}
