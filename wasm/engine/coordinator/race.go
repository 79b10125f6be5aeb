package coordinator

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

const (
	// raceBlock is how many steps an operator takes before the next one's turn:
	// all see the same state of the machine, and no two are ever further apart.
	raceBlock = 20
	raceTurn  = 200 * time.Millisecond // of an optimiser, in a race at equal time
	raceEvery = 500 * time.Millisecond // how often the page hears of a race
	// raceShare bounds what comparing costs: one comparison per so many times its
	// duration.
	raceShare = 4
	// racePoints bounds the points of a curve.
	racePoints = 256
)

// race trains several sessions that differ in their operators or optimisers alone, in turns in this one thread: their times are measured alike on any
// number of cores, as the gradient workers share every step of whoever's turn it is. A nil race does nothing.
type race struct {
	*train.Race
	runners   []*runner
	limit     time.Duration // of every runner, in a race at equal time; 0: equal steps
	running   bool
	stale     bool       // comparisons are to be made anew: references have come
	lines     bool       // lines are to be evaluated anew: the view has moved
	compared  int        // step of the comparison that is sent
	known     int        // references that it was made with
	comparing train.Pace // while training
	telling   train.Pace // the page
	dirty     bool
}

// entry is one of a race before it starts.
type entry struct {
	name, title string
	config      train.Config
}

// entries returns the entries that a page asks for: operators with steps each, or optimisers with seconds each.
func (c *Coordinator) entries(r *wire.Request) (out []entry, err error) {
	config := c.session.Config()
	names, what := r.Operators, "operators"
	if len(r.Optimizers) > 0 {
		names, what = r.Optimizers, "optimizers"
	}
	if n := len(names); n < wire.MinRunners || n > wire.MaxRunners {
		return nil, input.New("race", n, "%d to %d %s", wire.MinRunners, wire.MaxRunners, what)
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return nil, fmt.Errorf("race: %s is listed twice", name)
		}
		one := entry{name, name, config}
		if what == "optimizers" {
			one.config, err = config.WithOptimizer(name)
			one.title = titleOf(optim.Specs(), func(s optim.Spec) (string, string) { return s.Name, s.Title }, name)
		} else {
			one.config.Operator = name
			one.title = titleOf(weighting.Specs(), func(s weighting.Spec) (string, string) { return s.Name, s.Title }, name)
			if r.Count > 0 {
				one.config.Steps = r.Count // the schedule of the learning rate ends with the race
			}
		}
		if err != nil {
			return nil, fmt.Errorf("race: %s: %w", name, err)
		}
		out = append(out, one)
	}
	return out, nil
}

// titleOf returns the title of what is listed under a name, the name itself where nothing is.
func titleOf[T any](list []T, of func(T) (name, title string), wanted string) string {
	for _, one := range list {
		if name, title := of(one); name == wanted {
			return title
		}
	}
	return wanted
}

// startRace replaces the race. The session of the page is paused and kept.
func (c *Coordinator) startRace(request *wire.Request) error {
	entries, err := c.entries(request)
	if err != nil {
		return err
	}
	if err := raceMemory(c.session.Config(), entries); err != nil {
		return err
	}
	r := &race{running: true, stale: true, lines: true, dirty: true, comparing: train.Pace{Share: raceShare}, telling: train.Pace{Every: raceEvery}}
	if len(request.Optimizers) > 0 {
		r.limit = time.Duration(request.Count) * time.Second
	}
	var runs []train.Trainable
	var budgets []train.Budget
	for _, one := range entries {
		if r.limit > 0 {
			var b train.Budget
			if one.config, b, err = one.config.InTime(r.limit, func(config train.Config) (train.Trainable, error) { return c.env.Open(config) }, c.env.Now); err != nil {
				return fmt.Errorf("race: %s: %w", one.name, err)
			}
			budgets = append(budgets, b)
		}
		s, err := c.openRunner(one.config)
		if err != nil {
			return fmt.Errorf("race: %s: %w", one.name, err)
		}
		s.SetParameters(c.view.set)
		if metric := s.Config().Metric; metric != one.config.Metric {
			one.title += ", " + metric + " metric"
		}
		runs, r.runners = append(runs, s), append(r.runners, &runner{session: s, name: one.name, title: one.title})
	}
	if r.limit > 0 {
		r.Race = train.NewTimedRace(runs, budgets, raceTurn, c.errors.eps, c.env.Now)
	} else {
		r.Race = train.NewRace(runs, train.Budget{Steps: entries[0].config.Steps}, raceBlock, c.errors.eps, c.env.Now)
	}
	for i, e := range r.Runners {
		e.Curve.Max = racePoints
		r.runners[i].Runner = e
	}
	c.stop()
	c.race = r
	r.attach(c)
	return nil
}

