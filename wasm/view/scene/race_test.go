package scene

import (
	"bytes"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

func race() Race {
	e := func(name string, scale float64) Runner {
		return Runner{Name: name, Step: 30, Steps: 100, Seconds: 2, HistorySteps: []float64{10, 20, 30},
			Worst: map[string][]float64{"rho": {scale, scale / 2, scale / 4}, "flux": {scale, scale, scale}},
			Eps:   []float64{1, 1e-3}, Errors: map[string][]float64{"rho": {scale / 5, scale / 4}},
			Conflict: 0.5, Guard: math.NaN(), MinCosine: 0.1,
			X: []float64{0, 1, 2}, Values: map[string][]float64{"rho": {1, 2, 1 + scale}}}
	}
	return Race{Entries: []Runner{e("ls", 0.8), e("hrgrad", 0.1)}, X: []float64{0, 1, 2}, Reference: map[string][]float64{"rho": {1, 2, 1}}, EpsOfLine: 0.01, TimeOfLine: 0.5}
}

func TestRaceReplacesTheRunUntilReady(t *testing.T) {
	s := filled(t)
	if err := s.SetRace(race()); err != nil {
		t.Fatal(err)
	}
	if len(s.Panels()) != 7 || s.panel("loss") != nil || s.panel("race:worst:rho") == nil || s.panel("race:decades:flux") == nil {
		t.Fatalf("%d panels", len(s.Panels()))
	}
	paint(s)
	if err := s.SetFields(wave(21, 41, 0)); err != nil {
		t.Fatal(err)
	}
	first := s.panel("race:worst:rho")
	r := race()
	r.Entries[0].HistorySteps = append(r.Entries[0].HistorySteps, 40)
	for k, v := range r.Entries[0].Worst {
		r.Entries[0].Worst[k] = append(v, 1e-3)
	}
	if err := s.SetRace(r); err != nil || s.panel("race:worst:rho") != first {
		t.Errorf("an update makes new panels (%v)", err)
	}
	version := first.FrameVersion
	paint(s)
	if first.FrameVersion == version {
		t.Error("an update does not repaint")
	}
	s.SetReady(Ready{Problem: transport})
	if s.race != nil || s.panel("loss") == nil || s.panel("race:score") != nil {
		t.Error("ready does not end the race")
	}
	paint(s)
}

func TestRaceHover(t *testing.T) {
	s := filled(t)
	if err := s.SetRace(race()); err != nil {
		t.Fatal(err)
	}
	for _, w := range []float64{360, 1100} {
		s.Resize(w, 760, 1)
		paint(s)
		at := func(name string, x, y float64) string {
			p := s.panel(name)
			s.SetScroll(p.Rect.Y)
			s.Hover(p.Rect.X+p.geometry.X.At(x), p.Rect.Y+p.geometry.Y.At(y)-s.scroll)
			return strings.Join(s.hover.lines, "|")
		}
		if text := at("race:worst:rho", 20, 0.05); !strings.Contains(text, "step 20") || !strings.Contains(text, "ls 0.400") || s.hover.pick.Value != 0.05 {
			t.Errorf("tooltip %q, value %g", text, s.hover.pick.Value)
		}
		if text := at("race:decades:rho", 1e-3, 0.03); !strings.Contains(text, "hrgrad 0.0250") || s.hover.pick.Eps != 1e-3 {
			t.Errorf("tooltip %q", text)
		}
		if text := at("race:line:rho", 1, 1.5); !strings.Contains(text, "reference 2.00") || s.hover.pick.T != 0.5 || s.hover.pick.X != 1 {
			t.Errorf("tooltip %q", text)
		}
		p := s.panel("race:score")
		top, each := s.scoreRows(p)
		s.SetScroll(p.Rect.Y)
		s.Hover(p.Rect.X+60, p.Rect.Y+top+1.5*each-s.scroll)
		if text := strings.Join(s.hover.lines, "|"); !strings.Contains(text, "hrgrad") || !strings.Contains(text, "conflict: 50%") || !strings.Contains(text, "acting: unknown") || !strings.Contains(text, "worst error of ρ 0.025") {
			t.Errorf("tooltip %q", text)
		}
	}
}

// TestRaceLooksDiffer: no two of four operators share colour or dash.
func TestRaceLooksDiffer(t *testing.T) {
	s := filled(t)
	r := race()
	r.Entries = append(r.Entries, r.Entries...)
	r.Entries[1].Failure = "the loss is NaN"
	if r.Entries[1].status() != "30 of 100,  out" {
		t.Errorf("status %q", r.Entries[1].status())
	}
	if err := s.SetRace(r); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		for j := range i {
			a, b := s.runnerEntry(i), s.runnerEntry(j)
			if a.color == b.color || len(a.dash) == len(b.dash) && (len(a.dash) == 0 || a.dash[0] == b.dash[0]) {
				t.Errorf("operators %d and %d look the same", i, j)
			}
		}
	}
}

