//go:build js && wasm

package pool

import (
	"encoding/json"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
)

// remote computes the gradients of one session: share 0 on this thread, share k
// in the instance of slot k-1.
type remote struct {
	pool   *Pool
	config train.Config // as far as gradients depend on it
	text   string       // the same as JSON
	shares [][]int
	stand  []*train.Worker // of the shares computed on this thread
	reply  []byte
	busy   time.Duration
	trial  trial // with Choose
	tried  bool  // the step is one of it
}

// Here implements train.Choosing: the session computes a step itself where the instances were slower.
func (r *remote) Here() bool {
	ready, _ := r.pool.Ready()
	r.tried = r.pool.Choose && r.pool.held == r.needs() && ready >= len(r.shares)-1
	if !r.tried {
		r.trial = trial{} // nothing to compare with
	}
	return r.tried && r.trial.here()
}

// Took implements train.Choosing.
func (r *remote) Took(d time.Duration) {
	if r.tried && r.trial.took(d) && r.pool.Chosen != nil {
		r.pool.Chosen(len(r.shares), r.trial.together, r.trial.alone)
	}
}

// Busy implements train.Timed.
func (r *remote) Busy() time.Duration { return r.busy }

// Gradients implements train.Remote.
func (r *remote) Gradients(request []byte, take func(units []int, reply []byte) error) error {
	p := r.pool
	if p.held != r.needs() {
		if err := r.configure(); err != nil {
			return err
		}
	}
	starting := false
	for k, s := range p.slots {
		if s.ready {
			s.send(request)
		}
		starting = starting || (!s.ready && s.alive())
		if s.ready && r.stand[k+1] != nil {
			r.stand[k+1] = nil // its memory is better used elsewhere
		}
	}
	start := time.Now()
	if err := r.compute(0, request, take); err != nil {
		return err
	}
	r.busy = time.Since(start)
	for k := 1; k < len(r.shares); k++ {
		if k > len(p.slots) || !p.slots[k-1].waiting {
			if err := r.compute(k, request, take); err != nil {
				return err
			}
		}
	}
	if err := r.collect(request, take); err != nil {
		return err
	}
	if starting {
		p.yield()
	}
	return nil
}

// collect takes the answers of the instances; the share of one that ends or
// does not answer is computed here.
func (r *remote) collect(request []byte, take func(units []int, reply []byte) error) error {
	p := r.pool
	patience := p.patience + patienceShares*r.busy
	silent := make(chan struct{})
	silence := time.AfterFunc(patience, func() { close(silent) })
	defer silence.Stop()
	for {
		waiting := false
		for k, s := range p.slots {
			s.look(lookFor)
			switch {
			case s.answered:
				s.answered = false
				r.reply = s.read(r.reply)
				r.busy = max(r.busy, s.busy)
				if err := take(r.shares[k+1], r.reply); err != nil {
					return err
				}
			case s.lost:
				s.lost = false
				if err := r.compute(k+1, request, take); err != nil {
					return err
				}
			}
			waiting = waiting || s.waiting
		}
		if !waiting {
			return nil
		}
		if p.sharing() { // an answer does not wake this thread, but the end of an instance is a message
			time.Sleep(time.Millisecond)
			select {
			case <-p.arrived:
			case <-silent:
				r.giveUp(patience)
				silent = nil
			default:
			}
			continue
		}
		select {
		case <-p.arrived:
		case <-silent:
			silent = nil // once
			r.giveUp(patience)
		}
	}
}

// giveUp ends the instances that are waited for.
func (r *remote) giveUp(patience time.Duration) {
	for _, s := range r.pool.slots {
		if s.waiting {
			s.ended("no answer for " + patience.String())
		}
	}
}

// compute computes a share on this thread.
func (r *remote) compute(k int, request []byte, take func(units []int, reply []byte) error) error {
	if r.stand[k] == nil {
		w, err := train.NewWorker(r.config, r.shares[k])
		if err != nil {
			return err
		}
		r.stand[k] = w
	}
	var err error
	if r.reply, err = r.stand[k].Gradients(request, r.reply[:0]); err != nil {
		return err
	}
	return take(r.shares[k], r.reply)
}

// holding is what decides which units an instance holds. Sessions that differ in
// the operator or the optimiser only, as in a race, need the same and can take
// turns on the instances step by step.
type holding struct {
	config  string
	shares  int
	kernels string
}

func (r *remote) needs() holding { return holding{r.text, len(r.shares), kernel.Active()} }

// setup is what an instance must know of a session.
type setup struct {
	Sequence int          `json:"sequence"`
	Kernels  string       `json:"kernels"`
	Config   train.Config `json:"config"` // as far as gradients depend on it
	Units    []int        `json:"units"`
}

// configure gives the instances the units of this session. Unit gradients do not
// depend on the operator, so sessions that differ in nothing else take turns
// without a new setup.
func (r *remote) configure() error {
	p := r.pool
	p.sequence++
	p.resize(min(len(p.slots), len(r.shares)-1))
	for k, s := range p.slots {
		same, err := json.Marshal(setup{0, kernel.Active(), r.config, r.shares[k+1]})
		if err != nil {
			return err
		}
		if s.ready && s.content == string(same) {
			continue
		}
		s.content = string(same)
		text, err := json.Marshal(setup{p.sequence, kernel.Active(), r.config, r.shares[k+1]})
		if err != nil {
			return err
		}
		s.configure(string(text), p.sequence)
	}
	p.held = r.needs()
	return nil
}
