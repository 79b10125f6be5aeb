package train

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// Past is what a checkpoint can tell of a run beside its state: how it went so far. It changes nothing of what comes.
type Past struct {
	Seconds  float64    `json:"seconds"` // of training
	History  History    `json:"history"`
	Gradient Statistics `json:"gradient"`
	Last     *Report    `json:"last,omitempty"` // of the last step; nil where it is not known or not finite
}

// Elapsed returns the time of training.
func (p *Past) Elapsed() time.Duration { return time.Duration(p.Seconds * float64(time.Second)) }

// WithPast returns the checkpoint with the past of its run in the metadata, in place of one that was there. A file of version 1 has no room
// for it and is returned as it is.
func WithPast(checkpoint []byte, p *Past) ([]byte, error) {
	if !safetensors.Is(checkpoint) {
		return checkpoint, nil
	}
	f, err := decodeFile(checkpoint)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	text, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("past of the run: %w", err)
	}
	f.Metadata = slices.DeleteFunc(f.Metadata, func(t safetensors.Text) bool { return t.Key == keyPast })
	f.Metadata = append(f.Metadata, safetensors.Text{Key: keyPast, Value: string(text)})
	return safetensors.Encode(f)
}

// PastOf returns the past of a run as its checkpoint tells it; nil where it tells nothing.
func PastOf(checkpoint []byte) (*Past, error) {
	if !safetensors.Is(checkpoint) {
		return nil, nil
	}
	f, err := decodeFile(checkpoint)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	text, ok := f.Get(keyPast)
	if !ok {
		return nil, nil
	}
	p := &Past{}
	if err := json.Unmarshal([]byte(text), p); err != nil {
		return nil, fmt.Errorf("checkpoint: metadata: past: %v", err)
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("checkpoint: metadata: past: %w", err)
	}
	return p, nil
}

// check refuses lists that do not belong together.
func (p *Past) check() error {
	h := &p.History
	n := len(h.Steps)
	for _, list := range []int{len(h.Seconds), len(h.Rate), len(h.Losses), len(h.Total), len(h.MinCosine)} {
		if list != n {
			return fmt.Errorf("a history of %d points has a list of %d", n, list)
		}
	}
	if len(h.Worst) != 0 && len(h.Worst) != n || h.Every < 0 || !(p.Seconds >= 0) || p.Gradient.Steps < 0 || !slices.IsSorted(h.Steps) {
		return fmt.Errorf("a history of %d points every %d steps, %g seconds, %d steps with gradients", n, h.Every, p.Seconds, p.Gradient.Steps)
	}
	for _, l := range h.Losses {
		if len(l) != len(h.Losses[0]) {
			return fmt.Errorf("a history of %d and of %d losses", len(l), len(h.Losses[0]))
		}
	}
	if p.Last == nil {
		return nil
	}
	m := len(p.Last.Losses)
	if n > 0 && m != len(h.Losses[0]) {
		return fmt.Errorf("a history of %d losses, a last step of %d", len(h.Losses[0]), m)
	}
	if g := p.Last.Gradient; g != nil {
		if len(g.Cosine) != m*m || len(g.Conflict) != m {
			return fmt.Errorf("%d tasks have %d cosines and %d marks of conflict", m, len(g.Cosine), len(g.Conflict))
		}
		for _, list := range [][]float64{g.Weights, g.Coefficients, g.Angles, g.MaxAngles, g.Anchor} {
			if len(list) != 0 && len(list) != m {
				return fmt.Errorf("%d tasks have a list of %d", m, len(list))
			}
		}
	}
	return nil
}

// fits refuses the past of a run with other tasks.
func (p *Past) fits(tasks int) error {
	for _, l := range p.History.Losses {
		if len(l) != tasks {
			return fmt.Errorf("a history of %d losses, the run has %d tasks", len(l), tasks)
		}
	}
	if p.Last != nil && len(p.Last.Losses) != tasks {
		return fmt.Errorf("%d losses in the last step, the run has %d tasks", len(p.Last.Losses), tasks)
	}
	return nil
}

// Continue makes a record, before the first step of its loop, that of a run which has a past: history, statistics and time go on. It
// fails on the past of a run with other tasks.
func (r *Record) Continue(p *Past, tasks int) error {
	if p == nil {
		return nil
	}
	if err := p.fits(tasks); err != nil {
		return fmt.Errorf("past of the run: %w", err)
	}
	r.before = p.Elapsed()
	r.Rewind(p)
	return nil
}

// Rewind puts a record back to what was the past of a step, which the run is at again; the time since then stays counted.
func (r *Record) Rewind(p *Past) {
	p = p.copy()
	most := r.History.Max
	r.Gradient, r.History, r.last = p.Gradient, p.History, p.Last
	r.History.Max = most
	r.Gradient.resume()
	step := r.loop.run.Steps()
	r.History.Cut(step)
	if r.last != nil && r.last.Step != step {
		r.last = nil
	}
	// The last point stands between two distances only because it was the last one.
	if h := &r.History; len(h.Steps) > 0 && h.Steps[len(h.Steps)-1]%max(1, h.Every) != 0 {
		h.Cut(h.Steps[len(h.Steps)-1] - 1)
	}
}

// Elapsed returns the time of training, by earlier processes as well.
func (r *Record) Elapsed() time.Duration { return r.before + r.loop.Spent() }

// Last returns the report of the last step, also of one that an earlier process took; nil where it is not known. The next step
// overwrites it.
func (r *Record) Last() *Report {
	if last := r.loop.Last(); last != nil {
		return last
	}
	return r.last
}

// Past returns a copy of the record for a checkpoint of the present step.
func (r *Record) Past() *Past {
	return (&Past{Seconds: r.Elapsed().Seconds(), History: r.History, Gradient: r.Gradient, Last: r.Last()}).copy()
}

// copy returns a past that shares nothing with p: lists are thinned and overwritten in place.
func (p *Past) copy() *Past {
	c := *p
	c.Gradient.Paths = maps.Clone(p.Gradient.Paths)
	h := &c.History
	h.Steps, h.Seconds, h.Rate, h.Total = slices.Clone(h.Steps), slices.Clone(h.Seconds), slices.Clone(h.Rate), slices.Clone(h.Total)
	h.Losses, h.MinCosine, h.Worst = slices.Clone(h.Losses), slices.Clone(h.MinCosine), slices.Clone(h.Worst)
	c.Last = nil
	if text, err := json.Marshal(p.Last); p.Last != nil && err == nil { // JSON has no NaN: a step with one is left out
		c.Last = &Report{}
		if json.Unmarshal(text, c.Last) != nil {
			c.Last = nil
		}
	}
	return &c
}
