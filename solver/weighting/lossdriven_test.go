package weighting

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

var identity2 = []float64{1, 0, 0, 1}

func wantWeights(t *testing.T, rep *Report, want ...float64) {
	t.Helper()
	for i := range want {
		if math.Abs(rep.Weights[i]-want[i]) > 1e-12 {
			t.Errorf("weights %v, want %v", rep.Weights, want)
			return
		}
	}
}

// UW: from s = 0 the gradients are (1 - L)/2; the first Adam step has the size of
// the rate and the sign of the gradient, whatever its size.
func TestUWByHand(t *testing.T) {
	w := mustNew(t, "uw", Options{})
	wantWeights(t, mustWeights(t, w, identity2, []float64{3, 0.1}), 0.5, 0.5)
	rep := mustWeights(t, w, identity2, []float64{3, 0.1})
	for i, s := range []float64{1e-3, -1e-3} {
		if want := math.Exp(-s) / 2; math.Abs(rep.Weights[i]-want) > 1e-10 {
			t.Errorf("weight %d is %v, want %v", i, rep.Weights[i], want)
		}
	}
	// Held at constant losses the weights settle where sigma^2 = L: w = 1/(2L).
	w = mustNew(t, "uw", Options{})
	w.(*uw).rate = 0.05
	for range 2000 {
		rep = mustWeights(t, w, identity2, []float64{3, 0.1})
	}
	for i, l := range []float64{3, 0.1} {
		if want := 1 / (2 * l); math.Abs(rep.Weights[i]-want) > 1e-3*want {
			t.Errorf("settled weight %d is %v, want %v", i, rep.Weights[i], want)
		}
	}
}

func TestDWAByHand(t *testing.T) {
	w := windowed(mustNew(t, "dwa", Options{}), 2)
	for _, l := range [][]float64{{3, 4}, {1, 4}, {1, 4}, {1, 4}} {
		wantWeights(t, mustWeights(t, w, identity2, l), 1, 1)
	}
	// Means 2, 4 then 1, 4: ratios 1/2 and 1, over T = 2.
	a, b := math.Exp(0.25), math.Exp(0.5)
	wantWeights(t, mustWeights(t, w, identity2, []float64{9, 9}), 2*a/(a+b), 2*b/(a+b))
	wantWeights(t, mustWeights(t, w, identity2, []float64{9, 9}), 2*a/(a+b), 2*b/(a+b))
	// Then 9, 9 after 1, 4: ratios 9 and 9/4.
	a, b = math.Exp(4.5), math.Exp(1.125)
	wantWeights(t, mustWeights(t, w, identity2, []float64{1, 1}), 2*a/(a+b), 2*b/(a+b))
}

func TestFAMOByHand(t *testing.T) {
	w := mustNew(t, "famo", Options{})
	rep := mustWeights(t, w, identity2, []float64{2, 8})
	for i, want := range []float64{0.8, 0.2} { // 1/2 : 1/8
		if math.Abs(rep.Weights[i]-want) > 1e-8 {
			t.Errorf("weights %v", rep.Weights)
		}
	}
	// The first loss halves, the second stays: the first logit falls by the rate,
	// the second rises by it (first Adam step).
	rep = mustWeights(t, w, identity2, []float64{1, 8})
	a, b := math.Exp(-0.025)/1, math.Exp(0.025)/8
	for i, want := range []float64{a / (a + b), b / (a + b)} {
		if math.Abs(rep.Weights[i]-want) > 1e-7 {
			t.Errorf("weights %v, want %v", rep.Weights, want)
		}
	}
}

// RLW: weights sum to one, have mean 1/m, and log w_i - log w_j is normal with
// variance 2.
func TestRLWDistribution(t *testing.T) {
	w := mustNew(t, "rlw", Options{Seed: 1})
	const n = 20000
	var mean, v1, v2, v4 float64
	for range n {
		rep := mustWeights(t, w, []float64{1, 0, 0, 0, 1, 0, 0, 0, 1}, nil)
		if s := rep.Weights[0] + rep.Weights[1] + rep.Weights[2]; math.Abs(s-1) > 1e-12 {
			t.Fatalf("sum %v", s)
		}
		mean += rep.Weights[0] / n
		d := math.Log(rep.Weights[0] / rep.Weights[1])
		v1 += d / n
		v2 += d * d / n
		v4 += d * d * d * d / n
	}
	if math.Abs(mean-1.0/3) > 0.01 || math.Abs(v1) > 0.05 || math.Abs(v2-2) > 0.1 || math.Abs(v4-12) > 1.2 {
		t.Errorf("mean %v, moments of the log ratio %v %v %v", mean, v1, v2, v4)
	}
}