func TestRaceMisfits(t *testing.T) {
	for name, change := range map[string]func(*Race){
		"empty":     func(r *Race) { r.Entries = nil },
		"many":      func(r *Race) { r.Entries = make([]Runner, MaxRunners+1) },
		"name":      func(r *Race) { r.Entries[1].Name = "" },
		"history":   func(r *Race) { r.Entries[0].Worst["rho"] = []float64{1} },
		"order":     func(r *Race) { r.Entries[0].HistorySteps[1] = 5 },
		"errors":    func(r *Race) { r.Entries[0].Errors["rho"] = nil },
		"eps":       func(r *Race) { r.Entries[0].Eps[0] = -1 },
		"line":      func(r *Race) { r.Entries[0].X = nil },
		"reference": func(r *Race) { r.X = nil },
	} {
		s := filled(t)
		r := race()
		change(&r)
		if err := s.SetRace(r); err == nil || !strings.HasPrefix(err.Error(), "race: ") || s.race != nil {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestConservationPanels(t *testing.T) {
	s := filled(t)
	k := Conservation{Step: 9, Eps: 0.1, T: []float64{0, 0.5, 1}, Mass: []float64{0, -1e-3, 1e-2}, Momentum: []float64{0, 1e-4, 1e-4}, Energy: []float64{0, 0, 0}, Entropy: []float64{0, -0.1, -0.15}, Consistency: []float64{1e-4, 2e-4, 3e-4}, Negative: []float64{0, 0, 1e-3}, Moments: map[string]float64{"rho": 1e-3}}
	if err := s.SetConservation(k); err != nil {
		t.Fatal(err)
	}
	paint(s)
	p := s.panel("conservation")
	s.Hover(p.Rect.X+p.geometry.X.At(0.5), p.Rect.Y+p.geometry.Y.At(1.2e-3)-s.scroll)
	if text := strings.Join(s.hover.lines, "|"); !strings.Contains(text, "t = 0.5") || !strings.Contains(text, "mass −0.001") || !strings.Contains(text, "moments 2·10^{−4}") || s.hover.pick.Value != -1e-3 {
		t.Errorf("tooltip %q, value %g", text, s.hover.pick.Value)
	}
	q := s.panel("entropy")
	s.Hover(q.Rect.X+q.geometry.X.At(1), q.Rect.Y+q.geometry.Area.Y+3-s.scroll)
	if s.hover.pick.Value != -0.15 || s.hover.pick.T != 1 {
		t.Errorf("entropy: %+v", s.hover.pick)
	}
	if n := k.note(s.problem.Fields); !strings.Contains(n, "ρ 0.0010") || !strings.Contains(n, "f < 0 for 0.0010") {
		t.Errorf("note %q", n)
	}
	k.Mass = k.Mass[:1]
	if s.SetConservation(k) == nil || s.SetConservation(Conservation{}) == nil {
		t.Error("misfits are accepted")
	}
	if err := s.SetConservation(Conservation{T: []float64{1}}); err != nil {
		t.Errorf("times alone: %v", err)
	}
	paint(s)
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
	if err := s.SetDistribution(beams(5, 97)); err != nil {
		t.Fatal(err)
	}
	if err := s.SetConservation(Conservation{T: []float64{1}}); err != nil {
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
	if len(s.Panels()) != 12 {
		t.Errorf("%d panels", len(s.Panels()))
	}
	check("run")
	if err := s.SetRace(race()); err != nil {
		t.Fatal(err)
	}
	check("race")
}

// TestChoicesSurvive: what the visitor has chosen can be carried to another scene.
func TestChoicesSurvive(t *testing.T) {
	s := withDistribution(t, beams(5, 97))
	s.SetChoices(Choices{Show: ShowError, Quantity: ShowDifference, AllVelocities: true, Cut: 0.3})
	o := New()
	o.SetChoices(s.Choices())
	if c := o.Choices(); c != (Choices{ShowError, ShowDifference, true, 0.3}) {
		t.Errorf("%+v", c)
	}
	o.SetChoices(Choices{Show: "x", Quantity: "y", Cut: math.NaN()})
	if c := o.Choices(); c.Show != ShowError || c.Quantity != ShowDifference || c.AllVelocities || !math.IsNaN(c.Cut) {
		t.Errorf("%+v", c)
	}
}

// TestPaintVisibleSpreadsWork: with no time left one panel is painted per call, all of them in
// turn; a new layout is painted at once.
func TestPaintVisibleSpreadsWork(t *testing.T) {
	s := filled(t)
	if err := s.SetRace(race()); err != nil {
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
		if err := s.SetRace(race()); err != nil {
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

// TestNarrowLegend: where a legend does not fit, minor entries are left out, others never.
func TestNarrowLegend(t *testing.T) {
	s := filled(t)
	ink := func(width float64, entries ...entry) (found []bool) {
		p := &Panel{Rect: plot.Rect{W: width, H: 120}, Frame: plot.NewCanvas(width, 120, 1)}
		p.Frame.Clear(s.theme.Card)
		f := plot.Frame2D{Area: plot.Rect{X: 40, Y: 48, W: width - 52, H: 40}}
		s.legend(p, p.Frame, &f, "A title of the panel", entries)
		for _, e := range entries {
			seen := false
			for i := 0; i < len(p.Frame.Image.Pix); i += 4 {
				q := p.Frame.Image.Pix[i : i+3]
				seen = seen || (q[0] == e.color.R && q[1] == e.color.G && q[2] == e.color.B)
			}
			found = append(found, seen)
		}
		return found
	}
	a := look("network", 3, s.theme.SeriesColor(0), nil).asMinor()
	b, c := look("a limit", 3, s.theme.SeriesColor(1), nil), look("another limit", 3, s.theme.SeriesColor(2), nil)
	for _, w := range []struct {
		width float64
		want  [3]bool
	}{{600, [3]bool{true, true, true}}, {235, [3]bool{false, true, true}}, {120, [3]bool{}}} {
		if got := ink(w.width, a, b, c); [3]bool(got) != w.want {
			t.Errorf("width %g: %v; want %v", w.width, got, w.want)
		}
	}
}
