package train

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/solve"
)

// A run ends with a network whose output layer can be solved for, where the problem is linear: M random features tanh(A h + b) of the last
// hidden layer h, A normal with variance 1/width and b uniform in [-1, 1], are appended to it and the weights of all are the solution of one
// linear least-squares problem, the loss of the run on fresh points. The solved layer is laid over the network: the trained one stays as it
// is, and the next step of training takes the solved layer off.

// The points of a solve: so many per feature of the interior terms, within bounds, and the share of fresh ones that decide.
const (
	solvePerFeature = 24
	solveLeast      = 8000
	solveMost       = 20000
	solveFresh      = 0.25
	solveBlock      = 192  // points of an interior term that are taken at once, at least
	solveRows       = 128  // of times and Knudsen numbers that are taken at once, where each has a grid in x
	solveFactored   = 0.95 // of the progress, when the matrix is factored
)

// MaxFeatures is the most random features of a solve.
const MaxFeatures = 1024

// Solved tells of a solve.
type Solved struct {
	Features int     `json:"features"` // random ones, beside the trained
	Unknowns int     `json:"unknowns"`
	Rows     int     `json:"rows"`    // residuals
	Damping  float64 `json:"damping"` // relative to the diagonal of the normal matrix
	Kept     bool    `json:"kept"`    // false: the network is as before
	Even     bool    `json:"even"`    // with the terms weighted to equal losses, not with the weights of the run
	// Again: the layer before was a solved one already, and the comparison is with it.
	Again bool `json:"again,omitempty"`
	Comparison
}

// Comparison holds losses on fresh points before and after, in the order of Names: a loss term in a stratum of the Knudsen number. A solved
// layer is kept only if all fall.
type Comparison struct {
	Names  []string  `json:"names"`
	Before []float64 `json:"before"`
	After  []float64 `json:"after"`
}

// Worst returns the loss that fell least, or rose most: its name, and what it is of the one before.
func (c *Comparison) Worst() (name string, ratio float64) {
	for i, n := range c.Names {
		if q := c.After[i] / c.Before[i]; !(q <= ratio) {
			name, ratio = n, q
		}
	}
	return name, ratio
}

func (c *Comparison) falls() bool {
	_, ratio := c.Worst()
	return ratio < 1
}

// Refusal tells in one line why the solution was not kept; empty where it was.
func (s *Solved) Refusal() string {
	if s.Kept {
		return ""
	}
	name, ratio := s.Worst()
	than := "trained one"
	if s.Again {
		than = "solved one that the network has"
	}
	return fmt.Sprintf("the solved layer is not kept: on fresh points the loss of %s would be %.3g times that of the %s", name, ratio, than)
}

// overlay is a solved layer: parameters, further features and weights in one vector.
type overlay struct {
	head   solve.Head
	params []float64
	info   Solved
}

// weights is the place of the weights of the solved layer.
func (o *overlay) weights() int { return len(o.params) - o.head.Features()*o.head.Outputs() }

// graph returns a graph in which the solved layer stands for the trained one; without one the graph itself.
func (o *overlay) graph(g autodiff.Graph) autodiff.Graph {
	if o == nil {
		return g
	}
	return o.head.Graph(g, o.weights())
}

// ErrLinear is wrapped by the error of a solve of a network that has no output layer to solve for.
var ErrLinear = errors.New("the last layer can only be solved for where the problem is linear in one")

// newOverlay lays M random features over the present network, with weights that change nothing.
func (s *Session) newOverlay(features int) (*overlay, error) {
	if features < 1 || features > MaxFeatures {
		return nil, input.New("features", features, "1 to %d", MaxFeatures)
	}
	head, err := solve.HeadOf(&s.params)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLinear, err)
	}
	p := autodiff.Params{Layers: slices.Clone(s.params.Layers), Len: s.params.Len}
	head.Widen(&p, features)
	o := &overlay{head: head, params: make([]float64, p.Len)}
	s.core.doubles(o.params[:s.params.Len])
	normal(rand.New(rand.NewPCG(s.cfg.Seed, 0xd1b54a32d192ed03)), head.Extra, o.params)
	o.params = append(o.params, head.Narrow(o.params)...)
	o.info.Features = features
	return o, nil
}

