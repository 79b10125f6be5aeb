package coordinator

import (
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// historyPoints is the most steps whose losses are kept.
const historyPoints = 512

// remember tells the page of a step that the record has kept, whether it stays or not, so that what the page knows depends on the step
// numbers alone, and notes what is known of a solution.
func (c *Coordinator) remember(r *train.Report) error {
	if !r.Still {
		c.moves++
	}
	if r.Judgement != nil {
		c.judged = r.Judgement.Text()
	}
	if r.Step%c.record.History.Every == 0 {
		c.unsent.Steps, c.unsent.Losses = append(c.unsent.Steps, r.Step), append(c.unsent.Losses, slices.Clone(r.Losses))
	}
	return nil
}

// take returns what is unsent, lists that may be empty but are never nil, which
// would be null on the page.
func (c *Coordinator) take() wire.History {
	out := c.unsent
	c.unsent = wire.History{Steps: []int{}, Losses: [][]float64{}}
	return out
}

// recall sends the whole history once more.
func (c *Coordinator) recall() {
	h := &c.record.History
	c.unsent = wire.History{Steps: append([]int{}, h.Steps...), Losses: append([][]float64{}, h.Losses...)}
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
