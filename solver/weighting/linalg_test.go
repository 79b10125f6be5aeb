package weighting

import (
	"math"
	"math/rand/v2"
	"sort"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestEigenAgainstGonum(t *testing.T) {
	for _, fam := range families {
		for _, n := range []int{1, 2, 3, 7, 16, 32} {
			r := rand.New(rand.NewPCG(uint64(n), 8))
			s := gramOf(fam.draw(r, n))
			var e eigen
			e.decompose(s, n)
			var ref mat.EigenSym
			if !ref.Factorize(mat.NewSymDense(n, append([]float64(nil), s...)), false) {
				t.Fatal("reference failed")
			}
			want := ref.Values(nil)
			got := append([]float64(nil), e.value...)
			sort.Float64s(got)
			big := math.Max(math.Abs(want[n-1]), 1e-300)
			for i := range got {
				if math.Abs(got[i]-want[i]) > 1e-13*float64(n)*big {
					t.Fatalf("%s n=%d: eigenvalue %v, want %v", fam.name, n, got[i], want[i])
				}
			}
			for a := range n {
				va := e.vector[a*n : a*n+n]
				for b := range n {
					want := 0.0
					if a == b {
						want = 1
					}
					if d := dot(va, e.vector[b*n:b*n+n]); math.Abs(d-want) > 1e-13 {
						t.Fatalf("%s n=%d: eigenvectors %d, %d have product %v", fam.name, n, a, b, d)
					}
				}
				for i := range n {
					if d := dot(s[i*n:i*n+n], va) - e.value[a]*va[i]; math.Abs(d) > 1e-13*float64(n)*big {
						t.Fatalf("%s n=%d: residual %v", fam.name, n, d)
					}
				}
			}
		}
	}
}

// The pseudo-inverse solution is the least-squares solution of least length,
// computed here from gonum's SVD with the same cut, whichever way it was found.
func TestPinvAgainstSVD(t *testing.T) {
	const cut = 1e-6
	deficient := 0
	for _, fam := range families {
		if fam.name == "all zero" || fam.name == "one zero" || fam.name == "nearly dependent" {
			continue // zero matrix, or eigenvalues at the cut
		}
		for _, n := range []int{1, 2, 3, 7, 16} {
			r := rand.New(rand.NewPCG(uint64(n), 9))
			s := gramOf(unitVectors(fam.draw(r, n)))
			b := gaussian(r, 1, n)[0]
			var p pinv
			got := make([]float64, n)
			rank := p.solve(s, n, b, got, cut)
			var svd mat.SVD
			svd.Factorize(mat.NewDense(n, n, append([]float64(nil), s...)), mat.SVDFull)
			sv := svd.Values(nil)
			wantRank := 0
			for _, x := range sv {
				if x > cut*sv[0] {
					wantRank++
				}
			}
			if rank != wantRank {
				t.Fatalf("%s n=%d: rank %d, want %d", fam.name, n, rank, wantRank)
			}
			if rank < n {
				deficient++
			}
			var x mat.VecDense
			svd.SolveVecTo(&x, mat.NewVecDense(n, b), rank)
			for i := range got {
				if math.Abs(got[i]-x.AtVec(i)) > 1e-8*(1+mat.Norm(&x, 2)) {
					t.Fatalf("%s n=%d: %v, want %v", fam.name, n, got, x.RawVector().Data)
				}
			}
		}
	}
	if deficient < 5 {
		t.Fatalf("only %d rank-deficient inputs", deficient)
	}
}

// The minimum-norm point satisfies its KKT conditions, which are sufficient, for
// unit vectors and for vectors of very different lengths.
func TestMinNormKKT(t *testing.T) {
	for _, fam := range families {
		if fam.name == "all zero" || fam.name == "one zero" {
			continue
		}
		for _, n := range []int{1, 2, 3, 5, 8, 16, 32, 64} {
			for seed := range uint64(6) {
				r := rand.New(rand.NewPCG(seed, uint64(n)))
				k := gramOf(unitVectors(fam.draw(r, n)))
				a := make([]float64, n)
				for i := range a {
					a[i] = 1
					if seed%2 == 1 && i > 0 {
						a[i] = math.Pow(10, -float64(seed*3)*r.Float64())
					}
				}
				var w minNorm
				x := make([]float64, n)
				w.solve(k, n, a, x)
				u := make([]float64, n)
				for i := range x {
					if x[i] < 0 {
						t.Fatalf("coefficient %v", x[i])
					}
					u[i] = dot(k[i*n:i*n+n], x)
				}
				value := dot(u, x)
				if sum := dot(a, x); math.Abs(sum-1) > 1e-12 {
					t.Fatalf("sum %v", sum)
				}
				// With short vectors present the distance gained by one more vertex is
				// the square of its slack and drowns in rounding.
				tol := 1e-11
				if seed%2 == 1 {
					tol = 1e-8
				}
				for i := range u {
					if u[i] < value*a[i]-tol {
						t.Fatalf("%s n=%d: vertex %d is nearer: %v < %v after %d steps", fam.name, n, i, u[i], value*a[i], w.steps)
					}
				}
			}
		}
	}
}

func TestElementary(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	check := func(name string, x, got, want, ulps float64) {
		t.Helper()
		if d := math.Abs(got - want); d > ulps*2.3e-16*math.Abs(want) {
			t.Fatalf("%s(%v) = %v, want %v", name, x, got, want)
		}
	}
	for range 20000 {
		a := r.Float64() * math.Pi / 2
		s, c := sincos(a)
		check("sin", a, s, math.Sin(a), 3)
		check("cos", a, c, math.Cos(a), 3)
		check("angle", a, angleOf(s, c), a, 4)
		check("angle", math.Pi-a, angleOf(s, -c), math.Pi-a, 4)
		x := 40 * r.NormFloat64()
		check("exp", x, exp(x), math.Exp(x), 3)
		y := math.Exp(10 * r.NormFloat64())
		if d := math.Abs(log(y) - math.Log(y)); d > 4e-16*math.Max(math.Abs(math.Log(y)), 0.1) {
			t.Fatalf("log(%v) = %v, want %v", y, log(y), math.Log(y))
		}
	}
	for _, c := range []struct{ got, want float64 }{
		{exp(-800), 0}, {exp(800), math.Inf(1)}, {exp(0), 1}, {log(1), 0}, {log(0), math.Inf(-1)},
		{angleOf(0, 1), 0}, {angleOf(1, 0), math.Pi / 2}, {angleOf(0, -1), math.Pi},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	if !math.IsNaN(log(-1)) || !math.IsNaN(exp(math.NaN())) {
		t.Error("NaN expected")
	}
}
