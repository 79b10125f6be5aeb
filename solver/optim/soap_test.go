package optim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

func mustSOAP[T kernel.Float](t *testing.T, momentum string, m int, layers []Matrix) Optimizer[T] {
	t.Helper()
	n := 0
	for _, l := range layers {
		n += l.Rows * l.Cols
	}
	w, err := weighting.New("ls", weighting.Options{Tasks: m})
	if err != nil {
		t.Fatal(err)
	}
	o, err := New[T]("soap", Settings{Tasks: m, Parameters: n, Momentum: momentum, Weighting: w, Layers: layers})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// No step is longer than the rate allows, whatever the size and rank of the gradients, in either precision: in the eigenbasis every
// component of m/sqrt(v) is at most (1-beta1)/sqrt(1-beta2) = 1 up to bias correction.
func TestStepsAreBounded(t *testing.T) {
	layers := []Matrix{{0, 6, 9}, {54, 9, 4}, {90, 1, 3}}
	for _, size := range []float64{1e-3, 1, 1e7, 1e12} {
		for _, momentum := range []string{TaskMomentum, RawMomentum} {
			t.Run(fmt.Sprintf("%g/%s", size, momentum), func(t *testing.T) {
				bounded[float32](t, mustSOAP[float32](t, momentum, 2, layers), layers, size)
				bounded[float64](t, mustSOAP[float64](t, momentum, 2, layers), layers, size)
			})
		}
	}
}

func bounded[T kernel.Float](t *testing.T, o Optimizer[T], layers []Matrix, size float64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	p := make([]T, 93)
	const rate = 0.01
	for step := range 30 {
		g := [][]T{make([]T, len(p)), make([]T, len(p))}
		for i := range g {
			for _, l := range layers { // matrices of rank one
				row := make([]float64, l.Cols)
				for c := range row {
					row[c] = rng.NormFloat64()
				}
				for r := range l.Rows {
					a := size * rng.NormFloat64()
					for c := range row {
						g[i][l.Offset+r*l.Cols+c] = T(a * row[c])
					}
				}
			}
		}
		before := append([]T(nil), p...)
		if _, err := o.Step(p, g, []float64{1, 1}, rate); err != nil {
			t.Fatal(err)
		}
		for _, l := range layers {
			var sum float64
			n := l.Rows * l.Cols
			for i := l.Offset; i < l.Offset+n; i++ {
				d := float64(p[i] - before[i])
				sum += d * d
			}
			if bound := 1.5 * rate * math.Sqrt(float64(n)); !(math.Sqrt(sum) <= bound) {
				t.Fatalf("step %d moves a %d×%d layer by %g, more than %g", step, l.Rows, l.Cols, math.Sqrt(sum), bound)
			}
		}
	}
}

// plainSOAP is SOAP for one matrix with gonum's QR factorisation for the orthogonal iteration (arXiv 2409.11321, algorithms 3
// and 4); signs of basis vectors do not matter to it.
type plainSOAP struct {
	l, r, ql, qr, m, v *mat.Dense
	t                  int
}

func (s *plainSOAP) refresh(q **mat.Dense, c *mat.Dense) {
	var y mat.Dense
	y.Mul(c, *q)
	var qr mat.QR
	qr.Factorize(&y)
	var out mat.Dense
	qr.QTo(&out)
	*q = &out
}

func (s *plainSOAP) step(x, g *mat.Dense, rate float64) {
	rows, cols := g.Dims()
	eye := func(n int) *mat.Dense {
		m := mat.NewDense(n, n, nil)
		for i := range n {
			m.Set(i, i, 1)
		}
		return m
	}
	if s.t == 0 {
		s.l, s.r, s.ql, s.qr = mat.NewDense(rows, rows, nil), mat.NewDense(cols, cols, nil), eye(rows), eye(cols)
		s.m, s.v = mat.NewDense(rows, cols, nil), mat.NewDense(rows, cols, nil)
	}
	s.t++
	average := func(a *mat.Dense, beta float64, b mat.Matrix) {
		var tmp mat.Dense
		tmp.Scale(1-beta, b)
		a.Scale(beta, a)
		a.Add(a, &tmp)
	}
	average(s.m, 0.9, g)
	var gg mat.Dense
	gg.Mul(g, g.T())
	average(s.l, 0.99, &gg)
	gg.Reset()
	gg.Mul(g.T(), g)
	average(s.r, 0.99, &gg)
	times := 0
	switch {
	case s.t == 1:
		times = 10
	case s.t%5 == 0:
		times = 1
	}
	for range times {
		s.refresh(&s.ql, s.l)
		s.refresh(&s.qr, s.r)
	}
	var pg, pm, back mat.Dense
	pg.Product(s.ql.T(), g, s.qr)
	pm.Product(s.ql.T(), s.m, s.qr)
	for i := range rows {
		for j := range cols {
			v := 0.99*s.v.At(i, j) + 0.01*pg.At(i, j)*pg.At(i, j)
			s.v.Set(i, j, v)
			pm.Set(i, j, pm.At(i, j)/(1-math.Pow(0.9, float64(s.t)))/(math.Sqrt(v/(1-math.Pow(0.99, float64(s.t))))+1e-8))
		}
	}
	if s.t == 1 {
		return
	}
	back.Product(s.ql, &pm, s.qr.T())
	back.Scale(rate, &back)
	x.Sub(x, &back)
}

func TestSOAPAgainstPlainImplementation(t *testing.T) {
	for _, shape := range [][2]int{{4, 4}, {3, 3}, {1, 1}, {5, 3}, {2, 6}} {
		rows, cols := shape[0], shape[1]
		rng := rand.New(rand.NewPCG(uint64(rows), uint64(cols)))
		o := mustSOAP[float64](t, RawMomentum, 1, []Matrix{{0, rows, cols}})
		p := make([]float64, rows*cols)
		x := mat.NewDense(rows, cols, nil)
		var plain plainSOAP
		for step := range 40 {
			g := make([]float64, rows*cols)
			for i := range g {
				g[i] = rng.NormFloat64() + 0.3*float64(i%cols)
			}
			plain.step(x, mat.NewDense(rows, cols, append([]float64(nil), g...)), 0.01)
			if _, err := o.Step(p, [][]float64{g}, []float64{1}, 0.01); err != nil {
				t.Fatal(err)
			}
			if rows == cols { // the basis of a matrix that is not square is not unique at first
				compare(t, step, p, x.RawMatrix().Data, 1e-6)
			}
		}
		for _, l := range under(o).(*SOAP[float64]).layers {
			for _, b := range []struct {
				q []float64
				n int
			}{{l.ql, l.Rows}, {l.qr, l.Cols}} {
				q := mat.NewDense(b.n, b.n, b.q)
				var prod mat.Dense
				prod.Mul(q.T(), q)
				for i := range b.n {
					prod.Set(i, i, prod.At(i, i)-1)
				}
				if e := mat.Norm(&prod, 2); e > 1e-12 {
					t.Errorf("%d×%d: basis is orthonormal up to %g", rows, cols, e)
				}
			}
		}
	}
}

func TestSOAPChecksItsLayers(t *testing.T) {
	w, _ := weighting.New("ls", weighting.Options{Tasks: 1})
	if _, err := New[float64]("soap", Settings{Tasks: 1, Parameters: 7, Momentum: RawMomentum, Weighting: w, Layers: []Matrix{{0, 2, 3}}}); err == nil {
		t.Error("layers that do not cover the vector were accepted")
	}
}

// Bases stay orthonormal whatever the average is: zero, of rank one, with equal rows, too small or too large for squares of its entries.
func TestOrthogonalIterationDegenerate(t *testing.T) {
	random := func(rng *rand.Rand, n, rank int, scale float64) []float64 { // scale·A A^T, A n×rank
		a := mat.NewDense(n, max(rank, 1), nil)
		for i := range n {
			for j := range rank {
				a.Set(i, j, rng.NormFloat64())
			}
		}
		var s mat.Dense
		s.Mul(a, a.T())
		s.Scale(scale, &s)
		return s.RawMatrix().Data
	}
	averages := map[string]func(rng *rand.Rand, n int) []float64{
		"zero":      func(rng *rand.Rand, n int) []float64 { return make([]float64, n*n) },
		"rank one":  func(rng *rand.Rand, n int) []float64 { return random(rng, n, 1, 1) },
		"half rank": func(rng *rand.Rand, n int) []float64 { return random(rng, n, n/2, 1) },
		"full rank": func(rng *rand.Rand, n int) []float64 { return random(rng, n, n, 1) },
		"identity":  func(rng *rand.Rand, n int) []float64 { return identity(n) },
		"tiny":      func(rng *rand.Rand, n int) []float64 { return random(rng, n, n, 1e-200) },
		"huge":      func(rng *rand.Rand, n int) []float64 { return random(rng, n, n, 1e200) },
		"equal rows": func(rng *rand.Rand, n int) []float64 {
			s := make([]float64, n*n)
			for i := range s {
				s[i] = 2
			}
			return s
		},
	}
	for name, average := range averages {
		for _, n := range []int{1, 2, 3, 5, 8, 33} {
			rng := rand.New(rand.NewPCG(uint64(n), 7))
			q, tmp, c := identity(n), make([]float64, 2*n*n), make([]float64, n)
			for step := range 4 {
				orthogonalIteration(q, average(rng, n), tmp, c, n)
				basis := mat.NewDense(n, n, q)
				var product mat.Dense
				product.Mul(basis.T(), basis)
				product.Sub(&product, mat.NewDense(n, n, identity(n)))
				if e := mat.Norm(&product, 2); !(e < 1e-12) {
					t.Errorf("%s, n %d, step %d: basis is orthonormal up to %g", name, n, step, e)
				}
			}
		}
	}
}
