package train

import (
	"fmt"
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// ErrorGrid returns the numbers of cells whose Midpoints errors are measured at; ny is 0 in one dimension.
func ErrorGrid(info kinetic.Info) (nx, ny int) {
	if info.Plane() {
		return 48, 48
	}
	return 400, 0
}

// ErrorTimes are the times at which errors over time are measured: two early ones, then 5, 25, 50 and 100 % of the end.
func ErrorTimes(info kinetic.Info) []float64 {
	times := []float64{0.002, 0.01, 0.05, 0.25, 0.5, 1}
	for i := range times {
		times[i] *= info.TEnd
	}
	return times
}

// errorPoints are the points of an error.
func errorPoints(info kinetic.Info) []float64 {
	nx, ny := ErrorGrid(info)
	return Midpoints(info, nx, ny)
}

// ErrorTable holds relative errors of a network against the reference at time T: per Knudsen number and field ||u - u_ref|| / ||u_ref||,
// L2 norms over x, or over x and y; of a vector, of its length. A field whose reference is zero has no relative error: there, and
// for every eps of a field that is described as absolute, it is the root mean square of the difference. What is not known yet is NaN.
type ErrorTable struct {
	T      float64  `json:"t"`
	Norm   string   `json:"norm"`
	Fields []string `json:"fields"`
	// Absolute lists the fields whose errors are AbsoluteNorm in some row: their reference is zero there, or nearly (reference.Faint), or below its own
	// error for small eps (info.Field.Absolute).
	Absolute []string `json:"absolute,omitempty"`
	// Parameters are those of a problem file where they are not the middles of their ranges.
	Parameters map[string]float64 `json:"parameters,omitempty"`
	Rows       []ErrorRow         `json:"rows"` // one per Knudsen number
}

// ErrorRow is one Knudsen number.
type ErrorRow struct {
	Eps    float64            `json:"eps"`
	Fields map[string]float64 `json:"fields"`
	// Estimate holds what the network's own residuals say of the errors (see Correction.Errors); nil where it was not asked for.
	Estimate map[string]float64 `json:"estimate,omitempty"`
	Decade   bool               `json:"decade"` // a power of ten
	// Absolute lists the fields whose error here is AbsoluteNorm.
	Absolute []string `json:"absolute,omitempty"`
}

// ErrorNorm is the Norm of every table, AbsoluteNorm that of its Absolute fields.
const (
	ErrorNorm    = "relative L2"
	AbsoluteNorm = "root mean square"
)

// KnudsenNumbers lists the decades and the numbers between them that a run is trained for, descending from its EpsMax to its EpsMin; EpsMin
// itself where the range holds none.
func (c Config) KnudsenNumbers() []float64 {
	eps := slices.DeleteFunc(KnudsenNumbers(c.EpsMin), func(e float64) bool { return e > c.EpsMax })
	if len(eps) == 0 {
		return []float64{c.EpsMin}
	}
	return eps
}

// KnudsenNumbers lists the decades and the numbers between them, descending from 1 to epsMin.
func KnudsenNumbers(epsMin float64) []float64 {
	eps := append(reference.Decades(epsMin), reference.Between(epsMin)...)
	slices.Sort(eps)
	slices.Reverse(eps)
	return eps
}

// NewErrorTable returns a table in which nothing is known.
func NewErrorTable(info kinetic.Info, t float64, eps []float64) *ErrorTable {
	table := &ErrorTable{T: t, Norm: ErrorNorm}
	for _, m := range info.Measures() {
		table.Fields = append(table.Fields, m.Name)
	}
	for _, e := range eps {
		table.Rows = append(table.Rows, ErrorRow{Eps: e, Fields: map[string]float64{}, Decade: slices.Contains(reference.Decades(e), e)})
	}
	table.Forget()
	return table
}

// Forget makes all errors unknown.
func (t *ErrorTable) Forget() {
	for _, row := range t.Rows {
		for _, f := range t.Fields {
			row.Fields[f] = math.NaN()
		}
	}
}

// Known tells whether row k holds errors.
func (t *ErrorTable) Known(k int) bool { return !math.IsNaN(t.Rows[k].Fields[t.Fields[0]]) }

// Compare sets row k to the errors of a network; want holds the reference at T and the Midpoints of ErrorGrid, [field][i].
func (t *ErrorTable) Compare(run Trainable, k int, want [][]float64) error {
	info := run.Problem()
	x := errorPoints(info)
	times := make([]float64, len(x)/info.Coordinates())
	for i := range times {
		times[i] = t.T
	}
	row := &t.Rows[k]
	row.Absolute = nil
	var first []float64 // field, which tells the size of a state
	got, err := Finite(run, row.Eps, times, x)
	if err != nil {
		return err
	}
	for i, m := range info.Measures() {
		f := t.Fields[i]
		var have, known []float64 // the components of a vector one after the other
		for _, c := range m.Fields {
			have, known = append(have, got[c]...), append(known, want[c]...)
		}
		if i == 0 {
			first = known
		}
		absolute := m.Absolute || reference.Zero(known) || reference.Faint(known, first)
		if absolute {
			row.Absolute = append(row.Absolute, f)
			if !slices.Contains(t.Absolute, f) {
				t.Absolute = append(t.Absolute, f)
			}
		}
		v := reference.Distance(have, known, absolute)
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%w: the error of %s at eps = %g is %v", ErrDiverged, f, row.Eps, v)
		}
		row.Fields[f] = v
	}
	return nil
}

