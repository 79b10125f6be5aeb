package train

import (
	"fmt"
	"math"
	"time"
	"unsafe"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// coreOf is the core in precision T.
type coreOf[T kernel.Float] struct {
	s       *Session
	params  []T
	opt     optim.Optimizer[T] // nil where Levenberg-Marquardt takes every step
	units   [][]T              // gradient of each unit
	tasks   [][]T              // gradient of each task; a task of one unit is that unit
	parts   [][]int
	summed  [][]T     // of tasks of several units
	several bool      // there are such tasks
	ul      []float64 // unit losses
	local   []*evaluator[T]
	workers int
	team    *teamOwner
	batch   *Batch    // of the step, for evaluate
	lay     *layout   // likewise
	runs    func(int) // evaluate
	sums    func(int) // reduce
	remote  Remote
	request []byte
	taken   []bool       // units that the remote has returned
	probes  [2]*probe[T] // of few points and of many
	profile *Profile
	mark    time.Duration // since the update began, for the profile
}

func newCore[T kernel.Float](s *Session, start []float64, set optim.Settings) (*coreOf[T], error) {
	c := &coreOf[T]{s: s, params: make([]T, len(start))}
	c.runs, c.sums = c.evaluateShare, c.reduce
	c.setWorkers(1)
	for i, v := range start {
		c.params[i] = T(v)
	}
	set.Combined, set.Share = c.combined, c
	n := len(s.layout.task)
	c.units, c.ul = make([][]T, n), make([]float64, n)
	c.parts = make([][]int, set.Tasks)
	for u, t := range s.layout.task {
		c.parts[t] = append(c.parts[t], u)
	}
	c.tasks, c.summed = make([][]T, set.Tasks), make([][]T, set.Tasks)
	for i, p := range c.parts {
		if len(p) > 1 {
			c.summed[i], c.several = make([]T, len(start)), true
		}
	}
	var err error
	if first, _ := optim.Plan(s.cfg.Optimizer); first != "" {
		c.opt, err = optim.New[T](first, set)
	}
	return c, err
}

func (c *coreOf[T]) setWorkers(n int) {
	if n != c.workers {
		c.workers, c.local, c.team = n, nil, newTeam(n)
	}
}

func (c *coreOf[T]) setRemote(r Remote) {
	// The unit gradients belong to the evaluators or to the replies.
	c.remote, c.local, c.units = r, nil, make([][]T, len(c.units))
}

func (c *coreOf[T]) timed(p *Profile) { c.profile = p }

// prepare builds the evaluators of this process: unit u belongs to evaluator u mod their number.
func (c *coreOf[T]) prepare() {
	for _, own := range Share(len(c.units), c.workers) {
		e := newEvaluator(c.s.model, c.s.layout, c.params, own)
		for i, u := range own {
			c.units[u] = e.tape.Grad[i]
		}
		c.local = append(c.local, e)
	}
}

// gradients sets the task losses and the task gradients of the batch.
func (c *coreOf[T]) gradients(l *layout, b *Batch, losses []float64) error {
	start := c.profile.begin()
	choosing, _ := c.remote.(Choosing)
	if choosing != nil {
		began := time.Now()
		defer func() { choosing.Took(time.Since(began)) }()
	}
	if c.remote != nil && !(choosing != nil && choosing.Here()) {
		if err := c.viaRemote(b); err != nil {
			return err
		}
		c.profile.end(&start, func(p *Profile, d time.Duration) {
			busy := time.Duration(0)
			if r, ok := c.remote.(Timed); ok {
				busy = min(d, r.Busy())
			}
			p.Backward += busy
			p.Messaging += d - busy
		})
	} else {
		if c.local == nil {
			c.prepare()
		}
		if len(c.local) == 1 {
			e := c.local[0]
			e.load(l, b)
			e.tape.Forward()
			c.profile.end(&start, func(p *Profile, d time.Duration) { p.Forward += d })
			e.tape.Backward()
			copy(c.ul, e.tape.Loss)
			c.profile.end(&start, func(p *Profile, d time.Duration) { p.Backward += d })
		} else {
			c.lay, c.batch = l, b
			c.team.each(len(c.local), c.runs)
			for _, e := range c.local {
				for i, u := range e.units {
					c.ul[u] = e.tape.Loss[i]
				}
			}
			c.profile.end(&start, func(p *Profile, d time.Duration) { p.Backward += d })
		}
	}
	// Sum units into tasks in the order of the units, whoever computed them.
	for i, p := range c.parts {
		losses[i] = 0
		for _, u := range p {
			losses[i] += c.ul[u]
		}
		c.tasks[i] = c.units[p[0]]
		if len(p) > 1 {
			c.tasks[i] = c.summed[i]
		}
	}
	if c.several {
		c.team.each(optim.Blocks(len(c.params)), c.sums)
	}
	c.profile.end(&start, func(p *Profile, d time.Duration) { p.Reduction += d })
	return nil
}

// Members implements optim.Share.
func (c *coreOf[T]) Members() int { return c.workers }

// Each implements optim.Share.
func (c *coreOf[T]) Each(n int, work func(item int)) { c.team.each(n, work) }

// evaluateShare lets an evaluator run.
func (c *coreOf[T]) evaluateShare(i int) { c.local[i].run(c.lay, c.batch) }

// reduce sums a block of the gradients of units into those of tasks.
func (c *coreOf[T]) reduce(block int) {
	from, to := optim.Block(block, len(c.params))
	for i, p := range c.parts {
		if len(p) == 1 {
			continue
		}
		sum := c.summed[i][from:to]
		copy(sum, c.units[p[0]][from:to])
		for _, u := range p[1:] {
			kernel.Axpy(1, c.units[u][from:to], sum)
		}
	}
}

func (c *coreOf[T]) update(losses []float64, rate float64) (*weighting.Report, error) {
	c.mark = c.profile.begin()
	rep, err := c.opt.Step(c.params, c.tasks, losses, rate)
	c.profile.end(&c.mark, func(p *Profile, d time.Duration) { p.Update += d; p.Steps++ })
	return rep, err
}

// combined ends the operator's part of an update.
func (c *coreOf[T]) combined() {
	c.profile.end(&c.mark, func(p *Profile, d time.Duration) { p.Operator += d })
}

func (c *coreOf[T]) finite() bool {
	for _, v := range c.params {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return false
		}
	}
	return true
}

