package train

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/solve"
)

// The optimiser "solve" trains nothing: the trunk keeps its random weights, and the output layer is the least-squares solution over all
// points so far. A step adds points; after steps 1, 2, 4, 8, ... and the last one of the plan the system is solved. The spectral head leaves a
// network of time and Knudsen number alone, whose Fourier modes decouple where the coefficients are constant. Where a solution takes long there is
// a preview with few features after the first step, and the solution after the last one.

// Defaults of a run by the optimiser solve.
const (
	linearWidth  = 240 // random features
	mixedWidth   = 280 // where cross-sections couple the Fourier modes
	fieldWidth   = 200 // where a field does
	linearDepth  = 1
	linearSteps  = 8
	fieldSteps   = 5   // where a field couples them: steps of Newton's method: more change the density by 1e-7
	linearBlocks = 4   // of solveRows rows each, a step
	linearWeight = 0.5 // bound of the random weights of the trunk
	linearCostly = 4e9 // multiplications of a solution, about a second: more are done after the first step, for a preview, and the last one only

	linearPreview = 60 // features of such a preview
)

// linear is the part of a session that solves. What a step does besides its losses is worked on in pieces beforehand (Prepare): it depends on
// the seed and the number of the step alone, so that it may be left at any piece, and no checkpoint holds any of it.
type linear struct {
	s      *Session
	v      *solving
	added  int         // blocks of points that are in the sums
	work   *solve.Work // under way; nil: none
	delta  []float64   // the output layer of the next step; nil: not known yet
	fresh  *Judgement  // on delta
	plan   int         // steps of the plan that work and delta are for
	newton             // where the problem is not linear
}

// linearDefault returns a planned default of runs by the optimiser solve.
func linearDefault(value string, otherwise func(c *Config) string) func(c *Config) string {
	return func(c *Config) string {
		switch {
		case optim.Linear(c.Optimizer):
			return value
		case otherwise != nil:
			return otherwise(c)
		}
		return ""
	}
}

// linearStepsText is the planned default of the steps.
func linearStepsText(c *Config) string {
	if !optim.Linear(c.Optimizer) {
		return ""
	}
	if p, err := kinetic.ByName(c.Problem); err == nil && p.Info().Class == info.Semiconductor {
		return number(fieldSteps)
	}
	return number(linearSteps)
}

// linearWidthText is the planned default of the width.
func linearWidthText(c *Config) string {
	if !optim.Linear(c.Optimizer) {
		return levenbergWidthText(c)
	}
	if p, err := kinetic.ByName(c.Problem); err == nil {
		if w, ok := p.(kinetic.Walled); ok && w.TrunkFeatures() > 0 {
			return number(w.TrunkFeatures())
		}
		if m, ok := p.(kinetic.Mixed); ok && m.Mixes() {
			if p.Info().Class == info.Semiconductor {
				return number(fieldWidth)
			}
			return number(mixedWidth)
		}
		if p.Info().Class == info.Gas {
			return number(newtonWidth)
		}
	}
	return number(linearWidth)
}

// linearFormulation is the planned default of the formulation.
func linearFormulation(c *Config) string {
	p, err := kinetic.ByName(c.Problem)
	switch {
	case err != nil || !optim.Linear(c.Optimizer):
	case p.Info().Plane():
		return kinetic.MicroMacro
	case slices.Contains(p.Info().Formulations, kinetic.Balanced):
		return kinetic.Balanced
	case slices.Contains(p.Info().Formulations, kinetic.Resolved):
		return kinetic.Resolved
	}
	return ""
}

// checkLinear refuses what the optimiser solve cannot work with.
func (c Config) checkLinear() error {
	switch {
	case !optim.Linear(c.Optimizer):
		return nil
	case c.Head != kinetic.Spectral:
		return input.New("head", c.Head, "%s with optimizer %s", kinetic.Spectral, c.Optimizer)
	case c.Precision != float64Name:
		return input.New("precision", c.Precision, "%s with optimizer %s", float64Name, c.Optimizer)
	case c.Initial != kinetic.Hard: // its points are not at the start
		return input.New("initial", c.Initial, "%s with optimizer %s", kinetic.Hard, c.Optimizer)
	}
	return nil
}

