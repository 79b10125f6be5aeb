package weighting

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// dyadic draws gradients and losses whose products are exact in float64, so that
// the inputs have the same bits on every platform.
func dyadic(r *rand.Rand, m, p int) (g [][]float64, l []float64) {
	g, l = make([][]float64, m), make([]float64, m)
	common := make([]float64, p)
	for k := range common {
		common[k] = float64(r.IntN(257)-128) / 256
	}
	for i := range g {
		g[i] = make([]float64, p)
		for k := range g[i] {
			g[i][k] = common[k] + float64(r.IntN(2049)-1024)/256
		}
		l[i] = float64(1+r.IntN(1024)) / 64
	}
	return g, l
}

// sequence calls w with n seeded inputs and returns the bits of all weights.
func sequence(t testing.TB, w Weighting, seed uint64, m, n int) []uint64 {
	r := rand.New(rand.NewPCG(seed, uint64(m)))
	var out []uint64
	for range n {
		g, l := dyadic(r, m, 2*m+1)
		rep := mustWeights(t, w, gramOf(g), l)
		for _, x := range rep.Weights {
			out = append(out, math.Float64bits(x))
		}
		for _, x := range rep.Angles {
			out = append(out, math.Float64bits(x))
		}
	}
	return out
}

func equal(a, b []uint64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// windowed shortens the window of DWA, so that short sequences pass several.
func windowed(w Weighting, window int) Weighting {
	if d, ok := w.(*dwa); ok {
		d.window = window
	}
	return w
}

func TestStateRoundTrip(t *testing.T) {
	for _, sp := range Specs() {
		if sp.Elementwise {
			continue
		}
		t.Run(sp.Name, func(t *testing.T) {
			for _, before := range []int{0, 1, 5} {
				a := windowed(mustNew(t, sp.Name, Options{Seed: 11}), 2)
				sequence(t, a, 1, 5, before)
				state, err := a.State()
				if err != nil {
					t.Fatal(err)
				}
				b := windowed(mustNew(t, sp.Name, Options{Seed: 99}), 2)
				sequence(t, b, 8, 5, 3) // to be overwritten
				if err := b.Restore(state); err != nil {
					t.Fatal(err)
				}
				again, err := b.State()
				if err != nil {
					t.Fatal(err)
				}
				if string(again) != string(state) {
					t.Fatalf("state\n%s restored as\n%s", state, again)
				}
				if !equal(sequence(t, a, 2, 5, 6), sequence(t, b, 2, 5, 6)) {
					t.Fatalf("continuation differs after %d calls", before)
				}
			}
			// A stateful or random operator must really depend on its state.
			if sp.Stateful || sp.Random {
				a, b := windowed(mustNew(t, sp.Name, Options{Seed: 1}), 2), windowed(mustNew(t, sp.Name, Options{Seed: 1}), 2)
				sequence(t, a, 1, 5, 6)
				if equal(sequence(t, a, 2, 5, 6), sequence(t, b, 2, 5, 6)) {
					t.Error("earlier calls made no difference")
				}
			}
		})
	}
}

func TestRestoreErrors(t *testing.T) {
	for _, sp := range Specs() {
		if sp.Elementwise {
			continue
		}
		t.Run(sp.Name, func(t *testing.T) {
			w := mustNew(t, sp.Name, Options{Tasks: 5, Seed: 4})
			sequence(t, w, 1, 5, 3)
			before, _ := w.State()
			for _, bad := range []string{"", "{", "[]", `{"operator":"other","tasks":5}`,
				fmt.Sprintf(`{"operator":%q,"tasks":4}`, sp.Name), fmt.Sprintf(`{"operator":%q,"tasks":-1}`, sp.Name)} {
				err := w.Restore([]byte(bad))
				if err == nil || strings.Contains(err.Error(), "\n") {
					t.Errorf("Restore(%q) = %v, want one line", bad, err)
				}
			}
			if after, _ := w.State(); string(after) != string(before) {
				t.Error("a failed Restore changed the state")
			}
		})
	}
	for name, bad := range map[string][]string{
		"hrgrad": {`"angles":[1,2]`, `"losses":[1]`, `"angles":[1,2,"x"]`},
		"rgb":    {`"angles":[1,2]`},
		"uw":     {`"parameters":[1,2]`, `"parameters":[1,2,300]`, `"adam":{"m":[1,2,3],"v":[1,2]}`, `"adam":{"m":[1,2,3]}`, `"adam":{"m":[1],"v":[1,2,3]}`, `"adam":{"m":[0,0,0],"v":[-1,0,0]}`, `"adam":{"m":[0,0,0],"v":[0,0,0],"b1":1}`},
		"famo":   {`"losses":[1]`, `"parameters":[1,2,3e4]`},
		"dwa":    {`"sum":[1]`, `"last":[1]`, `"before":[1]`, `"count":-1`, `"count":2`},
		"rlw":    {`"random":"AAAA"`},
		"pcgrad": {`"random":""`},
	} {
		w := mustNew(t, name, Options{Seed: 6})
		sequence(t, w, 1, 3, 2)
		before, _ := w.State()
		for _, fields := range bad {
			err := w.Restore([]byte(fmt.Sprintf(`{"operator":%q,"tasks":3,%s}`, name, fields)))
			if err == nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: Restore with %s: %v", name, fields, err)
			}
		}
		if after, _ := w.State(); string(after) != string(before) {
			t.Errorf("%s: a failed Restore changed the state", name)
		}
	}
}

