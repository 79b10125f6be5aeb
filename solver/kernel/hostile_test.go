package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// hostile returns numbers among which are NaN, infinities, zeros of both signs and denormals, at any alignment.
func hostile[T Float](r *rand.Rand, n int) []T {
	o := r.IntN(9)
	s := make([]T, n+o)[o:]
	tiny := math.SmallestNonzeroFloat64
	if single := any(T(0)) == any(float32(0)); single {
		tiny = math.SmallestNonzeroFloat32
	}
	for i := range s {
		switch r.IntN(40) {
		case 0:
			s[i] = T(math.NaN())
		case 1:
			s[i] = T(math.Inf(1 - 2*r.IntN(2)))
		case 2:
			s[i] = T(math.Copysign(0, -1))
		case 3:
			s[i] = T(tiny * float64(1+r.IntN(1000)))
		case 4:
			s[i] = T(1e30 * r.NormFloat64())
		default:
			s[i] = T(r.NormFloat64())
		}
	}
	return s
}

// through runs f on the numbers of s as doubles; s gets them back, rounded.
func through[T Float](s []T, f func(w []float64)) {
	w := make([]float64, len(s))
	for i, v := range s {
		w[i] = float64(v)
	}
	f(w)
	for i, v := range w {
		s[i] = T(v)
	}
}

// Every kernel against its reference loop on hostile numbers and odd alignments; where the active implementation fuses, nothing is
// promised of them.
func TestHostileNumbers(t *testing.T) { everywhere(t, testHostile[float32], testHostile[float64]) }

