package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// tolerance is what the active implementation promises against the reference loops: bits, or rounding errors when products
// are fused (the relaxed build).
func tolerance[T Float](length int) float64 {
	if Active() != Relaxed {
		return 0
	}
	eps := 2.3e-16
	if _, ok := any(T(0)).(float32); ok {
		eps = 1.2e-7
	}
	return eps * (10 + float64(length))
}

// everywhere runs a test with every available implementation and both precisions.
func everywhere(t *testing.T, f32, f64 func(*testing.T, *rand.Rand)) {
	before := Active()
	defer func() {
		if err := Use(before); err != nil {
			t.Fatal(err)
		}
	}()
	for _, name := range Available() {
		if err := Use(name); err != nil {
			t.Fatal(err)
		}
		t.Run(name+"/f32", func(t *testing.T) { f32(t, rand.New(rand.NewPCG(7, 8))) })
		t.Run(name+"/f64", func(t *testing.T) { f64(t, rand.New(rand.NewPCG(7, 8))) })
	}
}

func TestGemm(t *testing.T) { everywhere(t, testGemm[float32], testGemm[float64]) }

func testGemm[T Float](t *testing.T, r *rand.Rand) {
	forms := []struct {
		name      string
		fast, ref func(m, n, k int, a, b, c []T, acc bool)
	}{
		{"NN", GemmNN[T], gemmNN[T]}, {"NT", GemmNT[T], gemmNT[T]}, {"TN", GemmTN[T], gemmTN[T]},
	}
	for range 150 {
		m, n, k := pick(r), pick(r), pick(r)
		if r.IntN(8) == 0 {
			k = 300
		}
		a, b := random[T](r, m*k), random[T](r, k*n)
		for _, f := range forms {
			for _, acc := range []bool{false, true} {
				want := random[T](r, m*n+3)
				got := append([]T(nil), want...)
				f.ref(m, n, k, a, b, want, acc)
				f.fast(m, n, k, a, b, got, acc)
				if err := compare(got, want, tolerance[T](k)); err != nil {
					t.Fatalf("Gemm%s %dx%dx%d acc %v: %v", f.name, m, n, k, acc, err)
				}
			}
		}
	}
}

func TestDense(t *testing.T) { everywhere(t, testDense[float32], testDense[float64]) }

func testDense[T Float](t *testing.T, r *rand.Rand) {
	for i := range 200 {
		act := Activation(i % 4)
		jets, points, in, out := 1+r.IntN(4), pick(r), pick(r), pick(r)
		rows := jets * points
		x, w, b := random[T](r, rows*in), random[T](r, in*out), random[T](r, out)
		if r.IntN(4) == 0 {
			b = nil
		}
		name := fmt.Sprintf("activation %d, jets %d, points %d, %d to %d", act, jets, points, in, out)
		z, y := make([]T, rows*out), make([]T, rows*out)
		zr, yr := make([]T, rows*out), make([]T, rows*out)
		tol := 8 * tolerance[T](in)
		denseForward(act, jets, points, in, out, x, w, b, zr, yr)
		DenseForward(act, jets, points, in, out, x, w, b, z, y)
		if err := compare(y, yr, tol); err != nil {
			t.Fatalf("%s: y: %v", name, err)
		}
		if act == Identity || act == Tanh {
			y2 := make([]T, rows*out)
			DenseForward(act, jets, points, in, out, x, w, b, nil, y2)
			if err := compare(y2, yr, tol); err != nil {
				t.Fatalf("%s: y without z: %v", name, err)
			}
		} else if err := compare(z, zr, tol); err != nil {
			t.Fatalf("%s: z: %v", name, err)
		}

		gy := random[T](r, rows*out)
		gr := append([]T(nil), gy...)
		gx := random[T](r, rows*in)
		gxr := append([]T(nil), gx...)
		acc := r.IntN(2) == 0
		activationBackward(act, jets, points, out, zr, yr, gr, gr)
		gemmNT(rows, in, out, gr, w, gxr, acc)
		DenseBackward(act, jets, points, in, out, w, zr, yr, gy, gx, acc)
		if err := compare(gy, gr, tol); err != nil {
			t.Fatalf("%s: gz: %v", name, err)
		}
		if err := compare(gx, gxr, tol+8*tolerance[T](out)); err != nil {
			t.Fatalf("%s: gx: %v", name, err)
		}

		dw, db := random[T](r, in*out), random[T](r, out)
		dwr, dbr := append([]T(nil), dw...), append([]T(nil), db...)
		gemmTN(in, out, rows, x, gr, dwr, true)
		biasGradient(jets, points, out, gr, dbr)
		DenseWeightGradient(jets, points, in, out, x, gr, dw, db)
		if err := compare(dw, dwr, 8*tolerance[T](rows)); err != nil {
			t.Fatalf("%s: dw: %v", name, err)
		}
		if err := compare(db, dbr, 8*tolerance[T](points)); err != nil {
			t.Fatalf("%s: db: %v", name, err)
		}
	}
}

func TestElementwise(t *testing.T) { everywhere(t, testElementwise[float32], testElementwise[float64]) }

