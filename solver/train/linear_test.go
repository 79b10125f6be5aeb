package train

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// worstOf returns the largest errors of density and flux at the end, over Knudsen numbers of all regimes.
func worstOf(t *testing.T, s *Session) (rho, flux float64) {
	t.Helper()
	tables, err := Errors(s, nil, []float64{1, 0.3, 0.05, 1e-3, 1e-6}, func(eps float64) (reference.Solution, error) {
		return reference.New(s.Config().Problem, eps, reference.Options{})
	})
	if err != nil {
		t.Fatal(err)
	}
	w := tables[0].Worst()
	return w[0], w[1]
}

// TestLinearSolve: a few hundred random features reach errors that training does not, for every Knudsen number, and more features less.
func TestLinearSolve(t *testing.T) {
	var last float64
	for _, c := range []struct {
		width, steps int
		rho, flux    float64
	}{{20, 2, 3e-3, 3e-2}, {100, 4, 2e-5, 1e-3}} {
		s := trained(t, Config{Problem: "transport-smooth", Optimizer: "solve", Width: c.width, Steps: c.steps, Seed: 2}, c.steps)
		rho, flux := worstOf(t, s)
		if !(rho < c.rho && flux < c.flux) {
			t.Errorf("%d features: rho %g, flux %g", c.width, rho, flux)
		}
		if last > 0 && !(flux < last/5) {
			t.Errorf("%d features: flux %g, with fewer %g", c.width, flux, last)
		}
		last = flux
	}
}

// TestLinearPlane: a wave in the plane, at every Knudsen number.
func TestLinearPlane(t *testing.T) {
	nativeOnly(t)
	s := trained(t, Config{Problem: "transport2d-mode", Optimizer: "solve", Width: 60, Steps: 2, Seed: 2}, 2)
	if rho, flux := worstOf(t, s); !(rho < 2e-4 && flux < 2e-3) {
		t.Errorf("rho %g, flux %g", rho, flux)
	}
}

// TestLinearInflow: between walls, with what jumps and what is singular taken off.
func TestLinearInflow(t *testing.T) {
	nativeOnly(t)
	s := trained(t, Config{Problem: "transport-inflow", Optimizer: "solve", Width: 20, Steps: 3, Seed: 2}, 3)
	times := []float64{0.001, 0.1}
	tables, err := Errors(s, times, []float64{1, 0.3, 0.05, 1e-3, 1e-6}, func(eps float64) (reference.Solution, error) {
		return reference.New("transport-inflow", eps, reference.Options{})
	})
	if err != nil {
		t.Fatal(err)
	}
	for k, table := range tables {
		if w := table.Worst(); k > 0 && !(w[0] < 3e-2 && w[1] < 3e-2) {
			t.Errorf("t = %g: %v", times[k], w)
		}
		if r := table.Rows[4].Fields; !(r["rho"] < 2e-3 && r["flux"] < 2e-3) {
			t.Errorf("t = %g: limit %v", times[k], r)
		}
	}
}