func testHostile[T Float](t *testing.T, r *rand.Rand) {
	if Active() == Relaxed {
		t.Skip("the relaxed kernels round differently")
	}
	clone := func(s []T) []T { return append([]T(nil), s...) }
	for range 300 {
		m, n, k := pick(r)%40, pick(r)%70, pick(r)
		a, b, c := hostile[T](r, m*k), hostile[T](r, k*n), hostile[T](r, m*n)
		jets, points, width := 1+r.IntN(4), pick(r)%20, pick(r)
		z, gy := hostile[T](r, jets*points*width), hostile[T](r, jets*points*width)
		bias := hostile[T](r, width)
		acc := r.IntN(2) == 0
		act := Activation(r.IntN(4))
		x, y, s := hostile[T](r, n), hostile[T](r, n), hostile[T](r, n)
		spread := r.IntN(2) == 0 && width > 0
		strided := hostile[T](r, points*(width+3))
		a1 := hostile[T](r, k)
		jetted := hostile[float64](r, 4*points*width)
		checks := []struct {
			name      string
			fast, ref func(dst []T)
			dst       []T
		}{
			{"GemmNN", func(c []T) { GemmNN(m, n, k, a, b, c, acc) }, func(c []T) { gemmNN(m, n, k, a, b, c, acc) }, c},
			{"GemmNT", func(c []T) { GemmNT(m, n, k, a, b, c, acc) }, func(c []T) { gemmNT(m, n, k, a, b, c, acc) }, c},
			{"GemmTN", func(c []T) { GemmTN(m, n, k, a, b, c, acc) }, func(c []T) { gemmTN(m, n, k, a, b, c, acc) }, c},
			{"ActivationForward", func(y []T) { ActivationForward(act, jets, points, width, z, y) },
				func(y []T) { activationForward(act, jets, points, width, z, y) }, clone(z)},
			{"ActivationBackward", func(g []T) { ActivationBackward(act, jets, points, width, z, z, gy, g) },
				func(g []T) { activationBackward(act, jets, points, width, z, z, gy, g) }, clone(z)},
			{"DenseWeightGradient", func(d []T) { DenseWeightGradient(jets, points, 0, width, nil, gy, nil, d) },
				func(d []T) { biasGradient(jets, points, width, gy, d) }, bias},
			{"TanhVec", func(d []T) { TanhVec(d, x) }, func(d []T) { tanhVec(d, x) }, y},
			{"ExpVec", func(d []T) { ExpVec(d, x) }, func(d []T) { expVec(d, x) }, y},
			{"SigmoidVec", func(d []T) { SigmoidVec(d, x) }, func(d []T) { sigmoidVec(d, x) }, y},
			{"SinVec", func(d []T) { SinVec(d, x) }, func(d []T) { sinVec(d, x) }, y},
			{"Axpy", func(d []T) { Axpy(0.3, x, d) }, func(d []T) { axpy(0.3, x, d) }, y},
			{"Blend", func(d []T) { Blend(0.9, d, 0.1, x) }, func(d []T) { blend(0.9, d, 0.1, x) }, y},
			{"Scale", func(d []T) { Scale(-0.7, d) }, func(d []T) { scale(-0.7, d) }, y},
			{"AdamStep", func(d []T) { AdamStep(d, x, y, clone(s), 1e-3, 0.999, 0.5, 1e-8) },
				func(d []T) { adamStep(d, x, y, clone(s), 1e-3, 0.999, 0.5, 1e-8) }, x},
			{"AddScaled", func(d []T) { AddScaled(-1.3, x, y, d) }, func(d []T) { addScaled(-1.3, x, y, d) }, clone(x)},
			{"CopyRows", func(d []T) { CopyRows(points, width, d, width+3, z, jets*width) },
				func(d []T) { copyRows(points, width, d, width+3, z, jets*width) }, strided},
			{"AddRows", func(d []T) { AddRows(points, width, d, width+3, z, jets*width) },
				func(d []T) { addRows(points, width, d, width+3, z, jets*width) }, strided},
			{"AddRows to one", func(d []T) { AddRows(points, width, d, 0, z, jets*width) },
				func(d []T) { addRows(points, width, d, 0, z, jets*width) }, strided},
			{"JetRows", func(d []T) { JetRows(points, jets, width, jetted, d) }, func(d []T) { jetRows(points, jets, width, jetted, d) }, clone(z)},
			{"ColumnProduct", func(d []T) { ColumnProduct(points*jets, z, bias, d) }, func(d []T) { columnProduct(points*jets, z, bias, d) }, clone(z)},
			{"AddColumnProduct", func(d []T) { AddColumnProduct(points*jets, z, bias, d) },
				func(d []T) { addColumnProduct(points*jets, z, bias, d) }, clone(gy)},
			{"Product", func(d []T) { Product(spread, points, jets, width, z, gy, d) },
				func(d []T) { product(spread, points, jets, width, z, gy, d) }, clone(z)},
			{"ProductGradient", func(d []T) { ProductGradient(spread, points, jets, width, z, gy, d) },
				func(d []T) { productGradient(spread, points, jets, width, z, gy, d) }, clone(z)},
			{"GemmNN of one row", func(d []T) { GemmNN(1, n, k, a1, b, d, acc) }, func(d []T) { gemmNN(1, n, k, a1, b, d, acc) }, y},
			{"BlendWide", func(d []T) { through(d, func(w []float64) { BlendWide(0.9, w, 0.1, x) }) },
				func(d []T) { through(d, func(w []float64) { blendWide(0.9, w, 0.1, x) }) }, y},
			{"Adaptive", func(d []T) { through(clone(s), func(w []float64) { Adaptive(w, x, d, 0.99, 0.01, 0.1, 0.3, 1e-8) }) },
				func(d []T) { through(clone(s), func(w []float64) { adaptive(w, x, d, 0.99, 0.01, 0.1, 0.3, 1e-8) }) }, y},
			{"second moment of Adaptive", func(d []T) { through(d, func(w []float64) { Adaptive(w, x, clone(y), 0.99, 0.01, 0.1, 0.3, 1e-8) }) },
				func(d []T) { through(d, func(w []float64) { adaptive(w, x, clone(y), 0.99, 0.01, 0.1, 0.3, 1e-8) }) }, s},
			{"Descend", func(d []T) { Descend(d, 3e-3, x) }, func(d []T) { descend(d, 3e-3, x) }, y},
			{"SquareLoss", func(d []T) { d[0] = T(SquareLoss(points, z, strided, bias, nil)) },
				func(d []T) { d[0] = T(squareLoss(points, z, strided, bias, nil)) }, []T{0}},
			{"gradient of SquareLoss", func(d []T) { SquareLoss(points, z, strided, bias, d) },
				func(d []T) { squareLoss(points, z, strided, bias, d) }, clone(gy)},
			{"Dot", func(d []T) { d[0] = T(Dot(x, y)) }, func(d []T) { d[0] = T(dot(x, y)) }, []T{0}},
		}
		for _, f := range checks {
			got, want := clone(f.dst), clone(f.dst)
			f.fast(got)
			f.ref(want)
			if err := compare(got, want, 0); err != nil {
				t.Fatalf("%s: %v (%s)", f.name, err, fmt.Sprint("m ", m, " n ", n, " k ", k, " jets ", jets, " points ", points, " width ", width, " act ", act))
			}
		}
	}
}