func testElementwise[T Float](t *testing.T, r *rand.Rand) {
	inf := math.Inf(1)
	special := []float64{0, math.Copysign(0, -1), inf, -inf, math.NaN(), 5e-324, -1e-310, 1e-45, -1e-40, 1e30, -1e30, 88.7,
		-87.4, -103, 89, 709.7, -745, 710, 1e300, -1e300, 1 << 20, 1<<20 + 1, math.Pi, -math.Pi / 2}
	for range 60 {
		n := pick(r)
		x := random[T](r, n)
		for i := range x {
			switch r.IntN(4) {
			case 0:
				x[i] *= 30
			case 1:
				x[i] = T(special[r.IntN(len(special))])
			}
		}
		for _, f := range []struct {
			name      string
			fast, ref func(dst, src []T)
		}{
			{"tanh", TanhVec[T], tanhVec[T]}, {"exp", ExpVec[T], expVec[T]},
			{"sigmoid", SigmoidVec[T], sigmoidVec[T]}, {"sin", SinVec[T], sinVec[T]},
		} {
			got, want := make([]T, n), make([]T, n)
			f.ref(want, x)
			f.fast(got, x)
			for i := range got { // each element against itself: the scales differ wildly
				if err := compare(got[i:i+1], want[i:i+1], 2*tolerance[T](1)); err != nil {
					t.Fatalf("%s(%v): %v", f.name, x[i], err)
				}
			}
			in := append([]T(nil), x...)
			f.fast(in, in)
			if err := compare(in, got, 0); err != nil {
				t.Fatalf("%s in place: %v", f.name, err)
			}
		}
	}
}

func TestVectors(t *testing.T) { everywhere(t, testVectors[float32], testVectors[float64]) }

func testVectors[T Float](t *testing.T, r *rand.Rand) {
	for range 100 {
		n := pick(r)
		if r.IntN(4) == 0 {
			n += 1000
		}
		x, y := random[T](r, n), random[T](r, n)
		// The terms are of order one, their sum may be anything: an absolute tolerance.
		if got, want := Dot(x, y), dot(x, y); math.Abs(got-want) > tolerance[float64](n)*float64(n) {
			t.Fatalf("Dot of %d: %v, want %v", n, got, want)
		}
		want := append([]T(nil), y...)
		axpy(0.3, x, want)
		Axpy(0.3, x, y)
		if err := compare(y, want, tolerance[T](1)); err != nil {
			t.Fatalf("Axpy of %d: %v", n, err)
		}

		g := make([][]T, r.IntN(9))
		for i := range g {
			g[i] = random[T](r, n)
		}
		out, ref := make([]float64, len(g)*len(g)), make([]float64, len(g)*len(g))
		Gram(g, out)
		for i := range g {
			for j := range g {
				ref[i*len(g)+j] = dot(g[i], g[j])
			}
		}
		if err := compare(out, ref, tolerance[float64](n)); err != nil {
			t.Fatalf("Gram of %d vectors of %d: %v", len(g), n, err)
		}
		squares, products := make([]float64, len(g)), make([]float64, len(g))
		Products(g, x, squares, products)
		for i, v := range g {
			if err := compare([]float64{squares[i], products[i]}, []float64{dot(v, v), dot(x, v)}, tolerance[float64](n)); err != nil {
				t.Fatalf("Products of vector %d of %d: %v", i, n, err)
			}
		}

		p, m, s := random[T](r, n), random[T](r, n), random[T](r, n)
		for i := range s {
			s[i] *= s[i]
		}
		pr, sr := append([]T(nil), p...), append([]T(nil), s...)
		adamStep(pr, m, x, sr, 1e-3, 0.999, 0.5, 1e-8)
		AdamStep(p, m, x, s, 1e-3, 0.999, 0.5, 1e-8)
		if err := compare(p, pr, tolerance[T](1)); err != nil {
			t.Fatalf("Adam p of %d: %v", n, err)
		}
		if err := compare(s, sr, tolerance[T](1)); err != nil {
			t.Fatalf("Adam s of %d: %v", n, err)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	const points, in, out = 20, 17, 33
	x, w, b := random[float32](r, 3*points*in), random[float32](r, in*out), random[float32](r, out)
	y, gy, gx := make([]float32, 3*points*out), make([]float32, 3*points*out), make([]float32, 3*points*in)
	dw, db := make([]float32, in*out), make([]float32, out)
	g := [][]float32{x, x, x}
	gram := make([]float64, 9)
	step := func() {
		DenseForward(Tanh, 3, points, in, out, x, w, b, nil, y)
		DenseBackward(Tanh, 3, points, in, out, w, nil, y, gy, gx, false)
		DenseWeightGradient(3, points, in, out, x, gy, dw, db)
		TanhVec(y, y)
		Gram(g, gram)
		AdamStep(w, dw, dw, dw, 1e-3, 0.999, 1, 1e-8)
	}
	if n := testing.AllocsPerRun(50, step); n >= 1 {
		t.Errorf("%v allocations in a step", n)
	}
}

func TestDomain(t *testing.T) {
	if err := Use("fast"); err == nil {
		t.Error("Use accepted an unknown name")
	}
	defer func() {
		if recover() == nil {
			t.Error("a short slice went unnoticed")
		}
	}()
	GemmNN(2, 2, 2, make([]float32, 4), make([]float32, 3), make([]float32, 4), false)
}
