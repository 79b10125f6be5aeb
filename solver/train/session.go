package train

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/safetensors"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// Report is what one step tells. Its slices are overwritten by the next step.
type Report struct {
	Step     int               `json:"step"` // steps taken, this one included
	Losses   []float64         `json:"losses"`
	Total    float64           `json:"total"`
	Rate     float64           `json:"rate"` // 0 in a step without a learning rate
	Gradient *weighting.Report `json:"gradient,omitempty"`
	// Levenberg tells of a Levenberg-Marquardt iteration, whose Losses are those before it and whose Gradient is measured in the
	// Gauss-Newton metric; nil in other steps.
	Levenberg *LevenbergStep `json:"-"`
	// Judgement tells of a solution by the optimiser solve; nil in steps without one.
	Judgement *Judgement `json:"-"`
	// Still: the step left the network as it was, as those of the optimiser solve do that add points alone.
	Still bool `json:"-"`
}

// ErrDiverged is wrapped by the error of a step whose losses or parameters are not finite.
var ErrDiverged = errors.New("training diverged")

// Session is one run. It is not safe for concurrent use.
type Session struct {
	cfg    Config
	prob   kinetic.Problem
	set    []float64 // parameters of the problem at which the network is evaluated
	model  kinetic.Model
	params autodiff.Params
	layout *layout
	src    *rand.PCG
	rng    *rand.Rand
	op     stateful
	batch  *Batch
	steps  int
	report Report
	core   core
	beyond bool       // Extrapolate was called
	each   *each      // nil before EvaluateEach
	lm     *levenberg // nil unless the plan has Levenberg-Marquardt steps

	linear    *linear         // nil unless the optimiser solves
	solved    *overlay        // a solved output layer; nil: none
	wideProbe *probe[float64] // of the network with it
}

// stateful is what operators have in common: memory that a checkpoint keeps.
type stateful interface {
	State() ([]byte, error)
	Restore(state []byte) error
}

// core is the part of a session that depends on the precision.
type core interface {
	gradients(l *layout, b *Batch, losses []float64) error
	update(losses []float64, rate float64) (*weighting.Report, error)
	finite() bool
	setHead(l autodiff.Layer, weights []float64)
	doubles(dst []float64) // copies the parameters of the network
	evaluate(eps float64, t, x []float64, distribution bool) ([][]float64, error)
	tensors() []safetensors.Tensor
	load(data []byte, scalarsFirst bool) error
	loadNetwork(data []byte)
	setWorkers(n int)
	setRemote(r Remote)
	timed(p *Profile)
}

