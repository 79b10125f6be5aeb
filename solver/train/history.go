package train

import "slices"

// History keeps how a run went at no more than about Max steps, with about equal distances: when it is full, the distance doubles and of
// each interval of that length the last step stays. One entry of every list belongs to one of Steps.
type History struct {
	Every     int         `json:"every"` // distance of the steps kept; the last step is kept as well
	Steps     []int       `json:"steps"`
	Seconds   []float64   `json:"seconds"` // of training
	Rate      []float64   `json:"rate"`
	Losses    [][]float64 `json:"losses"` // [point][task]
	Total     []float64   `json:"total"`
	MinCosine []*float64  `json:"minCosine"`       // smallest cosine of the update with a task gradient; null where not known
	Worst     [][]float64 `json:"worst,omitempty"` // [point][field], of an ErrorTable; where errors were computed at every point

	Max int `json:"-"` // 0: 400
}

// historyPoints is the default of History.Max.
const historyPoints = 400

// Add takes a step, if its number is a multiple of Every or it is the last one, with its worst errors per field if they were computed,
// and tells whether it is kept.
func (h *History) Add(r *Report, seconds float64, last bool, worst ...float64) bool {
	h.Every = max(1, h.Every)
	if n := len(h.Steps); n > 0 && h.Steps[n-1] == r.Step || !last && r.Step%h.Every != 0 {
		return false
	}
	h.Steps = append(h.Steps, r.Step)
	h.Seconds = append(h.Seconds, seconds)
	h.Rate = append(h.Rate, r.Rate)
	h.Losses = append(h.Losses, slices.Clone(r.Losses))
	h.Total = append(h.Total, r.Total)
	var cosine *float64
	if r.Gradient != nil {
		c := r.Gradient.MinCosine
		cosine = &c
	}
	h.MinCosine = append(h.MinCosine, cosine)
	if len(worst) > 0 {
		h.Worst = append(h.Worst, worst)
	}
	if !last {
		h.thin()
	}
	return last || r.Step%h.Every == 0
}

// thin brings the history back to no more than Max points.
func (h *History) thin() {
	most := h.Max
	if most == 0 {
		most = historyPoints
	}
	for len(h.Steps) > most {
		h.Every *= 2
		interval := func(i int) int { return (h.Steps[i] + h.Every - 1) / h.Every }
		last := len(h.Steps) - 1
		h.keep(func(i int) bool {
			if i == last {
				return h.Steps[i]%h.Every == 0
			}
			return interval(i) != interval(i+1)
		})
	}
}

// Cut forgets all after a step.
func (h *History) Cut(step int) { h.keep(func(i int) bool { return h.Steps[i] <= step }) }

// keep drops the other points.
func (h *History) keep(stays func(i int) bool) {
	var rest []int
	for i := range h.Steps {
		if stays(i) {
			rest = append(rest, i)
		}
	}
	h.Steps, h.Seconds, h.Rate, h.Total = pick(h.Steps, rest), pick(h.Seconds, rest), pick(h.Rate, rest), pick(h.Total, rest)
	h.Losses, h.MinCosine, h.Worst = pick(h.Losses, rest), pick(h.MinCosine, rest), pick(h.Worst, rest)
}

// pick returns the entries of a list at ascending indices, in place.
func pick[T any](list []T, at []int) []T {
	if len(list) == 0 {
		return list
	}
	for n, i := range at {
		list[n] = list[i]
	}
	return list[:len(at)]
}
