package train

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// small is a run that takes a step within about a millisecond.
func small() Config {
	return Config{Problem: "transport-smooth", Tasks: 3, Points: 6, Width: 6, Depth: 2, Steps: 100, Seed: 7}
}

func newSession(t *testing.T, c Config) *Session {
	t.Helper()
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// nativeOnly skips a dear test of mathematics on js/wasm, whose bits TestGoldenRuns compares with those of a native build.
func nativeOnly(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "js" {
		t.Skip("dear, and natively the same")
	}
}

// alone skips a dear test of one goroutine under the race detector, which has nothing to find there.
func alone(t *testing.T) {
	t.Helper()
	if racing {
		t.Skip("one goroutine")
	}
}

// advance takes n steps and returns all task losses.
func advance(t *testing.T, s *Session, n int) (losses []float64) {
	t.Helper()
	for range n {
		r, err := s.Step()
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, r.Losses...)
	}
	return losses
}

// parameters returns the parameter vector.
func parameters(s *Session) (p []float64) {
	switch c := s.core.(type) {
	case *coreOf[float32]:
		for _, v := range c.params {
			p = append(p, float64(v))
		}
	case *coreOf[float64]:
		p = append(p, c.params...)
	}
	return p
}

// bitEqual reports the first difference of two vectors.
func bitEqual(a, b []float64) error {
	if len(a) != len(b) {
		return fmt.Errorf("%d and %d numbers", len(a), len(b))
	}
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			return fmt.Errorf("number %d of %d is %v and %v", i, len(a), a[i], b[i])
		}
	}
	return nil
}

// operatorNames lists the operators that are weightings.
func operatorNames() (names []string) {
	for _, s := range weighting.Specs() {
		if !s.Elementwise {
			names = append(names, s.Name)
		}
	}
	return names
}

// forms lists the configurations of every problem, formulation, head and form of the initial data that can be built.
func forms(t *testing.T) []Config {
	t.Helper()
	out, err := allForms()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var allForms = sync.OnceValues(func() (out []Config, err error) { // once: the tables of some gases take a second
	for _, p := range kinetic.All() {
		info := p.Info()
		for _, formulation := range info.Formulations {
			for _, head := range info.Heads {
				for _, initial := range []string{kinetic.Hard, kinetic.Soft} {
					c := small()
					c.Problem, c.Formulation, c.Head, c.Initial = info.Name, formulation, head, initial
					if _, err := New(c); err == nil {
						out = append(out, c)
					} else if head == info.Heads[0] {
						return nil, err
					}
				}
			}
		}
	}
	return out, nil
})

func name(c Config) string {
	return fmt.Sprintf("%s/%s/%s/%s", c.Problem, c.Formulation, c.Head, c.Initial)
}
