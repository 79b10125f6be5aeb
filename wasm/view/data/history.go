package data

// MaxHistory is the number of points kept per task; beyond it every second one is dropped.
const MaxHistory = 4096

// History holds the loss curves.
type History struct {
	Steps  []float64
	Losses [][]float64 // [task][point]
	stride int         // every stride-th point is kept
	seen   int
}

func (h *History) reset() { *h = History{stride: 1} }

// add appends the task losses of one step. A step at or before the last one restarts the curve
// from there; a change of the number of tasks restarts it whole.
func (h *History) add(step float64, losses []float64) {
	if step != step || len(losses) == 0 {
		return
	}
	if len(h.Losses) != len(losses) {
		h.reset()
		h.Losses = make([][]float64, len(losses))
	}
	n := len(h.Steps)
	for n > 0 && h.Steps[n-1] >= step {
		n--
	}
	if n < len(h.Steps) {
		h.Steps = h.Steps[:n]
		for k := range h.Losses {
			h.Losses[k] = h.Losses[k][:n]
		}
	}
	h.seen++
	if h.stride > 1 && h.seen%h.stride != 0 {
		return
	}
	h.Steps = append(h.Steps, step)
	for k, v := range losses {
		h.Losses[k] = append(h.Losses[k], v)
	}
	if len(h.Steps) >= MaxHistory {
		h.Steps = halve(h.Steps)
		for k := range h.Losses {
			h.Losses[k] = halve(h.Losses[k])
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
