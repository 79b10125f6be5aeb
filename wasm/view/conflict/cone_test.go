package conflict

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// example is the two-task example of the method: g_1 = (1, 0), g_2 = (-0.6, 0.8), whose cone has
// the rays (0, 1) and (0.8, 0.6) and the anchor (0.447214, 0.894427).
func example() *wire.Gradient {
	// Both rays 0.6 g_1 + g_2 and g_1 + 0.6 g_2 have the length 0.8, so
	// d* = U((0.6 g_1 + g_2)/0.8 + (g_1 + 0.6 g_2)/0.8) = c (g_1 + g_2).
	c := 1 / math.Hypot(0.4, 0.8)
	return &wire.Gradient{M: 2, Cosine: []float64{1, -0.6, -0.6, 1}, Conflict: []bool{true, true}, Anchor: []float64{c, c}, Coefficients: []float64{1, 0.5}, Angles: []float64{0.2, 0.3}, MaxAngles: []float64{1.107, 1.107}, Path: "rotated"}
}

func near(a, b vector) bool {
	return math.Abs(a[0]-b[0])+math.Abs(a[1]-b[1])+math.Abs(a[2]-b[2]) < 1e-9
}

func TestConeOfTheExample(t *testing.T) {
	g := example()
	p, ok := pictureOf(g)
	if !ok || !near(p.gradients[0], vector{1}) || !near(p.gradients[1], vector{-0.6, 0.8}) {
		t.Fatalf("%v %+v", ok, p.gradients)
	}
	if d := 1 / math.Sqrt(5); !p.hasAnchor || !near(p.anchor, vector{d, 2 * d}) {
		t.Errorf("anchor %v", p.anchor)
	}
	if len(p.rays) != 2 {
		t.Fatalf("rays %v", p.rays)
	}
	for _, want := range []vector{{0, 1}, {0.8, 0.6}} {
		if !near(p.rays[0], want) && !near(p.rays[1], want) {
			t.Errorf("ray %v is missing in %v", want, p.rays)
		}
	}
	for i, r := range p.rotated {
		if c := r.dot(p.gradients[i]); math.Abs(c-math.Cos(g.Angles[i])) > 1e-12 || math.Abs(r.dot(r)-1) > 1e-12 || r.dot(p.anchor) < p.gradients[i].dot(p.anchor) {
			t.Errorf("rotated gradient %d: %v", i, r)
		}
	}
	// g_1 + g_2/2 = (0.7, 0.4)
	if n := math.Hypot(0.7, 0.4); !p.hasUpdate || !near(p.update, vector{0.7 / n, 0.4 / n}) {
		t.Errorf("update %v", p.update)
	}
}

// TestConeOfRandomTriples: the embedding has the cosines, every ray is a descent direction for
// every task, and the ends of the cone really are its ends.
func TestConeOfRandomTriples(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var v [3]vector
		for i := range v {
			v[i], _ = vector{r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}.unit()
		}
		g := &wire.Gradient{M: 3, Path: "config"}
		for i := range v {
			for j := range v {
				g.Cosine = append(g.Cosine, v[i].dot(v[j]))
			}
		}
		p, ok := pictureOf(g)
		if !ok {
			t.Fatal("vectors have no picture")
		}
		for i := range v {
			for j := range v {
				if math.Abs(p.gradients[i].dot(p.gradients[j])-g.Cosine[i*3+j]) > 1e-9 {
					t.Fatalf("cosine %d, %d: %g; want %g", i, j, p.gradients[i].dot(p.gradients[j]), g.Cosine[i*3+j])
				}
			}
		}
		if len(p.rays) < 3 {
			t.Fatalf("%d rays of a cone with three dimensions", len(p.rays))
		}
		for _, ray := range p.rays {
			for i, e := range p.gradients {
				if e.dot(ray) < -1e-6 {
					t.Fatalf("ray %v opposes task %d by %g", ray, i, e.dot(ray))
				}
			}
		}
	}
}