func (c *coreOf[T]) doubles(dst []float64) {
	for i, v := range c.params {
		dst[i] = float64(v)
	}
}

// bytesOf views a vector as bytes, without a copy.
func bytesOf[T kernel.Float](v []T) []byte {
	if len(v) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), len(v)*int(unsafe.Sizeof(v[0])))
}

// setHead sets the output layer to weights F×O, the biases last.
func (c *coreOf[T]) setHead(l autodiff.Layer, weights []float64) {
	for i, v := range weights[:l.In*l.Out] {
		c.params[l.W+i] = T(v)
	}
	for i, v := range weights[l.In*l.Out:] {
		c.params[l.B+i] = T(v)
	}
}

// probe evaluates the network without derivatives, in chunks of a fixed number of points.
type probe[T kernel.Float] struct {
	tape            *autodiff.Tape[T]
	points          *kinetic.Points
	outputs, values autodiff.Node
}

// probePoints is the number of points of a chunk; fewPoints that of a probe for fewer, since a known part can cost much at every point.
const (
	probePoints = 256
	fewPoints   = 64
)

func newProbe[T kernel.Float](points int, m kinetic.Model, coordinates int, params []T, over *overlay) *probe[T] {
	p := &kinetic.Points{
		Space: autodiff.NewSpace([]int{points}, []int{0}), Cells: autodiff.NewSpace([]int{1}, []int{0}),
		T: make([]float64, points), X: make([]float64, coordinates*points), Cell: make([]int, points), Eps: make([]float64, 1),
	}
	p.Space.Plane = coordinates == 2
	pr := &probe[T]{tape: autodiff.NewTape(params, 0), points: p}
	g := over.graph(pr.tape)
	st := m.State(g, p, false)
	pr.outputs = m.Outputs(g, p, st)
	pr.values = m.Distribution(g, p, st)
	return pr
}

// evaluate returns the rows of the outputs, or of the distribution, at every point.
func (c *coreOf[T]) evaluate(eps float64, t, x []float64, distribution bool) ([][]float64, error) {
	which, points := 1, probePoints
	if len(t) <= fewPoints {
		which, points = 0, fewPoints
	}
	if c.probes[which] == nil {
		c.probes[which] = newProbe(points, c.s.model, c.s.layout.coordinates, c.params, nil)
	}
	return c.probes[which].evaluate(eps, c.s.set, t, x, distribution)
}

// evaluate returns the rows of the outputs, or of the distribution, at every point. set are the parameters of a problem file.
func (pr *probe[T]) evaluate(eps float64, set, t, x []float64, distribution bool) ([][]float64, error) {
	points := len(pr.points.T)
	d := len(pr.points.X) / points
	if d*len(t) != len(x) {
		return nil, fmt.Errorf("evaluate: %d times for %d coordinates", len(t), len(x))
	}
	node := pr.outputs
	if distribution {
		node = pr.values
	}
	cols := pr.tape.Columns(node)
	out := make([][]float64, len(t))
	pr.points.Eps[0] = eps
	pr.points.Set = set
	for from := 0; from < len(t); from += points {
		n := min(points, len(t)-from)
		for i := range points { // a short last chunk repeats its last point
			k := from + min(i, n-1)
			pr.points.T[i] = t[k]
			copy(pr.points.X[d*i:d*i+d], x[d*k:])
		}
		pr.tape.Forward()
		vals := pr.tape.Values(node)
		for i := range n {
			row := make([]float64, cols)
			for j := range row {
				row[j] = float64(vals[i*cols+j])
			}
			out[from+i] = row
		}
	}
	return out, nil
}
