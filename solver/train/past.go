package train

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/solver/safetensors"
)

// Past is what a checkpoint can tell of a run beside its state: how it went so far. It changes nothing of what comes.
type Past struct {
	Seconds  float64    `json:"seconds"` // of training
	History  History    `json:"history"`
	Gradient Statistics `json:"gradient"`
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
	return nil
}

// Continue makes a record, before the first step of its loop, that of a run which has a past: history, statistics and time go on.
func (r *Record) Continue(p *Past) {
	if p == nil {
		return
	}
	r.before = p.Elapsed()
	r.Gradient = p.Gradient
	r.Gradient.resume()
	r.History = p.History
	r.History.Cut(r.loop.run.Steps())
	// The last point stands between two distances only because it was the last one.
	if h := &r.History; len(h.Steps) > 0 && h.Steps[len(h.Steps)-1]%max(1, h.Every) != 0 {
		h.Cut(h.Steps[len(h.Steps)-1] - 1)
	}
}

// Past returns a copy of the record for a checkpoint of the present step.
func (r *Record) Past() *Past {
	p := &Past{Seconds: (r.before + r.loop.Spent()).Seconds(), History: r.History, Gradient: r.Gradient}
	p.Gradient.Paths = map[string]int{}
	for path, n := range r.Gradient.Paths {
		p.Gradient.Paths[path] = n
	}
	h := &p.History // thinning works in place
	h.Steps, h.Seconds, h.Rate, h.Total = slices.Clone(h.Steps), slices.Clone(h.Seconds), slices.Clone(h.Rate), slices.Clone(h.Total)
	h.Losses, h.MinCosine, h.Worst = slices.Clone(h.Losses), slices.Clone(h.MinCosine), slices.Clone(h.Worst)
	return p
}
