package optim

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

const (
	length = 7
	steps  = 40
)

// problem is a set of m quadratic task losses with noise: gradients that change from step to step and conflict.
type problem struct {
	rng    *rand.Rand
	centre [][]float64
	scale  []float64
}

func newProblem(m int) *problem {
	p := &problem{rng: rand.New(rand.NewPCG(uint64(m), 1))}
	for i := range m {
		c := make([]float64, length)
		for k := range c {
			c[k] = p.rng.NormFloat64()
		}
		p.centre, p.scale = append(p.centre, c), append(p.scale, math.Pow(10, float64(i-1)))
	}
	return p
}

// at returns gradients and losses at x.
func (p *problem) at(x []float64) (grads [][]float64, losses []float64) {
	for i, c := range p.centre {
		g := make([]float64, len(x))
		loss := 0.1
		for k := range x {
			d := x[k] - c[k]
			g[k] = p.scale[i] * (d + 0.1*p.rng.NormFloat64())
			loss += p.scale[i] * d * d / 2
		}
		grads, losses = append(grads, g), append(losses, loss)
	}
	return grads, losses
}

func newOptimizer(t *testing.T, momentum, operator string, m int) Optimizer[float64] {
	t.Helper()
	w, err := weighting.New(operator, weighting.Options{Tasks: m, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	o, err := New[float64]("adam", Settings{Tasks: m, Parameters: length, Momentum: momentum, Weighting: w})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// operators lists the names of all weightings.
func operators() (names []string) {
	for _, s := range weighting.Specs() {
		if !s.Elementwise {
			names = append(names, s.Name)
		}
	}
	return names
}

func combine(w []float64, g [][]float64) []float64 {
	out := make([]float64, length)
	for i := range g {
		for k := range out {
			out[k] += w[i] * g[i][k]
		}
	}
	return out
}

func gram(g [][]float64) []float64 {
	m := len(g)
	out := make([]float64, m*m)
	for i := range g {
		for j := range g {
			for k := range g[i] {
				out[i*m+j] += g[i][k] * g[j][k]
			}
		}
	}
	return out
}

// plainAdam is Adam as printed in arXiv 1412.6980, algorithm 1.
type plainAdam struct {
	m, v []float64
	t    int
}

func (a *plainAdam) step(x, g []float64, rate float64) {
	if a.m == nil {
		a.m, a.v = make([]float64, len(x)), make([]float64, len(x))
	}
	a.t++
	for k := range x {
		a.m[k] = 0.9*a.m[k] + 0.1*g[k]
		a.v[k] = 0.999*a.v[k] + 0.001*g[k]*g[k]
		mh := a.m[k] / (1 - math.Pow(0.9, float64(a.t)))
		vh := a.v[k] / (1 - math.Pow(0.999, float64(a.t)))
		x[k] -= rate * mh / (math.Sqrt(vh) + 1e-8)
	}
}

// taskMomentum is M-ConFIG as printed in arXiv 2408.11104, algorithm 2, with all gradients updated at once: the operator
// sees the bias-corrected moments.
type taskMomentum struct {
	m       [][]float64
	v, prev []float64
	t       int
	op      weighting.Weighting
}

func (a *taskMomentum) step(t *testing.T, x []float64, g [][]float64, losses []float64, rate float64) {
	t.Helper()
	if a.m == nil {
		for range g {
			a.m = append(a.m, make([]float64, length))
		}
		a.v, a.prev = make([]float64, length), make([]float64, length)
	}
	a.t++
	c1 := 1 - math.Pow(0.9, float64(a.t))
	var hat [][]float64
	for i := range g {
		h := make([]float64, length)
		for k := range h {
			a.m[i][k] = 0.9*a.m[i][k] + 0.1*g[i][k]
			h[k] = a.m[i][k] / c1
		}
		hat = append(hat, h)
	}
	rep, err := a.op.Weights(weighting.Input{M: len(g), Gram: gram(hat), Losses: losses})
	if err != nil {
		t.Fatal(err)
	}
	ghat := combine(rep.Weights, hat)
	for k := range x {
		pseudo := (ghat[k]*c1 - 0.9*a.prev[k]*(1-math.Pow(0.9, float64(a.t-1)))) / 0.1
		a.v[k] = 0.999*a.v[k] + 0.001*pseudo*pseudo
		x[k] -= rate * ghat[k] / (math.Sqrt(a.v[k]/(1-math.Pow(0.999, float64(a.t)))) + 1e-8)
	}
	a.prev = ghat
}

func compare(t *testing.T, step int, got, want []float64, tol float64) {
	t.Helper()
	for k := range got {
		if !(math.Abs(got[k]-want[k]) <= tol*(1+math.Abs(want[k]))) {
			t.Fatalf("step %d: parameter %d is %.15g, want %.15g", step, k, got[k], want[k])
		}
	}
}

func TestRawFormIsAdamOnTheCombinedGradient(t *testing.T) {
	for _, name := range operators() {
		t.Run(name, func(t *testing.T) {
			const m = 3
			prob := newProblem(m)
			o := newOptimizer(t, RawMomentum, name, m)
			op, _ := weighting.New(name, weighting.Options{Tasks: m, Seed: 3})
			x, y := make([]float64, length), make([]float64, length)
			var plain plainAdam
			for s := range steps {
				g, l := prob.at(y)
				rep, err := op.Weights(weighting.Input{M: m, Gram: gram(g), Losses: l})
				if err != nil {
					t.Fatal(err)
				}
				plain.step(y, combine(rep.Weights, g), 0.01)
				if _, err := o.Step(x, g, l, 0.01); err != nil {
					t.Fatal(err)
				}
				compare(t, s, x, y, 1e-7)
				copy(x, y) // rounding differences do not add up through operators with branches
			}
		})
	}
}

func TestTaskMomentumIsMConFIG(t *testing.T) {
	for _, name := range operators() {
		t.Run(name, func(t *testing.T) {
			const m = 3
			prob := newProblem(m)
			o := newOptimizer(t, TaskMomentum, name, m)
			op, _ := weighting.New(name, weighting.Options{Tasks: m, Seed: 3})
			plain := taskMomentum{op: op}
			x, y := make([]float64, length), make([]float64, length)
			for s := range steps {
				g, l := prob.at(y)
				plain.step(t, y, g, l, 0.01)
				if _, err := o.Step(x, g, l, 0.01); err != nil {
					t.Fatal(err)
				}
				compare(t, s, x, y, 1e-7)
				copy(x, y)
			}
		})
	}
}

// The sum of moments is the moment of the sum: for LS both forms are plain Adam on the summed loss.
func TestFormsAreEqualForTheSum(t *testing.T) {
	for _, momentum := range []string{TaskMomentum, RawMomentum} {
		prob := newProblem(4)
		o := newOptimizer(t, momentum, "ls", 4)
		x, y := make([]float64, length), make([]float64, length)
		var plain plainAdam
		for s := range steps {
			g, l := prob.at(y)
			sum := combine([]float64{1, 1, 1, 1}, g)
			plain.step(y, sum, 0.02)
			if _, err := o.Step(x, g, l, 0.02); err != nil {
				t.Fatal(err)
			}
			compare(t, s, x, y, 1e-9)
		}
	}
}

// With one task the pseudo gradient of M-ConFIG is the gradient: task momentum is plain Adam, whatever the operator.
func TestPseudoGradientOfOneTaskIsItsGradient(t *testing.T) {
	for _, name := range []string{"ls", "config", "hrgrad"} {
		prob := newProblem(1)
		o := under(newOptimizer(t, TaskMomentum, name, 1)).(*Adam[float64])
		x, y := make([]float64, length), make([]float64, length)
		var plain plainAdam
		for s := range steps {
			g, l := prob.at(y)
			plain.step(y, g[0], 0.02)
			if _, err := o.Step(x, g, l, 0.02); err != nil {
				t.Fatal(err)
			}
			compare(t, s, x, y, 1e-9)
			compare(t, s, o.c.pseudo, g[0], 1e-9)
		}
	}
}

func TestSinglePrecisionFollowsDouble(t *testing.T) {
	for _, momentum := range []string{TaskMomentum, RawMomentum} {
		prob := newProblem(2)
		d := newOptimizer(t, momentum, "ls", 2)
		w, _ := weighting.New("ls", weighting.Options{Tasks: 2})
		s, err := New[float32]("adam", Settings{Tasks: 2, Parameters: length, Momentum: momentum, Weighting: w})
		if err != nil {
			t.Fatal(err)
		}
		x, y := make([]float64, length), make([]float32, length)
		for k := range steps {
			g, l := prob.at(x)
			var g32 [][]float32
			for _, gi := range g {
				var v []float32
				for _, c := range gi {
					v = append(v, float32(c))
				}
				g32 = append(g32, v)
			}
			if _, err := d.Step(x, g, l, 0.01); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Step(y, g32, l, 0.01); err != nil {
				t.Fatal(err)
			}
			wide := make([]float64, length)
			for i, v := range y {
				wide[i] = float64(v)
			}
			compare(t, k, wide, x, 2e-5)
		}
	}
}

// State and SetScalars carry everything: a second optimiser filled with them continues with the same bits.
func TestStateContinuesWithTheSameBits(t *testing.T) {
	for k := range 8 {
		momentum := []string{TaskMomentum, RawMomentum}[k%2]
		metric := []string{Euclidean, Preconditioned}[k/2%2]
		name := []string{"adam", "soap"}[k/4]
		prob := newProblem(3)
		build := func() Optimizer[float64] {
			w, _ := weighting.New("config", weighting.Options{Tasks: 3})
			o, err := New[float64](name, Settings{
				Tasks: 3, Parameters: length, Momentum: momentum, Metric: metric, Weighting: w, Layers: []Matrix{{0, 2, 3}, {6, 1, 1}},
			})
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		a, b := build(), build()
		x := make([]float64, length)
		for range 5 {
			g, l := prob.at(x)
			if _, err := a.Step(x, g, l, 0.01); err != nil {
				t.Fatal(err)
			}
		}
		from, scalars := a.State()
		to, _ := b.State()
		if len(from) != len(to) {
			t.Fatalf("%d and %d vectors", len(from), len(to))
		}
		for i := range from {
			copy(to[i], from[i])
		}
		if err := b.SetScalars(append([]float64(nil), scalars...)); err != nil {
			t.Fatal(err)
		}
		y := append([]float64(nil), x...)
		for s := range 5 {
			g, l := prob.at(x)
			if _, err := a.Step(x, g, l, 0.01); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Step(y, g, l, 0.01); err != nil {
				t.Fatal(err)
			}
			compare(t, s, y, x, 0)
		}
	}
}

// A failing operator leaves the parameters alone and the error is passed on.
func TestOperatorErrorIsPassedOn(t *testing.T) {
	for _, momentum := range []string{TaskMomentum, RawMomentum} {
		o := newOptimizer(t, momentum, "hrgrad", 2)
		x := make([]float64, length)
		g := [][]float64{make([]float64, length), make([]float64, length)}
		g[0][3] = math.NaN()
		if _, err := o.Step(x, g, []float64{1, 1}, 0.1); err == nil {
			t.Error("a gradient that is not a number was accepted")
		}
		compare(t, 0, x, make([]float64, length), 0)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	w, _ := weighting.New("ls", weighting.Options{Tasks: 2})
	good := Settings{Tasks: 2, Parameters: 3, Momentum: RawMomentum, Weighting: w}
	if _, err := New[float64]("nonsense", good); err == nil || !strings.Contains(err.Error(), `"nonsense"`) || !strings.Contains(err.Error(), "adam") {
		t.Errorf("unknown optimiser: %v", err)
	}
	bad := good
	bad.Momentum = "heavy"
	if _, err := New[float64]("adam", bad); err == nil || !strings.Contains(err.Error(), `"heavy"`) || !strings.Contains(err.Error(), RawMomentum) {
		t.Errorf("unknown momentum: %v", err)
	}
	o, err := New[float32]("adam", good)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.SetScalars([]float64{1}); err == nil {
		t.Error("a state with too few scalars was accepted")
	}
	for _, s := range Specs() {
		if s.Name == "" || s.Title == "" || s.Paper == "" || s.Summary == "" {
			t.Errorf("optimiser %q is not described", s.Name)
		}
	}
	good.Layers = []Matrix{{0, 3, 1}}
	for _, name := range []string{"adam", "soap"} { // Levenberg-Marquardt needs Jacobians and is built elsewhere
		if _, err := New[float64](name, good); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