func TestGradDrop(t *testing.T) {
	w, err := NewElementwise("graddrop", Options{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New("graddrop", Options{}); err == nil || !strings.Contains(err.Error(), "element-wise") {
		t.Errorf("New: %v", err)
	}
	if _, err := NewElementwise("config", Options{}); err == nil || !strings.Contains(err.Error(), "graddrop") {
		t.Errorf("NewElementwise: %v", err)
	}
	const n = 40000
	grads := [][]float64{make([]float64, n), make([]float64, n), make([]float64, n)}
	for k := range n {
		switch k % 4 {
		case 0: // one sign: everything stays
			grads[0][k], grads[1][k], grads[2][k] = 1, 2, 3
		case 1:
			grads[0][k], grads[1][k], grads[2][k] = -1, 0, -3
		case 2: // P = (1 + 2/6)/2 = 2/3: 4 with that chance, -2 otherwise
			grads[0][k], grads[1][k], grads[2][k] = 1, -2, 3
		}
	}
	out := make([]float64, n)
	if err := w.Combine64(grads, out); err != nil {
		t.Fatal(err)
	}
	plus := 0
	for k, x := range out {
		switch k % 4 {
		case 0:
			if x != 6 {
				t.Fatalf("component %d is %v, want 6", k, x)
			}
		case 1:
			if x != -4 {
				t.Fatalf("component %d is %v, want -4", k, x)
			}
		case 2:
			if math.Abs(x-4) < 1e-12 {
				plus++
			} else if math.Abs(x+2) > 1e-12 {
				t.Fatalf("component %d is %v, want 4 or -2", k, x)
			}
		case 3:
			if x != 0 {
				t.Fatalf("component %d is %v, want 0", k, x)
			}
		}
	}
	if p := float64(plus) / (n / 4); math.Abs(p-2.0/3) > 0.02 {
		t.Errorf("positive sign kept with frequency %v, want 2/3", p)
	}

	// float32 takes the same decisions; a restored state continues; a leak keeps
	// its share; full leak is the sum.
	state, _ := w.State()
	if err := w.Combine64(grads, out); err != nil {
		t.Fatal(err)
	}
	grads32, out32 := make([][]float32, 3), make([]float32, n)
	for i := range grads {
		grads32[i] = make([]float32, n)
		for k, x := range grads[i] {
			grads32[i][k] = float32(x)
		}
	}
	again, _ := NewElementwise("graddrop", Options{Seed: 77})
	if err := again.Restore(state); err != nil {
		t.Fatal(err)
	}
	if err := again.Combine(grads32, out32); err != nil {
		t.Fatal(err)
	}
	for k := range out {
		if float32(out[k]) != out32[k] {
			t.Fatalf("component %d: %v in float64, %v in float32 after Restore", k, out[k], out32[k])
		}
	}
	leaky, _ := NewElementwise("graddrop", Options{})
	leaky.(*gradDrop).leak = 1
	if err := leaky.Combine64(grads, out); err != nil {
		t.Fatal(err)
	}
	for k := range out {
		if s := grads[0][k] + grads[1][k] + grads[2][k]; math.Abs(out[k]-s) > 1e-12 {
			t.Fatalf("component %d with full leak is %v, want %v", k, out[k], s)
		}
	}
	before, _ := w.State()
	grads[1][5] = math.NaN()
	if err := w.Combine64(grads, out); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("NaN: %v", err)
	}
	if err := w.Combine64(grads[:2], out); err == nil {
		t.Error("other number of tasks accepted")
	}
	for _, bad := range []string{"{", `{"operator":"rlw","tasks":3,"random":""}`, `{"operator":"graddrop","tasks":3,"random":"AAAA"}`} {
		if err := w.Restore([]byte(bad)); err == nil {
			t.Errorf("Restore(%s) accepted", bad)
		}
	}
	if after, _ := w.State(); string(after) != string(before) {
		t.Error("an error changed the state")
	}
}

func TestGradDropGoldenBits(t *testing.T) {
	w, err := NewElementwise("graddrop", Options{Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	w.(*gradDrop).leak = 0.25
	r := rand.New(rand.NewPCG(5, 5))
	h := fnv.New64a()
	out := make([]float64, 300)
	for range 4 {
		g, _ := dyadic(r, 5, len(out))
		if err := w.Combine64(g, out); err != nil {
			t.Fatal(err)
		}
		for _, x := range out {
			b := math.Float64bits(x)
			for s := 0; s < 64; s += 8 {
				h.Write([]byte{byte(b >> s)})
			}
		}
	}
	if got := fmt.Sprintf("%016x", h.Sum64()); got != "2263b5537ed6ee88" {
		t.Errorf("bits %s", got)
	}
}