// raceMemory refuses a race whose runs need together, with the one of the page, more than train.MemoryLimit.
func raceMemory(page train.Config, entries []entry) error {
	need, err := page.Memory()
	if err != nil {
		return nil // opening the runs says why
	}
	for _, r := range entries {
		one, err := r.config.Memory()
		if err != nil {
			return nil
		}
		need += one
	}
	if need > train.MemoryLimit {
		return &input.Error{Field: "memory", Given: fmt.Sprintf("a race of %d that needs about %.1f GB with the run of the page", len(entries), need/1e9),
			Allowed: fmt.Sprintf("up to %.1f GB here: take fewer, or lower points, tasks, width or depth", train.MemoryLimit/1e9)}
	}
	return nil
}

// openRunner starts the session of one entry. An operator that cannot work in
// the metric of the others takes its own.
func (c *Coordinator) openRunner(config train.Config) (Session, error) {
	s, err := c.env.Open(config)
	if err == nil || config.Metric == "" {
		return s, err
	}
	config.Metric = ""
	if own, other := c.env.Open(config); other == nil {
		return own, nil
	}
	return nil, err
}

// endRace forgets the race.
func (c *Coordinator) endRace() {
	if c.race == nil {
		return
	}
	c.race = nil
	c.attach()
	c.stop()
}

func (r *race) attach(c *Coordinator) {
	if r == nil || c.env.Attach == nil {
		return
	}
	workers := max(1, c.workers)
	if r.limit > 0 {
		workers = 1 // time is that of one processor
	}
	for _, e := range r.runners {
		c.env.Attach(e.session, workers)
	}
}

// run goes on; beyond the budget there is nothing to run.
func (r *race) run() { r.running, r.dirty = !r.Finished(), true }

func (r *race) pause() {
	if r != nil {
		r.running, r.dirty = false, true
	}
}

// renew has everything compared again.
func (r *race) renew() {
	if r != nil {
		r.stale, r.dirty = true, true
	}
}

// turnTo has the lines evaluated at the place of the view.
func (r *race) turnTo() {
	if r != nil {
		r.lines, r.dirty = true, true
	}
}

// setParameters has the errors and lines evaluated at other parameters of a problem file.
func (r *race) setParameters(set []float64) {
	if r == nil {
		return
	}
	for _, e := range r.runners {
		e.session.SetParameters(set)
	}
	r.renew()
	r.turnTo()
}

func (r *race) busy() bool { return r != nil && (r.running || r.dirty) }

// work trains for about the length of a slice and sends what is due.
func (r *race) work(c *Coordinator, slice time.Duration) {
	if r == nil {
		return
	}
	for end, done := c.env.Now()+slice, false; r.running && !done; {
		round := r.Advance(end - c.env.Now())
		if r.Finished() {
			r.running, r.dirty = false, true
		}
		done = !round
		if !r.running || round && r.Due() && r.comparing.Due(c.env.Now()) {
			r.compare(c, true)
			done = true
		}
		done = done || c.env.Now() >= end // a slice of 0 would have no end
	}
	now := c.env.Now()
	if !r.dirty && !(r.running && r.telling.Due(now)) {
		return
	}
	if r.stale && r.Even() {
		r.compare(c, false)
	}
	if r.lines || r.running {
		r.evaluateLines(c)
	}
	r.dirty = false
	r.telling.Mark(now, 0)
	c.env.Post(r.message(c))
}

// compare evaluates the errors of all runners, which stand at the same step, and
// may add them to the curves.
func (r *race) compare(c *Coordinator, record bool) {
	start := c.env.Now()
	r.stale, r.known = false, c.errors.known()
	r.Compare(c.errors.references, record)
	for _, e := range r.Runners {
		if e.Failure == nil {
			r.compared = max(r.compared, e.Steps())
		}
	}
	r.comparing.Mark(start, c.env.Now()-start)
}

func (r *race) evaluateLines(c *Coordinator) {
	r.lines = false
	p := c.session.Problem()
	x := wire.Grid(p.XMin, p.XMax, c.view.nx)
	for _, e := range r.runners {
		e.draw(c.view.eps, constant(c.view.t, len(x)), wire.Cut(p.Domain, x, c.view.cut(p)))
	}
}

// message tells the page how the race stands.
func (r *race) message(c *Coordinator) wire.Race {
	p := c.session.Problem()
	m := wire.Race{
		Problem: p.Name, Seed: strconv.FormatUint(c.session.Config().Seed, 10), Steps: r.Runners[0].Budget.Steps, Seconds: r.limit.Seconds(), Compared: r.compared, Running: r.running, Finished: r.Finished(),
		Eps: c.view.eps, T: c.view.t, Decades: c.errors.eps, Known: r.known, X: wire.Grid(p.XMin, p.XMax, c.view.nx), Reference: c.view.line,
	}
	for _, f := range p.Fields {
		m.Fields = append(m.Fields, f.Name)
	}
	m.Absolute = r.Runners[0].Errors.Absolute
	least := math.Inf(1)
	for _, e := range r.runners {
		one := e.message(r)
		m.Runners = append(m.Runners, one)
		if m.Known == len(m.Decades) && e.Failure == nil && one.Mean < least {
			least, m.Leader = one.Mean, one.Name
		}
	}
	return m
}