// FuzzRestore: any bytes either fail or leave an operator that works.
func FuzzRestore(f *testing.F) {
	for _, sp := range Specs() {
		if sp.Elementwise {
			continue
		}
		w := mustNew(f, sp.Name, Options{Seed: 2})
		empty, _ := w.State()
		sequence(f, w, 1, 3, 3)
		full, _ := w.State()
		f.Add(sp.Name, empty)
		f.Add(sp.Name, full)
	}
	f.Add("hrgrad", []byte(`{"operator":"hrgrad","tasks":3,"angles":[1e308,-5,0],"losses":[1e308,0,-1e308]}`))
	f.Fuzz(func(t *testing.T, name string, state []byte) {
		w, err := New(name, Options{})
		if err != nil {
			return
		}
		if err := w.Restore(state); err != nil {
			return
		}
		again, err := w.State()
		if err != nil || !json.Valid(again) {
			t.Fatalf("state after Restore: %s, %v", again, err)
		}
		var h header
		if err := json.Unmarshal(again, &h); err != nil || h.Tasks > 40 {
			return
		}
		m := h.Tasks
		if m == 0 {
			m = 3
		}
		r := rand.New(rand.NewPCG(1, 1))
		for range 3 {
			rep := mustWeights(t, w, gramOf(gaussian(r, m, 4)), losses(r, m))
			for i, x := range rep.Weights {
				if math.IsNaN(x) || math.IsInf(x, 0) {
					t.Fatalf("weight %d = %v after Restore(%s)", i, x, state)
				}
			}
		}
	})
}

func TestInputErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, sp := range Specs() {
		if sp.Elementwise {
			continue
		}
		t.Run(sp.Name, func(t *testing.T) {
			w := mustNew(t, sp.Name, Options{Tasks: 2})
			good := Input{2, []float64{1, 0.5, 0.5, 2}, []float64{1, 2}}
			if _, err := w.Weights(good); err != nil {
				t.Fatal(err)
			}
			before, _ := w.State()
			for name, in := range map[string]Input{
				"no tasks":      {0, nil, nil},
				"other m":       {3, make([]float64, 9), make([]float64, 3)},
				"short gram":    {2, []float64{1, 2, 3}, []float64{1, 2}},
				"short losses":  {2, good.Gram, []float64{1}},
				"NaN":           {2, []float64{1, nan, nan, 2}, []float64{1, 2}},
				"Inf":           {2, []float64{inf, 0, 0, 2}, []float64{1, 2}},
				"NaN loss":      {2, good.Gram, []float64{1, nan}},
				"negative":      {2, []float64{-1, 0, 0, 2}, []float64{1, 2}},
				"asymmetric":    {2, []float64{1, 0.5, -0.5, 2}, []float64{1, 2}},
				"not a Gramian": {2, []float64{1, 2, 2, 1}, []float64{1, 2}},
			} {
				_, err := w.Weights(in)
				if err == nil || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), sp.Name) {
					t.Errorf("%s: error %v", name, err)
				}
			}
			if _, err := w.Weights(Input{2, good.Gram, nil}); (err != nil) != sp.UsesLosses {
				t.Errorf("no losses: error %v, UsesLosses %v", err, sp.UsesLosses)
			} else if err == nil {
				return
			}
			if after, _ := w.State(); string(after) != string(before) {
				t.Error("a refused input changed the state")
			}
		})
	}
}

func TestNewErrors(t *testing.T) {
	if _, err := New("nope", Options{}); err == nil || !strings.Contains(err.Error(), "hrgrad, config") {
		t.Errorf("unknown name: %v", err)
	}
	if _, err := New("hrgrad", Options{Tasks: -1}); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("tasks -1: error %v", err)
	}
}

func TestSpecs(t *testing.T) {
	if n := Specs(); n[0].Name != "hrgrad" || n[1].Name != "config" {
		t.Errorf("list starts with %s, %s", n[0].Name, n[1].Name)
	}
	for _, sp := range Specs() {
		if sp.Title == "" || sp.Paper == "" || sp.Summary == "" {
			t.Errorf("%s: incomplete", sp.Name)
		}
		b, err := json.Marshal(sp)
		if err != nil || !strings.Contains(string(b), `"usesLosses"`) {
			t.Errorf("%s: %s, %v", sp.Name, b, err)
		}
		if !sp.Elementwise && mustNew(t, sp.Name, Options{}).Name() != sp.Name {
			t.Errorf("%s: other name", sp.Name)
		}
	}
}
