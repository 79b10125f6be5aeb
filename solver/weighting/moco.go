package weighting

import (
	"encoding/json"
	"fmt"
	"slices"
)

func init() {
	Register(Spec{
		Name: "moco", Title: "MoCo", Order: 41,
		Paper:    "H. Fernando et al., Mitigating Gradient Bias in Multi-objective Learning: A Provably Convergent Stochastic Approach, ICLR 2023, arXiv 2210.12624",
		Summary:  "Weights that take one projected gradient step towards those of MGDA per call.",
		Stateful: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &moco{base: newBase("moco", o)} })
	Register(Spec{
		Name: "cr-mogm", Title: "CR-MOGM", Order: 42,
		Paper:    "S. Zhou et al., On the Convergence of Stochastic Multi-Objective Gradient Manipulation and Beyond, NeurIPS 2022",
		Summary:  "The weights of MGDA, averaged over calls.",
		Stateful: true, PermutationEquivariant: true,
	}, func(o Options) Weighting { return &moco{base: newBase("cr-mogm", o), average: true} })
}

// moco keeps weights lambda on the simplex from call to call. MoCo (Algorithm 1 of
// its paper) takes one step
//
//	lambda <- P(lambda - gamma G lambda), P the projection on the simplex,
//
// per call; G is that of the tracked gradients, which are the task moments here (task
// momentum), divided by its largest diagonal entry, gamma = 0.1 and no
// regularisation (rho = 0). CR-MOGM averages instead the solution of MGDA,
// lambda <- 0.9 lambda + 0.1 lambda_MGDA. Both start from equal weights and may conflict
// with a task.
type moco struct {
	base
	average   bool
	lambda, d []float64
	near      minNorm
	a, x      []float64
}

const (
	mocoRate   = 0.1
	crMogmKeep = 0.9
)

// Weights implements Weighting.
func (w *moco) Weights(in Input) (*Report, error) {
	if err := w.begin(in); err != nil {
		return nil, err
	}
	if len(w.lambda) != in.M {
		w.lambda = make([]float64, in.M)
		for i := range w.lambda {
			w.lambda[i] = 1 / float64(in.M)
		}
	}
	if w.n == 0 {
		w.rep.Path = PathEmpty
		return w.finish(), nil
	}
	if w.average {
		w.solution()
		for i, l := range w.lambda {
			w.lambda[i] = float64(crMogmKeep*l) + float64((1-crMogmKeep)*w.d[i])
		}
	} else {
		long := slices.Max(w.norm)
		w.d = append(w.d[:0], w.lambda...)
		for a, i := range w.idx {
			s := 0.0
			for b, j := range w.idx {
				s += float64(float64(w.k[a*w.n+b]*(w.norm[b]/long)) * w.lambda[j])
			}
			w.d[i] -= float64(mocoRate * float64(s*(w.norm[a]/long)))
		}
		w.x = grow(w.x, in.M)
		onSimplex(w.d, w.x)
		copy(w.lambda, w.d)
	}
	copy(w.rep.Weights, w.lambda)
	w.dropZero()
	w.rep.Path = PathSum
	return w.finish(), nil
}

// solution writes the weights of MGDA into d.
func (w *moco) solution() {
	short := slices.Min(w.norm)
	w.a, w.x, w.d = grow(w.a, w.n), grow(w.x, w.n), grow(w.d, len(w.lambda))
	for i, x := range w.norm {
		w.a[i] = short / x
	}
	w.near.solve(w.k, w.n, w.a, w.x)
	clear(w.d)
	for a, i := range w.idx {
		w.d[i] = float64(w.x[a] * w.a[a])
	}
}

// onSimplex replaces x by the nearest point of {x >= 0, sum x = 1} (Held, Wolfe and
// Crowder, Math. Programming 6, 1974). s is scratch.
func onSimplex(x, s []float64) {
	copy(s, x)
	slices.Sort(s)
	sum, cut := 0.0, 0.0
	for k := 1; k <= len(s); k++ {
		v := s[len(s)-k]
		sum += v
		if c := (sum - 1) / float64(k); v > c {
			cut = c
		}
	}
	for i, v := range x {
		x[i] = max(0, v-cut)
	}
}

type mocoState struct {
	header
	Lambda []float64 `json:"lambda,omitempty"`
}

// State implements Weighting.
func (w *moco) State() ([]byte, error) {
	return json.Marshal(mocoState{header{w.name, w.tasks}, w.lambda})
}

// Restore implements Weighting.
func (w *moco) Restore(state []byte) error {
	var s mocoState
	if err := w.decode(state, &s); err != nil {
		return err
	}
	if err := w.checkHeader(s.header); err != nil {
		return err
	}
	if err := w.checkVector("lambda", s.Lambda, s.Tasks); err != nil {
		return err
	}
	for i, l := range s.Lambda {
		if l < 0 || l > 1+1e-9 {
			return fmt.Errorf("%s: state field lambda[%d] is %v; allowed: 0 to 1", w.name, i, l)
		}
	}
	w.setTasks(s.Tasks)
	w.lambda = s.Lambda
	return nil
}
