package scene

import (
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// BenchmarkPaint repaints every panel of one kind at desktop size and device pixel ratio 2.
func BenchmarkPaint(b *testing.B) {
	for name, kind := range map[string]string{"heat": "field", "line": "line", "loss": "loss", "error": "error", "cosine": "cosine"} {
		b.Run(name, func(b *testing.B) {
			s := benchScene(b)
			b.ReportAllocs()
			for b.Loop() {
				dirty(s, kind)
				paint(s)
			}
		})
	}
}

// BenchmarkSnapshot takes new fields and repaints what they change.
func BenchmarkSnapshot(b *testing.B) {
	s := benchScene(b)
	f := viewtest.Wave(64, 128, 0.01)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.SetFields(f); err != nil {
			b.Fatal(err)
		}
		paint(s)
	}
}

// BenchmarkCompose composes the whole window from what is painted, as the two-dimensional canvas does
// in every frame that brings a change, and the graphics device instead of us where there is one.
func BenchmarkCompose(b *testing.B) {
	s := benchScene(b)
	c := plot.NewCanvas(1, 1, 1)
	for b.Loop() {
		s.Raster(c)
	}
}

func benchScene(b *testing.B) *Scene {
	b.Helper()
	s := New()
	s.Resize(1100, 760, 2)
	s.SetReady(viewtest.Ready("", "macro", "micro", "initial"))
	p := &wire.Progress{Gradient: &wire.Gradient{M: 3, Cosine: make([]float64, 9), Conflict: make([]bool, 3)}}
	for i := range 1500 {
		p.History.Steps = append(p.History.Steps, i+1)
		v := 1 / float64(i+1) * (1 + 0.2*float64(i%3))
		p.History.Losses = append(p.History.Losses, []float64{v, 2 * v, 3 * v})
	}
	e := &wire.Errors{Eps: []float64{1, 1e-3}, Fields: []string{"rho"}, Values: [][]float64{{1e-3, 2e-3}}}
	if s.SetFields(viewtest.Wave(64, 128, 0.01)) != nil || s.SetProgress(p) != nil || s.SetErrors(e) != nil {
		b.Fatal("a message is rejected")
	}
	paint(s)
	return s
}

// BenchmarkMore repaints the panels that only some runs have, and takes a new distribution.
func BenchmarkMore(b *testing.B) {
	s := benchScene(b)
	p := &wire.Progress{Gradient: &wire.Gradient{M: 3, Cosine: []float64{1, -.3, .2, -.3, 1, -.2, .2, -.2, 1}, Conflict: make([]bool, 3), Angles: []float64{.1, .2, .1}, Anchor: []float64{.6, .7, .6}, Path: "rotated"}}
	d := viewtest.Beams(128, 96)
	if s.SetProgress(p) != nil || s.SetDistribution(d) != nil {
		b.Fatal("a message is rejected")
	}
	b.Run("distribution", func(b *testing.B) {
		for b.Loop() {
			_ = s.SetDistribution(d)
			paint(s)
		}
	})
	b.Run("cone", func(b *testing.B) {
		for b.Loop() {
			dirty(s, "cone")
			paint(s)
		}
	})
	b.Run("race", func(b *testing.B) {
		r := viewtest.Race()
		for i := range r.Runners {
			h := &r.Runners[i].History
			*h = wire.Curves{Worst: make([][]float64, 2), Total: make([]float64, 400)}
			for k := range 400 {
				h.Steps = append(h.Steps, float64(k+1))
				for f := range h.Worst {
					h.Worst[f] = append(h.Worst[f], 1/float64(k+1)*(1+0.2*float64(k%3)))
				}
			}
		}
		r.Runners = append(r.Runners, r.Runners...)
		for b.Loop() {
			_ = s.SetRace(r)
			paint(s)
		}
	})
}

// dirty marks the frames of all panels of one kind for painting.
func dirty(s *Scene, kind string) {
	for _, p := range s.panels {
		if p.Kind.Name == kind {
			p.dirty = true
		}
	}
}
