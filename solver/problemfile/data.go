package problemfile

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/special"
)

// Sizes of the grid on which data are checked.
const (
	gridX = 2001
	gridT = 21
	gridV = 24 // Gauss nodes of [-1, 1]
)

// Bounds of data.
const (
	maxSigma      = 1e6
	minSigma      = 1e-6
	maxData       = 1e6
	minState      = 1e-6 // of density and temperature of a gas
	mostSpeeds    = 200  // speed of the fastest particles of a gas over the thermal speed of the coldest part
	mostCrossings = 500  // of the domain by them
	slowest       = 1e-9 // |v| of inflow: what grows like 1/v there has no density
)

// axis is one variable of a formula on the grid.
type axis struct {
	name string
	at   []float64
	arg  int // which variable of the formula it is
}

// sets are the values of the parameters at which data are checked: a grid with the ends and the middles of the ranges.
func (p *Problem) sets() [][]float64 {
	out := [][]float64{nil}
	n := []int{1, 9, 5, 3}[len(p.Parameters)]
	for _, q := range p.Parameters {
		var next [][]float64
		for _, set := range out {
			for _, v := range points(q.Min, q.Max, n) {
				next = append(next, append(slices.Clone(set), v))
			}
		}
		out = next
	}
	return out
}

// check evaluates a formula on the product of the axes for all sets of the parameters; good says whether a value is allowed. Between
// the points of the first axis it follows the formula to its extrema, so that poles and narrow dips are found.
func (p *Problem) check(field string, e *expr.Expr, allowed string, good func(float64) bool, axes ...axis) error {
	if e == nil {
		return nil
	}
	n := 1
	for _, a := range axes {
		n *= len(a.at)
	}
	args := make([]float64, len(axes)+len(p.Parameters))
	first := axes[0].at
	line := make([]float64, len(first))
	for _, set := range p.sets() {
		copy(args[len(axes):], set)
		refuse := func(v float64) error {
			var place []string
			for _, a := range axes {
				place = append(place, fmt.Sprintf("%s = %.6g", a.name, args[a.arg]))
			}
			for k, name := range p.Names() {
				place = append(place, fmt.Sprintf("%s = %.6g", name, args[len(axes)+k]))
			}
			return &input.Error{Field: field, Given: fmt.Sprintf("%.6g at %s", v, strings.Join(place, ", ")), Allowed: allowed}
		}
		for i := 0; i < n; i += len(first) {
			rest := i / len(first)
			for _, a := range axes[1:] {
				args[a.arg] = a.at[rest%len(a.at)]
				rest /= len(a.at)
			}
			at := func(x float64) float64 {
				args[axes[0].arg] = x
				return e.Value(args...)
			}
			for k, x := range first {
				if line[k] = at(x); !good(line[k]) {
					return refuse(line[k])
				}
			}
			for k := 1; k+1 < len(first); k++ {
				if up, down := line[k]-line[k-1], line[k]-line[k+1]; up*down > 0 {
					if v := extremum(at, first[k-1], first[k+1], math.Copysign(1, up), good); !good(v) {
						return refuse(v)
					}
				}
			}
		}
	}
	return nil
}

// extremum narrows [a, b] around a maximum (sign 1) or a minimum (sign -1) of y by the golden section, until a value is not good, and returns the
// last value.
func extremum(y func(float64) float64, a, b, sign float64, good func(float64) bool) (v float64) {
	const ratio = 0.6180339887498949
	for range 24 {
		l, r := b-ratio*(b-a), a+ratio*(b-a)
		yl := y(l)
		if v = yl; !good(v) {
			return v
		}
		if v = y(r); !good(v) {
			return v
		}
		if sign*yl > sign*v {
			b = r
		} else {
			a = l
		}
	}
	return v
}

// checkSpeeds refuses a gas that no grid of velocities or times of a bearable size resolves.
func (p *Problem) checkSpeeds(x []float64) (errs []error) {
	fast, cold, place := 0.0, math.Inf(1), 0.0
	for _, set := range p.sets() {
		u, temp := p.U0.Bind(set...), p.T0.Bind(set...)
		for _, xi := range x {
			t := temp.Value(xi)
			cold = math.Min(cold, t)
			if v := math.Abs(u.Value(xi)) + 6*math.Sqrt(t); v > fast {
				fast, place = v, xi
			}
		}
	}
	if most := mostSpeeds * math.Sqrt(cold); fast > most {
		errs = append(errs, &input.Error{Field: "velocity", Given: fmt.Sprintf("|u| + 6 sqrt(T) = %.4g at x = %.6g", fast, place),
			Allowed: fmt.Sprintf("up to %.4g, %d times the root of the least temperature", most, mostSpeeds)})
	}
	if most := mostCrossings * (p.X[1] - p.X[0]) / fast; p.TEnd > most {
		errs = append(errs, input.New("tEnd", p.TEnd, "up to %.4g, when the fastest particles have crossed the domain %d times", most, mostCrossings))
	}
	return errs
}

