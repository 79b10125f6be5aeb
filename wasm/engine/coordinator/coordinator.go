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

	"github.com/hrgrad/hrgrad/solver/problemfile"
	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// Session is the part of *train.Session that a coordinator needs.
type Session interface {
	train.Trainable
	Parameters() int
	TaskNames() []string
	Distribution(eps, t float64, x, v []float64) ([][]float64, error)
	SetParameters(set []float64) // of a problem file, at which the fields are evaluated; nil: the middles of their ranges
}

// Environment connects a coordinator with its surroundings.
type Environment struct {
	Open   func(train.Config) (Session, error)
	Resume func(checkpoint []byte) (Session, error)
	Show   func(weights []byte) (Session, error) // a trained network, to be looked at
	Attach func(s Session, workers int)          // lets that many workers share the steps of s; may be nil
	// Conserve evaluates conservation in a BGK session; nil: it is not reported.
	Conserve func(s Session, eps float64, times []float64) ([]train.ConservationReport, error)
	// Solve solves for the last layer of a session; nil: it cannot.
	Solve func(s Session, features int, progress func(done float64) error) (*train.Solved, error)
	// Correct makes ready what estimates the errors of a session from its residuals; nil: there are no estimates.
	Correct func(s Session) *train.Corrector
	Post    func(wire.Message)          // to the page
	Ask     func(wire.ReferenceRequest) // to the reference worker
	Now     func() time.Duration        // a clock that never runs backwards
}

// How often things happen while training.
const (
	progressEvery = 100 * time.Millisecond
	fieldsEvery   = 250 * time.Millisecond
	fieldsShare   = 8 // one evaluation per so many times its duration, while training
	errorsEvery   = 2 * time.Second
	goodEvery     = 5 * time.Second // between two states that a run can go back to, and that the page keeps
	goodFirst     = time.Second     // of training before the first of them
	goodShare     = 20              // one of them per so many times its duration
	// referenceWait is how long a new view waits for a reference that may come
	// at once, so that the curve does not flicker while a slider moves.
	referenceWait = 40 * time.Millisecond
)

// Coordinator is used by one goroutine.
type Coordinator struct {
	env     Environment
	session Session
	trained bool                 // the session shows the network of a file of weights
	file    *problemfile.Problem // of the session; nil for a registered problem
	loop    *train.Loop          // of the session
	workers int                  // that share a step; 0 before the page has said
	speed   speedometer
	record  *train.Record // of the session
	unsent  wire.History  // what the page has not heard of
	keeping keeping

	judged       string // what is known of the last solution of the optimiser solve
	moves        int    // steps that changed the network
	progressDue  bool
	parts        train.Pace // at which the page hears of a step that takes long
	view         view
	errors       errorTable
	conservation conservation
	race         *race    // nil: none
	solving      *solving // nil: no solve is under way
	estimating   estimating
	requests     int // number of the last reference request
}

// New returns a coordinator without a session.
func New(env Environment) *Coordinator {
	return &Coordinator{env: env, parts: train.Pace{Every: progressEvery}, view: view{eps: 0.1, nt: 32, nx: 64, ny: 32, drawn: true, patience: leastPatience}}
}

