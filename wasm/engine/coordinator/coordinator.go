// Package coordinator runs one training session for a page: it answers the
// page's messages, trains in slices between them, and reports. It knows the
// time only through a function and the page only through messages, so that all
// of it is tested natively.
package coordinator

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"time"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// Session is the part of *train.Session that a coordinator needs.
type Session interface {
	Config() train.Config
	Problem() kinetic.Info
	Steps() int
	Parameters() int
	TaskNames() []string
	Step() (*train.Report, error)
	EvaluateAt(eps float64, t, x []float64) ([][]float64, error)
	Distribution(eps, t float64, x, v []float64) ([][]float64, error)
	Checkpoint() ([]byte, error)
}

// Environment connects a coordinator with its surroundings.
type Environment struct {
	Open   func(train.Config) (Session, error)
	Resume func(checkpoint []byte) (Session, error)
	Attach func(s Session, workers int) // lets that many workers share the steps of s; may be nil
	// Conserve evaluates the balances of a BGK session; nil: they are not reported.
	Conserve func(s Session, eps float64, times []float64) ([]train.Balance, error)
	Post     func(wire.Message)          // to the page
	Ask      func(wire.ReferenceRequest) // to the reference worker
	Now      func() time.Duration        // a clock that never runs backwards
}

// How often things happen while training.
const (
	progressEvery = 100 * time.Millisecond
	fieldsEvery   = 250 * time.Millisecond
	fieldsShare   = 8 // one evaluation per so many times its duration, while training
	errorsEvery   = 2 * time.Second
	goodEvery     = 5 * time.Second
	// referenceWait is how long a new view waits for a reference that may come
	// at once, so that the curve does not flicker while a slider moves.
	referenceWait = 40 * time.Millisecond
)

// Coordinator is used by one goroutine.
type Coordinator struct {
	env     Environment
	session Session
	good    checkpoint // the last state known to be sound
	workers int        // that share a step; 0 before the page has said
	until   int        // train up to this step; 0: paused
	spent   time.Duration
	speed   speedometer
	history history
	last    *train.Report
	losses  []float64

	progressAt  time.Duration
	progressDue bool
	view        view
	errors      errorTable
	balance     balance
	race        *race // nil: none
	requests    int   // number of the last reference request
}

type checkpoint struct {
	bytes []byte
	step  int
	at    time.Duration
}

// New returns a coordinator without a session.
func New(env Environment) *Coordinator {
	return &Coordinator{env: env, view: view{eps: 0.1, nt: 32, nx: 64, drawn: true, patience: leastPatience}}
}

// Handle answers one message of the page.
func (c *Coordinator) Handle(r wire.Request) {
	if c.session == nil && r.Type != wire.Init && r.Type != wire.Resume && r.Type != wire.ViewAt && r.Type != wire.Ack && r.Type != wire.Workers {
		c.fault(fmt.Errorf("%s came before a session was started", r.Type), "Reload the page.")
		return
	}
	switch r.Type {
	case wire.Init:
		c.start(func() (Session, error) { return c.open(r.Config) }, "Change the setting that is named; the session before is kept.")
	case wire.Reset:
		c.start(func() (Session, error) { return c.env.Open(c.session.Config()) }, "Change the setup.")
	case wire.Resume:
		c.start(func() (Session, error) { return c.env.Resume(r.Bytes) }, "Choose a checkpoint that this page or the command line wrote; the session before is kept.")
	case wire.Workers:
		c.workers = r.Count
		c.attach()
		c.race.attach(c)
	case wire.Run:
		c.race.pause()
		c.until = math.MaxInt
		if budget := c.session.Config().Steps; c.session.Steps() < budget {
			c.until = budget
		}
		c.speed.restart()
		c.progressDue = true
	case wire.Step:
		c.race.pause()
		c.until = c.session.Steps() + max(1, r.Count)
		c.speed.restart()
	case wire.Pause:
		c.stop()
	case wire.ViewAt:
		if err := c.look(r); err != nil {
			c.fault(err, "Move the slider.")
		}
	case wire.Ack:
		c.view.settled()
	case wire.Conserve:
		c.balance.ask()
	case wire.RaceStart:
		if err := c.startRace(r.Operators, r.Count); err != nil {
			c.fault(err, "Choose other operators or another setup.")
		}
	case wire.RaceRun:
		if c.race != nil {
			c.stop()
			c.race.run()
		}
	case wire.RacePause:
		c.race.pause()
	case wire.RaceStop:
		c.endRace()
	case wire.Checkpoint:
		bytes, err := c.session.Checkpoint()
		if err != nil {
			c.fault(err, "Try again; the training itself is not affected.")
			return
		}
		c.env.Post(wire.Saved{Step: c.session.Steps(), Bytes: bytes})
	default:
		c.fault(fmt.Errorf("the engine does not know the message %q", r.Type), "Reload the page.")
	}
}

