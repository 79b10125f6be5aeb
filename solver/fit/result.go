package fit

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A spread beyond this, of [-1, 1], says nothing: the half width of the range over two.
const undetermined = 0.5

// conclude makes the result of the best place.
func (p *problem) conclude(best state) (*Result, error) {
	n, m := len(p.of), len(p.data.Values)
	j, err := p.jacobian(best.u)
	if err != nil {
		return nil, err
	}
	r := &Result{Residual: best.r, Freedom: m - n, Misfit: math.Sqrt(2 * best.cost / float64(m))}
	if r.Model, err = p.model(best.u); err != nil {
		return nil, err
	}
	scale := 1.0 // variance of a residual
	if !p.data.Sigmas {
		scale = math.NaN()
		if m > n {
			scale = 2 * best.cost / float64(m-n)
		}
	}
	inverse, singular := invert(normal(j))
	r.Covariance, r.Correlation = matrix(n), matrix(n)
	set := p.set(best.u)
	for k, q := range p.of {
		e := Estimate{Parameter: q, Value: set[k], Shift: math.NaN()}
		half := 0.5 * (q.Max - q.Min)
		for l, o := range p.of {
			r.Covariance[k][l] = scale * inverse[k][l] * half * 0.5 * (o.Max - o.Min)
			r.Correlation[k][l] = inverse[k][l] / math.Sqrt(inverse[k][k]*inverse[l][l])
		}
		e.Spread = math.Sqrt(r.Covariance[k][k])
		e.Determined = e.Spread < undetermined*half
		switch {
		case best.u[k] <= -1:
			e.Bound = "min"
		case best.u[k] >= 1:
			e.Bound = "max"
		}
		r.Parameters = append(r.Parameters, e)
	}
	r.noteSpread(singular)
	r.far(p)
	return r, nil
}

func matrix(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
	}
	return out
}

// invert inverts a Gauss-Newton matrix; where it is singular the entries of the parameters concerned are NaN, and singular tells which.
func invert(h [][]float64) (inverse [][]float64, singular []bool) {
	n := len(h)
	inverse, singular = matrix(n), make([]bool, n)
	// scaled to a unit diagonal, so that the pivots are 1 - R^2 of a parameter against those before it
	d := make([]float64, n)
	for k := range d {
		d[k] = math.Sqrt(h[k][k])
		singular[k] = !(d[k] > 0)
	}
	// order does not matter for at most three parameters: each is tested against all others
	for k := range n {
		if singular[k] {
			continue
		}
		var others []int
		for l := range n {
			if l != k && d[l] > 0 {
				others = append(others, l)
			}
		}
		a, b := matrix(len(others)), make([]float64, len(others))
		for i, o := range others {
			b[i] = h[o][k] / (d[o] * d[k])
			for l, q := range others {
				a[i][l] = h[o][q] / (d[o] * d[q])
			}
			a[i][i] += 1e-15
		}
		y := solve(a, slices.Clone(b))
		singular[k] = 1-dot(y, b) < 1e-9
	}
	for c := range n {
		a, b := matrix(n), make([]float64, n)
		for i := range n {
			for l := range n {
				if d[i] > 0 && d[l] > 0 {
					a[i][l] = h[i][l] / (d[i] * d[l])
				}
			}
		}
		b[c] = 1
		for i, v := range solve(a, b) {
			if inverse[i][c] = v / (d[i] * d[c]); singular[i] || singular[c] {
				inverse[i][c] = math.NaN()
			}
		}
	}
	return inverse, singular
}

func (r *Result) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// noteSpread says what the data do not determine.
func (r *Result) noteSpread(singular []bool) {
	if r.Freedom < 1 {
		r.note("%s for %s: no spread can be told", Count(len(r.Residual), "value"), Count(len(r.Parameters), "parameter"))
	}
	var together []string
	for k, e := range r.Parameters {
		switch {
		case e.Bound != "":
			end := e.Min
			if e.Bound == "max" {
				end = e.Max
			}
			r.note("%s is at the end %g of its range: the best value may lie outside, where the network knows nothing", e.Name, end)
		}
		if r.Freedom >= 1 && !singular[k] && !e.Determined {
			r.note("%s is not determined by the data: its spread %.2g is comparable with its range, %g to %g", e.Name, e.Spread, e.Min, e.Max)
		}
		if singular[k] {
			together = append(together, e.Name)
		}
	}
	switch len(together) {
	case 0:
	case 1:
		r.note("the data do not depend on %s", together[0])
	default:
		r.note("the data determine no single one of %s, only combinations of them", strings.Join(together, ", "))
	}
	for k := range r.Parameters {
		for l := range k {
			if c := r.Correlation[l][k]; math.Abs(c) > 0.98 {
				r.note("%s and %s are hardly told apart: correlation %.3f", r.Parameters[l].Name, r.Parameters[k].Name, c)
			}
		}
	}
}

// noteMinima says when another place fits about as well.
func (r *Result) noteMinima(whole, scout *problem, found []state) {
	best := found[0]
	variance := 1.0
	if !whole.data.Sigmas {
		variance = 2 * best.cost / math.Max(1, float64(len(scout.data.Values)-len(best.u)))
	}
	for _, s := range found[1:] {
		apart := 0.0
		for k := range s.u {
			if r.Parameters[k].Determined {
				apart = math.Max(apart, math.Abs(s.u[k]-best.u[k]))
			}
		}
		if apart > 0.1 && s.cost-best.cost < 2*variance { // two standard deviations
			var at []string
			for k, v := range scout.set(s.u) {
				at = append(at, fmt.Sprintf("%s = %.4g", r.Parameters[k].Name, v))
			}
			r.note("another place fits about as well: %s", strings.Join(at, ", "))
			return
		}
	}
}

// far finds the values whose residuals are far beyond those of most.
func (r *Result) far(p *problem) {
	sizes := make([]float64, len(r.Residual))
	for i, v := range r.Residual {
		sizes[i] = math.Abs(v)
	}
	sorted := slices.Sorted(slices.Values(sizes))
	limit := 6 * 1.4826 * sorted[len(sorted)/2] // median of the sizes of a normal distribution
	if p.data.Sigmas {
		limit = math.Max(limit, 6)
	} else {
		limit = math.Max(limit, 1e-3)
	}
	var lines []string
	for i, s := range sizes {
		if s > limit {
			r.Far = append(r.Far, i)
			lines = append(lines, fmt.Sprint(p.data.Values[i].Line))
		}
	}
	lines = slices.Compact(lines)
	if n := len(lines); n > 0 {
		more := ""
		if n > 8 {
			lines, more = lines[:8], ", ..."
		}
		r.note("%d of %d values are far from all others of the fit (lines %s%s); they were used", len(r.Far), len(sizes), strings.Join(lines, ", "), more)
	}
}

// Count says how many there are of something.
func Count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