// TestSolveSemiconductor: the products of a semiconductor's field are iterated about the linear part, which alone leaves a hundred times the error
// in the density; that of the flux is the features'.
func TestSolveSemiconductor(t *testing.T) {
	nativeOnly(t)
	s := trained(t, Config{Problem: "semiconductor-relax", Optimizer: "solve", Width: 80, Steps: 4, Seed: 2}, 1)
	first, _ := worstOf(t, s)
	for s.Steps() < 4 {
		if _, err := s.Step(); err != nil {
			t.Fatal(err)
		}
	}
	if rho, flux := worstOf(t, s); !(rho < 5e-5 && first > 100*rho && flux < 1e-2) {
		t.Errorf("rho %g after one step, then %g; flux %g", first, rho, flux)
	}
	for _, c := range []Config{{Problem: "semiconductor-diode", Optimizer: "solve"}, {Problem: "semiconductor-relax", Optimizer: "solve", Initial: "soft"}, {Problem: "transport-mode", Optimizer: "solve", Initial: "soft"}, {Problem: "transport-inflow", Optimizer: "solve", Initial: "soft"}, {Problem: "semiconductor-relax", Head: "spectral"}} {
		var bad *input.Error
		if _, err := New(c); !errors.As(err, &bad) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestOneKnudsenNumber: for one of them few features are enough for nearly all digits of the exact solution.
func TestOneKnudsenNumber(t *testing.T) {
	s := trained(t, Config{Problem: "transport-mode", Optimizer: "solve", Width: 60, Steps: 2, EpsMin: 0.5, EpsMax: 0.5}, 2)
	tables, err := Errors(s, nil, []float64{0.5}, func(eps float64) (reference.Solution, error) {
		return reference.New("transport-mode", eps, reference.Options{})
	})
	if err != nil {
		t.Fatal(err)
	}
	if w := tables[0].Worst(); !(w[0] < 1e-8 && w[1] < 1e-7) {
		t.Errorf("errors %v", w)
	}
}

// TestLinearResumes: a run that was stopped goes on with the same bits.
func TestLinearResumes(t *testing.T) {
	c := Config{Problem: "transport-mode", Optimizer: "solve", Width: 20, Steps: 4, Seed: 3}
	whole := trained(t, c, 4)
	data, err := trained(t, c, 3).Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Resume(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Step(); err != nil {
		t.Fatal(err)
	}
	if !same(values(t, s), values(t, whole)) {
		t.Error("the resumed run differs")
	}
	a, err1 := s.Checkpoint()
	b, err2 := whole.Checkpoint()
	if err1 != nil || err2 != nil || StateHash(a) != StateHash(b) {
		t.Errorf("state hashes differ (%v, %v)", err1, err2)
	}
}

// TestLinearInPieces: a loop in short slices is told how far a step is, can be left in the middle of one, and ends with the same bits.
func TestLinearInPieces(t *testing.T) {
	c := Config{Problem: "transport-smooth", Optimizer: "solve", Width: 20, Steps: 3, Seed: 3}
	whole := trained(t, c, 3)
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	var now time.Duration
	l := NewLoop(s, func() time.Duration { now += time.Millisecond; return now })
	calls, within := 0, 0
	for l.Start(Budget{Steps: 3}); l.Running(); calls++ {
		if calls == 7 { // a checkpoint in the middle of a step is one of the step before
			data, err := s.Checkpoint()
			if err != nil {
				t.Fatal(err)
			}
			again, err := Resume(data)
			if err != nil {
				t.Fatal(err)
			}
			if again.Steps() != s.Steps() {
				t.Errorf("the checkpoint is of step %d", again.Steps())
			}
		}
		if err := l.Advance(time.Millisecond); err != nil {
			t.Fatal(err)
		}
		if p := l.Part(); p < 0 || p > 1 {
			t.Fatalf("%g of a step is done", p)
		} else if p > 0 {
			within++
		}
		if calls > 1000 {
			t.Fatal("the loop does not end")
		}
	}
	if within < 6 || s.Steps() != 3 {
		t.Errorf("%d slices ended within a step, %d steps", within, s.Steps())
	}
	if !same(values(t, s), values(t, whole)) {
		t.Error("in pieces the solution differs")
	}
	stop := errors.New("stopped")
	other, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	l = NewLoop(other, func() time.Duration { return 0 })
	asked := 0
	l.Cancel = func() error {
		if asked++; asked == 4 {
			return stop
		}
		return nil
	}
	if err := l.Run(Budget{Steps: 3}); !errors.Is(err, stop) || other.Steps() != 0 {
		t.Errorf("%v at step %d", err, other.Steps())
	}
}

func TestLinearRefuses(t *testing.T) {
	for _, c := range []struct {
		config Config
		field  string
	}{
		{Config{Problem: "bgk-riemann"}, "optimizer"},
		{Config{Problem: "bgk-smooth", Initial: "soft"}, "initial"},
		{Config{Problem: "transport2d-lattice"}, "optimizer"},
		{Config{Problem: "transport-mode", Head: "nodal"}, "head"},
		{Config{Problem: "transport-mode", Precision: "float32"}, "precision"},
		{Config{Problem: "transport-mode", Polish: 3}, "polish"},
	} {
		c.config.Optimizer = "solve"
		if _, err := New(c.config); !input.Is(err) || !strings.HasPrefix(err.Error(), c.field) {
			t.Errorf("%+v: %v", c.config, err)
		}
	}
}

// TestLinearFile: problems of files with constant and with varying cross-sections are solved, at every time.
func TestLinearFile(t *testing.T) {
	nativeOnly(t)
	for _, c := range []struct {
		scattering, absorption string
		width                  int
	}{{"2", "0.7", 60}, {"2 - cos(2*pi*x)", "0.5 + 0.2*sin(2*pi*x)", 60}} {
		text := `{"version":1,"name":"own","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"` + c.scattering + `","absorption":"` + c.absorption +
			`","density":"1 + 0.5*sin(2*pi*x)","source":"1 + t*cos(2*pi*x)"}`
		s := trained(t, Config{Problem: text, Optimizer: "solve", Width: c.width, Steps: 3, Seed: 2}, 3)
		if rho, flux := worstOf(t, s); !(rho < 1e-3 && flux < 1e-2) {
			t.Errorf("scattering %s: rho %g, flux %g", c.scattering, rho, flux)
		}
	}
}

// TestLinearRefusesFiles: what keeps a file from being solved is told with its name.
func TestLinearRefusesFiles(t *testing.T) {
	file := func(more string) string {
		return `{"version":1,"name":"own","equation":"transport","x":[0,1],"tEnd":0.1,"density":"1",` + more + `}`
	}
	for _, c := range []struct {
		config Config
		field  string
	}{
		{Config{Problem: file(`"scattering":"1 + a*cos(2*pi*x)^2","parameters":{"a":[0,4]}`)}, "parameters"},
		{Config{Problem: file(`"scattering":"1"`), Initial: "soft"}, "initial"},
		{Config{Problem: file(`"scattering":"1 + 0.5*cos(60*pi*x)"`)}, "head"},
		{Config{Problem: file(`"scattering":"1","left":{"inflow":"2"},"right":{"inflow":"0"}`)}, "optimizer"}, // into a medium at rest from both sides
	} {
		c.config.Optimizer = "solve"
		if _, err := New(c.config); !input.Is(err) || !strings.HasPrefix(err.Error(), c.field) {
			t.Errorf("%+v: %v", c.config, err)
		}
	}
}