// open starts the session of settings as text.
func (c *Coordinator) open(settings train.Values) (Session, error) {
	config, err := train.FromValues(settings)
	if err != nil {
		return nil, err
	}
	return c.env.Open(config)
}

// start replaces the session; after an error the one before is kept.
func (c *Coordinator) start(open func() (Session, error), action string) {
	session, err := open()
	if err == nil {
		err = sound(session)
	}
	if err != nil {
		c.fault(err, action)
		return
	}
	c.history = history{}
	c.spent, c.last, c.losses = 0, nil, nil
	if err := c.adopt(session); err != nil {
		c.fault(err, "Reload the page.")
	}
}

// adopt makes a session the current one, paused, and tells the page.
func (c *Coordinator) adopt(session Session) error {
	old := c.session
	c.session, c.until, c.race = session, 0, nil
	c.attach()
	c.speed.restart()
	if err := c.keep(); err != nil {
		return err
	}
	c.history.cut(session.Steps())
	c.env.Post(wire.Ready{
		Config: session.Config().Values(), Problem: session.Problem(), Parameters: session.Parameters(), Tasks: session.TaskNames(), Step: session.Steps(),
	})
	if old == nil || old.Problem().Name != session.Problem().Name || old.Config().EpsMin != session.Config().EpsMin {
		c.newProblem()
	}
	c.progressDue, c.view.dirty, c.errors.dirty, c.balance.dirty = true, true, true, true
	return nil
}

// attach shares the steps of the session over the workers.
func (c *Coordinator) attach() {
	if c.session != nil && c.env.Attach != nil {
		c.env.Attach(c.session, max(1, c.workers))
		c.speed.restart()
	}
}

// keep remembers the present state as sound.
func (c *Coordinator) keep() error {
	bytes, err := c.session.Checkpoint()
	if err != nil {
		return err
	}
	c.good = checkpoint{bytes, c.session.Steps(), c.env.Now()}
	return nil
}

func (c *Coordinator) stop() {
	c.until = 0
	c.progressDue, c.view.dirty, c.errors.dirty, c.balance.dirty = true, true, true, true
}

func (c *Coordinator) running() bool { return c.session != nil && c.until > c.session.Steps() }

// rollback answers an error in training or evaluation: it says why and returns
// to the last sound state. When that state itself is what fails, the run starts
// over.
func (c *Coordinator) rollback(reason error) {
	idle := !c.running() && c.session.Steps() == c.good.step
	c.until = 0
	var session Session
	var err error
	if idle {
		session, err = c.env.Open(c.session.Config())
	} else {
		session, err = c.env.Resume(c.good.bytes)
	}
	if err == nil {
		err = sound(session)
	}
	c.last, c.losses = nil, nil
	if err == nil {
		err = c.adopt(session)
	}
	if err != nil {
		c.view.dirty, c.errors.dirty = false, false
		c.fault(fmt.Errorf("%w; the state before could not be restored: %v", reason, err), "Press Reset.")
		return
	}
	c.fault(fmt.Errorf("training stopped: %w", reason), fmt.Sprintf("Training is back at step %d, the last sound state. The same steps would fail again: choose a smaller learning rate, another seed or another operator.", session.Steps()))
}

