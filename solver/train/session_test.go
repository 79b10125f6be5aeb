package train

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/reference"
)

// Results do not depend on the number of goroutines: losses and parameters have the same bits.
func TestWorkersDoNotChangeTheBits(t *testing.T) {
	nativeOnly(t)
	// The first form in every partition on many workers, each other one in one of them: a step is shared the same way whatever the problem.
	for i, c := range forms(t) {
		for k, by := range partitions {
			workers := []int{1, 2, 3, 5}
			if i > 0 && k != i%len(partitions) {
				continue
			} else if i > 0 {
				workers = []int{1, 2 + i%4}
			}
			c.TasksBy = by
			var losses, params []float64
			for _, w := range workers {
				s := newSession(t, c)
				s.SetWorkers(w)
				l := advance(t, s, 2)
				p := parameters(s)
				if w == 1 {
					losses, params = l, p
					continue
				}
				if err := bitEqual(losses, l); err != nil {
					t.Fatalf("%s by %s, %d workers: losses: %v", name(c), by, w, err)
				}
				if err := bitEqual(params, p); err != nil {
					t.Fatalf("%s by %s, %d workers: parameters: %v", name(c), by, w, err)
				}
			}
		}
	}
}

// The number of workers may change in the middle of a run.
func TestWorkersMayChange(t *testing.T) {
	a, b := newSession(t, small()), newSession(t, small())
	want := advance(t, a, 6)
	var got []float64
	for _, w := range []int{1, 3, 100} {
		b.SetWorkers(w)
		got = append(got, advance(t, b, 2)...)
	}
	if err := bitEqual(want, got); err != nil {
		t.Error(err)
	}
}

func TestSeeds(t *testing.T) {
	for _, p := range kinetic.All() {
		c := small()
		c.Problem = p.Info().Name
		one, again := advance(t, newSession(t, c), 3), advance(t, newSession(t, c), 3)
		if err := bitEqual(one, again); err != nil {
			t.Errorf("%s: one seed, two runs: %v", c.Problem, err)
		}
		c.Seed++
		if bitEqual(one, advance(t, newSession(t, c), 3)) == nil {
			t.Errorf("%s: two seeds give one run", c.Problem)
		}
	}
}

// Looking at the network does not disturb the run.
func TestEvaluationDoesNotChangeTheRun(t *testing.T) {
	a, b := newSession(t, small()), newSession(t, small())
	want := advance(t, a, 4)
	var got []float64
	for range 4 {
		got = append(got, advance(t, b, 1)...)
		if _, err := b.Evaluate(0.1, 0.05, []float64{0.1, 0.2}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Distribution(0.1, 0.05, []float64{0.3}, []float64{-1, 0, 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Checkpoint(); err != nil {
			t.Fatal(err)
		}
	}
	if err := bitEqual(want, got); err != nil {
		t.Error(err)
	}
}

func TestReport(t *testing.T) {
	s := newSession(t, small())
	for k := 1; k <= 3; k++ {
		r, err := s.Step()
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, l := range r.Losses {
			sum += l
		}
		if r.Step != k || s.Steps() != k || r.Total != sum || len(r.Losses) != len(s.TaskNames()) || !(r.Rate > 0) || r.Gradient == nil {
			t.Errorf("step %d: %+v", k, r)
		}
	}
}

// A run that blows up says so.
func TestDivergenceIsAnError(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), 1e30} {
		s := newSession(t, small())
		core := s.core.(*coreOf[float32])
		for i := range core.params {
			core.params[i] = float32(bad)
		}
		_, err := s.Step()
		if err == nil {
			t.Errorf("parameters %v: no error", bad)
		} else if math.IsNaN(bad) && !errors.Is(err, ErrDiverged) {
			t.Errorf("parameters %v: %v", bad, err)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("error of several lines: %q", err)
		}
	}
}

func TestEvaluateRefusesBadArguments(t *testing.T) {
	s := newSession(t, small()) // x in [0, 1], t in [0, 0.1]
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		eps, t float64
		x      []float64
		field  string
	}{
		{0, 0.05, []float64{0.5}, "eps"}, {-1, 0.05, []float64{0.5}, "eps"}, {1.0001, 0.05, []float64{0.5}, "eps"}, {nan, 0.05, []float64{0.5}, "eps"}, {inf, 0.05, []float64{0.5}, "eps"},
		{0.1, -1e-9, []float64{0.5}, "t"}, {0.1, 0.1001, []float64{0.5}, "t"}, {0.1, nan, []float64{0.5}, "t"}, {0.1, inf, []float64{0.5}, "t"},
		{0.1, 0.05, []float64{0.5, -0.01}, "x"}, {0.1, 0.05, []float64{1.01}, "x"}, {0.1, 0.05, []float64{nan}, "x"}, {0.1, 0.05, []float64{-inf}, "x"},
	} {
		_, e1 := s.Evaluate(c.eps, c.t, c.x)
		_, e2 := s.Distribution(c.eps, c.t, c.x, []float64{0})
		for _, err := range []error{e1, e2} {
			if err == nil || !strings.HasPrefix(err.Error(), c.field+":") || !strings.Contains(err.Error(), "allowed") || strings.Contains(err.Error(), "\n") {
				t.Errorf("eps %v, t %v, x %v: %v", c.eps, c.t, c.x, err)
			}
		}
	}
	if _, err := s.EvaluateAt(0.1, []float64{0.01, 0.02}, []float64{0.5}); err == nil {
		t.Error("two times for one point were accepted")
	}
	if _, err := s.Distribution(0.1, 0.05, []float64{0.5}, []float64{0, nan}); err == nil || !strings.HasPrefix(err.Error(), "v:") {
		t.Errorf("a velocity that is not a number: %v", err)
	}
	if out, err := s.Evaluate(0.1, 0.05, nil); err != nil || len(out) != 2 || len(out[0]) != 0 {
		t.Errorf("no points: %v, %v", out, err)
	}
}

