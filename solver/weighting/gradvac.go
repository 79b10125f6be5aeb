package weighting

import (
	"encoding/json"
	"fmt"
	"math"
)

func init() {
	Register(Spec{
		Name: "gradvac", Title: "GradVac", Order: 40,
		Paper:    "Z. Wang et al., Gradient Vaccine: Investigating and Improving Multi-task Optimization in Massively Multilingual Models, ICLR 2021, arXiv 2010.05874",
		Summary:  "PCGrad with a target: raises the cosine of each pair to its running mean.",
		Stateful: true, Random: true,
	}, func(o Options) Weighting { return &gradVac{surgery: newSurgery("gradvac", o)} })
}

// gradVac is Algorithm 1 of the paper on whole gradients: for every task i a copy
// of g_i meets every other g_j in random order; where their cosine phi lies below
// the target T_ij, g_j is added with the weight of equation 3,
//
//	|g_i'| (T sqrt(1 - phi^2) - phi sqrt(1 - T^2)) / (|g_j| sqrt(1 - T^2)),
//
// which makes the cosine T; then T_ij moves to phi by the factor 0.01. The targets start at 0,
// which is PCGrad. The copies are summed.
type gradVac struct {
	surgery
	target []float64 // tasks x tasks
}

const gradVacRate = 0.01

// Weights implements Weighting.
func (w *gradVac) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	if len(w.target) != in.M*in.M {
		w.target = make([]float64, in.M*in.M)
	}
	return w.operate(func(i, j int, s float64) bool {
		length := math.Sqrt(max(0, quadratic(w.k, w.c)))
		if length < 1e-7 {
			return false // nothing is left of the copy
		}
		phi := max(-1, min(1, s/length))
		t := &w.target[w.idx[i]*in.M+w.idx[j]]
		if root := math.Sqrt(float64((1 - *t) * (1 + *t))); phi < *t && root > 1e-6 {
			w.c[j] += length * (float64(*t*math.Sqrt(float64((1-phi)*(1+phi)))) - float64(phi*root)) / root
		}
		*t = float64((1-gradVacRate)**t) + float64(gradVacRate*phi)
		return true
	}), nil
}

type gradVacState struct {
	header
	Random []byte    `json:"random"`
	Target []float64 `json:"target,omitempty"`
}

// State implements Weighting.
func (w *gradVac) State() ([]byte, error) {
	return json.Marshal(gradVacState{header{w.name, w.tasks}, w.random.state(), w.target})
}

// Restore implements Weighting.
func (w *gradVac) Restore(state []byte) error {
	var s gradVacState
	if err := w.decode(state, &s); err != nil {
		return err
	}
	if err := w.checkHeader(s.header); err != nil {
		return err
	}
	if err := w.checkVector("target", s.Target, s.Tasks*s.Tasks); err != nil {
		return err
	}
	for i, t := range s.Target {
		if math.Abs(t) > 1 {
			return fmt.Errorf("%s: state field target[%d] is %v; allowed: -1 to 1", w.name, i, t)
		}
	}
	g, err := restoreGenerator(w.name, s.Random)
	if err != nil {
		return err
	}
	w.setTasks(s.Tasks)
	w.random, w.target = g, s.Target
	return nil
}