// ofLinear tells, where a problem does not have the head of the optimiser solve, that the optimiser has no other one: nobody chose the head.
func (c Config) ofLinear(err error) error {
	var e *input.Error
	if optim.Linear(c.Optimizer) && errors.As(err, &e) && e.Field == "head" {
		e.Allowed += ", with another optimizer than " + c.Optimizer
	}
	return err
}

// randomTrunk sets the layers of the trunk to uniform deviates, and the output layer to zero.
func (s *Session) randomTrunk(params []float64) {
	for _, l := range s.params.Layers {
		values := [][]float64{params[l.W : l.W+l.In*l.Out]}
		if l.B >= 0 {
			values = append(values, params[l.B:l.B+l.Out])
		}
		for _, v := range values {
			for i := range v {
				v[i] = 0
				if !l.Head {
					v[i] = linearWeight * (2*s.rng.Float64() - 1)
				}
			}
		}
	}
}

// points returns the rows of a step, which depend on seed and step only: a resumed run draws those of earlier steps again.
func (n *linear) points(step int) (blocks []rows) {
	rng := rand.New(rand.NewPCG(n.s.cfg.Seed, uint64(step)+0x9fb21c651e98df25))
	for range linearBlocks {
		blocks = append(blocks, n.v.clustered(rng, solveRows))
	}
	return blocks
}

// begin builds the system, with the output layer at zero.
func (n *linear) begin() error {
	head, err := solve.HeadOf(&n.s.params)
	if err != nil {
		return err
	}
	o := &overlay{head: head, params: make([]float64, n.s.params.Len)}
	n.s.core.doubles(o.params)
	l := head.Layer
	clear(o.params[l.W : l.W+l.In*l.Out])
	clear(o.params[l.B : l.B+l.Out])
	if n.v, err = n.s.newSolving(o, nil, func(float64) error { return nil }); err != nil {
		return err
	}
	n.v.blocks = n.points(0)
	if err := n.v.prepare(); err != nil {
		return err
	}
	n.v.system.Keep = n.v.nonlinear()
	n.orthonormalize()
	if bytes, _ := n.v.system.Cost(); bytes > MemoryLimit {
		return &input.Error{Field: "width", Given: fmt.Sprintf("%d features, for which the solve needs about %.1f GB", l.In, bytes/1e9), Allowed: fmt.Sprintf("fewer: up to %.1f GB here", MemoryLimit/1e9)}
	}
	return nil
}

// linearBasis is the number of rows per feature that a basis of the features is made from.
const linearBasis = 4

// orthonormalize lets the system be solved for an orthonormal basis of the features.
func (n *linear) orthonormalize() {
	interior := slices.IndexFunc(n.v.terms, func(t *solvedTerm) bool { return t.kind == kinetic.Interior })
	t := n.v.terms[interior]
	var samples []*solve.Sample
	for step, rows := 0, 0; rows < linearBasis*n.v.o.head.Features(); step++ {
		for _, b := range n.points(step) {
			samples = append(samples, n.v.sample(t, b))
			rows += len(t.stratum)
		}
	}
	n.v.system.Orthonormalize(interior, samples)
}

