package coordinator

import (
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/wasm/wire"
)

// history keeps losses for the plot: every step at first, then every second,
// every fourth and so on, so that its length grows with the logarithm of the
// number of steps. What it keeps depends on the step numbers alone.
type history struct {
	steps  []int
	losses [][]float64
	sent   int
}

// dense is the number of first steps that are all kept.
const dense = 512

func kept(step int) bool {
	stride := 1
	for step/stride > dense {
		stride *= 2
	}
	return step%stride == 0
}

func (h *history) add(step int, losses []float64) {
	if kept(step) {
		h.steps, h.losses = append(h.steps, step), append(h.losses, slices.Clone(losses))
	}
}

// take returns what was added since the last call, lists that may be empty but
// are never nil, which would be null on the page.
func (h *history) take() wire.History {
	out := wire.History{Steps: append([]int{}, h.steps[h.sent:]...), Losses: append([][]float64{}, h.losses[h.sent:]...)}
	h.sent = len(h.steps)
	return out
}

// cut forgets all after a step and sends the rest once more.
func (h *history) cut(step int) {
	n := 0
	for n < len(h.steps) && h.steps[n] <= step {
		n++
	}
	h.steps, h.losses, h.sent = h.steps[:n], h.losses[:n], 0
}

// speedometer measures steps per second over the last seconds of training.
type speedometer struct {
	at    []time.Duration
	steps []int
}

const speedWindow = 2 * time.Second

func (s *speedometer) restart() { s.at, s.steps = s.at[:0], s.steps[:0] }

func (s *speedometer) mark(at time.Duration, step int) {
	s.at, s.steps = append(s.at, at), append(s.steps, step)
	for len(s.at) > 2 && at-s.at[1] >= speedWindow {
		s.at, s.steps = s.at[1:], s.steps[1:]
	}
}

func (s *speedometer) perSecond() float64 {
	n := len(s.at)
	if n < 2 || s.at[n-1] == s.at[0] {
		return 0
	}
	return float64(s.steps[n-1]-s.steps[0]) / (s.at[n-1] - s.at[0]).Seconds()
}
