package scene

import (
	"bytes"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

func TestRaceReplacesTheRunUntilReady(t *testing.T) {
	s := filled(t)
	if err := s.SetRace(viewtest.Race()); err != nil {
		t.Fatal(err)
	}
	if len(s.Panels()) != 7 || s.panel("loss") != nil || s.panel("race:worst:rho") == nil || s.panel("race:decades:flux") == nil {
		t.Fatalf("%d panels", len(s.Panels()))
	}
	paint(s)
	if err := s.SetFields(viewtest.Wave(21, 41, 0)); err != nil {
		t.Fatal(err)
	}
	first := s.panel("race:worst:rho")
	r := viewtest.Race()
	h := &r.Runners[0].History
	h.Steps, h.Seconds = append(h.Steps, 40), append(h.Seconds, 3)
	for k, v := range h.Worst {
		h.Worst[k] = append(v, 1e-3)
	}
	if err := s.SetRace(r); err != nil || s.panel("race:worst:rho") != first {
		t.Errorf("an update makes new panels (%v)", err)
	}
	version := first.FrameVersion
	paint(s)
	if first.FrameVersion == version {
		t.Error("an update does not repaint")
	}
	s.SetReady(viewtest.Ready(""))
	if s.Race != nil || s.panel("loss") == nil || s.panel("race:score") != nil {
		t.Error("ready does not end the race")
	}
	paint(s)
}

func TestRaceHover(t *testing.T) {
	s := filled(t)
	if err := s.SetRace(viewtest.Race()); err != nil {
		t.Fatal(err)
	}
	for _, w := range []float64{360, 1100} {
		s.Resize(w, 760, 1)
		paint(s)
		at := func(name string, x, y float64) string {
			p := s.panel(name)
			s.SetScroll(p.Rect.Y)
			s.Hover(p.Rect.X+p.draw.Frame.X.At(x), p.Rect.Y+p.draw.Frame.Y.At(y)-s.scroll)
			return strings.Join(s.hover.Lines, "|")
		}
		if text := at("race:worst:rho", 20, 0.05); !strings.Contains(text, "step 20") || !strings.Contains(text, "ls 0.400") || s.hover.Pick.Value != 0.05 {
			t.Errorf("tooltip %q, value %g", text, s.hover.Pick.Value)
		}
		if text := at("race:decades:rho", 1e-3, 0.03); !strings.Contains(text, "hrgrad 0.0250") || s.hover.Pick.Eps != 1e-3 {
			t.Errorf("tooltip %q", text)
		}
		if text := at("race:line:rho", 1, 1.5); !strings.Contains(text, "reference 2.00") || s.hover.Pick.T != 0.5 || s.hover.Pick.X != 1 {
			t.Errorf("tooltip %q", text)
		}
		p := s.panel("race:score")
		s.SetScroll(p.Rect.Y)
		s.Hover(p.Rect.X+60, p.Rect.Bottom()-18-s.scroll) // the last row
		if text := strings.Join(s.hover.Lines, "|"); !strings.Contains(text, "hrgrad") || !strings.Contains(text, "conflict: 50%") || !strings.Contains(text, "acting: unknown") || !strings.Contains(text, "worst error of ρ 0.025") {
			t.Errorf("tooltip %q", text)
		}
	}
}

// Where time is equal the curves are over it.
func TestTimedRaceHover(t *testing.T) {
	s := filled(t)
	r := viewtest.Race()
	r.Seconds = 10
	if err := s.SetRace(r); err != nil {
		t.Fatal(err)
	}
	paint(s)
	at := func(name string, x, y float64) string {
		p := s.panel(name)
		s.SetScroll(p.Rect.Y)
		s.Hover(p.Rect.X+x, p.Rect.Y+y-s.scroll)
		return strings.Join(s.hover.Lines, "|")
	}
	f := s.panel("race:worst:rho").draw.Frame
	if text := at("race:worst:rho", f.X.At(1), f.Y.At(0.05)); f.X.Hi != 10 || !strings.Contains(text, "1 s|") || !strings.Contains(text, "ls 0.400") {
		t.Errorf("tooltip %q", text)
	}
	if text := at("race:score", 60, s.panel("race:score").Rect.H-18); strings.Contains(text, "of 100") {
		t.Errorf("planned steps in %q", text)
	}
}

func TestRaceOfAnotherProblemIsRefused(t *testing.T) {
	s := filled(t)
	r := viewtest.Race()
	r.Fields[1] = "u"
	if err := s.SetRace(r); err == nil || !strings.HasPrefix(err.Error(), "race: ") || s.Race != nil {
		t.Errorf("error %v", err)
	}
}

func TestConservationPanels(t *testing.T) {
	s := filled(t)
	k := &wire.Conservation{Step: 9, Eps: 0.1, T: []float64{0, 0.5, 1}, Mass: []float64{0, -1e-3, 1e-2}, Momentum: []float64{0, 1e-4, 1e-4}, Energy: []float64{0, 0, 0}, Entropy: []float64{0, -0.1, -0.15}, Consistency: []float64{1e-4, 2e-4, 3e-4}, Negative: []float64{0, 0, 1e-3}}
	if err := s.SetConservation(k); err != nil {
		t.Fatal(err)
	}
	paint(s)
	p := s.panel("conservation")
	s.Hover(p.Rect.X+p.draw.Frame.X.At(0.5), p.Rect.Y+p.draw.Frame.Y.At(1.2e-3)-s.scroll)
	if text := strings.Join(s.hover.Lines, "|"); !strings.Contains(text, "t = 0.5") || !strings.Contains(text, "mass −0.001") || !strings.Contains(text, "moments 2·10^{−4}") || s.hover.Pick.Value != -1e-3 {
		t.Errorf("tooltip %q, value %g", text, s.hover.Pick.Value)
	}
	q := s.panel("entropy")
	s.Hover(q.Rect.X+q.draw.Frame.X.At(1), q.Rect.Y+q.draw.Frame.Area.Y+3-s.scroll)
	if s.hover.Pick.Value != -0.15 || s.hover.Pick.T != 1 {
		t.Errorf("entropy: %+v", s.hover.Pick)
	}
	for _, name := range []string{"conservation", "entropy"} {
		b, err := s.PNG(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(bytes.NewReader(b)); err != nil {
			t.Error(err)
		}
	}
}

// TestLayoutWithEverything: all panels of a run have room and none lies over another.
func TestLayoutWithEverything(t *testing.T) {
	s := filled(t)
	if err := s.SetDistribution(viewtest.Beams(5, 97)); err != nil {
		t.Fatal(err)
	}
	if err := s.SetConservation(&wire.Conservation{T: []float64{1}, Mass: []float64{0}, Momentum: []float64{0}, Energy: []float64{0}, Entropy: []float64{0}, Consistency: []float64{0}, Negative: []float64{0}}); err != nil {
		t.Fatal(err)
	}
	check := func(what string) {
		for _, w := range []float64{200, 360, 559, 560, 700, 860, 1100, 1600, 3840} {
			s.Resize(w, 700, 1)
			for i, p := range s.Panels() {
				r := p.Rect
				if r.X < 0 || r.Y < 0 || r.W < 100 || r.H < 90 || r.Right() > w || r.Bottom() > s.ContentHeight()+1 {
					t.Errorf("%s, width %g: %s at %+v", what, w, p.Name, r)
				}
				for _, q := range s.Panels()[:i] {
					if r.X < q.Rect.Right() && q.Rect.X < r.Right() && r.Y < q.Rect.Bottom() && q.Rect.Y < r.Bottom() {
						t.Errorf("%s, width %g: %s and %s overlap", what, w, p.Name, q.Name)
					}
				}
			}
			if s.PreferredHeight(w) < 200 {
				t.Errorf("%s: preferred height %g at width %g", what, s.PreferredHeight(w), w)
			}
		}
	}
	if len(s.Panels()) < 12 {
		t.Errorf("%d panels", len(s.Panels()))
	}
	check("run")
	if err := s.SetRace(viewtest.Race()); err != nil {
		t.Fatal(err)
	}
	check("race")
}

// TestChoicesSurvive: what the visitor has chosen can be carried to another scene.
func TestChoicesSurvive(t *testing.T) {
	s := withDistribution(t, viewtest.Beams(5, 97))
	s.SetChoices(data.Choices{Show: data.ShowError, Quantity: data.ShowDifference, AllVelocities: true, Cut: 0.3})
	o := New()
	o.SetChoices(s.Choices())
	if c := o.Choices(); c != (data.Choices{Show: data.ShowError, Quantity: data.ShowDifference, AllVelocities: true, Cut: 0.3}) {
		t.Errorf("%+v", c)
	}
	o.SetChoices(data.Choices{Show: "x", Quantity: "y", Cut: math.NaN()})
	if c := o.Choices(); c.Show != data.ShowError || c.Quantity != data.ShowDifference || c.AllVelocities || !math.IsNaN(c.Cut) {
		t.Errorf("%+v", c)
	}
}

// TestPaintVisibleSpreadsWork: with no time left one panel is painted per call, all of them in
// turn; a new layout is painted at once.
func TestPaintVisibleSpreadsWork(t *testing.T) {
	s := filled(t)
	if err := s.SetRace(viewtest.Race()); err != nil {
		t.Fatal(err)
	}
	never := func() bool { return false }
	stale := func() (n int) {
		for _, p := range s.Panels() {
			if p.dirty && s.Visible(p) {
				n++
			}
		}
		return n
	}
	s.PaintVisible(never)
	if n := stale(); n != 0 {
		t.Fatalf("%d panels of a new layout left", n)
	}
	s.TakeChanged()
	visible := 0
	for _, p := range s.Panels() {
		if s.Visible(p) {
			visible++
		}
	}
	// Messages that come faster than their panels are painted starve none.
	painted := map[string]bool{}
	for range visible {
		if err := s.SetRace(viewtest.Race()); err != nil {
			t.Fatal(err)
		}
		before := map[string]int{}
		for _, p := range s.Panels() {
			before[p.Name] = p.FrameVersion
		}
		s.TakeChanged()
		s.PaintVisible(never)
		if stale() != visible-1 || !s.TakeChanged() {
			t.Fatalf("%d of %d panels left", stale(), visible)
		}
		for _, p := range s.Panels() {
			if p.FrameVersion != before[p.Name] {
				painted[p.Name] = true
			}
		}
	}
	if len(painted) != visible {
		t.Errorf("%d of %d panels painted: %v", len(painted), visible, painted)
	}
	s.PaintVisible(nil)
	if stale() != 0 || s.TakeChanged() {
		t.Errorf("%d panels left without a limit", stale())
	}
}
