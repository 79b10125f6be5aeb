// Package fit finds the parameters of a problem file that make a trained network match measurements: the first step of inverse use.
// The network is a surrogate of the equation over time, position, Knudsen number and parameters, so a fit takes seconds.
//
// Read takes measured values of fields at (t, x, eps) from CSV; Run finds the parameters by Levenberg-Marquardt steps from the centre
// and the corners of their ranges, with the spread of every parameter from the Gauss-Newton matrix, and says in notes what the data do
// not determine and what does not fit. Data that cannot be used give an *input.Error with line and column.
//
//	data, err := fit.Read(text, session.Problem(), fit.Range{EpsMin: 1e-6, EpsMax: 1})
//	result, err := fit.Run(session, parameters, data, fit.Options{})
package fit

import (
	"errors"
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// Network is a trained network as a function of the parameters of its problem.
type Network interface {
	// EvaluateEach returns every field at points with Knudsen numbers of their own and one set of parameters, [field][i].
	EvaluateEach(set, eps, t, x []float64) ([][]float64, error)
}

// Options of a fit. The zero value is the documented default.
type Options struct {
	// Reference solves the problem at the parameters set and one Knudsen number and returns every field at the points. With it the
	// network's own error at the data is measured at the fitted parameters; nil: it is not.
	Reference func(set []float64, eps float64, t, x []float64) ([][]float64, error)
	// Errors are relative errors of the network per field, where they are known and Reference is nil; nil: they are not.
	Errors []float64
	// Progress is called with the finished fraction; an error that it returns ends the fit. nil: nobody is told.
	Progress func(fraction float64) error
}

// Estimate is one fitted parameter.
type Estimate struct {
	problemfile.Parameter
	Value float64
	// Spread is the standard deviation from the Gauss-Newton matrix; NaN where the data do not determine it.
	Spread float64
	// Bound is "min" or "max" where the best value is an end of the range, otherwise empty.
	Bound string
	// Determined: the spread is less than a quarter of the range, by the data and by the network's own error.
	Determined bool
	// Shift is about how far the network's own error moves the value; NaN where it is not known.
	Shift float64
}

// Result is what a fit found.
type Result struct {
	Parameters  []Estimate
	Covariance  [][]float64 // NaN where the data do not determine it
	Correlation [][]float64
	// Model holds the network at the fitted parameters, Residual the weighted residuals (model - value)/sigma, or over the root mean
	// square of the field's values where the data have no sigma; in the order of Data.Values.
	Model, Residual []float64
	// Misfit is the root mean square of the residuals.
	Misfit float64
	// NetworkError holds per field the root mean square of network minus reference over the data, relative to that of the values; NaN
	// where it is not known.
	NetworkError []float64
	Freedom      int   // values less parameters
	Far          []int // values that lie far from the rest of the fit, indices into Data.Values
	Starts       int
	Evaluations  int // of the network, over all points
	Notes        []string
}

// problem is a fit under way. Parameters are scaled from their ranges to [-1, 1].
type problem struct {
	net         Network
	of          []problemfile.Parameter
	data        *Data
	weight      []float64
	eps, t, x   []float64 // of the values
	evaluations int
}

const (
	difference = 1e-4 // half step of the central differences, of [-1, 1]
	scoutMost  = 256  // values with which the starts are compared
	iterations = 60
)

// Run fits the parameters to the data.
func Run(net Network, of []problemfile.Parameter, data *Data, opt Options) (*Result, error) {
	if len(of) == 0 {
		return nil, input.New("fit", "a problem without parameters", `a problem file with "parameters", for which the network was trained`)
	}
	if len(data.Values) == 0 {
		return nil, input.Missing("data", "at least one measured value")
	}
	report := func(fraction float64) error {
		if opt.Progress == nil {
			return nil
		}
		return opt.Progress(fraction)
	}
	whole := newProblem(net, of, data)
	scout := whole.part(scoutMost)
	starts := startsOf(len(of))
	found := make([]state, 0, len(starts))
	for k, u := range starts {
		if err := report(0.6 * float64(k) / float64(len(starts))); err != nil {
			return nil, err
		}
		s, err := scout.descend(u)
		if err != nil {
			return nil, err
		}
		found = append(found, s)
	}
	slices.SortStableFunc(found, func(a, b state) int { return compare(a.cost, b.cost) })
	best, err := whole.descend(found[0].u)
	if err != nil {
		return nil, err
	}
	if err := report(0.7); err != nil {
		return nil, err
	}
	r, err := whole.conclude(best)
	if err != nil {
		return nil, err
	}
	r.Starts, r.Evaluations = len(starts), whole.evaluations+scout.evaluations
	r.noteMinima(whole, scout, found)
	if err := r.judge(whole, best, opt, func(f float64) error { return report(0.7 + 0.3*f) }); err != nil {
		return nil, err
	}
	return r, report(1)
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// startsOf lists the centre and the corners of [-1, 1]^n.
func startsOf(n int) [][]float64 {
	out := [][]float64{make([]float64, n)}
	for k := range 1 << n {
		u := make([]float64, n)
		for i := range u {
			u[i] = -1
			if k>>i&1 == 1 {
				u[i] = 1
			}
		}
		out = append(out, u)
	}
	return out
}

func newProblem(net Network, of []problemfile.Parameter, data *Data) *problem {
	p := &problem{net: net, of: of, data: data}
	scale := data.scales()
	for _, v := range data.Values {
		w := 1 / scale[v.Field]
		if v.Sigma > 0 {
			w = 1 / v.Sigma
		}
		p.weight = append(p.weight, w)
		p.eps, p.t, p.x = append(p.eps, v.Eps), append(p.t, v.T), append(p.x, v.X)
	}
	return p
}

// part is the problem with about n values, evenly drawn from all.
func (p *problem) part(n int) *problem {
	if len(p.data.Values) <= n {
		return newProblem(p.net, p.of, p.data)
	}
	d := &Data{Fields: p.data.Fields}
	for i := range n {
		d.Values = append(d.Values, p.data.Values[i*len(p.data.Values)/n])
	}
	return newProblem(p.net, p.of, d)
}

// set returns the parameters at u.
func (p *problem) set(u []float64) []float64 {
	out := make([]float64, len(u))
	for k, q := range p.of {
		out[k] = min(q.Max, max(q.Min, 0.5*(q.Min+q.Max)+0.5*u[k]*(q.Max-q.Min)))
	}
	return out
}

// model returns the network at every value.
func (p *problem) model(u []float64) ([]float64, error) {
	fields, err := p.net.EvaluateEach(p.set(u), p.eps, p.t, p.x)
	if err != nil {
		return nil, err
	}
	p.evaluations++
	out := make([]float64, len(p.data.Values))
	for i, v := range p.data.Values {
		out[i] = fields[v.Field][i]
		if math.IsNaN(out[i]) || math.IsInf(out[i], 0) {
			return nil, errors.New("fit: the network is not finite at the data")
		}
	}
	return out, nil
}

// residual returns (model - value) weight.
func (p *problem) residual(u []float64) ([]float64, error) {
	r, err := p.model(u)
	for i := range r {
		r[i] = (r[i] - p.data.Values[i].Value) * p.weight[i]
	}
	return r, err
}

// jacobian returns the derivatives of the residuals, [parameter][i], by central differences of the network in double precision. At the
// ends of the ranges they are taken just inside.
func (p *problem) jacobian(u []float64) ([][]float64, error) {
	j := make([][]float64, len(u))
	at := slices.Clone(u)
	for k := range u {
		middle := min(1-difference, max(-1+difference, u[k]))
		at[k] = middle + difference
		above, err := p.residual(at)
		if err != nil {
			return nil, err
		}
		at[k] = middle - difference
		below, err := p.residual(at)
		if err != nil {
			return nil, err
		}
		at[k] = u[k]
		for i := range above {
			above[i] = (above[i] - below[i]) / (2 * difference)
		}
		j[k] = above
	}
	return j, nil
}
