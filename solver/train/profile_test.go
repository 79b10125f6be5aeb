package train

import (
	"testing"
	"time"
)

// Every part of a step is measured, by a clock that advances by one with every look at it: each part takes as many units as it was
// ended times, and none is left out or counted twice.
func TestProfileCoversTheStep(t *testing.T) {
	for name, prepare := range map[string]func(*Session, *pool){
		"here":      func(*Session, *pool) {},
		"elsewhere": func(s *Session, p *pool) { s.SetRemote(p) },
	} {
		c := Config{Points: 8, Width: 4, Depth: 1, Optimizer: "adam"}
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		prepare(s, newPool(t, c, s.Units(), 2))
		var p Profile
		var now time.Duration
		s.SetProfile(&p, func() time.Duration { now += time.Second; return now })
		const steps = 3
		for range steps {
			if _, err := s.Step(); err != nil {
				t.Fatal(err)
			}
		}
		want := Profile{Steps: steps, Draw: steps * time.Second, Reduction: steps * time.Second, Operator: steps * time.Second, Update: steps * time.Second}
		if name == "here" {
			want.Forward, want.Backward = want.Draw, want.Draw
		} else {
			want.Messaging = want.Draw
		}
		p.clock = nil
		if p.Steps != want.Steps || p.Draw != want.Draw || p.Forward != want.Forward || p.Backward != want.Backward || p.Messaging != want.Messaging ||
			p.Reduction != want.Reduction || p.Operator != want.Operator || p.Update != want.Update {
			t.Errorf("%s: %+v, want %+v", name, p, want)
		}
		s.SetProfile(nil, nil)
		if _, err := s.Step(); err != nil || p.Steps != steps {
			t.Errorf("%s: measured after the end: %d steps, %v", name, p.Steps, err)
		}
	}
}
