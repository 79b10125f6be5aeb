package kernel

import (
	"math/rand/v2"
	"testing"
)

// without512 runs f with the tiles for AVX2 on a processor that has AVX-512.
func without512(f func()) {
	defer func(before bool) { avx512 = before }(avx512)
	avx512 = false
	f()
}

// with512 selects the vector kernels for a test that needs AVX-512, and those of before at its end.
func with512(t *testing.T) {
	t.Helper()
	if !avx512 {
		t.Skip("no AVX-512 here")
	}
	before := Active()
	t.Cleanup(func() { use(before) })
	use(SIMD)
}

// Where kernels use AVX-512, their tests run once more as on a processor without.
func TestAVX2(t *testing.T) {
	if !avx512 {
		t.Skip("no AVX-512 here: all tests run what is without")
	}
	without512(func() {
		t.Run("Gemm", TestGemm)
		t.Run("Dense", TestDense)
		t.Run("HostileNumbers", TestHostileNumbers)
		t.Run("SameBitsEverywhere", TestSameBitsEverywhere)
		t.Run("Gas", TestGas)
		t.Run("GasLogarithm", TestGasLogarithm)
	})
}

// Products with AVX-512 have the bits of those with AVX2 and of the reference loops, at every number of rows and columns of the tiles, and
// touch nothing beyond the result.
func TestAVX512(t *testing.T) {
	with512(t)
	t.Run("f32", testAVX512[float32])
	t.Run("f64", testAVX512[float64])
}

func testAVX512[T Float](t *testing.T) {
	forms := []struct {
		name      string
		fast, ref func(m, n, k int, a, b, c []T, acc bool)
	}{
		{"NN", GemmNN[T], gemmNN[T]}, {"NT", GemmNT[T], gemmNT[T]}, {"TN", GemmTN[T], gemmTN[T]},
	}
	r := rand.New(rand.NewPCG(5, 12))
	wide := 0
	for i := range 1200 {
		m, n, k := r.IntN(30), 1+i%70, r.IntN(20)
		switch r.IntN(12) {
		case 0:
			k = 150
		case 1:
			m = 12*mostTiles + r.IntN(12) // several calls
		}
		if useWide[T](n) {
			wide++
		}
		a, b := hostile[T](r, m*k), hostile[T](r, k*n)
		start := hostile[T](r, m*n+40)
		acc := r.IntN(2) == 0
		for _, f := range forms {
			with, without, want := append([]T(nil), start...), append([]T(nil), start...), append([]T(nil), start...)
			f.fast(m, n, k, a, b, with, acc)
			without512(func() { f.fast(m, n, k, a, b, without, acc) })
			f.ref(m, n, k, a, b, want, acc)
			if err := compare(without, want, 0); err != nil {
				t.Fatalf("AVX2: Gemm%s %dx%dx%d acc %v: %v", f.name, m, n, k, acc, err)
			}
			if err := compare(with, want, 0); err != nil {
				t.Fatalf("AVX-512: Gemm%s %dx%dx%d acc %v: %v", f.name, m, n, k, acc, err)
			}
		}
	}
	if wide < 300 {
		t.Errorf("only %d products used AVX-512", wide)
	}
}

// Hyperbolic tangents with AVX-512 have the bits of those with AVX2 and of the Go loops, at every width, and touch nothing beyond the result.
func TestTanhAVX512(t *testing.T) {
	with512(t)
	t.Run("f32", testTanhAVX512[float32])
	t.Run("f64", testTanhAVX512[float64])
}

func testTanhAVX512[T Float](t *testing.T) {
	r := rand.New(rand.NewPCG(6, 12))
	for i := range 400 {
		points, jets, width := 1+r.IntN(4), 1+r.IntN(4), 1+i%40
		n := points * jets * width
		z, gy, start := hostile[T](r, n), hostile[T](r, n), hostile[T](r, n+40)
		var bias []T
		if r.IntN(2) == 0 {
			bias = hostile[T](r, width)
		}
		run := func() (out [4][]T) {
			for k := range out {
				out[k] = append([]T(nil), start...)
			}
			copy(out[0], z)
			forward(Tanh, jets, points, width, bias, out[0], out[1])
			backward(Tanh, jets, points, width, nil, out[1], gy, out[2])
			copy(out[3], gy) // in place
			backward(Tanh, jets, points, width, nil, out[1], out[3], out[3])
			return out
		}
		with := run()
		var without [4][]T
		without512(func() { without = run() })
		want := append([]T(nil), start...)
		if bias == nil {
			portableForward(Tanh, jets, points, width, z, want)
			if err := compare(with[1], want, 0); err != nil {
				t.Fatalf("%d points, %d jets, width %d: %v", points, jets, width, err)
			}
		}
		for k := range with {
			if err := compare(with[k], without[k], 0); err != nil {
				t.Fatalf("%d points, %d jets, width %d, result %d: %v", points, jets, width, k, err)
			}
		}
	}
}