// points returns n equidistant points with both ends.
func points(lo, hi float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = lo + (hi-lo)*float64(i)/float64(n-1)
	}
	return out
}

// checkData checks the values of the formulas and notes what is done with them.
func (p *Problem) checkData() (errs []error) {
	keep := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	x := axis{"x", points(p.X[0], p.X[1], gridX), 0}
	coarse := axis{"x", points(p.X[0], p.X[1], 201), 0}
	t := axis{"t", points(0, p.TEnd, gridT), 0}
	between := func(lo, hi float64) func(float64) bool { return func(v float64) bool { return v >= lo && v <= hi } }
	if p.Equation == Gas {
		for _, c := range []struct {
			field string
			e     *expr.Expr
			lo    float64
			words string
		}{
			{"density", p.Rho0, minState, "1e-6 to 1e6"}, {"temperature", p.T0, minState, "1e-6 to 1e6"}, {"velocity", p.U0, -maxData, "-1e6 to 1e6"},
		} {
			keep(p.check(c.field, c.e, c.words, between(c.lo, maxData), x))
		}
		if len(errs) == 0 {
			errs = append(errs, p.checkSpeeds(x.at)...)
		}
		p.noteUnused()
		p.noteJumps()
		keep(p.checkPeriodic())
		return errs
	}
	nodes, weights := make([]float64, gridV), make([]float64, gridV)
	special.GaussLegendre(nodes, weights, -1, 1)
	v := axis{"v", nodes, 1}
	for _, c := range []struct {
		field  string
		e      *expr.Expr
		lo, hi float64
		words  string
		axes   []axis
	}{
		{"scattering", p.Sigma, minSigma, maxSigma, "1e-6 to 1e6", []axis{x}},
		{"absorption", p.Absorb, 0, maxSigma, "0 to 1e6", []axis{x}},
		{"source", p.SourceG, -maxData, maxData, "-1e6 to 1e6", []axis{{"x", coarse.at, 1}, t}},
		{"density", p.Rho0, 0, maxData, "0 to 1e6", []axis{x}},
		{"micro", p.Micro0, -maxData, maxData, "-1e6 to 1e6", []axis{coarse, v}},
		{"left.inflow", p.InflowLeft, -maxData, maxData, "-1e6 to 1e6, v from 0 to 1", []axis{t, {"v", append(points(1e-3, 1, 40), slowest), 1}}},
		{"right.inflow", p.InflowRight, -maxData, maxData, "-1e6 to 1e6, v from -1 to 0", []axis{t, {"v", append(points(-1, -1e-3, 40), -slowest), 1}}},
	} {
		keep(p.check(c.field, c.e, c.words, between(c.lo, c.hi), c.axes...))
	}
	p.noteMean(coarse.at, nodes, weights)
	p.noteSeam(t.at, nodes)
	p.noteInflow(t.at)
	p.noteThin(coarse.at)
	p.noteUnused()
	p.noteJumps()
	keep(p.checkPeriodic())
	return errs
}

// noteMean notes that the mean of the micro part is taken off.
func (p *Problem) noteMean(x, nodes, weights []float64) {
	worst, place := 0.0, 0.0
	for _, set := range append(p.Corners(), p.Centre()) {
		e := p.Micro0.Bind(set...)
		for _, xi := range x {
			mean := 0.0
			for j, v := range nodes {
				mean += 0.5 * weights[j] * e.Value(xi, v)
			}
			if math.Abs(mean) > math.Abs(worst) {
				worst, place = mean, xi
			}
		}
	}
	if math.Abs(worst) > 1e-9 {
		p.Notes = append(p.Notes, fmt.Sprintf("micro has the mean %.3g over v at x = %.4g; the mean is taken off, because density holds it.", worst, place))
	}
}

// noteSeam notes a source and a micro part that differ at periodic ends, where they jump.
func (p *Problem) noteSeam(t, v []float64) {
	if !p.IsPeriodic() {
		return
	}
	set := p.Centre()
	for _, c := range []struct {
		field string
		e     *expr.Expr
		other []float64
		first bool // x is the first variable
	}{{"source", p.SourceG, t, false}, {"micro", p.Micro0, v, true}} {
		for _, o := range c.other {
			at := func(x float64) float64 {
				if c.first {
					return c.e.Value(append([]float64{x, o}, set...)...)
				}
				return c.e.Value(append([]float64{o, x}, set...)...)
			}
			if l, r := at(p.X[0]), at(p.X[1]); math.Abs(l-r) > 1e-2*math.Max(math.Abs(l), math.Abs(r)) && math.Abs(l-r) > 1e-3 {
				p.Notes = append(p.Notes, fmt.Sprintf("%s is %.4g at x = %g and %.4g at x = %g, which periodic ends join: a network is wrong beside that jump.", c.field, l+0, p.X[0], r+0, p.X[1]))
				break
			}
		}
	}
}

