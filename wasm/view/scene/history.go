package scene

// MaxHistory is the number of points kept per task; beyond it every second one is dropped.
const MaxHistory = 4096

// history holds the loss curves.
type history struct {
	steps  []float64
	losses [][]float64 // [task][point]
	stride int         // every stride-th point is kept
	seen   int
}

func (h *history) reset() { *h = history{stride: 1} }

// add appends the task losses of one step. A step at or before the last one restarts the curve
// from there; a change of the number of tasks restarts it whole.
func (h *history) add(step float64, losses []float64) {
	if step != step || len(losses) == 0 {
		return
	}
	if len(h.losses) != len(losses) {
		h.reset()
		h.losses = make([][]float64, len(losses))
	}
	n := len(h.steps)
	for n > 0 && h.steps[n-1] >= step {
		n--
	}
	if n < len(h.steps) {
		h.steps = h.steps[:n]
		for k := range h.losses {
			h.losses[k] = h.losses[k][:n]
		}
	}
	h.seen++
	if h.stride > 1 && h.seen%h.stride != 0 {
		return
	}
	h.steps = append(h.steps, step)
	for k, v := range losses {
		h.losses[k] = append(h.losses[k], v)
	}
	if len(h.steps) >= MaxHistory {
		h.steps = halve(h.steps)
		for k := range h.losses {
			h.losses[k] = halve(h.losses[k])
		}
		h.stride *= 2
	}
}

func halve(s []float64) []float64 {
	n := 0
	for i := 1; i < len(s); i += 2 {
		s[n] = s[i]
		n++
	}
	return s[:n]
}
