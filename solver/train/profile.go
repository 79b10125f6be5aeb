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

	// A duration: times of day would bring their formatting into every program that passes a session as an interface.
	clock func() time.Duration
}

// SetProfile measures the following steps into p with the given clock, the time since some moment; nil stops measuring.
func (s *Session) SetProfile(p *Profile, clock func() time.Duration) {
	if p != nil {
		p.clock = clock
	}
	s.layout.profile = p
	s.core.timed(p)
}

func (p *Profile) begin() time.Duration {
	if p == nil {
		return 0
	}
	return p.clock()
}

func (p *Profile) end(start *time.Duration, add func(*Profile, time.Duration)) {
	if p == nil {
		return
	}
	now := p.clock()
	add(p, now-*start)
	*start = now
}
