package train

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
)

// each evaluates the network in double precision at points that have Knudsen numbers of their own.
type each struct {
	tape    *autodiff.Tape[float64]
	points  *kinetic.Points
	outputs autodiff.Node
}

func newEach(m kinetic.Model, params []float64, over *overlay, parameters int) *each {
	p := &kinetic.Points{
		Space: autodiff.NewSpace([]int{probePoints}, []int{0}), Cells: autodiff.NewSpace([]int{probePoints}, []int{0}),
		T: make([]float64, probePoints), X: make([]float64, probePoints), Cell: make([]int, probePoints), Eps: make([]float64, probePoints),
		Set: make([]float64, probePoints*parameters),
	}
	for i := range p.Cell {
		p.Cell[i] = i
	}
	e := &each{tape: autodiff.NewTape(params, 0), points: p}
	g := over.graph(e.tape)
	e.outputs = m.Outputs(g, p, m.State(g, p, false))
	return e
}

// EvaluateEach returns every field at points (t[i], x[i]) and Knudsen numbers eps[i], with the parameters set of a problem file (nil: the
// middles of their ranges): [field][i]. It works in double precision whatever the precision of the run, so that differences of the
// parameters can be taken.
func (s *Session) EvaluateEach(set, eps, t, x []float64) ([][]float64, error) {
	if len(t) != len(x) || len(eps) != len(x) {
		return nil, fmt.Errorf("evaluate: %d times and %d Knudsen numbers for %d points", len(t), len(eps), len(x))
	}
	if s.layout.coordinates != 1 {
		return nil, input.New("problem", s.Problem().Name, "a problem on a line, as those with parameters are")
	}
	for _, e := range eps {
		if err := info.CheckKnudsen(e); err != nil {
			return nil, err
		}
	}
	if len(x) > 0 {
		if err := s.checkPoints(eps[0], t, x); err != nil {
			return nil, err
		}
	}
	of := len(s.layout.parameters)
	if len(set) != of {
		set = s.centre()
	}
	if s.each == nil {
		params := make([]float64, s.params.Len)
		if s.solved != nil {
			params = s.solved.params
		}
		s.each = newEach(s.model, params, s.solved, of)
	}
	e := s.each
	if s.solved == nil {
		s.core.doubles(e.tape.Params)
	}
	out := make([][]float64, len(s.Problem().Fields))
	for k := range out {
		out[k] = make([]float64, len(x))
	}
	for from := 0; from < len(x); from += probePoints {
		n := min(probePoints, len(x)-from)
		for i := range probePoints { // a short last chunk repeats its last point
			k := from + min(i, n-1)
			e.points.T[i], e.points.X[i], e.points.Eps[i] = t[k], x[k], eps[k]
			copy(e.points.Set[i*of:], set)
		}
		e.tape.Forward()
		values := e.tape.Values(e.outputs)
		for i := range n {
			for k := range out {
				out[k][from+i] = values[i*len(out)+k]
			}
		}
	}
	return out, nil
}
