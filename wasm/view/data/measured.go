package data

import (
	"math"

	"github.com/hrgrad/hrgrad/wasm/wire"
)

// Point is a measured value along the line of the view.
type Point struct{ X, Value, Sigma float64 }

// SetFit replaces the measurements; a message with an error has none and changes nothing.
func (st *State) SetFit(f *wire.Fit) error {
	if f.Error == "" {
		st.Fit = f
		st.news |= NewFields
	}
	return nil
}

// Measured returns the measurements of a field that belong to the line of the view: those of its Knudsen number, to a hundredth, and of
// its time, to a hundredth of the end time.
func (st *State) Measured(field string) (out []Point) {
	if st.Fit == nil || st.Fields == nil {
		return nil
	}
	for i := range st.Fit.Series {
		s := &st.Fit.Series[i]
		if s.Field != field {
			continue
		}
		for k, v := range s.Value {
			if math.Abs(s.Eps[k]-st.Fields.Eps) <= 0.01*st.Fields.Eps && math.Abs(s.T[k]-st.Fields.T) <= 0.01*st.Problem.TEnd {
				out = append(out, Point{s.X[k], v, s.Sigma[k]})
			}
		}
	}
	return out
}