// Handle answers one message of the page.
func (c *Coordinator) Handle(r wire.Request) {
	if c.session == nil && r.Type != wire.Init && r.Type != wire.Resume && r.Type != wire.Show && r.Type != wire.ViewAt && r.Type != wire.Ack && r.Type != wire.Workers && r.Type != wire.Check && r.Type != wire.Again && r.Type != wire.Ping && !r.Auto {
		c.fault(fmt.Errorf("%s came before a session was started", r.Type), "Reload the page.")
		return
	}
	c.interrupts(r.Type)
	switch r.Type {
	case wire.Init:
		c.start(nil, false, func() (Session, error) { return c.open(r.Config) }, "Change the setting that is named; the session before is kept.")
	case wire.Reset:
		c.start(nil, false, func() (Session, error) { return c.env.Open(c.session.Config()) }, "Change the setup.")
	case wire.Resume:
		c.start(r.Bytes, false, func() (Session, error) { return c.env.Resume(r.Bytes) }, "Choose a checkpoint that this page or the command line wrote; the session before is kept.")
	case wire.Show:
		c.start(nil, true, func() (Session, error) { return c.env.Show(r.Bytes) }, "Train the network here, or reload the page.")
	case wire.Workers:
		c.workers = r.Count
		c.attach()
		c.race.attach(c)
	case wire.Run:
		c.race.pause()
		budget := c.session.Config().Steps
		if c.session.Steps() >= budget {
			budget = math.MaxInt
		}
		c.loop.Start(train.Budget{Steps: budget})
		c.speed.restart()
		c.progressDue = true
	case wire.Step:
		c.race.pause()
		c.loop.Start(train.Budget{Steps: c.session.Steps() + max(1, r.Count)})
		c.speed.restart()
	case wire.Pause:
		c.stop()
	case wire.ViewAt:
		if err := c.look(r); err != nil {
			c.fault(err, "Move the slider.")
		}
	case wire.Ack:
		c.view.settled()
	case wire.Again:
		c.sendAgain()
	case wire.Check:
		c.check(r)
	case wire.References:
		if r.Count == 0 {
			c.giveUp()
		} else {
			c.complete()
		}
	case wire.Conserve:
		c.conservation.ask()
	case wire.RaceStart:
		if err := c.startRace(&r); err != nil {
			c.fault(err, "Choose other entries or another setup.")
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
	case wire.Measured, wire.FitData:
		c.fit(r.Data, r.Type == wire.FitData)
	case wire.Checkpoint:
		if r.Auto {
			c.keepNow()
		} else if err := c.save(); err != nil {
			c.fault(err, "Try again; the training itself is not affected.")
		}
	case wire.Solve:
		if r.Count == 0 {
			c.stopSolve()
		} else {
			c.solve(r.Count)
		}
	case wire.Ping:
		c.env.Post(wire.Pong{})
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

// start replaces the session; after an error the one before is kept. A session of a checkpoint goes on with what that tells of its past;
// trained: its network was trained elsewhere, to be looked at.
func (c *Coordinator) start(checkpoint []byte, trained bool, open func() (Session, error), action string) {
	session, err := open()
	var loop *train.Loop
	var record *train.Record
	if err == nil {
		loop, record, err = c.newLoop(session, checkpoint)
	}
	if err != nil {
		c.fault(err, action)
		return
	}
	c.loop, c.record, c.trained = loop, record, trained
	c.keeping.past = record.Past()
	c.adopt(session)
}

// newLoop returns the loop of a sound session and its record. The loop's hooks only note what is due: Work sends it between two slices.
func (c *Coordinator) newLoop(s Session, checkpoint []byte) (*train.Loop, *train.Record, error) {
	past, err := train.PastOf(checkpoint)
	if err != nil {
		return nil, nil, err
	}
	l := train.NewLoop(s, c.env.Now)
	record := train.NewRecord(l)
	record.Regular, record.History.Max = true, historyPoints
	if err := record.Continue(past, len(s.TaskNames())); err != nil {
		return nil, nil, err
	}
	due := func(flag *bool) train.Hook {
		return func(*train.Report) error {
			*flag = true
			return nil
		}
	}
	// What an evaluation of the network shows is due where it is another one than at the last time.
	moved := func(flag *bool) train.Hook {
		seen := -1
		return func(*train.Report) error {
			*flag = *flag || seen != c.moves
			seen = c.moves
			return nil
		}
	}
	c.view.pace, c.conservation.pace = train.Pace{Every: fieldsEvery, Share: fieldsShare}, train.Pace{Every: conservationEvery, Share: conservationShare}
	c.errors.over.pace = train.Pace{Every: overTimeEvery, Share: overTimeShare}
	l.Every(1, "history", c.remember)
	pace := &train.Pace{Every: goodFirst, Share: goodShare}
	l.At(pace, "snapshot", func(r *train.Report) error {
		pace.Every = goodEvery
		return c.snapshot(r)
	})
	l.At(&train.Pace{Every: progressEvery}, "progress", due(&c.progressDue))
	l.At(&c.view.pace, "fields", moved(&c.view.dirty))
	l.At(&train.Pace{Every: errorsEvery}, "errors", moved(&c.errors.dirty))
	l.At(&c.errors.over.pace, "errors over time", moved(&c.errors.over.dirty))
	l.At(&c.conservation.pace, "conservation", moved(&c.conservation.dirty))
	l.End("refresh", func(*train.Report) error {
		c.refresh()
		return nil
	})
	l.End("snapshot", c.snapshot)
	return l, record, l.Snapshot()
}

// adopt makes a session the current one, paused, and tells the page.
func (c *Coordinator) adopt(session Session) {
	old := c.session
	c.session, c.race, c.file, c.judged = session, nil, fileOf(session), ""
	c.estimating.forget(c.env.Now())
	another := old == nil || old.Config().Reference() != session.Config().Reference()
	if another {
		c.view.set = nil
	}
	session.SetParameters(c.view.set)
	c.attach()
	c.speed.restart()
	c.recall()
	c.keeping.due, c.keeping.sent = true, -1
	ready := wire.Ready{
		Config: session.Config().Values(), Problem: session.Problem(), Parameters: session.Parameters(), Tasks: session.TaskNames(), Step: session.Steps(), Trained: c.trained,
		Extensible: session.Config().Extensible() == nil,
	}
	if c.file != nil {
		ready.Own, _ = describe(c.file.Text()) // it has been checked
	}
	c.env.Post(ready)
	if another || old.Config().EpsMin != session.Config().EpsMin {
		c.newProblem()
	}
	c.refresh()
}

// attach shares the steps of the session over the workers.
func (c *Coordinator) attach() {
	if c.session != nil && c.env.Attach != nil {
		c.env.Attach(c.session, max(1, c.workers))
		c.speed.restart()
	}
}

// coefficients are those of the update; an element-wise operator's update has none, and its report holds those of a mean.
func coefficients(g *weighting.Report) []float64 {
	if g.Path == weighting.PathElementwise {
		return nil
	}
	return g.Coefficients
}

// refresh makes everything due.
func (c *Coordinator) refresh() {
	c.progressDue, c.view.dirty, c.errors.dirty, c.errors.over.dirty, c.conservation.dirty = true, true, true, true, true
}

// sendAgain tells a view that knows nothing all of the session, and of the race.
func (c *Coordinator) sendAgain() {
	c.view.settled()
	if c.session == nil {
		return
	}
	c.recall()
	c.refresh()
	c.race.turnTo()
}

func (c *Coordinator) stop() {
	c.loop.Pause()
	c.refresh()
	c.keepNow()
}

func (c *Coordinator) running() bool { return c.loop != nil && c.loop.Running() }

// damaged answers an error of an evaluation. Where the last sound state itself is what fails, the run starts over.
func (c *Coordinator) damaged(reason error) {
	restore := c.env.Resume
	if !c.running() && c.session.Steps() == c.loop.Good().Step {
		restore = func([]byte) (Session, error) { return c.env.Open(c.session.Config()) }
	}
	c.rollback(reason, restore)
}

// rollback says why training has stopped and returns to the last sound state.
func (c *Coordinator) rollback(reason error, restore func(snapshot []byte) (Session, error)) {
	var session Session
	good := c.loop.Good().Step
	err := c.loop.Rollback(func(snapshot []byte) (run train.Trainable, err error) {
		session, err = restore(snapshot)
		return session, err
	})
	if err != nil {
		c.view.dirty, c.errors.dirty, c.errors.over.dirty = false, false, false
		c.fault(fmt.Errorf("%w; the state before could not be restored: %v", reason, err), "Press Reset.")
		return
	}
	if session.Steps() == good {
		c.record.Rewind(c.keeping.past)
	} else {
		c.record.Rewind(&train.Past{})
	}
	c.keeping.past = c.record.Past()
	c.adopt(session)
	c.fault(fmt.Errorf("training stopped: %w", reason), fmt.Sprintf("Training is back at step %d, the last sound state. The same steps would fail again: choose a smaller learning rate, another seed or another operator.", session.Steps()))
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
	case c.running() || c.progressDue || c.errors.dirty || c.errors.over.due() || c.keeping.due || c.solving != nil || c.race.busy():
		return 0
	}
	now, wait := c.env.Now(), time.Duration(-1)
	if v := &c.view; v.dirty {
		wait = max(0, v.wait(now))
		if !v.drawn {
			wait = max(wait, v.sentAt+v.patience-now)
		}
	}
	if c.errors.askAt > 0 {
		if due := max(0, c.errors.askAt-now); wait < 0 || due < wait {
			wait = due
		}
	}
	if c.estimates() {
		if due := max(0, c.estimating.at-now); wait < 0 || due < wait {
			wait = due
		}
	}
	if c.conservation.dirty && c.conserves() {
		if due := max(0, c.conservation.due-now); wait < 0 || due < wait {
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
		err := c.loop.Advance(slice)
		c.speed.mark(c.loop.Spent(), c.session.Steps())
		if now := c.env.Now(); c.loop.Part() > 0 && c.parts.Due(now) {
			c.progressDue = true
			c.parts.Mark(now, 0)
		}
		if err != nil {
			c.rollback(err, c.env.Resume)
		}
	}
	c.advanceSolve(slice)
	c.advanceEstimates(slice)
	now := c.env.Now()
	if c.progressDue {
		c.report()
	}
	c.show(now)
	if c.errors.askAt > 0 && now >= c.errors.askAt {
		c.askErrors()
	}
	c.tabulate()
	c.tabulateOverTime()
	c.conserve(now)
	c.keep()
	c.race.work(c, slice)
}

// report sends the progress message.
func (c *Coordinator) report() {
	c.progressDue = false
	m := wire.Progress{
		Step: c.session.Steps(), Steps: c.session.Config().Steps, Running: c.running(),
		StepsPerSecond: c.speed.perSecond(), Seconds: c.record.Elapsed().Seconds(), Losses: []float64{}, Total: math.NaN(), Part: c.loop.Part(), Judged: c.judged, History: c.take(),
	}
	if last := c.record.Last(); last != nil {
		m.Losses, m.Total, m.Rate, m.Check = append(m.Losses, last.Losses...), last.Total, last.Rate, check(last.Losses)
		if g := last.Gradient; g != nil {
			m.Gradient = &wire.Gradient{
				M: len(g.Conflict), Cosine: g.Cosine, Conflict: g.Conflict, Conflicts: g.Conflicts, Angles: g.Angles, MaxAngles: g.MaxAngles, Anchor: g.Anchor, Coefficients: coefficients(g),
				MinCosine: g.MinCosine, StepCosine: g.StepCosine, Alignment: g.Alignment, Path: g.Path, GuardScale: g.GuardScale,
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