// normal draws a layer of random features. The deviates are those of Box and Muller with our own logarithm and sine, which have the same
// bits on every engine.
func normal(rng *rand.Rand, l autodiff.Layer, params []float64) {
	w := params[l.W : l.W+l.In*l.Out]
	size := 1 / math.Sqrt(float64(l.In))
	for i := range w {
		u, v := 1-rng.Float64(), rng.Float64()
		w[i] = float64(size*math.Sqrt(-2*kernel.Log64(u))) * kernel.Cos64(2*math.Pi*v)
	}
	for i := range l.Out {
		params[l.B+i] = 2*rng.Float64() - 1
	}
}

// solving is a solve under way.
type solving struct {
	s      *Session
	o      *overlay
	rng    *rand.Rand
	blocks []rows // points that are taken at once; the last ones are fresh
	fitted int
	terms  []*solvedTerm
	system *solve.System
	right  [][]float64 // half the negative gradient of each term
	grid   []float64   // of x, where the network does not depend on it; empty: points are rows

	separation *kinetic.Separation // of a model that tells its matrices; nil: they are learnt
	delta      []float64
	share      float64 // of the progress, when the sums are made
	tick       func(done float64) error
}

// newSolving begins a solve.
func (s *Session) newSolving(o *overlay, rng *rand.Rand, tick func(done float64) error) (*solving, error) {
	v := &solving{s: s, o: o, grid: s.grid(), rng: rng, tick: tick}
	if m, ok := s.model.(kinetic.Separable); ok {
		var err error
		if v.separation, err = m.Separate(); err != nil {
			return nil, err
		}
		if v.separation != nil {
			v.grid = []float64{s.Problem().XMin}
		}
	}
	return v, nil
}

// Solve appends random features to the last hidden layer and solves for the output layer. progress is told the share that is done, many
// times a second; its error ends the solve and leaves the network as it was. It works in this process. A problem that is not
// linear gives an error that wraps ErrLinear.
func (s *Session) Solve(features int, progress func(done float64) error) (*Solved, error) {
	o, err := s.newOverlay(features)
	if err != nil {
		return nil, err
	}
	v, err := s.newSolving(o, rand.New(rand.NewPCG(s.cfg.Seed, 0x8cb92ba72f3d8dd7)), progress)
	if err != nil {
		return nil, err
	}
	v.draw()
	if err := v.prepare(); err != nil {
		return nil, err
	}
	if err := v.once(); err != nil {
		return nil, err
	}
	if bytes, _ := v.system.Cost(); bytes > MemoryLimit {
		return nil, &input.Error{Field: "features", Given: fmt.Sprintf("%d, for which the solve needs about %.1f GB", features, bytes/1e9), Allowed: fmt.Sprintf("fewer: up to %.1f GB here", MemoryLimit/1e9)}
	}
	if err := v.accumulate(); err != nil {
		return nil, err
	}
	if err := v.attempts(); err != nil {
		return nil, err
	}
	if !o.info.Kept {
		return &o.info, nil
	}
	at := o.params[o.weights():]
	for i, d := range v.delta {
		at[i] += d
	}
	if s.solved != nil {
		if slices.Equal(o.params, s.solved.params) { // solved once more
			return &s.solved.info, nil
		}
		if err := v.against(s.solved); err != nil {
			return nil, err
		}
	}
	if o.info.Kept {
		s.lay(o)
	}
	return &o.info, nil
}

// against compares the solution, which is better than the trained layer, with a solved layer that lies over the network.
func (v *solving) against(inUse *overlay) error {
	other, err := v.s.newSolving(&overlay{head: inUse.head, params: inUse.params[:inUse.weights()]}, v.rng, v.tick)
	if err != nil {
		return err
	}
	other.blocks, other.fitted = v.blocks, v.fitted
	if _, err := other.learn(); err != nil {
		return err
	}
	other.delta = append(other.delta, inUse.params[inUse.weights():]...)
	kernel.Axpy(-1, inUse.head.Narrow(inUse.params), other.delta)
	present, err := other.check()
	if err != nil {
		return err
	}
	was, is := 0.0, 0.0 // both are solutions: one has a little more of a loss here, the other there
	for i, loss := range v.o.info.After {
		was, is = was+present.After[i], is+loss
	}
	if !(is < was) {
		v.o.info.Comparison, v.o.info.Kept, v.o.info.Again = Comparison{v.o.info.Names, present.After, v.o.info.After}, false, true
	}
	return nil
}

