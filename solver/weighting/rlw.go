package weighting

import "encoding/json"

func init() {
	Register(Spec{
		Name: "rlw", Title: "RLW", Order: 22,
		Paper:   "B. Lin et al., Reasonable Effectiveness of Random Weighting: A Litmus Test for Multi-Task Learning, TMLR 2022, arXiv 2111.10603",
		Summary: "Random weights each step, the softmax of standard normal numbers.",
		Random:  true, LinearUnderScaling: true,
	}, func(o Options) Weighting { return &rlw{base: newBase("rlw", o), random: newGenerator(o.Seed)} })
}

// rlw is Random Loss Weighting with the normal distribution: weights
// softmax(z), z ~ N(0, 1), which sum to one as in the paper, LibMTL and TorchJD
// (the expected step is thus 1/m of LS). A task with zero gradient takes its draw
// and then drops out.
type rlw struct {
	base
	random generator
	z      []float64
}

// Weights implements Weighting.
func (w *rlw) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	w.z = grow(w.z, in.M)
	for i := range w.z {
		w.z[i] = w.random.normal()
	}
	softmax(w.rep.Weights, w.z)
	w.dropZero()
	w.rep.Path = PathSum
	return w.finish(), nil
}

type randomState struct {
	header
	Random []byte `json:"random"`
}

// State implements Weighting.
func (w *rlw) State() ([]byte, error) {
	return json.Marshal(randomState{header{w.name, w.tasks}, w.random.state()})
}

// Restore implements Weighting.
func (w *rlw) Restore(state []byte) error {
	g, err := w.restoreRandom(state)
	if err == nil {
		w.random = g
	}
	return err
}

// restoreRandom reads the state of an operator whose memory is a generator.
func (b *base) restoreRandom(state []byte) (generator, error) {
	var s randomState
	if err := b.decode(state, &s); err != nil {
		return generator{}, err
	}
	if err := b.checkHeader(s.header); err != nil {
		return generator{}, err
	}
	g, err := restoreGenerator(b.name, s.Random)
	if err == nil {
		b.setTasks(s.Tasks)
	}
	return g, err
}

// dropZero sets the weights of tasks with zero gradient to 0.
func (b *base) dropZero() {
	for i, d := range b.rep.Dropped {
		if d {
			b.rep.Weights[i] = 0
		}
	}
}
