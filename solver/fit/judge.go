package fit

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// referencesMost is the largest number of Knudsen numbers at which the reference is solved.
const referencesMost = 5

// judge measures the network's own error where the data are, and how far it moves the parameters: with the error d of the network at
// the data, the fit is off by about (J^T J)^-1 J^T d.
func (r *Result) judge(p *problem, best state, opt Options, progress func(float64) error) error {
	r.NetworkError = make([]float64, len(p.data.Fields))
	for f := range r.NetworkError {
		r.NetworkError[f] = math.NaN()
	}
	of := "own error at the data"
	switch {
	case opt.Reference != nil:
		if err := r.measure(p, best, opt, progress); err != nil {
			return err
		}
	case opt.Errors != nil:
		copy(r.NetworkError, opt.Errors)
		of = "own error, the worst of its error table"
	default:
		return nil
	}
	r.noteErrors(p, of)
	return nil
}

// measure solves the reference at the fitted parameters.
func (r *Result) measure(p *problem, best state, opt Options, progress func(float64) error) error {
	all := slices.Compact(slices.Sorted(slices.Values(p.eps)))
	eps := all
	if n := len(all); n > referencesMost {
		eps = nil
		for k := range referencesMost {
			eps = append(eps, all[k*(n-1)/(referencesMost-1)])
		}
		r.note("the network's error is measured at %d of %d Knudsen numbers of the data", len(eps), n)
	}
	set := p.set(best.u)
	var at []int // values with a reference
	var off []float64
	for k, e := range eps {
		if err := progress(float64(k) / float64(len(eps))); err != nil {
			return err
		}
		var own []int
		var t, x []float64
		for i, v := range p.data.Values {
			if v.Eps == e {
				own, t, x = append(own, i), append(t, v.T), append(x, v.X)
			}
		}
		want, err := opt.Reference(set, e, t, x)
		if err != nil {
			return fmt.Errorf("reference at eps = %g: %w", e, err)
		}
		for k, i := range own {
			at = append(at, i)
			off = append(off, r.Model[i]-want[p.data.Values[i].Field][k])
		}
	}
	sum, size := make([]float64, len(r.NetworkError)), make([]float64, len(r.NetworkError))
	for k, i := range at {
		v := p.data.Values[i]
		sum[v.Field] += off[k] * off[k]
		size[v.Field] += v.Value * v.Value
	}
	for f := range sum {
		if size[f] > 0 {
			r.NetworkError[f] = math.Sqrt(sum[f] / size[f])
		}
	}
	j, err := p.jacobian(best.u)
	if err != nil {
		return err
	}
	// the part of the data that has a reference
	g := make([]float64, len(j))
	for c := range j {
		row := make([]float64, len(at))
		for k, i := range at {
			row[k] = j[c][i]
			g[c] += row[k] * off[k] * p.weight[i]
		}
		j[c] = row
	}
	inverse, _ := invert(normal(j))
	for k := range r.Parameters {
		e := &r.Parameters[k]
		half := 0.5 * (e.Max - e.Min)
		e.Shift = math.Abs(dot(inverse[k], g)) * half
		if e.Shift > undetermined*half {
			e.Determined = false
			r.note("%s is not determined with this network: its own error moves the value by about %.2g; train it longer", e.Name, e.Shift)
		}
	}
	return nil
}

// noteErrors compares misfit, spread and the network's error, which of tells.
func (r *Result) noteErrors(p *problem, of string) {
	var parts []string
	sizes := p.data.scales()
	misfit, own := 0.0, 0.0
	count := 0
	for i, v := range p.data.Values {
		e := r.NetworkError[v.Field]
		if math.IsNaN(e) {
			continue
		}
		count++
		misfit += r.Residual[i] * r.Residual[i]
		w := e * sizes[v.Field] * p.weight[i]
		own += w * w
	}
	if count == 0 {
		return
	}
	misfit, own = math.Sqrt(misfit/float64(count)), math.Sqrt(own/float64(count))
	for f, e := range r.NetworkError {
		if !math.IsNaN(e) && slices.ContainsFunc(p.data.Values, func(v Value) bool { return v.Field == f }) {
			parts = append(parts, fmt.Sprintf("%s %.1e", p.data.Fields[f], e))
		}
	}
	r.note("the network's %s, relative: %s", of, strings.Join(parts, ", "))
	noise := own
	if p.data.Sigmas {
		noise = math.Hypot(own, 1)
		if own > 1 {
			r.note("the network's own error is %.1f times the stated sigma: the spread is too small, train the network longer", own)
		}
	}
	if misfit > 5*noise && (p.data.Sigmas || misfit > 0.1) {
		r.note("the data are not those of this problem: they miss the fit by %s, and the network's own error explains %s", r.size(p, misfit), r.size(p, own))
	}
	if p.data.Sigmas && r.Misfit > 3 {
		r.note("the spreads follow from the stated sigma; by the misfit they would be %.2g times as large", r.Misfit)
	}
	for _, e := range r.Parameters {
		if e.Determined && e.Shift > 2*e.Spread {
			r.note("%s: the network's own error moves it by about %.2g, more than its spread %.2g", e.Name, e.Shift, e.Spread)
		}
	}
}

// size words a root mean square of residuals.
func (r *Result) size(p *problem, v float64) string {
	if p.data.Sigmas {
		return fmt.Sprintf("%.1f sigma", v)
	}
	return fmt.Sprintf("%.2g %%", 100*v)
}
