package problemfile

import (
	"fmt"
	"math"
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
	maxSigma = 1e6
	minSigma = 1e-6
	maxData  = 1e6
	minState = 1e-6 // of density and temperature of a gas
)

// axis is one variable of a formula on the grid.
type axis struct {
	name string
	at   []float64
}

// check evaluates a formula on the product of the axes at all corners of the parameters and their centre; bad says whether a value
// is allowed.
func (p *Problem) check(field string, e *expr.Expr, allowed string, good func(float64) bool, axes ...axis) error {
	if e == nil {
		return nil
	}
	n := 1
	for _, a := range axes {
		n *= len(a.at)
	}
	args := make([]float64, len(axes)+len(p.Parameters))
	for _, set := range append(p.Corners(), p.Centre()) {
		copy(args[len(axes):], set)
		for i := range n {
			rest := i
			for k, a := range axes {
				args[k] = a.at[rest%len(a.at)]
				rest /= len(a.at)
			}
			if v := e.Value(args...); !good(v) {
				var place []string
				for k, a := range axes {
					place = append(place, fmt.Sprintf("%s = %.6g", a.name, args[k]))
				}
				for k, name := range p.Names() {
					place = append(place, fmt.Sprintf("%s = %.6g", name, args[len(axes)+k]))
				}
				return &input.Error{Field: field, Given: fmt.Sprintf("%.6g at %s", v, strings.Join(place, ", ")), Allowed: allowed}
			}
		}
		if len(p.Parameters) == 0 {
			break
		}
	}
	return nil
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
	x := axis{"x", points(p.X[0], p.X[1], gridX)}
	coarse := axis{"x", points(p.X[0], p.X[1], 201)}
	t := axis{"t", points(0, p.TEnd, gridT)}
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
		p.noteJumps()
		keep(p.checkPeriodic())
		return errs
	}
	nodes, weights := make([]float64, gridV), make([]float64, gridV)
	special.GaussLegendre(nodes, weights, -1, 1)
	v := axis{"v", nodes}
	for _, c := range []struct {
		field  string
		e      *expr.Expr
		lo, hi float64
		words  string
		axes   []axis
	}{
		{"scattering", p.Sigma, minSigma, maxSigma, "1e-6 to 1e6", []axis{x}},
		{"absorption", p.Absorb, 0, maxSigma, "0 to 1e6", []axis{x}},
		{"source", p.SourceG, -maxData, maxData, "-1e6 to 1e6", []axis{coarse, t}},
		{"density", p.Rho0, 0, maxData, "0 to 1e6", []axis{x}},
		{"micro", p.Micro0, -maxData, maxData, "-1e6 to 1e6", []axis{coarse, v}},
		{"left.inflow", p.InflowLeft, -maxData, maxData, "-1e6 to 1e6, v from 0 to 1", []axis{t, {"v", points(1e-3, 1, 40)}}},
		{"right.inflow", p.InflowRight, -maxData, maxData, "-1e6 to 1e6, v from -1 to 0", []axis{t, {"v", points(-1, -1e-3, 40)}}},
	} {
		keep(p.check(c.field, c.e, c.words, between(c.lo, c.hi), c.axes...))
	}
	p.noteMean(coarse.at, nodes, weights)
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