// New starts a run: it lays out the network, draws its initial parameters and takes no step.
func New(c Config) (*Session, error) {
	c, err := c.Normalize()
	if err != nil {
		return nil, err
	}
	s := &Session{cfg: c, src: rand.NewPCG(c.Seed, 0x9e3779b97f4a7c15)}
	s.rng = rand.New(s.src)
	if s.prob, err = kinetic.ByName(c.Problem); err != nil {
		return nil, err
	}
	s.prob = kinetic.Formed(s.prob, c.Formulation)
	if s.model, err = s.prob.Model(&s.params, c.options()); err != nil {
		return nil, c.ofLinear(err)
	}
	terms, err := c.weigh(s.model.Terms())
	if err != nil {
		return nil, err
	}
	s.layout = newLayout(c, terms)
	if err := c.checkMemory(s.params.Len, s.layout); err != nil { // before anything of that size is built
		return nil, err
	}
	m := len(s.layout.names)
	s.layout.of(s.prob)
	s.SetParameters(nil)
	s.batch = s.layout.newBatch()
	s.report.Losses = make([]float64, m)
	set := optim.Settings{Tasks: m, Parameters: s.params.Len, Momentum: c.Momentum, Metric: c.Metric, Norm: c.Length, Promise: c.Promise}
	if opt := (weighting.Options{Tasks: m, Seed: c.Seed}); elementwise(c.Operator) {
		set.Elementwise, err = weighting.NewElementwise(c.Operator, opt)
		s.op = set.Elementwise
	} else {
		set.Weighting, err = weighting.New(c.Operator, opt)
		s.op = set.Weighting
	}
	if err != nil {
		return nil, err
	}
	for _, l := range s.params.Layers {
		rows := l.In
		if l.B >= 0 {
			rows++
		}
		set.Layers = append(set.Layers, optim.Matrix{Offset: l.W, Rows: rows, Cols: l.Out})
	}
	start := s.params.Init(s.rng)
	if optim.Linear(c.Optimizer) {
		if m, ok := s.model.(kinetic.Separable); ok {
			if _, err := m.Separate(); err != nil {
				return nil, err
			}
		}
		s.linear = &linear{s: s}
		s.randomTrunk(start)
	}
	if c.Precision == "float32" {
		s.core, err = newCore[float32](s, start, set)
		if err != nil {
			return nil, err
		}
		return s, nil
	}
	core, err := newCore[float64](s, start, set)
	if err != nil {
		return nil, err
	}
	s.core = core
	if _, lm := optim.Plan(c.Optimizer); lm {
		if s.lm, err = newLevenberg(s, core.params, set); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Config returns the complete configuration of the run.
func (s *Session) Config() Config { return s.cfg }

// Problem describes the problem.
func (s *Session) Problem() kinetic.Info { return s.prob.Info() }

// Steps returns the number of steps taken.
func (s *Session) Steps() int { return s.steps }

// Parameters returns the number of trainable parameters.
func (s *Session) Parameters() int { return s.params.Len }

// TaskNames names the tasks in the order of Report.Losses.
func (s *Session) TaskNames() []string { return s.layout.names }

// SetWorkers shares the units of a step over n goroutines, at least 1. Results do not depend on n.
func (s *Session) SetWorkers(n int) {
	s.core.setWorkers(max(1, n))
	if s.lm != nil {
		s.lm.opt.SetWorkers(n)
	}
}

// Step takes one training step. A solved layer is taken off: training goes on with the network that was trained.
func (s *Session) Step() (*Report, error) {
	s.lay(nil)
	r := &s.report
	take := s.descend
	switch {
	case s.linear != nil:
		take = s.linear.iterate
	case s.lm != nil && s.steps >= s.cfg.polishFrom():
		take = s.lm.iterate
	}
	if err := take(r); err != nil {
		return nil, err
	}
	s.steps++
	r.Step = s.steps
	if s.steps%100 == 0 && !s.core.finite() {
		return nil, fmt.Errorf("%w: parameters are not finite at step %d", ErrDiverged, s.steps)
	}
	return r, nil
}

// descend takes a step along the gradients of new points and fills the report but for the step number.
func (s *Session) descend(r *Report) error {
	s.layout.draw(s.rng, s.prob, s.cfg.EpsMin, s.cfg.EpsMax, s.batch)
	if err := s.core.gradients(s.layout, s.batch, r.Losses); err != nil {
		return err
	}
	var err error
	if r.Total, err = s.sum(r.Losses); err != nil {
		return err
	}
	r.Rate = optim.Rate(s.cfg.Schedule, s.cfg.Rate, s.steps, s.cfg.polishFrom())
	if r.Gradient, err = s.core.update(r.Losses, r.Rate); err != nil {
		return fmt.Errorf("step %d: %w", s.steps+1, err)
	}
	return nil
}

// sum adds the task losses of the next step, which must be finite.
func (s *Session) sum(losses []float64) (total float64, err error) {
	for i, l := range losses {
		if math.IsNaN(l) || math.IsInf(l, 0) {
			return 0, fmt.Errorf("%w: loss of task %q is %v at step %d", ErrDiverged, s.layout.names[i], l, s.steps+1)
		}
		total += l
	}
	return total, nil
}

// Evaluate returns every field of the problem at time t and positions x (see info.Domain): [field][i], in the order of Problem().Fields.
func (s *Session) Evaluate(eps, t float64, x []float64) ([][]float64, error) {
	return s.EvaluateAt(eps, s.constant(t, x), x)
}

// constant returns t for every position.
func (s *Session) constant(t float64, x []float64) []float64 {
	times := make([]float64, len(x)/s.layout.coordinates)
	for i := range times {
		times[i] = t
	}
	return times
}

// EvaluateAt is Evaluate with a time for every position.
func (s *Session) EvaluateAt(eps float64, t, x []float64) ([][]float64, error) {
	if err := s.checkPoints(eps, t, x); err != nil {
		return nil, err
	}
	rows, err := s.evaluate(eps, t, x, false)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(s.Problem().Fields))
	for k := range out {
		out[k] = make([]float64, len(t))
		for i := range t {
			out[k][i] = rows[i][k]
		}
	}
	return out, nil
}

// Distribution returns f at time t, positions x and velocities v, which are angles in a plane: [i][j]. Between the model's velocity nodes it is interpolated
// linearly, beyond them it is held; over angles, which are equidistant, by the trigonometric polynomial.
func (s *Session) Distribution(eps, t float64, x, v []float64) ([][]float64, error) {
	times := s.constant(t, x)
	if err := s.checkPoints(eps, times, x); err != nil {
		return nil, err
	}
	for _, vj := range v {
		if math.IsNaN(vj) {
			return nil, input.New("v", vj, "any number")
		}
	}
	rows, err := s.evaluate(eps, times, x, true)
	if err != nil {
		return nil, err
	}
	nodes := s.model.Velocities()
	out := make([][]float64, len(rows))
	for i, row := range rows {
		out[i] = make([]float64, len(v))
		for j, vj := range v {
			if s.layout.coordinates == 2 {
				out[i][j] = trigonometric(nodes, row, vj)
			} else {
				out[i][j] = interpolate(nodes, row, vj)
			}
		}
	}
	return out, nil
}

// evaluate evaluates the network, with its solved layer if it has one.
func (s *Session) evaluate(eps float64, t, x []float64, distribution bool) ([][]float64, error) {
	if s.solved == nil {
		return s.core.evaluate(eps, t, x, distribution)
	}
	if s.wideProbe == nil {
		s.wideProbe = newProbe(probePoints, s.model, s.layout.coordinates, s.solved.params, s.solved)
	}
	return s.wideProbe.evaluate(eps, s.set, t, x, distribution)
}

func interpolate(nodes, values []float64, v float64) float64 {
	if v <= nodes[0] {
		return values[0]
	}
	for k := 1; k < len(nodes); k++ {
		if v <= nodes[k] {
			a := (v - nodes[k-1]) / (nodes[k] - nodes[k-1])
			return (1-a)*values[k-1] + a*values[k]
		}
	}
	return values[len(values)-1]
}

// trigonometric evaluates at v the polynomial of least degree in cos v and sin v with the given values at n equidistant nodes of the circle,
// n even.
func trigonometric(nodes, values []float64, v float64) float64 {
	n := float64(len(nodes))
	var sum float64
	for k, node := range nodes {
		half := 0.5 * (v - node)
		s, c := kernel.Sincos64(half)
		if math.Abs(s) < 1e-9 {
			return values[k]
		}
		top, _ := kernel.Sincos64(n * half)
		sum += values[k] * top * c / (n * s)
	}
	return sum
}

func (s *Session) checkPoints(eps float64, t, x []float64) error {
	problem := s.Problem()
	if err := info.CheckKnudsen(eps); err != nil {
		return err
	}
	end := problem.TEnd
	if s.beyond {
		end = math.MaxFloat64
	}
	for _, v := range t {
		if !(v >= 0 && v <= end) {
			return input.New("t", v, "0 to %v for %s", problem.TEnd, problem.Name)
		}
	}
	axes := problem.Axes()
	for i, v := range x {
		if a := axes[i%len(axes)]; !(v >= a.Min && v <= a.Max) {
			return input.New(a.Name, v, "%v to %v for %s", a.Min, a.Max, problem.Name)
		}
	}
	return nil
}

// Extrapolate lets Evaluate and Distribution go beyond the end of the problem, where the network was not trained.
func (s *Session) Extrapolate() { s.beyond = true }

// SetParameters sets the parameters of a problem from a file at which Evaluate and its relatives evaluate the network, in the order
// of the file; nil stands for the middles of their ranges. Training covers all of them, whatever is set here.
func (s *Session) SetParameters(set []float64) {
	if len(set) != len(s.layout.parameters) {
		set = s.centre()
	}
	s.set = set
}

// centre returns the middles of the ranges of the problem's parameters.
func (s *Session) centre() (set []float64) {
	for _, q := range s.layout.parameters {
		set = append(set, 0.5*(q.Min+q.Max))
	}
	return set
}
