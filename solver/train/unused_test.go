package train

import "testing"

// A setting that is said to be unused by an optimiser leaves the losses as they are, and the plain optimiser's change with it.
func TestUnusedSettingsChangeNothing(t *testing.T) {
	values := map[string][2]string{
		"operator": {"hrgrad", "upgrad"}, "momentum": {"task", "raw"}, "schedule": {"cosine", "constant"}, "rate": {"0.01", "0.03"},
		"metric": {"euclidean", "preconditioned"}, "length": {"unit", "own"}, "promise": {"operator", "step"},
	}
	hash := func(problem string, steps int, optimizer, key, value string) string {
		c := Config{Problem: problem, Optimizer: optimizer, TasksBy: ByTermBand, Width: 6, Depth: 1, Points: 4, Steps: steps, Seed: 5}
		for _, s := range Settings() {
			if s.Key == key {
				if err := s.Set(&c, value); err != nil {
					t.Fatal(err)
				}
			}
		}
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		h := NewLossHash()
		for range steps {
			r, err := s.Step()
			if err != nil {
				t.Fatal(err)
			}
			h.Add(r.Losses)
		}
		return h.String()
	}
	checked := 0
	for _, s := range Settings() {
		for _, o := range s.Unused {
			v, ok := values[s.Key]
			if !ok {
				t.Fatalf("%s: the test knows no values", s.Key)
			}
			if hash("transport-mode", 3, o, s.Key, v[0]) != hash("transport-mode", 3, o, s.Key, v[1]) {
				t.Errorf("%s is said to be unused by %s and changes the losses", s.Key, o)
			}
			checked++
		}
	}
	if checked != 1+2*(len(values)-1) {
		t.Errorf("%d pairs of setting and optimiser", checked)
	}
	for key, v := range values {
		if hash("bgk-smooth", 20, "soap", key, v[0]) == hash("bgk-smooth", 20, "soap", key, v[1]) {
			t.Errorf("%s changes nothing with soap", key)
		}
	}
}
