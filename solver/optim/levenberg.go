package optim

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/symmetric"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

func init() {
	enter(entry{squares: true, spec: Spec{
		Name: "lm", Title: "Levenberg-Marquardt", Order: 3, Paper: "Marquardt, SIAM J. Appl. Math. 11 (1963); damping: Nielsen, IMM-REP-1999-05",
		Summary: "Damped Gauss-Newton steps in float64 with the exact Jacobian, for small networks; the operator compares tasks in the Gauss-Newton metric.",
	}})
}

// LeastSquares is a sum of squared residuals shared out over tasks, at the parameters its owner holds: the loss of a task is the sum of
// the squares of its residuals, weights included.
type LeastSquares interface {
	// Linearize calls take for all residuals in blocks of one task: n residuals r and their n×P Jacobian j, row-major. Both are
	// overwritten after take returns.
	Linearize(take func(task int, r, j []float64)) error
	// Losses sets the loss of every task.
	Losses(losses []float64) error
}

// Levenberg is the Levenberg-Marquardt method in float64, with an operator that combines the tasks in the Gauss-Newton metric. With
// H = JᵀJ of all residuals and g_i = J_iᵀ r_i (half the gradient of task i),
//
//	K_ij = g_iᵀ (H + mu)⁻¹ g_j,   d = -(H + mu)⁻¹ sum_i w_i(K) g_i,   step = a d,
//
// where a minimises the damped quadratic model of the summed loss along d. For the plain sum (LS) a is one and the step is the classical
// one (Marquardt 1963); for any other operator the weights choose the direction only, since damping judges
// the length. A direction along which the model of the summed loss does not fall is replaced by that of the plain sum.
//
// The damping mu follows the gain ratio, actual over predicted decrease of the summed loss (Nielsen, IMM-REP-1999-05,
// eq. 2.4): mu *= max(1/3, 1 - (2 gain - 1)^3) after a step that is kept; a step that does not lower the loss is taken back and
// mu *= nu, nu *= 2. mu starts at 1e-3 times the largest diagonal element of H.
//
// Memory is 8 P^2 bytes, time per step P^2/2 multiplications per residual and P^3/6 per trial.
type Levenberg struct {
	op      weighting.Weighting
	tasks   int
	mu, nu  float64 // mu is negative before the first step
	workers int

	h, l      *symmetric.Matrix
	panels    []float64
	g, y      [][]float64
	k         []float64
	d, before []float64
	trial     []float64 // losses
	report    LevenbergReport
}

// LevenbergReport tells of one iteration.
type LevenbergReport struct {
	Damping  float64 // mu of the last trial
	Gain     float64 // actual over predicted decrease of the summed loss in the last trial
	Trials   int     // factorisations made
	Rows     int     // residuals
	Accepted bool    // false: the parameters are as before
	After    float64 // summed loss on the same points after the iteration
}

const (
	levenbergStart  = 1e-3
	levenbergTrials = 8
	levenbergFloor  = 1e-15 // of mu, relative to the largest diagonal element
)

// NewLevenberg returns the method at its start, for s.Parameters parameters and s.Tasks tasks.
func NewLevenberg(s Settings) (*Levenberg, error) {
	if s.Weighting == nil {
		return nil, fmt.Errorf("lm: needs an operator with weights on the Gram matrix")
	}
	return &Levenberg{
		op: s.Weighting, tasks: s.Tasks, mu: -1, nu: 2, workers: 1,
		h: symmetric.New(s.Parameters), l: symmetric.New(s.Parameters),
		g: vectors[float64](s.Tasks, s.Parameters), y: vectors[float64](s.Tasks, s.Parameters),
		k: make([]float64, s.Tasks*s.Tasks), trial: make([]float64, s.Tasks),
		d: make([]float64, s.Parameters), before: make([]float64, s.Parameters),
	}, nil
}

// SetWorkers shares the linear algebra over n goroutines, at least 1. Results do not depend on n.
func (o *Levenberg) SetWorkers(n int) { o.workers = max(1, n) }