// Fields and distribution are finite at the ends of the domain and for any eps, trained on or not; every chunk of points gives the
// values of single points.
func TestEvaluateEverywhere(t *testing.T) {
	nativeOnly(t)
	for _, c := range forms(t) {
		s := newSession(t, c)
		info := s.Problem()
		d := info.Coordinates()
		x := make([]float64, d*(probePoints+7))
		for i := range x {
			a := info.Axes()[i%d]
			x[i] = a.Min + (a.Max-a.Min)*float64(i/d)/float64(len(x)/d-1)
		}
		for _, eps := range []float64{1, 1e-3, 1e-12} {
			for _, tt := range []float64{0, 1e-13, info.TEnd} {
				out, err := s.Evaluate(eps, tt, append(slices.Clone(x[len(x)-d:]), x[:50]...))
				if err != nil {
					t.Fatal(err)
				}
				for k, f := range out {
					for i, v := range f {
						if math.IsNaN(v) || math.IsInf(v, 0) {
							t.Fatalf("%s: %s(%g, %g; %g) = %v", name(c), info.Fields[k].Name, tt, x[max(0, d*i-d)], eps, v)
						}
					}
				}
			}
		}
		whole, _ := s.Evaluate(0.1, info.TEnd/2, x)
		for _, i := range []int{0, 5, fewPoints, probePoints - 1, probePoints, len(x)/d - 1} {
			one, err := s.Evaluate(0.1, info.TEnd/2, x[d*i:d*i+d])
			if err != nil {
				t.Fatal(err)
			}
			for k := range whole {
				if one[k][0] != whole[k][i] {
					t.Errorf("%s: point %d alone has field %d = %v, among others %v", name(c), i, k, one[k][0], whole[k][i])
				}
			}
		}
	}
}

// Between the velocity nodes the distribution is interpolated linearly; beyond the last node it is held.
func TestDistributionInterpolates(t *testing.T) {
	for _, c := range forms(t) {
		s := newSession(t, c)
		info := s.Problem()
		if info.Plane() {
			continue // see TestDistributionOfAngles
		}
		nodes := s.model.Velocities()
		var v []float64
		for k := range nodes[1:] {
			v = append(v, nodes[k], 0.75*nodes[k]+0.25*nodes[k+1], nodes[k+1])
		}
		v = append(v, info.VMin, info.VMax)
		out, err := s.Distribution(0.2, info.TEnd/2, []float64{info.XMin + 0.4*(info.XMax-info.XMin)}, v)
		if err != nil {
			t.Fatal(err)
		}
		f := out[0]
		for k := range nodes[1:] {
			want := 0.75*f[3*k] + 0.25*f[3*k+2]
			if math.Abs(f[3*k+1]-want) > 1e-12*(1+math.Abs(want)) {
				t.Errorf("%s: f between nodes %d and %d is %v, want %v", name(c), k, k+1, f[3*k+1], want)
			}
		}
		if n := len(v); f[n-2] != f[0] || f[n-1] != f[n-3] {
			t.Errorf("%s: f is not held beyond the nodes", name(c))
		}
	}
}