func TestConeOfOddGradients(t *testing.T) {
	for name, k := range map[string][]float64{
		"parallel": {1, 1, 1, 1, 1, 1, 1, 1, 1}, "opposite": {1, -1, 0, -1, 1, 0, 0, 0, 1},
		"dropped": {1, -.5, 0, -.5, 1, 0, 0, 0, 0}, "all dropped": make([]float64, 9), "flat": {1, -.5, -.5, -.5, 1, -.5, -.5, -.5, 1},
	} {
		st := data.New()
		if err := st.SetProgress(&wire.Progress{Gradient: &wire.Gradient{M: 3, Cosine: k, Conflict: make([]bool, 3), Angles: []float64{.1, .2, .3}, Anchor: []float64{0, 0, 0}, Path: "rotated"}}); err != nil {
			t.Fatal(err)
		}
		p := NewCone(st, 0).(*cone)
		viewtest.Paint(p, 400, 280)
		for _, v := range append(append([]vector{}, p.picture.gradients...), p.picture.rotated...) {
			if n := v.dot(v); !(n < 1.001) {
				t.Errorf("%s: vector %v", name, v)
			}
		}
	}
	for name, k := range map[string][]float64{"NaN": {1, math.NaN(), math.NaN(), 1}, "no vectors": {1, 3, 3, 1}} {
		if _, ok := pictureOf(&wire.Gradient{M: 2, Cosine: k}); ok {
			t.Errorf("%s has a picture", name)
		}
	}
}

func TestConePanel(t *testing.T) {
	st := data.New()
	st.SetReady(viewtest.Ready("hrgrad", "macro", "micro"))
	if err := st.SetProgress(&wire.Progress{Gradient: example()}); err != nil {
		t.Fatal(err)
	}
	p := NewCone(st, 0).(*cone)
	for _, w := range []float64{340, 500} {
		d := viewtest.Paint(p, w, ConeHeight(st, w, 2))
		at := p.camera.at(p.picture.rotated[1])
		h := viewtest.At(p, d, at.X+2, at.Y+1)
		if text := strings.Join(h.Lines, "|"); !strings.Contains(text, "rotated gradient of micro") || !strings.Contains(text, "17.2°") {
			t.Errorf("width %g: tooltip %q", w, text)
		}
		for _, v := range [][]vector{p.picture.gradients, p.picture.rotated, p.picture.rays} {
			for _, e := range v {
				if q := p.camera.at(e); !d.Frame.Area.Contains(q.X, q.Y) {
					t.Errorf("width %g: %v lies outside the panel at %v", w, e, q)
				}
			}
		}
	}
	// More tasks: bars.
	m := 5
	g := &wire.Gradient{M: m, Cosine: make([]float64, m*m), Conflict: make([]bool, m), Angles: []float64{0, .1, .2, .3, .4}, MaxAngles: []float64{.5, .5, .5, .5, .5}}
	if err := st.SetProgress(&wire.Progress{Gradient: g}); err != nil {
		t.Fatal(err)
	}
	d := viewtest.Paint(p, 400, 260)
	h := viewtest.At(p, d, d.Frame.Area.X+5, d.Frame.Y.At(2.5))
	if text := strings.Join(h.Lines, "|"); !strings.Contains(text, "rotated by 11.5°") || !strings.Contains(text, "28.6°") {
		t.Errorf("tooltip %q", text)
	}
	// An operator without rotation has no such panel.
	st.SetReady(viewtest.Ready("ls", "a", "b", "c", "d", "e"))
	if err := st.SetProgress(&wire.Progress{Gradient: &wire.Gradient{M: m, Cosine: make([]float64, m*m), Conflict: make([]bool, m), Angles: []float64{}}}); err != nil || st.WantCone {
		t.Errorf("error %v, panel %v", err, st.WantCone)
	}
}