// CanSolve returns the error that Solve would give at once, a refusal of the problem or of the number of features.
func (s *Session) CanSolve(features int) error {
	o, err := s.newOverlay(features)
	if err != nil {
		return err
	}
	v, err := s.newSolving(o, rand.New(rand.NewPCG(s.cfg.Seed, 1)), func(float64) error { return nil })
	if err != nil {
		return err
	}
	v.draw()
	if err := v.prepare(); err != nil {
		return err
	}
	return v.once()
}

// draw draws the points, the last ones to check with. In every other batch the largest Knudsen number leans towards the end of the range: there are
// some dozens of them for many features, and on transport-mode that end was up to ten times as far off as the others.
func (v *solving) draw() {
	l := v.s.layout
	interior := 0
	for _, c := range l.cells {
		if g := l.groups[c.group]; g.kind == kinetic.Interior && c.group == 0 {
			interior += c.points
		}
	}
	points := min(solveMost, max(solveLeast, solvePerFeature*v.o.head.Features()))
	together := (solveBlock + interior - 1) / interior
	size := together * interior
	if v.grid != nil {
		points, size = points/2, solveRows
	}
	v.fitted = (points + size - 1) / size
	batches := 0
	for range v.fitted + int(math.Ceil(solveFresh*float64(v.fitted))) {
		if v.grid != nil {
			v.blocks = append(v.blocks, v.clustered(v.rng, solveRows))
			continue
		}
		var b rows
		for range together {
			d := l.newBatch()
			kinetic.DrawKnudsen(v.rng, v.s.prob, v.s.cfg.EpsMin, v.s.cfg.EpsMax, d.Eps)
			if batches++; batches%2 == 0 {
				kinetic.TowardsKinetic(v.rng, v.s.cfg.EpsMin, v.s.cfg.EpsMax, d.Eps)
			}
			l.drawAt(v.rng, v.s.prob, d)
			b.drawn = append(b.drawn, d)
		}
		v.blocks = append(v.blocks, b)
	}
}

// prepare builds the terms and the system.
func (v *solving) prepare() error {
	terms, err := v.learn()
	if err != nil {
		return err
	}
	v.system = solve.NewSystem(v.o.head, terms, v.separation)
	v.o.info.Unknowns = v.system.Unknowns()
	size := v.o.head.Features() * v.o.head.Outputs()
	for range v.terms {
		v.right = append(v.right, make([]float64, size))
	}
	return nil
}

// learn builds the terms, which learn what the equation does to the outputs.
func (v *solving) learn() (terms []*solve.Term, err error) {
	l := v.s.layout
	separated := map[string]kinetic.SeparatedTerm{}
	if v.separation != nil {
		for _, t := range v.separation.Terms {
			separated[t.Name] = t
		}
	}
	for g, gr := range l.groups {
		for _, term := range gr.terms {
			t := &solvedTerm{name: term.Name, kind: gr.kind, weight: term.Weight, scale: gr.scale}
			for i, c := range l.cells {
				if c.group == g {
					t.cells = append(t.cells, i)
				}
			}
			first := v.sample(t, v.blocks[0])
			if own, ok := separated[term.Name]; ok {
				t.Term = solve.NewSeparated(v.s.model, v.o.head, v.o.params, own, solve.Shape{Rows: len(t.stratum), Coordinates: l.coordinates, Parameters: len(l.parameters)}, v.grid[0])
				v.terms = append(v.terms, t)
				terms = append(terms, t.Term)
				continue
			}
			t.Term = solve.NewTerm(v.s.model, v.o.head, v.o.params, gr.kind, term.Name, solve.Shape{Rows: len(t.stratum), Group: max(1, len(v.grid)), Coordinates: l.coordinates, Parameters: len(l.parameters)})
			if err := t.Learn(first); err != nil {
				return nil, fmt.Errorf("%w: %s, loss term %w", ErrLinear, v.s.Problem().Name, err)
			}
			v.terms = append(v.terms, t)
			terms = append(terms, t.Term)
			if err := v.tick(0); err != nil {
				return nil, err
			}
		}
	}
	return terms, nil
}

