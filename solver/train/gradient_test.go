package train

import (
	"math"
	"slices"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// fixedBatch draws one batch where central differences resolve the losses and where every problem has something to learn:
// moderate Knudsen numbers, late times, close to the left end.
func fixedBatch(s *Session) *Batch {
	b := s.layout.newBatch()
	info := s.Problem()
	for k := range b.Eps {
		b.Eps[k] = 0.05 * math.Pow(6, s.rng.Float64())
	}
	for i, c := range s.layout.cells {
		for j := range c.points {
			b.X[i][j] = info.XMin + (info.XMax-info.XMin)*(0.01+0.14*s.rng.Float64())
			b.T[i][j] = info.TEnd * (0.5 + 0.5*s.rng.Float64())
			switch s.layout.groups[c.group].kind {
			case kinetic.AtStart:
				b.T[i][j] = 0
			case kinetic.AtWalls:
				b.X[i][j] = []float64{info.XMin, info.XMax}[j%2]
			}
		}
	}
	return b
}

// Task gradients are the derivatives of the task losses, for every problem, formulation, head, form of the initial data and
// partition.
func TestTaskGradientsAgainstCentralDifferences(t *testing.T) {
	nativeOnly(t)
	alone(t)
	const h = 1e-5
	for _, c := range forms(t) {
		for _, by := range partitions {
			t.Run(name(c)+"/"+by, func(t *testing.T) {
				c.TasksBy, c.Precision, c.Points, c.Width, c.Depth = by, "float64", 4, 3, 1
				s := newSession(t, c)
				core := s.core.(*coreOf[float64])
				spread := 0.3 // away from the zero biases of the start
				if c.Head == kinetic.Spectral {
					spread = 0.03 // a gas of such coefficients still has a positive density
				}
				for i := range core.params {
					core.params[i] += spread * s.rng.NormFloat64()
				}
				b := fixedBatch(s)
				m := len(s.TaskNames())
				losses, plus, minus := make([]float64, m), make([]float64, m), make([]float64, m)
				eval := func(into []float64) {
					if err := core.gradients(s.layout, b, into); err != nil {
						t.Fatal(err)
					}
				}
				eval(losses)
				var grads [][]float64
				for _, g := range core.tasks {
					grads = append(grads, slices.Clone(g))
				}
				for k := 0; k < len(core.params); k += 1 + len(core.params)/25 {
					old := core.params[k]
					core.params[k] = old + h
					eval(plus)
					core.params[k] = old - h
					eval(minus)
					core.params[k] = old
					for i := range m {
						fd := (plus[i] - minus[i]) / (2 * h)
						if math.Abs(grads[i][k]-fd) > 1e-6*(1+math.Abs(fd)+losses[i]) {
							t.Fatalf("task %q, parameter %d: gradient %.10g, central difference %.10g", s.TaskNames()[i], k, grads[i][k], fd)
						}
					}
				}
				for i, g := range grads {
					if !slices.ContainsFunc(g, func(v float64) bool { return v != 0 }) || !(losses[i] > 0) {
						t.Errorf("task %q: loss %g, gradient zero throughout", s.TaskNames()[i], losses[i])
					}
				}
			})
		}
	}
}

// The partitions cut the same losses differently. At equal points for every term, the tasks by eps sum to the stratum count
// times the tasks by term, and a term is the mean of its bands.
func TestPartitionsAgree(t *testing.T) {
	nativeOnly(t)
	for _, c := range forms(t) {
		t.Run(name(c), func(t *testing.T) {
			c.Precision, c.Tasks = "float64", 6
			totals := map[string]float64{}
			vectors := map[string][]float64{}
			for _, by := range partitions {
				c.TasksBy, c.Points = by, 8
				probe := newSession(t, c)
				interior := 0
				for _, term := range probe.model.Terms() {
					if term.Kind == kinetic.Interior {
						interior++
					}
				}
				if by != ByEps { // as many points per term as there are per stratum
					c.Points = 8 * interior
				}
				s := newSession(t, c)
				core := s.core.(*coreOf[float64])
				b := s.layout.newBatch()
				for k := range b.Eps {
					b.Eps[k] = math.Pow(10, float64(k-5)*0.3)
				}
				for i, cl := range s.layout.cells { // points that depend on the stratum and on the kind only
					n := cl.points
					kind := s.layout.groups[cl.group].kind
					for j := range n {
						// a coarse cycle, the same mean for every multiple of its length
						u, v := float64(j%2)*0.5+0.2, float64(cl.stratum+1)/10+0.1*float64(j%2)
						b.X[i][j] = s.Problem().XMin + (s.Problem().XMax-s.Problem().XMin)*u
						b.T[i][j] = s.Problem().TEnd * v
						switch kind {
						case kinetic.AtStart:
							b.T[i][j] = 0
						case kinetic.AtWalls:
							b.X[i][j] = []float64{s.Problem().XMin, s.Problem().XMax}[j%2]
						}
					}
				}
				losses := make([]float64, len(s.TaskNames()))
				if err := core.gradients(s.layout, b, losses); err != nil {
					t.Fatal(err)
				}
				factor := 1 / map[string]float64{ByEps: 6, ByTerm: 1, ByTermBand: 3}[by]
				sum := make([]float64, len(core.params))
				for i, l := range losses {
					totals[by] += factor * l
					for k, g := range core.tasks[i] {
						sum[k] += factor * g
					}
				}
				vectors[by] = sum
			}
			for _, by := range partitions[1:] {
				if math.Abs(totals[by]-totals[ByEps]) > 1e-11*totals[ByEps] {
					t.Errorf("mean loss %.15g by %s, %.15g by eps", totals[by], by, totals[ByEps])
				}
				for k, v := range vectors[by] {
					if math.Abs(v-vectors[ByEps][k]) > 1e-10*(1+totals[ByEps]) {
						t.Fatalf("gradient %d is %.15g by %s, %.15g by eps", k, v, by, vectors[ByEps][k])
					}
				}
			}
		})
	}
}

// The losses of the first step in single precision are those in double precision.
func TestPrecisionsAgree(t *testing.T) {
	for _, c := range forms(t) {
		c.EpsMin = 1e-2
		var losses [2][]float64
		for k, p := range []string{"float32", "float64"} {
			c.Precision = p
			losses[k] = advance(t, newSession(t, c), 1)
		}
		for i, v := range losses[0] {
			if math.Abs(v-losses[1][i]) > 1e-4*losses[1][i]+1e-9 {
				t.Errorf("%s: loss %d is %g in float32, %g in float64", name(c), i, v, losses[1][i])
			}
		}
	}
}
