package reference

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// Solution is a deterministic solution of one problem at one Knudsen number,
// for all 0 <= t <= TEnd. A Solution is immutable after New and may be used by
// several goroutines at once.
type Solution interface {
	// Fields names the macroscopic fields in the order At returns them:
	// "rho", "flux" for transport, "rho", "u", "T", "q" for BGK.
	Fields() []string
	// At returns out[field][i], the fields at time t and positions x (see Domain).
	// It fails if t is outside [0, TEnd] or a position outside the domain.
	At(t float64, x []float64) ([][]float64, error)
}

// Distributed is implemented by solutions that also know the distribution
// function.
type Distributed interface {
	// Distribution returns out[i][j] = f(t, x[i], v[j]); in a plane v[j] is the angle of the velocity. It fails under the
	// conditions of At, and if a v[j] is outside the velocity domain.
	Distribution(t float64, x, v []float64) ([][]float64, error)
}

// Options control a computation. The zero value is the documented default.
type Options struct {
	// Progress, if not nil, is called during New with the finished fraction in
	// [0, 1]. An error it returns cancels the computation; New returns it.
	Progress func(fraction float64) error
	// Cells is the number of cells in x for methods with a grid; 0 selects the
	// default accuracy (1e-3 relative L2 or better in every field). Exact
	// solutions ignore it.
	Cells int
	// Set holds the parameters of a problem file, in its order; nil: the middles of their ranges.
	Set []float64
	// Beyond allows parameters outside of the ranges of the file, as far as the problem is sound there.
	Beyond bool
}

// parameters returns the checked parameters of a problem file.
func (o Options) parameters(p *problemfile.Problem) ([]float64, error) {
	if o.Beyond && len(o.Set) == len(p.Parameters) && o.Set != nil {
		return o.Set, p.CheckAt(o.Set)
	}
	return p.Values(o.Set)
}

// report calls Progress if there is one.
func (o Options) report(fraction float64) error {
	if o.Progress == nil {
		return nil
	}
	return o.Progress(fraction)
}

// Domain is the region on which the solutions of a problem are defined.
type Domain = info.Domain

// New solves a problem at one Knudsen number, 1e-12 <= eps <= 1. Invalid arguments
// give an *input.Error; a cancelled computation gives the error of
// Options.Progress.
func New(problem string, eps float64, opt Options) (Solution, error) {
	p, err := Find(problem)
	if err != nil {
		return nil, err
	}
	if err := info.CheckKnudsen(eps); err != nil {
		return nil, err
	}
	return p.run(opt, func(opt Options) (Solution, error) { return p.Solve(eps, opt) })
}

// Limit computes a limiting solution of a problem. A limit that is not known of the problem gives an *input.Error.
func Limit(problem, limit string, opt Options) (Solution, error) {
	p, err := Find(problem)
	if err != nil {
		return nil, err
	}
	for l, solve := range p.Limits {
		if l.Name == limit {
			return p.run(opt, solve)
		}
	}
	known := p.KnownLimits()
	if known == nil {
		return nil, input.New("limit", limit, "none for %s", problem)
	}
	return nil, input.Unknown("limit", limit, limitNames(known))
}

// run checks the options and computes a solution with progress from 0 to 1. The solution refuses arguments outside the domain.
func (p Problem) run(o Options, solve func(opt Options) (Solution, error)) (Solution, error) {
	if o.Cells != 0 && (o.Cells < minCells || o.Cells > maxCells) {
		return nil, input.New("cells", o.Cells, "0 (the default) or %d to %d", minCells, maxCells)
	}
	if err := o.report(0); err != nil {
		return nil, err
	}
	s, err := solve(o)
	if err != nil {
		return nil, err
	}
	if err := o.report(1); err != nil {
		return nil, err
	}
	c := checked{s, p.Domain}
	if d, ok := s.(Distributed); ok {
		return checkedDistributed{c, d}, nil
	}
	return c, nil
}

// checked is a solution whose arguments are validated.
type checked struct {
	Solution
	domain Domain
}

func (c checked) At(t float64, x []float64) ([][]float64, error) {
	if err := check(c.domain, t, x); err != nil {
		return nil, err
	}
	return c.Solution.At(t, x)
}

// ErrorEstimate implements Estimated; it is nil where the solution knows none.
func (c checked) ErrorEstimate() []float64 {
	if e, ok := c.Solution.(Estimated); ok {
		return e.ErrorEstimate()
	}
	return nil
}

// checkedDistributed is a checked solution with its distribution.
type checkedDistributed struct {
	checked
	distributed Distributed
}

func (c checkedDistributed) Distribution(t float64, x, v []float64) ([][]float64, error) {
	if err := check(c.domain, t, x); err != nil {
		return nil, err
	}
	if err := checkVelocity(c.domain, v); err != nil {
		return nil, err
	}
	return c.distributed.Distribution(t, x, v)
}

// Range of Options.Cells.
const (
	minCells = 8
	maxCells = 1024
)

// check validates the arguments of At. Positions may exceed the domain by
// rounding error only.
func check(d Domain, t float64, x []float64) error {
	if !(t >= 0 && t <= d.TEnd) {
		return input.New("t", t, "0 <= t <= %g", d.TEnd)
	}
	return d.CheckPositions(x, 1e-12)
}

// checkVelocity validates the velocities given to Distribution.
func checkVelocity(d Domain, v []float64) error {
	for j, vj := range v {
		if !(vj >= d.VMin && vj <= d.VMax) || math.IsInf(vj, 0) {
			return input.New(fmt.Sprintf("v[%d]", j), vj, "%g <= v <= %g, finite", d.VMin, d.VMax)
		}
	}
	return nil
}

// allocate returns a zeroed rows x cols table backed by one slice.
func allocate(rows, cols int) [][]float64 {
	data := make([]float64, rows*cols)
	out := make([][]float64, rows)
	for i := range out {
		out[i] = data[i*cols : (i+1)*cols : (i+1)*cols]
	}
	return out
}
