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

// Where products use AVX-512, the tests of this package run once more as on a processor without.
func TestAVX2(t *testing.T) {
	if !avx512 {
		t.Skip("no AVX-512 here: all tests run what is without")
	}
	without512(func() {
		t.Run("Gemm", TestGemm)
		t.Run("Dense", TestDense)
		t.Run("HostileNumbers", TestHostileNumbers)
		t.Run("SameBitsEverywhere", TestSameBitsEverywhere)
	})
}

// Products with AVX-512 have the bits of those with AVX2 and of the reference loops, at every number of rows and columns of the tiles, and
// touch nothing beyond the result.
func TestAVX512(t *testing.T) {
	if !avx512 {
		t.Skip("no AVX-512 here")
	}
	before := Active()
	defer func() {
		if err := Use(before); err != nil {
			t.Fatal(err)
		}
	}()
	if err := Use(SIMD); err != nil {
		t.Fatal(err)
	}
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
