package optim

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// leastSquares is a sum of squares of given residual functions, one task after the other.
type leastSquares struct {
	p     []float64
	tasks [][]func(p []float64) (r float64, grad []float64)
	block int // rows per call of take
}

func (s *leastSquares) Linearize(take func(task int, r, j []float64)) error {
	for i, t := range s.tasks {
		for from := 0; from < len(t); from += s.block {
			var r, j []float64
			for _, f := range t[from:min(from+s.block, len(t))] {
				v, g := f(s.p)
				r, j = append(r, v), append(j, g...)
			}
			take(i, r, j)
		}
	}
	return nil
}

func (s *leastSquares) Losses(losses []float64) error {
	for i, t := range s.tasks {
		losses[i] = 0
		for _, f := range t {
			r, _ := f(s.p)
			losses[i] += r * r
		}
	}
	return nil
}

// linear returns residuals A p - b with random A and b.
func linear(rng *rand.Rand, n int, rows ...int) *leastSquares {
	s := &leastSquares{p: make([]float64, n), block: 7}
	for _, k := range rows {
		var t []func([]float64) (float64, []float64)
		for range k {
			a, b := make([]float64, n), rng.NormFloat64()
			for i := range a {
				a[i] = rng.NormFloat64()
			}
			t = append(t, func(p []float64) (float64, []float64) {
				v := -b
				for i := range a {
					v += a[i] * p[i]
				}
				return v, a
			})
		}
		s.tasks = append(s.tasks, t)
	}
	return s
}

func newLevenberg(t *testing.T, operator string, s *leastSquares) *Levenberg {
	t.Helper()
	op, err := weighting.New(operator, weighting.Options{Tasks: len(s.tasks)})
	if err != nil {
		t.Fatal(err)
	}
	o, err := NewLevenberg(Settings{Tasks: len(s.tasks), Parameters: len(s.p), Weighting: op})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// dense returns J and r of all tasks, and the row at which each task begins.
func (s *leastSquares) dense() (j *mat.Dense, r *mat.VecDense, first []int) {
	var all, vs []float64
	for _, t := range s.tasks {
		first = append(first, len(vs))
		for _, f := range t {
			v, g := f(s.p)
			all, vs = append(all, g...), append(vs, v)
		}
	}
	return mat.NewDense(len(vs), len(s.p), all), mat.NewVecDense(len(vs), vs), append(first, len(vs))
}

func (s *leastSquares) total() (sum float64) {
	l := make([]float64, len(s.tasks))
	if err := s.Losses(l); err != nil {
		panic(err)
	}
	for _, v := range l {
		sum += v
	}
	return sum
}

// The step of the plain sum is the solution of (JᵀJ + mu) d = -Jᵀr, whether or not the number of unknowns fills the tiles.
func TestLevenbergSumAgainstDenseSolve(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 5, 63, 64, 65, 150} {
		s := linear(rng, n, n, n/2+1)
		for i := range s.p {
			s.p[i] = rng.NormFloat64()
		}
		j, r, _ := s.dense()
		start := append([]float64(nil), s.p...)
		o := newLevenberg(t, "ls", s)
		_, info, err := o.Step(s.p, s, make([]float64, 2))
		if err != nil {
			t.Fatal(err)
		}
		if !info.Accepted || info.Rows != len(r.RawVector().Data) {
			t.Fatalf("n = %d: %+v", n, *info)
		}
		var h mat.Dense
		h.Mul(j.T(), j)
		for i := range n {
			h.Set(i, i, h.At(i, i)+info.Damping)
		}
		var g, d mat.VecDense
		g.MulVec(j.T(), r)
		if err := d.SolveVec(&h, &g); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if want := start[i] - d.AtVec(i); math.Abs(s.p[i]-want) > 1e-9*(1+math.Abs(want)) {
				t.Fatalf("n = %d, parameter %d: %.14g, dense solution %.14g", n, i, s.p[i], want)
			}
		}
		if math.Abs(info.Gain-1) > 1e-8 { // the model of a linear problem is exact
			t.Errorf("n = %d: gain ratio %v of a linear problem", n, info.Gain)
		}
		if after := s.total(); math.Abs(info.After-after) > 1e-12*after {
			t.Errorf("n = %d: loss after is %v, reported %v", n, after, info.After)
		}
	}
}

