package optim

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// promising lists the operators that claim to conflict with no task and move whenever some direction serves all.
var promising = []string{"hrgrad", "hrgrad-sum", "hrgrad-tempered", "hrgrad-root", "upgrad", "dualproj", "harmonic", "nash-mtl"}

// On quadratics L_i = 1/2 (p - a_i)^T H_i (p - a_i) a step of gradient descent along an operator's combination, short against the
// curvature, lowers the loss of every task as long as the point is not nearly Pareto-stationary: the promise of a non-negative
// product, seen in the losses.
func TestEveryLossDescends(t *testing.T) {
	const n, m = 6, 3
	curvature := func(i, k int) float64 { return 1 + 3*math.Abs(math.Sin(float64(1+i+2*k))) }
	centre := func(i, k int) float64 { return math.Cos(float64(3*i + k*k)) }
	at := func(p []float64) (grads [][]float64, losses []float64) {
		for i := range m {
			g, l := make([]float64, n), 0.0
			for k, x := range p {
				d := x - centre(i, k)
				g[k] = curvature(i, k) * d
				l += 0.5 * g[k] * d
			}
			grads, losses = append(grads, g), append(losses, l)
		}
		return grads, losses
	}
	for _, name := range promising {
		op, err := weighting.New(name, weighting.Options{Tasks: m})
		if err != nil {
			t.Fatal(err)
		}
		p := []float64{4, -3, 5, 2, -4, 3}
		steps := 0
		for ; steps < 2000; steps++ {
			grads, losses := at(p)
			gram := make([]float64, m*m)
			for i := range m {
				for j := range m {
					for k := range n {
						gram[i*m+j] += grads[i][k] * grads[j][k]
					}
				}
			}
			rep, err := op.Weights(weighting.Input{M: m, Gram: gram, Losses: losses})
			if err != nil {
				t.Fatal(err)
			}
			if rep.MinCosine < 0.005 { // next to the Pareto set
				break
			}
			u := make([]float64, n)
			for i, w := range rep.Weights {
				for k := range u {
					u[k] += w * grads[i][k]
				}
			}
			// L_i falls by s g_i.u - s^2/2 u^T H_i u with H_i <= 4: a step of the least cosine times the shortest gradient over 4 |u| is
			// short enough.
			norm, short := 0.0, math.Inf(1)
			for k := range u {
				norm += u[k] * u[k]
			}
			for i := range m {
				short = min(short, math.Sqrt(gram[i*m+i]))
			}
			s := rep.MinCosine * short / (4 * math.Sqrt(norm))
			for k := range u {
				p[k] -= s * u[k]
			}
			if _, after := at(p); !(after[0] < losses[0] && after[1] < losses[1] && after[2] < losses[2]) {
				t.Fatalf("%s, step %d: losses %v became %v with least cosine %v", name, steps, losses, after, rep.MinCosine)
			}
		}
		if steps < 3 || steps == 2000 {
			t.Errorf("%s: %d steps to the Pareto set", name, steps)
		}
	}
}

// Two objectives |p - a|^2/2 and |p - b|^2/2, whose Pareto front is the segment from a to b (in losses: sqrt(L_1) + sqrt(L_2) =
// |a-b|/sqrt 2). Adam with task momentum along every promising operator ends on the front, from points on either side and behind the
// ends.
func TestConvergesToTheParetoFront(t *testing.T) {
	a, b := []float64{1, 0}, []float64{-1, 0}
	for _, name := range promising {
		for _, start := range [][]float64{{0.3, 2}, {-2.5, 1}, {3, -1}, {0, -4}} {
			op, err := weighting.New(name, weighting.Options{Tasks: 2})
			if err != nil {
				t.Fatal(err)
			}
			o, err := New[float64]("adam", Settings{Tasks: 2, Parameters: 2, Momentum: TaskMomentum, Norm: OwnLength, Weighting: op})
			if err != nil {
				t.Fatal(err)
			}
			p := append([]float64(nil), start...)
			for step := range 4000 {
				grads, losses := [][]float64{make([]float64, 2), make([]float64, 2)}, make([]float64, 2)
				for k := range p {
					grads[0][k], grads[1][k] = p[k]-a[k], p[k]-b[k]
					losses[0] += grads[0][k] * grads[0][k] / 2
					losses[1] += grads[1][k] * grads[1][k] / 2
				}
				if _, err := o.Step(p, grads, losses, 0.02/(1+float64(step)/200)); err != nil {
					t.Fatal(err)
				}
			}
			if math.Abs(p[1]) > 0.02 || math.Abs(p[0]) > 1.02 {
				t.Errorf("%s from %v ends at %.4f, off the segment from (-1, 0) to (1, 0)", name, start, p)
			}
		}
	}
}
