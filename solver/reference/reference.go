package reference

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

// Solution is a deterministic solution of one problem at one Knudsen number,
// for all 0 <= t <= TEnd. A Solution is immutable after New and may be used by
// several goroutines at once.
type Solution interface {
	// Fields names the macroscopic fields in the order At returns them:
	// "rho", "flux" for transport, "rho", "u", "T", "q" for BGK.
	Fields() []string
	// At returns out[field][i], the fields at time t and positions x[i]. It
	// fails if t is outside [0, TEnd] or an x[i] outside the domain.
	At(t float64, x []float64) ([][]float64, error)
}

// Distributed is implemented by solutions that also know the distribution
// function.
type Distributed interface {
	// Distribution returns out[i][j] = f(t, x[i], v[j]). It fails under the
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
}

// report calls Progress if there is one.
func (o Options) report(fraction float64) error {
	if o.Progress == nil {
		return nil
	}
	return o.Progress(fraction)
}

// Domain is the region on which the solutions of a problem are defined.
type Domain struct {
	XMin, XMax float64 // position
	VMin, VMax float64 // velocity
	TEnd       float64 // time runs from 0 to TEnd
	Periodic   bool    // in x
}

// InputError reports an argument outside its allowed range, on one line.
type InputError struct {
	Field   string // what was wrong, for example "eps"
	Given   string // the value that was given
	Allowed string // the values that are allowed
}

func (e *InputError) Error() string {
	return fmt.Sprintf("%s: got %s, allowed: %s", e.Field, e.Given, e.Allowed)
}

// entry is one registered problem.
type entry struct {
	domain Domain
	fields []string
	solve  func(eps float64, opt Options) (Solution, error)
}

var registry = map[string]entry{}

// register adds a problem; it is called from init functions of this package.
func register(name string, e entry) {
	if _, dup := registry[name]; dup {
		panic("reference: problem registered twice: " + name)
	}
	registry[name] = e
}

// Problems returns the names of all problems with a reference, sorted.
func Problems() []string {
	names := make([]string, 0, len(registry))
	for name := range registry {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// lookup finds a problem or returns an InputError that lists the known ones.
func lookup(problem string) (entry, error) {
	e, ok := registry[problem]
	if !ok {
		return entry{}, &InputError{"problem", fmt.Sprintf("%q", problem), strings.Join(Problems(), ", ")}
	}
	return e, nil
}

// DomainOf returns the region on which the solutions of a problem are defined.
func DomainOf(problem string) (Domain, error) {
	e, err := lookup(problem)
	return e.domain, err
}

// FieldsOf returns the names of the fields of a problem without solving it.
func FieldsOf(problem string) ([]string, error) {
	e, err := lookup(problem)
	return append([]string(nil), e.fields...), err
}

// New solves a problem at one Knudsen number, 0 < eps <= 1. Invalid arguments
// give an *InputError; a cancelled computation gives the error of
// Options.Progress.
func New(problem string, eps float64, opt Options) (Solution, error) {
	e, err := lookup(problem)
	if err != nil {
		return nil, err
	}
	if !(eps > 0 && eps <= 1) { // also rejects NaN
		return nil, &InputError{"eps", fmt.Sprint(eps), "0 < eps <= 1"}
	}
	if opt.Cells != 0 && (opt.Cells < minCells || opt.Cells > maxCells) {
		return nil, &InputError{"cells", fmt.Sprint(opt.Cells), fmt.Sprintf("0 (default) or %d..%d", minCells, maxCells)}
	}
	if err := opt.report(0); err != nil {
		return nil, err
	}
	s, err := e.solve(eps, opt)
	if err != nil {
		return nil, err
	}
	if err := opt.report(1); err != nil {
		return nil, err
	}
	return s, nil
}

// Range of Options.Cells.
const (
	minCells = 8
	maxCells = 1024
)

// check validates the arguments of At. Positions may exceed the domain by
// rounding error only.
func (d Domain) check(t float64, x []float64) error {
	if !(t >= 0 && t <= d.TEnd) {
		return &InputError{"t", fmt.Sprint(t), fmt.Sprintf("0 <= t <= %g", d.TEnd)}
	}
	slack := 1e-12 * (d.XMax - d.XMin)
	for i, xi := range x {
		if !(xi >= d.XMin-slack && xi <= d.XMax+slack) {
			return &InputError{fmt.Sprintf("x[%d]", i), fmt.Sprint(xi), fmt.Sprintf("%g <= x <= %g", d.XMin, d.XMax)}
		}
	}
	return nil
}

// checkVelocity validates the velocities given to Distribution.
func (d Domain) checkVelocity(v []float64) error {
	for j, vj := range v {
		if !(vj >= d.VMin && vj <= d.VMax) || math.IsInf(vj, 0) {
			return &InputError{fmt.Sprintf("v[%d]", j), fmt.Sprint(vj), fmt.Sprintf("%g <= v <= %g, finite", d.VMin, d.VMax)}
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
