package weighting

import "encoding/json"

func init() {
	Register(Spec{
		Name: "uw", Title: "UW", Order: 20,
		Paper:      "A. Kendall, Y. Gal, R. Cipolla, Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics, CVPR 2018, arXiv 1705.07115",
		Summary:    "Learns one variance per task; weight 1/(2 sigma^2).",
		UsesLosses: true, Stateful: true, LinearUnderScaling: true, PermutationEquivariant: true,
	}, func(o Options) Weighting {
		return &uw{base: newBase("uw", o), rate: 1e-3}
	})
}

// uw minimises sum_i L_i / (2 exp s_i) + s_i / 2 over the log-variances
// s_i = log sigma_i^2 along with the network (the paper's regression form,
// written in s as the paper recommends and LibMTL does). The weights of a call
// are exp(-s_i)/2 before s takes its own Adam step, at rate 1e-3
// ( LibMTL trains s with the optimiser of the network). s starts at 0, that
// is sigma = 1; LibMTL starts at -0.5. It is kept within +-40.
type uw struct {
	base
	rate float64 // of the log-variances
	s, g []float64
	adam miniAdam
}

const uwBound = 40

// Weights implements Weighting.
func (w *uw) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	if len(w.s) != in.M {
		w.s = make([]float64, in.M)
	}
	w.g = grow(w.g, in.M)
	for i, s := range w.s {
		e := exp(-s)
		w.rep.Weights[i] = e / 2
		w.g[i] = 0.5 - float64(0.5*max(-1e100, min(1e100, in.Losses[i]))*e)
	}
	w.adam.step(w.s, w.g, w.rate)
	for i, s := range w.s {
		w.s[i] = max(-uwBound, min(uwBound, s))
	}
	w.dropZero()
	w.rep.Path = PathSum
	return w.finish(), nil
}

// State implements Weighting.
func (w *uw) State() ([]byte, error) {
	return json.Marshal(learned{header: header{w.name, w.tasks}, Parameters: w.s, Adam: w.adam})
}

// Restore implements Weighting.
func (w *uw) Restore(state []byte) error {
	s, err := w.restoreLearned(state, uwBound)
	if err != nil {
		return err
	}
	w.setTasks(s.Tasks)
	w.s, w.adam = s.Parameters, s.Adam
	return nil
}