// EstimateWithin is the factor within which an estimate of an error counts as a hit.
const EstimateWithin = 3

// Estimate sets the estimates of the rows that are decades, all where none is. tick is that of Corrector.At.
func (t *ErrorTable) Estimate(v *Corrector, tick func() error) error {
	some := slices.ContainsFunc(t.Rows, func(r ErrorRow) bool { return r.Decade })
	for k := range t.Rows {
		row := &t.Rows[k]
		if some && !row.Decade {
			continue
		}
		c, err := v.At(row.Eps, tick)
		if err != nil {
			return err
		}
		if row.Estimate, err = c.Errors(t.T, row.Absolute); err != nil {
			return err
		}
	}
	return nil
}

// EstimateFloor is the size below which neither references, which are computed on meshes or by series, nor estimates are exact enough to tell whether an
// estimate hits: where both are below it, the error may be the reference's own.
const EstimateFloor = 1e-6

// Hits counts the estimates of known errors, those that these are within the factor EstimateWithin of, and, not among them, those below the floor.
func (t *ErrorTable) Hits() (hits, of, below int) {
	for _, row := range t.Rows {
		for _, f := range t.Fields {
			q := row.Estimate[f] / row.Fields[f]
			if row.Estimate == nil || math.IsNaN(row.Fields[f]) {
				continue
			}
			if max(row.Estimate[f], row.Fields[f]) < EstimateFloor {
				below++
				continue
			}
			of++
			if q <= EstimateWithin && q >= 1.0/EstimateWithin {
				hits++
			}
		}
	}
	return hits, of, below
}

// Worst returns per field the largest known error, NaN where there is none.
func (t *ErrorTable) Worst() []float64 {
	out := make([]float64, len(t.Fields))
	for i, f := range t.Fields {
		out[i] = math.NaN()
		for _, row := range t.Rows {
			if v := row.Fields[f]; !(v <= out[i]) && !math.IsNaN(v) {
				out[i] = v
			}
		}
	}
	return out
}

// Mean returns the geometric mean of all known errors, NaN where there is none.
func (t *ErrorTable) Mean() float64 {
	var known []float64
	for _, row := range t.Rows {
		for _, f := range t.Fields {
			if v := row.Fields[f]; !math.IsNaN(v) {
				known = append(known, max(v, math.SmallestNonzeroFloat64))
			}
		}
	}
	return GeometricMean(known)
}

// GeometricMean of positive values: +Inf if one is, NaN without any.
func GeometricMean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += math.Log(v)
	}
	return math.Exp(sum / float64(len(values)))
}

// Errors compares a network with the reference: one table per time, in their order; without times that of the end. refs returns the
// reference at a Knudsen number and is asked once for each.
func Errors(run Trainable, times, eps []float64, refs func(eps float64) (reference.Solution, error)) ([]*ErrorTable, error) {
	info := run.Problem()
	if len(times) == 0 {
		times = []float64{info.TEnd}
	}
	var tables []*ErrorTable
	for _, t := range times {
		tables = append(tables, NewErrorTable(info, t, eps))
	}
	x := errorPoints(info)
	for k, e := range eps {
		ref, err := refs(e)
		if err != nil {
			return nil, err
		}
		for _, table := range tables {
			want, err := ref.At(table.T, x)
			if err != nil {
				return nil, err
			}
			if err := table.Compare(run, k, want); err != nil {
				return nil, err
			}
		}
	}
	return tables, nil
}
