package train

import "time"

// Profile sums the wall time of the parts of a step. The session reads the clock only while one is set.
type Profile struct {
	Steps     int           `json:"steps"`
	Draw      time.Duration `json:"draw"` // collocation points
	Forward   time.Duration `json:"forward"`
	Backward  time.Duration `json:"backward"`  // with several workers: forward and backward of the slowest
	Messaging time.Duration `json:"messaging"` // with workers elsewhere: the rest of the time until their gradients are here
	Reduction time.Duration `json:"reduction"` // of unit gradients to task gradients
	Operator  time.Duration `json:"operator"`  // task moments, Gram matrix, weights, combination
	Update    time.Duration `json:"update"`    // what the optimiser does with the combined gradient

	now func() time.Time
}

// SetProfile measures the following steps into p with the given clock; nil stops measuring.
func (s *Session) SetProfile(p *Profile, now func() time.Time) {
	if p != nil {
		p.now = now
	}
	s.layout.profile = p
	s.core.timed(p)
}

func (p *Profile) begin() time.Time {
	if p == nil {
		return time.Time{}
	}
	return p.now()
}

func (p *Profile) end(start *time.Time, add func(*Profile, time.Duration)) {
	if p == nil {
		return
	}
	now := p.now()
	add(p, now.Sub(*start))
	*start = now
}
