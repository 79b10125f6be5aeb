package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// paths holds distances through a medium at given parameters, tabulated from the left end: the optical depth, the integral of sigma,
// and the diffusive distance, the integral of sqrt(sigma), in which diffusion with coefficient 1/(3 sigma) spreads evenly for short
// times.
type paths struct {
	file     *problemfile.Problem
	lo, step float64
	table    // of the parameters in use
	kept     []table
	next     int // of kept, to be replaced
}

// table holds the paths at one set of parameters.
type table struct {
	set            []float64
	depth, distant []float64 // at the nodes
	lost           []float64 // integral of sigma_a
	slope          []float64 // sigma at the nodes
}

const (
	pathNodes  = 400
	pathTables = 32 // as many sets of parameters as a step may draw
)

// tabulate makes the table of the parameters set the one in use.
func (p *paths) tabulate(set []float64) {
	if p.depth != nil && equal(p.set, set) {
		return
	}
	for _, known := range p.kept {
		if equal(known.set, set) {
			p.table = known
			return
		}
	}
	p.lo, p.step = p.file.X[0], (p.file.X[1]-p.file.X[0])/pathNodes
	if len(p.kept) < pathTables {
		p.next = len(p.kept)
		p.kept = append(p.kept, table{depth: make([]float64, pathNodes+1), distant: make([]float64, pathNodes+1), lost: make([]float64, pathNodes+1), slope: make([]float64, pathNodes+1)})
	} else {
		p.next = (p.next + 1) % pathTables
	}
	p.kept[p.next].set = append([]float64(nil), set...)
	p.table = p.kept[p.next]
	sigma := func(x float64) float64 { return value(p.file.Sigma, set, x) }
	p.slope[0] = sigma(p.lo)
	for i := range pathNodes { // Simpson's rule
		x := p.lo + float64(p.step*float64(i))
		a, m, b := p.slope[i], sigma(x+p.step/2), sigma(x+p.step)
		p.slope[i+1] = b
		p.lost[i+1] = p.lost[i] + float64(p.step*value(p.file.Absorb, set, x+p.step/2))
		p.depth[i+1] = p.depth[i] + float64(p.step/6*(a+4*m+b))
		p.distant[i+1] = p.distant[i] + float64(p.step/6*(math.Sqrt(a)+4*math.Sqrt(m)+math.Sqrt(b)))
	}
}

func equal(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// at returns the optical depth and the diffusive distance from the left end to x, where sigma is the jet of the cross-section.
// Values are interpolated by Hermite's cubic, the slopes are exact.
func (p *paths) at(x float64, sigma autodiff.Jet) (depth, distant autodiff.Jet, lost float64) {
	z := (x - p.lo) / p.step
	i := min(max(int(z), 0), pathNodes-1)
	u := z - float64(i)
	hermite := func(y []float64, s0, s1 float64) float64 {
		d := y[i+1] - y[i]
		s0, s1 = s0*p.step, s1*p.step
		return y[i] + float64(u*(s0+float64(u*(3*d-2*s0-s1+float64(u*(s0+s1-2*d))))))
	}
	root := math.Sqrt(sigma.V)
	depth = autodiff.Jet{V: hermite(p.depth, p.slope[i], p.slope[i+1]), Dx: sigma.V}
	distant = autodiff.Jet{V: hermite(p.distant, math.Sqrt(p.slope[i]), math.Sqrt(p.slope[i+1])), Dx: root}
	return depth, distant, p.lost[i] + float64(u*(p.lost[i+1]-p.lost[i]))
}

// total returns optical depth and diffusive distance across the domain.
func (p *paths) total() (depth, distant float64) { return p.depth[pathNodes], p.distant[pathNodes] }

// most is the largest number of arguments of a formula in a problem file: t or x, v and the parameters.
const most = 2 + problemfile.MaxParameters

// value evaluates a formula at its variables and the parameters.
func value(e *expr.Expr, set []float64, at ...float64) float64 {
	var args [most]float64
	n := copy(args[:], at)
	n += copy(args[n:], set)
	return e.Value(args[:n]...)
}

// jet evaluates a formula with derivatives at its variables and the parameters.
func jet(e *expr.Expr, set []float64, at ...autodiff.Jet) autodiff.Jet {
	var args [most]autodiff.Jet
	n := copy(args[:], at)
	for _, s := range set {
		args[n] = autodiff.Constant(s)
		n++
	}
	return e.Jet(args[:n]...)
}

// steep is a place where data of a problem file vary over a short distance.
type steep struct{ x, width float64 }

// steepest finds up to n places where log sigma, the initial data or the absorption rise or fall most sharply, over less than a
// quarter of the domain, at the centre of the parameters.
func steepest(f *problemfile.Problem, n int) []steep {
	const points = 2000
	set := f.Centre()
	lo, length := f.X[0], f.X[1]-f.X[0]
	h := length / points
	var formulas []func(x float64) float64
	add := func(e *expr.Expr, of func(float64) float64) {
		if e == nil {
			return
		}
		if _, constant := e.Constant(); !constant {
			formulas = append(formulas, func(x float64) float64 { return of(value(e, set, x)) })
		}
	}
	same := func(y float64) float64 { return y }
	add(f.Sigma, kernel.Log64)
	add(f.Absorb, same)
	add(f.Rho0, same)
	add(f.U0, same)
	add(f.T0, same)
	if f.SourceG != nil {
		formulas = append(formulas, func(x float64) float64 { return value(f.SourceG, set, 0.5*f.TEnd, x) })
	}
	var found []steep
	for _, y := range formulas {
		values := make([]float64, points+1)
		top, bottom := math.Inf(-1), math.Inf(1)
		for i := range values {
			values[i] = y(lo + h*float64(i))
			top, bottom = math.Max(top, values[i]), math.Min(bottom, values[i])
		}
		if top-bottom < 1e-9*(1+math.Abs(top)) {
			continue
		}
		slope := func(i int) float64 { return math.Abs(values[i+1]-values[i]) / (h * (top - bottom)) }
		for i := 1; i+1 < points; i++ {
			s := slope(i)
			if s < slope(i-1) || s <= slope(i+1) || s*length < 4 {
				continue
			}
			// tanh(z/w) has the slope 1/(2 w) of its range in its middle
			found = append(found, steep{lo + h*(float64(i)+0.5), math.Max(0.5/s, 2*h)})
		}
	}
	// the sharpest first; neighbours within their width are one place
	var out []steep
	for len(out) < n {
		best := -1
		for i, s := range found {
			taken := false
			for _, o := range out {
				taken = taken || math.Abs(s.x-o.x) < 2*math.Max(s.width, o.width)
			}
			if !taken && (best < 0 || s.width < found[best].width) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		out = append(out, found[best])
	}
	return out
}