// Step takes one iteration on the parameters p of sys, which sys reads in place, and sets losses to the task losses before it. The
// reports are overwritten by the next step.
func (o *Levenberg) Step(p []float64, sys LeastSquares, losses []float64) (*weighting.Report, *LevenbergReport, error) {
	total, err := o.linearize(sys, losses)
	if err != nil {
		return nil, nil, err
	}
	top := o.h.Largest()
	if o.mu < 0 {
		o.mu = levenbergStart * top
	}
	state, err := o.op.State()
	if err != nil {
		return nil, nil, err
	}
	r := &o.report
	r.Accepted, r.Trials, r.Gain, r.After = false, 0, 0, total
	copy(o.before, p)
	var rep *weighting.Report
	for r.Trials < levenbergTrials && !r.Accepted {
		r.Trials++
		r.Damping = max(o.mu, levenbergFloor*top)
		o.panels = o.l.Scratch(o.panels, symmetric.Tile)
		if o.l.Factor(o.h, r.Damping, o.panels, o.workers, nil) != nil {
			o.raise()
			continue
		}
		if rep != nil { // what the operator remembers is one call per iteration
			if err := o.op.Restore(state); err != nil {
				return nil, nil, err
			}
		}
		var predicted float64
		if rep, predicted, err = o.direction(losses); err != nil {
			return nil, nil, err
		}
		if predicted <= 0 { // stationary: there is nothing to gain
			return rep, r, nil
		}
		kernel.Axpy(1, o.d, p)
		rep.StepCosine = -mostCosine(o.g, o.d)
		if err := sys.Losses(o.trial); err != nil {
			return nil, nil, err
		}
		var after float64
		for _, v := range o.trial {
			after += v
		}
		if r.Gain = (total - after) / predicted; r.Gain > 0 && !math.IsInf(r.Gain, 0) {
			r.Accepted, r.After = true, after
			c := float64(2*r.Gain) - 1
			o.mu = r.Damping * max(1.0/3, 1-float64(c*c)*c)
			o.nu = 2
		} else { // NaN included
			copy(p, o.before)
			o.raise()
		}
	}
	if rep == nil {
		return nil, nil, fmt.Errorf("lm: no factorisation up to damping %g", r.Damping)
	}
	return rep, r, nil
}

func (o *Levenberg) raise() {
	o.mu = o.report.Damping * o.nu
	o.nu *= 2
}

// linearize sets H, the g_i and the losses, and returns the summed loss.
func (o *Levenberg) linearize(sys LeastSquares, losses []float64) (total float64, err error) {
	o.h.Clear()
	for _, g := range o.g {
		clear(g)
	}
	o.report.Rows = 0
	n := o.h.Len()
	err = sys.Linearize(func(task int, r, j []float64) {
		o.report.Rows += len(r)
		o.panels = o.h.Scratch(o.panels, len(r))
		o.h.AddGram(j, len(r), o.panels, o.workers)
		for i, v := range r {
			kernel.Axpy(v, j[i*n:(i+1)*n], o.g[task])
		}
	})
	if err != nil {
		return 0, err
	}
	if err := sys.Losses(losses); err != nil {
		return 0, err
	}
	for i, v := range losses {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0, fmt.Errorf("lm: loss of task %d is %v", i, v)
		}
		total += v
	}
	return total, nil
}

// direction sets d to the step for the factored H + mu and returns the decrease of the summed loss that the undamped model predicts.
func (o *Levenberg) direction(losses []float64) (*weighting.Report, float64, error) {
	for i, g := range o.g {
		copy(o.y[i], g)
		o.l.Forward(o.y[i])
	}
	kernel.Gram(o.y, o.k)
	rep, err := o.op.Weights(weighting.Input{M: o.tasks, Gram: o.k, Losses: losses})
	if err != nil {
		return nil, 0, err
	}
	// In terms of the y_i = L⁻¹ g_i and u = sum_i w_i y_i: d = -L⁻ᵀ u, gᵀd = -sum_i y_i.u, dᵀ(H + mu)d = u.u.
	slope := func(weight func(i int) float64) (s, curvature float64) {
		clear(o.d)
		for i, y := range o.y {
			kernel.Axpy(weight(i), y, o.d)
		}
		for _, y := range o.y {
			s += kernel.Dot(y, o.d)
		}
		return s, kernel.Dot(o.d, o.d)
	}
	s, c := slope(func(i int) float64 { return rep.Weights[i] })
	if !(s > 0) {
		if s, c = slope(func(int) float64 { return 1 }); !(s > 0) {
			return rep, 0, nil
		}
		if rep, err = o.plain(losses); err != nil {
			return nil, 0, err
		}
	}
	kernel.Scale(-s/c, o.d)
	o.l.Back(o.d)
	// |r + J d|^2 - |r|^2 = 2 gᵀd + dᵀHd, and along d the damped model has its minimum: gᵀd = -dᵀ(H + mu)d = -s^2/c.
	return rep, s*s/c + float64(o.report.Damping*kernel.Dot(o.d, o.d)), nil
}

// plain reports on the plain sum of the tasks, the direction that was taken.
func (o *Levenberg) plain(losses []float64) (*weighting.Report, error) {
	ones := make([]float64, o.tasks)
	for i := range ones {
		ones[i] = 1
	}
	rep, err := weighting.Measure(weighting.Input{M: o.tasks, Gram: o.k, Losses: losses}, ones)
	if err == nil {
		rep.Path = weighting.PathSum
	}
	return rep, err
}

// State returns the scalars a checkpoint must hold.
func (o *Levenberg) State() []float64 { return []float64{o.mu, o.nu} }

// SetState restores the scalars of State.
func (o *Levenberg) SetState(s []float64) error {
	if len(s) != 2 || math.IsNaN(s[0]) || math.IsInf(s[0], 0) || !(s[1] >= 2) || math.IsInf(s[1], 0) {
		return fmt.Errorf("lm: state %v, needs a damping and its factor of at least 2", s)
	}
	o.mu, o.nu = s[0], s[1]
	return nil
}