// sound evaluates a session here and there and returns an error for values that
// are no numbers.
func sound(s Session) error {
	p := s.Problem()
	x := wire.Midpoints(p.XMin, p.XMax, 9)
	for _, eps := range []float64{1, s.Config().EpsMin} {
		for _, t := range []float64{0, p.TEnd} {
			if _, err := evaluate(s, eps, constant(t, len(x)), x); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Coordinator) fault(reason error, action string) {
	c.env.Post(wire.Fault{Message: reason.Error(), Action: action})
}

// Wait returns how long the coordinator can be left alone: 0 when there is
// something to do now, negative when only a message can bring work.
func (c *Coordinator) Wait() time.Duration {
	switch {
	case c.session == nil:
		return -1
	case c.running() || c.progressDue || c.errors.dirty || c.race.busy():
		return 0
	}
	now, wait := c.env.Now(), time.Duration(-1)
	if v := &c.view; v.dirty {
		wait = max(0, v.wait(now))
		if !v.drawn {
			wait = max(wait, v.sentAt+v.patience-now)
		}
	}
	if c.balance.dirty && c.conserves() {
		if due := max(0, c.balance.due-now); wait < 0 || due < wait {
			wait = due
		}
	}
	return wait
}

// Work trains for about the length of a slice, if the run is on, and sends what
// is due.
func (c *Coordinator) Work(slice time.Duration) {
	if c.session == nil {
		return
	}
	if c.running() {
		c.train(slice)
	}
	now := c.env.Now()
	if c.progressDue || (c.running() && now-c.progressAt >= progressEvery) {
		c.report(now)
	}
	c.show(now)
	c.tabulate(now)
	c.conserve(now)
	c.race.work(c, slice)
}

// train steps until the slice is used up or the run is over.
func (c *Coordinator) train(slice time.Duration) {
	start := c.env.Now()
	now := start
	for c.running() && now-start < slice {
		r, err := c.session.Step()
		if err != nil {
			c.rollback(err)
			return
		}
		c.last, c.losses = r, append(c.losses[:0], r.Losses...)
		c.history.add(c.session.Steps(), r.Losses)
		now = c.env.Now()
	}
	c.spent += now - start
	c.speed.mark(c.spent, c.session.Steps())
	if !c.running() {
		c.stop()
	}
	if now-c.good.at >= goodEvery || !c.running() {
		if err := c.keep(); err != nil {
			c.rollback(err)
		}
	}
}

// report sends the progress message.
func (c *Coordinator) report(now time.Duration) {
	c.progressAt, c.progressDue = now, false
	m := wire.Progress{
		Step: c.session.Steps(), Steps: c.session.Config().Steps, Running: c.running(),
		StepsPerSecond: c.speed.perSecond(), Seconds: c.spent.Seconds(), Losses: append([]float64{}, c.losses...), Total: math.NaN(), History: c.history.take(),
	}
	if c.last != nil {
		m.Total, m.Rate, m.Check = c.last.Total, c.last.Rate, check(c.losses)
		if g := c.last.Gradient; g != nil {
			m.Gradient = &wire.Gradient{
				M: len(g.Conflict), Cosine: g.Cosine, Conflict: g.Conflict, Conflicts: g.Conflicts, Angles: g.Angles, MaxAngles: g.MaxAngles, Anchor: g.Anchor,
				MinCosine: g.MinCosine, Alignment: g.Alignment, Path: g.Path, GuardScale: g.GuardScale,
			}
		}
	}
	c.env.Post(m)
}

// check is a short hash of the bits of all losses.
func check(losses []float64) string {
	h := fnv.New32a()
	for _, l := range losses {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], math.Float64bits(l))
		h.Write(b[:])
	}
	return fmt.Sprintf("%08x", h.Sum32())
}