// iterate takes a step and fills the report but for the step number: the losses are those of the network before it, on points as in training.
func (n *linear) iterate(r *Report) error {
	s := n.s
	for more := true; more; {
		var err error
		if _, more, err = n.prepare(); err != nil {
			return err
		}
	}
	s.layout.draw(s.rng, s.prob, s.cfg.EpsMin, s.cfg.EpsMax, s.batch)
	if err := s.core.gradients(s.layout, s.batch, r.Losses); err != nil {
		return err
	}
	var err error
	if r.Total, err = s.sum(r.Losses); err != nil {
		return err
	}
	r.Rate, r.Gradient = 0, nil
	if n.delta != nil {
		for _, d := range n.delta {
			if math.IsNaN(d) || math.IsInf(d, 0) {
				return fmt.Errorf("%w: the solution of step %d is not finite", ErrDiverged, s.steps+1)
			}
		}
		s.core.setHead(n.v.o.head.Layer, n.delta)
	}
	r.Judgement, r.Still = n.fresh, n.delta == nil
	n.delta, n.work, n.fresh = nil, nil, nil
	return nil
}

// Prepare does a piece of the next step, where steps are long: it returns the share of the step that is done and whether there is more to do
// before the step can be taken. Step does what is left.
func (s *Session) Prepare() (done float64, more bool, err error) {
	if s.linear == nil {
		return 0, false, nil
	}
	return s.linear.prepare()
}

// The share of a step that the sums over its points are.
const summed = 0.1

func (n *linear) prepare() (done float64, more bool, err error) {
	s := n.s
	if n.v == nil {
		return 0, true, n.begin()
	}
	if n.v.nonlinear() {
		return n.prepareNonlinear()
	}
	blocks := (s.steps + 1) * linearBlocks
	if n.added < blocks {
		if err := n.v.add(n.points(n.added / linearBlocks)[n.added%linearBlocks], 0); err != nil {
			return 0, false, err
		}
		n.added++
		return summed * (1 - float64(blocks-n.added)/float64(min(blocks, linearBlocks))), n.added < blocks || n.due(), nil
	}
	if !n.due() {
		return 1, false, nil
	}
	if n.plan != s.cfg.Steps {
		n.work, n.delta, n.fresh, n.plan = nil, nil, nil, s.cfg.Steps // another step is the last one
	}
	if n.delta != nil {
		return 1, false, nil
	}
	if n.work == nil {
		features := 0
		if n.v.system.Rough = s.steps+1 < s.cfg.Steps; n.v.system.Rough && (s.steps == 0 || n.costly()) {
			features = n.preview()
		}
		ones := make([]float64, len(n.v.right))
		g := make([]float64, len(n.v.right[0]))
		for k, r := range n.v.right {
			ones[k] = 1
			kernel.Axpy(1, r, g)
		}
		n.work = n.v.system.Begin(ones, g, features, nil)
	}
	done, more, err = n.work.Advance()
	if err != nil {
		return 0, false, fmt.Errorf("step %d: %w", s.steps+1, err)
	}
	if !more {
		n.delta = make([]float64, len(n.v.right[0]))
		n.work.Take(n.delta)
		n.work = nil
		n.fresh = n.judge(n.delta)
	}
	return summed + (1-summed)*done, more, nil
}

// linearRows is the number of rows per feature below which a solution fits the points and not the equation: until there are so many the preview is
// all there is. From 512 points and 240 features the micro loss of transport-mode at small Knudsen numbers was 1e8 times the one before.
const linearRows = 8

// due tells whether the next step solves the system.
func (n *linear) due() bool {
	taken := n.s.steps + 1
	if taken == 1 || taken == n.s.cfg.Steps {
		return true
	}
	return taken&(taken-1) == 0 && !n.costly() && taken*linearBlocks*solveRows >= linearRows*n.v.o.head.Features()
}

// preview is the number of features of a preview.
func (n *linear) preview() int {
	if n.v.blocks[0].clusters != nil { // each function of the trunk comes with many
		return n.v.o.head.Layer.In / 4
	}
	return linearPreview
}

// costly tells of a system whose solution takes long.
func (n *linear) costly() bool {
	_, multiplications := n.v.system.Cost()
	return n.v.system.Iterated() || multiplications > linearCostly
}

// number is a planned default as text.
func number(n int) string { return strconv.Itoa(n) }