// noteInflow notes an inflow below 0. The equation is linear, so that it has a solution, but not one that counts particles.
func (p *Problem) noteInflow(t []float64) {
	for _, c := range []struct {
		field string
		e     *expr.Expr
		sign  float64
	}{{"left.inflow", p.InflowLeft, 1}, {"right.inflow", p.InflowRight, -1}} {
		if c.e == nil {
			continue
		}
		least, at := 0.0, [2]float64{}
		for _, set := range append(p.Corners(), p.Centre()) {
			e := c.e.Bind(set...)
			for _, ti := range t {
				for _, v := range points(0.05, 1, 20) {
					if f := e.Value(ti, c.sign*v); f < least {
						least, at = f, [2]float64{ti, c.sign * v}
					}
				}
			}
		}
		if least < 0 {
			p.Notes = append(p.Notes, fmt.Sprintf("%s is %.4g at t = %.4g, v = %.4g: there are no fewer particles than none, so the solution is one of the equation alone.", c.field, least, at[0], at[1]))
		}
	}
}

// windings is the phase, in radians, of free flight in the longest wave from which on a solution counts as wound up in v.
const windings = 8

// noteThin notes cross-sections so small that particles cross the domain several times before they collide, at Knudsen numbers at which others
// are near the diffusion limit. Modes in v and functions of time follow that badly.
func (p *Problem) noteThin(x []float64) {
	if !p.IsPeriodic() && !(p.Left.Kind == Reflecting && p.Right.Kind == Reflecting) {
		return
	}
	least, at := math.Inf(1), 0.0
	for _, set := range append(p.Corners(), p.Centre()) {
		e := p.Sigma.Bind(set...)
		for _, xi := range x {
			if v := e.Value(xi); v < least {
				least, at = v, xi
			}
		}
	}
	wave := 2 * math.Pi / (p.X[1] - p.X[0])
	// Free flight over t/eps has the phase wave t/eps; of sigma t/eps^2 collisions the first comes at eps = sqrt(sigma t).
	if low, high := math.Sqrt(least*p.TEnd), math.Min(1, wave*p.TEnd/windings); low < high {
		p.Notes = append(p.Notes, fmt.Sprintf("scattering is as low as %.3g (x = %.4g): at Knudsen numbers from %.1g to %.1g particles cross the domain before they collide; where data vary in x, errors there are large, and estimates may be too small.", least, at, low, high))
	}
}

// noteUnused notes parameters that no formula uses.
func (p *Problem) noteUnused() {
	for _, name := range p.Names() {
		if !slices.ContainsFunc(p.parts(), func(c part) bool { return *c.to != nil && (*c.to).Uses(name) }) {
			p.Notes = append(p.Notes, fmt.Sprintf("parameter %s stands in no formula: the solution does not depend on it.", name))
		}
	}
}

// noteJumps notes formulas that jump.
func (p *Problem) noteJumps() {
	cure := `"smoothing" with a width makes steps smooth in network and reference alike`
	if p.Smoothing > 0 {
		cure = `"smoothing" acts on step(z) alone, so write conditions with it`
	}
	for _, c := range []struct {
		field string
		e     *expr.Expr
	}{{"scattering", p.Sigma}, {"absorption", p.Absorb}, {"source", p.SourceG}, {"density", p.Rho0}, {"micro", p.Micro0}, {"velocity", p.U0}, {"temperature", p.T0}} {
		if c.e != nil && c.e.Jumps() {
			p.Notes = append(p.Notes, fmt.Sprintf("%s may jump: a network cannot resolve a jump and is wrong beside it; %s.", c.field, cure))
		}
	}
}

// checkPeriodic asks periodic data to have equal values at both ends.
func (p *Problem) checkPeriodic() error {
	if !p.IsPeriodic() {
		return nil
	}
	for _, c := range []struct {
		field string
		e     *expr.Expr
	}{{"scattering", p.Sigma}, {"absorption", p.Absorb}, {"density", p.Rho0}, {"velocity", p.U0}, {"temperature", p.T0}} {
		if c.e == nil {
			continue
		}
		for _, set := range append(p.Corners(), p.Centre()) {
			b := c.e.Bind(set...)
			l, r := b.Value(p.X[0]), b.Value(p.X[1])
			if math.Abs(l-r) > 1e-6*max(math.Abs(l), math.Abs(r), 1e-3) {
				return &input.Error{Field: c.field, Given: fmt.Sprintf("%.6g at x = %g and %.6g at x = %g", l, p.X[0], r, p.X[1]), Allowed: "equal values at periodic ends"}
			}
		}
	}
	return nil
}