// In a plane the distribution has a period and the moments that Evaluate gives, and the values of the nodes there.
func TestDistributionOfAngles(t *testing.T) {
	c := small()
	c.Problem, c.Precision, c.Head = "transport2d-pulse", "float64", ""
	s := newSession(t, c)
	const n, eps, at = 48, 0.2, 0.03
	x := []float64{0.3, -0.1, -0.7, 0.2}
	v := make([]float64, n)
	for j := range v {
		v[j] = 2 * math.Pi * float64(j) / n
	}
	f, err := s.Distribution(eps, at, x, append(v, 2*math.Pi, s.model.Velocities()[3]))
	if err != nil {
		t.Fatal(err)
	}
	fields, err := s.Evaluate(eps, at, x)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range f {
		var m [3]float64
		for j, theta := range v {
			sin, cos := math.Sincos(theta)
			m[0] += row[j] / n
			m[1] += row[j] * cos / n / eps
			m[2] += row[j] * sin / n / eps
		}
		for k := range m {
			if math.Abs(m[k]-fields[k][i]) > 1e-11 {
				t.Errorf("point %d: moment %d of f is %v, the field %v", i, k, m[k], fields[k][i])
			}
		}
		if math.Abs(row[n]-row[0]) > 1e-12 {
			t.Errorf("point %d: f is %v at 0 and %v at 2 pi", i, row[0], row[n])
		}
	}
}

// The density that Evaluate gives is the mean over the velocities of f.
func TestDensityIsTheMeanOfTheDistribution(t *testing.T) {
	c := small()
	c.Problem, c.Precision = "transport-mode", "float64"
	s := newSession(t, c)
	const n = 20001
	v := make([]float64, n)
	for i := range v {
		v[i] = -1 + 2*(float64(i)+0.5)/n
	}
	x := []float64{0.3, 2, 5}
	f, err := s.Distribution(0.3, 0.5, x, v)
	if err != nil {
		t.Fatal(err)
	}
	fields, err := s.Evaluate(0.3, 0.5, x)
	if err != nil {
		t.Fatal(err)
	}
	for i := range x {
		var mean float64
		for _, y := range f[i] {
			mean += y / n
		}
		if math.Abs(mean-fields[0][i]) > 0.02 {
			t.Errorf("x %g: mean of f %g, density %g", x[i], mean, fields[0][i])
		}
	}
}

// A short run lowers losses and errors a lot: by a factor of five and of two at least.
func TestTrainingReducesLossAndError(t *testing.T) {
	nativeOnly(t)
	for _, momentum := range []string{"task", "raw"} {
		for _, problem := range []string{"transport-mode", "transport-smooth"} {
			t.Run(problem+"/"+momentum, func(t *testing.T) {
				c := Config{Problem: problem, Momentum: momentum, Tasks: 4, Points: 32, Width: 16, Depth: 2, Steps: 400, Seed: 1, Rate: 1e-2}
				s := newSession(t, c)
				refs := func(eps float64) (reference.Solution, error) { return reference.New(problem, eps, reference.Options{}) }
				decades := []float64{1, 0.1, 1e-2, 1e-4}
				typical := func() (e float64) { // geometric mean over eps and fields
					tables, err := Errors(s, nil, decades, refs)
					if err != nil {
						t.Fatal(err)
					}
					return tables[0].Mean()
				}
				mean := func(n int) (sum float64) {
					for range n {
						r, err := s.Step()
						if err != nil {
							t.Fatal(err)
						}
						sum += r.Total / float64(n)
					}
					return sum
				}
				before := typical()
				first := mean(10)
				mean(380)
				last := mean(10)
				after := typical()
				if !(last < first/5) || !(after < before/2) {
					t.Errorf("mean total loss %g -> %g, typical error %g -> %g", first, last, before, after)
				}
			})
		}
	}
}

// failing is a Remote whose workers are lost.
type failing struct{ err error }

func (f failing) Gradients([]byte, func([]int, []byte) error) error { return f.err }

func TestRemoteGradientsGiveTheSameRun(t *testing.T) {
	for _, by := range partitions {
		c := small()
		c.TasksBy = by
		want := advance(t, newSession(t, c), 5)
		s := newSession(t, c)
		s.SetRemote(newPool(t, c, s.Units(), 2))
		got := advance(t, s, 3)
		s.SetRemote(nil)
		got = append(got, advance(t, s, 2)...)
		if err := bitEqual(want, got); err != nil {
			t.Errorf("by %s: %v", by, err)
		}
		lost := errors.New("worker lost")
		s.SetRemote(failing{lost})
		if _, err := s.Step(); !errors.Is(err, lost) {
			t.Errorf("error of a worker: %v", err)
		}
	}
}