// Every operator: the step is a positive multiple of -(H + mu)⁻¹ sum w_i g_i, with the weights that the operator gives to
// K_ij = g_iᵀ (H + mu)⁻¹ g_j, and it minimises the damped model along that direction.
func TestLevenbergOperatorsInTheGaussNewtonMetric(t *testing.T) {
	for _, name := range []string{"ls", "hrgrad", "config", "mgda", "upgrad", "imtl-g", "rlw"} {
		if _, err := weighting.New(name, weighting.Options{}); err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(3, 4))
		const n = 20
		s := linear(rng, n, 12, 9, 15)
		for i := range s.p {
			s.p[i] = rng.NormFloat64()
		}
		j, r, first := s.dense()
		start := append([]float64(nil), s.p...)
		o := newLevenberg(t, name, s)
		losses := make([]float64, 3)
		rep, info, err := o.Step(s.p, s, losses)
		if err != nil {
			t.Fatal(err)
		}
		var h mat.Dense
		h.Mul(j.T(), j)
		for i := range n {
			h.Set(i, i, h.At(i, i)+info.Damping)
		}
		g := make([]*mat.VecDense, 3)
		x := make([]*mat.VecDense, 3)
		for i := range g {
			g[i], x[i] = &mat.VecDense{}, &mat.VecDense{}
			g[i].MulVec(j.Slice(first[i], first[i+1], 0, n).T(), r.SliceVec(first[i], first[i+1]))
			if err := x[i].SolveVec(&h, g[i]); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 3 {
			for k := range 3 {
				kik := mat.Dot(g[i], x[k]) / math.Sqrt(mat.Dot(g[i], x[i])*mat.Dot(g[k], x[k]))
				if got := rep.Cosine[3*i+k]; math.Abs(got-kik) > 1e-9 {
					t.Errorf("%s: cosine %d,%d in the Gauss-Newton metric %.12g, reported %.12g", name, i, k, kik, got)
				}
			}
		}
		var d mat.VecDense
		d.CloneFromVec(mat.NewVecDense(n, nil))
		for i, w := range rep.Weights {
			d.AddScaledVec(&d, -w, x[i])
		}
		var hd, sum mat.VecDense
		hd.MulVec(&h, &d)
		sum.AddVec(g[0], g[1])
		sum.AddVec(&sum, g[2])
		a := -mat.Dot(&sum, &d) / mat.Dot(&d, &hd)
		if !(a > 0) {
			t.Fatalf("%s: the direction ascends; choose another seed", name)
		}
		for i := range n {
			if want := start[i] + a*d.AtVec(i); math.Abs(s.p[i]-want) > 1e-9*(1+math.Abs(want)) {
				t.Fatalf("%s, parameter %d: %.14g, want %.14g", name, i, s.p[i], want)
			}
		}
		if math.Abs(info.Gain-1) > 1e-8 {
			t.Errorf("%s: gain ratio %v of a linear problem", name, info.Gain)
		}
	}
}

