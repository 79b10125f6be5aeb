package train

import (
	"github.com/hrgrad/hrgrad/solver/reference"
)

// EpsError is one row of the error table: relative L2 norms over x at one time.
type EpsError struct {
	Eps    float64            `json:"eps"`
	Fields map[string]float64 `json:"fields"`
}

// errorPoints is the number of x points of an error, the midpoints of equal cells.
const errorPoints = 400

// ErrorTable compares every field of the network with the reference at time t: ||u - u_ref|| / ||u_ref|| per Knudsen number.
func ErrorTable(s *Session, t float64, eps []float64, refs func(eps float64) (reference.Solution, error)) ([]EpsError, error) {
	info := s.Problem()
	x := make([]float64, errorPoints)
	for i := range x {
		x[i] = info.XMin + (info.XMax-info.XMin)*(float64(i)+0.5)/errorPoints
	}
	var table []EpsError
	for _, e := range eps {
		ref, err := refs(e)
		if err != nil {
			return nil, err
		}
		want, err := ref.At(t, x)
		if err != nil {
			return nil, err
		}
		got, err := s.Evaluate(e, t, x)
		if err != nil {
			return nil, err
		}
		row := EpsError{Eps: e, Fields: map[string]float64{}}
		for k, f := range info.Fields {
			row.Fields[f.Name] = reference.RelL2(got[k], want[k])
		}
		table = append(table, row)
	}
	return table, nil
}
