package coordinator

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

const (
	// raceBlock is how many steps an operator takes before the next one's turn:
	// all see the same state of the machine, and no two are ever further apart.
	raceBlock = 20
	raceEvery = 500 * time.Millisecond // how often the page hears of a race
	// raceShare bounds what comparing costs: one comparison per so many times its
	// duration of training, but at least one per maxHistory rounds.
	raceShare = 4
)

// race trains several sessions that differ in their operators alone. They take
// turns in this one thread, block by block, so that all have taken the same
// number of steps when they are compared, and their times are measured alike on
// any number of cores: the gradient workers share every step of whoever's turn
// it is. A nil race does nothing.
type race struct {
	entries  []*runner
	steps    int // of every entry
	turn     int // whose block it is
	block    int // steps taken of it
	rounds   int // finished by all
	stride   int // rounds between comparisons; doubles as histories fill up
	running  bool
	stale    bool          // comparisons are to be made anew: references have come
	lines    bool          // lines are to be evaluated anew: the view has moved
	compared int           // step of the comparison that is sent
	known    int           // references that it was made with
	last     int           // round of the last recorded comparison
	cost     time.Duration // of the last comparison
	spent    time.Duration // training since then
	dirty    bool
	sentAt   time.Duration
}

// startRace replaces the race. The session of the page is paused and kept.
func (c *Coordinator) startRace(operators []string, steps int) error {
	if n := len(operators); n < wire.MinRunners || n > wire.MaxRunners {
		return fmt.Errorf("race: %d operators given, allowed are %d to %d", n, wire.MinRunners, wire.MaxRunners)
	}
	titles := map[string]string{}
	for _, s := range weighting.Specs() {
		titles[s.Name] = s.Title
	}
	config := c.session.Config()
	if steps > 0 {
		config.Steps = steps // the schedule of the learning rate ends with the race
	}
	r := &race{steps: config.Steps, stride: 1, running: true, stale: true, lines: true, dirty: true}
	for i, name := range operators {
		if slices.Contains(operators[:i], name) {
			return fmt.Errorf("race: %s is listed twice", name)
		}
		s, err := c.openRunner(config, name)
		if err != nil {
			return fmt.Errorf("race: %s: %w", name, err)
		}
		title := titles[name]
		if title == "" {
			title = name
		}
		if metric := s.Config().Metric; metric != config.Metric {
			title += ", " + metric + " metric"
		}
		r.entries = append(r.entries, newRunner(s, title, len(c.errors.eps)))
	}
	c.stop()
	c.race = r
	r.attach(c)
	return nil
}

// openRunner starts the session of one operator. An operator that cannot work in
// the metric of the others takes its own.
func (c *Coordinator) openRunner(config train.Config, operator string) (Session, error) {
	config.Operator = operator
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
	for _, e := range r.entries {
		c.env.Attach(e.session, max(1, c.workers))
	}
}

// run goes on; beyond the budget there is nothing to run.
func (r *race) run() { r.running, r.dirty = !r.finished(), true }

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

func (r *race) busy() bool { return r != nil && (r.running || r.dirty) }

// finished tells whether nobody can take another step.
func (r *race) finished() bool {
	return !slices.ContainsFunc(r.entries, func(e *runner) bool { return e.failure == "" && e.session.Steps() < r.steps })
}

// work trains for about the length of a slice and sends what is due.
func (r *race) work(c *Coordinator, slice time.Duration) {
	if r == nil {
		return
	}
	start := c.env.Now()
	for r.running && c.env.Now()-start < slice && !r.train(c, start+slice) {
	}
	now := c.env.Now()
	if !r.dirty && !(r.running && now-r.sentAt >= raceEvery) {
		return
	}
	if r.stale && r.even() {
		r.compare(c, false)
	}
	if r.lines || r.running {
		r.evaluateLines(c)
	}
	r.dirty, r.sentAt = false, now
	c.env.Post(r.message(c))
}

// even tells whether all that are still in the race stand at the same step.
func (r *race) even() bool { return r.turn == 0 && r.block == 0 }

// train goes on with the present block and returns true after the end of a
// round that was compared.
func (r *race) train(c *Coordinator, until time.Duration) bool {
	e := r.entries[r.turn]
	for e.failure == "" && r.block < raceBlock && e.session.Steps() < r.steps {
		if c.env.Now() >= until {
			return false
		}
		r.spent += e.step(c.env.Now)
		r.block++
	}
	r.turn, r.block = (r.turn+1)%len(r.entries), 0
	if r.turn != 0 {
		return false
	}
	r.rounds++
	done := r.finished()
	if done {
		r.running, r.dirty = false, true
	}
	if !done && (r.rounds%r.stride != 0 || (r.spent < raceShare*r.cost && r.rounds-r.last < maxHistory)) {
		return false
	}
	r.compare(c, true)
	r.last, r.spent = r.rounds, 0
	if slices.ContainsFunc(r.entries, func(e *runner) bool { return len(e.steps) > maxHistory }) {
		for _, e := range r.entries {
			e.thin()
		}
		r.stride *= 2
	}
	return true
}

// compare evaluates the errors of all entries, which stand at the same step, and
// may add them to the histories.
func (r *race) compare(c *Coordinator, record bool) {
	start := c.env.Now()
	defer func() { r.cost = c.env.Now() - start }()
	r.stale, r.known = false, 0
	for _, reference := range c.errors.references {
		if reference != nil {
			r.known++
		}
	}
	for _, e := range r.entries {
		e.compare(&c.errors)
		if record {
			e.record()
		}
		if e.failure == "" {
			r.compared = e.session.Steps()
		}
	}
}

func (r *race) evaluateLines(c *Coordinator) {
	r.lines = false
	p := c.session.Problem()
	x := wire.Grid(p.XMin, p.XMax, c.view.nx)
	for _, e := range r.entries {
		e.draw(c.view.eps, constant(c.view.t, len(x)), x)
	}
}

// message tells the page how the race stands.
func (r *race) message(c *Coordinator) wire.Race {
	p := c.session.Problem()
	m := wire.Race{
		Problem: p.Name, Seed: c.session.Config().Seed, Steps: r.steps, Block: raceBlock, Compared: r.compared, Running: r.running, Finished: r.finished(),
		Eps: c.view.eps, T: c.view.t, Decades: c.errors.eps, Known: r.known, X: wire.Grid(p.XMin, p.XMax, c.view.nx), Reference: c.view.line,
	}
	for _, f := range p.Fields {
		m.Fields = append(m.Fields, f.Name)
	}
	least := math.Inf(1)
	for _, e := range r.entries {
		entry := e.entry(r)
		m.Runners = append(m.Runners, entry)
		if m.Known == len(m.Decades) && e.failure == "" && entry.Mean < least {
			least, m.Leader = entry.Mean, entry.Name
		}
	}
	return m
}