// Without damping one step solves a linear problem; with the damping at its start a few do.
func TestLevenbergSolvesALinearProblem(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	s := linear(rng, 30, 40, 20)
	j, r, _ := s.dense()
	var best mat.VecDense
	if err := best.SolveVec(j, r); err != nil {
		t.Fatal(err)
	}
	o := newLevenberg(t, "ls", s)
	if err := o.SetState([]float64{0, 2}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Step(s.p, s, make([]float64, 2)); err != nil {
		t.Fatal(err)
	}
	for i, v := range s.p {
		if math.Abs(v+best.AtVec(i)) > 1e-9 {
			t.Fatalf("parameter %d: %v, least-squares solution %v", i, v, -best.AtVec(i))
		}
	}
	before := s.total()
	if _, info, err := o.Step(s.p, s, make([]float64, 2)); err != nil || math.Abs(info.After-before) > 1e-9*before {
		t.Errorf("a step from the solution: %+v, %v, loss before %v", info, err, before)
	}
}

// rosenbrock as two tasks; from the classical start a full Gauss-Newton step overshoots.
func rosenbrock() *leastSquares {
	return &leastSquares{p: []float64{-1.2, 1}, block: 1, tasks: [][]func([]float64) (float64, []float64){
		{func(p []float64) (float64, []float64) { return 10 * (p[1] - p[0]*p[0]), []float64{-20 * p[0], 10} }},
		{func(p []float64) (float64, []float64) { return 1 - p[0], []float64{-1, 0} }},
	}}
}

// Rejected steps restore the parameters and raise the damping by nu = 2, 4, ...; kept ones lower the loss and divide the damping by at most
// three; the minimum is found.
func TestLevenbergDampingFollowsTheGainRatio(t *testing.T) {
	s := rosenbrock()
	o := newLevenberg(t, "ls", s)
	if err := o.SetState([]float64{1e-6, 2}); err != nil {
		t.Fatal(err)
	}
	rejections := 0
	for step := range 100 {
		before, mu, nu := s.total(), o.mu, o.nu
		_, info, err := o.Step(s.p, s, make([]float64, 2))
		if err != nil {
			t.Fatal(err)
		}
		for range info.Trials - 1 {
			mu *= nu
			nu *= 2
			rejections++
		}
		if math.Abs(info.Damping-mu) > 1e-12*mu && mu > 1e-13 {
			t.Errorf("step %d: damping %g after %d trials, want %g", step, info.Damping, info.Trials, mu)
		}
		after := s.total()
		if !info.Accepted {
			break
		}
		if !(after < before) || info.Gain <= 0 {
			t.Errorf("step %d kept: loss %g to %g, gain ratio %g", step, before, after, info.Gain)
		}
		c := 2*info.Gain - 1
		if want := info.Damping * math.Max(1.0/3, 1-c*c*c); math.Abs(o.mu-want) > 1e-12*want || o.nu != 2 {
			t.Errorf("step %d, gain ratio %g: damping %g becomes %g, nu %g, want %g", step, info.Gain, info.Damping, o.mu, o.nu, want)
		}
		if after < 1e-25 {
			break
		}
	}
	if rejections == 0 {
		t.Error("no step was ever rejected: the check is empty")
	}
	if math.Abs(s.p[0]-1)+math.Abs(s.p[1]-1) > 1e-10 {
		t.Errorf("minimum at %v", s.p)
	}
}

// A system whose loss never falls: the parameters are as before, bit for bit.
func TestLevenbergTakesBackEveryTrial(t *testing.T) {
	s := linear(rand.New(rand.NewPCG(7, 8)), 6, 9)
	o := newLevenberg(t, "ls", s)
	start := append([]float64(nil), s.p...)
	stubborn := &neverFalls{leastSquares: s, start: start}
	_, info, err := o.Step(s.p, stubborn, make([]float64, 1))
	if err != nil || info.Accepted || info.Trials != levenbergTrials {
		t.Fatalf("%+v, %v", info, err)
	}
	for i := range start {
		if s.p[i] != start[i] {
			t.Errorf("parameter %d: %v became %v", i, start[i], s.p[i])
		}
	}
}

type neverFalls struct {
	*leastSquares
	start []float64
}

func (s *neverFalls) Losses(l []float64) error {
	l[0] = 1
	for i, v := range s.start {
		if s.p[i] != v {
			l[0] = math.NaN()
		}
	}
	return nil
}

// The number of goroutines does not change a bit, and State continues with the same bits.
func TestLevenbergWorkersAndState(t *testing.T) {
	build := func() (*leastSquares, *Levenberg) {
		s := linear(rand.New(rand.NewPCG(9, 10)), 200, 150, 120)
		return s, newLevenberg(t, "hrgrad", s)
	}
	a, oa := build()
	b, ob := build()
	ob.SetWorkers(3)
	c, oc := build()
	for step := range 4 {
		for _, v := range []struct {
			s *leastSquares
			o *Levenberg
		}{{a, oa}, {b, ob}, {c, oc}} {
			if _, _, err := v.o.Step(v.s.p, v.s, make([]float64, 2)); err != nil {
				t.Fatal(err)
			}
		}
		for i := range a.p {
			if a.p[i] != b.p[i] || a.p[i] != c.p[i] {
				t.Fatalf("step %d, parameter %d: %v, %v with three goroutines, %v resumed", step, i, a.p[i], b.p[i], c.p[i])
			}
		}
		state, err := oc.op.State()
		if err != nil {
			t.Fatal(err)
		}
		next := newLevenberg(t, "hrgrad", c)
		if err := next.op.Restore(state); err != nil {
			t.Fatal(err)
		}
		if err := next.SetState(oc.State()); err != nil {
			t.Fatal(err)
		}
		oc = next
	}
}

func TestLevenbergRefusesBadStates(t *testing.T) {
	s := linear(rand.New(rand.NewPCG(1, 1)), 2, 3)
	o := newLevenberg(t, "ls", s)
	for _, bad := range [][]float64{nil, {1}, {1, 1}, {math.NaN(), 2}, {math.Inf(1), 2}, {1, math.Inf(1)}, {1, 2, 3}} {
		if o.SetState(bad) == nil {
			t.Errorf("state %v was accepted", bad)
		}
	}
	if _, err := NewLevenberg(Settings{Tasks: 1, Parameters: 2}); err == nil {
		t.Error("settings without weights were accepted")
	}
	s.p[0] = math.NaN()
	if _, _, err := o.Step(s.p, s, make([]float64, 1)); err == nil {
		t.Error("a loss that is no number was accepted")
	}
}