// accumulate makes the sums over the points.
func (v *solving) accumulate() error {
	_, factor := v.system.Cost()
	gram := 0.0
	for _, t := range v.terms {
		gram += float64(v.fitted) * t.Multiplications()
	}
	v.share = gram / (gram + factor) * solveFactored
	for i, b := range v.blocks[:v.fitted] {
		if err := v.add(b, v.share*float64(i)/float64(v.fitted)); err != nil {
			return err
		}
	}
	v.o.info.Rows = v.system.Rows
	return nil
}

// add adds the rows of a block to the sums.
func (v *solving) add(b rows, done float64) error {
	for k, t := range v.terms {
		t.Compute(v.sample(t, b))
		v.system.Add(k)
		v.system.Gradient(k, v.right[k])
		if err := v.tick(done); err != nil {
			return err
		}
	}
	return nil
}

// attempts solves with the loss's own weights. Where a loss rises on fresh points, as that of a term which an operator has brought far
// below the others, it solves once more with every term divided by its loss before.
func (v *solving) attempts() error {
	weights := make([]float64, len(v.terms))
	for k := range weights {
		weights[k] = 1
	}
	if err := v.solve(weights); err != nil {
		return err
	}
	own, err := v.check()
	v.o.info.Comparison = own
	if err != nil || own.falls() {
		v.o.info.Kept = err == nil
		return err
	}
	for k := range weights {
		sum := 0.0
		for i := range v.s.layout.strata {
			sum += own.Before[k*v.s.layout.strata+i]
		}
		if !(sum > 0) {
			return nil
		}
		weights[k] = 1 / sum
	}
	if err := v.solve(weights); err != nil {
		return err
	}
	even, err := v.check()
	if err == nil && even.falls() {
		v.o.info.Comparison, v.o.info.Kept, v.o.info.Even = even, true, true
	}
	return err
}

// solve sets delta to the solution with the terms weighted so.
func (v *solving) solve(weights []float64) error {
	g := make([]float64, len(v.right[0]))
	for k, r := range v.right {
		kernel.Axpy(weights[k], r, g)
	}
	v.delta = make([]float64, len(g))
	err := v.system.Solve(weights, g, v.delta, func(done float64) error { return v.tick(v.share + (solveFactored-v.share)*done) })
	if err != nil {
		return err
	}
	v.o.info.Damping = v.system.Damping
	return nil
}

// check compares the losses of both layers on fresh points, by term and stratum.
func (v *solving) check() (c Comparison, err error) {
	strata := v.s.layout.strata
	for _, t := range v.terms {
		before, after := make([]float64, strata), make([]float64, strata)
		for _, b := range v.blocks[v.fitted:] {
			t.Compute(v.sample(t, b))
			t.Losses(t.stratum, before)
			t.Change(v.delta)
			t.Losses(t.stratum, after)
			if err := v.tick(solveFactored); err != nil {
				return c, err
			}
		}
		for k := range strata {
			c.Names = append(c.Names, fmt.Sprintf("%s, eps stratum %d of %d", t.name, k+1, strata))
			c.Before, c.After = append(c.Before, before[k]), append(c.After, after[k])
		}
	}
	return c, nil
}

// lay lays a solved layer over the network.
func (s *Session) lay(o *overlay) {
	if o != s.solved {
		s.solved, s.wideProbe, s.each = o, nil, nil
	}
}

// Solved tells of the solved layer that lies over the network; nil: there is none.
func (s *Session) Solved() *Solved {
	if s.solved == nil {
		return nil
	}
	return &s.solved.info
}
