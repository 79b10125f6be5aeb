package kernel

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
)

// golden is the hash of everything goldenBits computes. It must be the same on every platform and with every implementation
// that promises bits; it changes only when a kernel's definition does.
const golden = 0xea561e77eca3f4e9

// digest hashes numbers by their bits.
type digest struct{ sum uint64 }

func (d *digest) add(v float64) {
	h := fnv.New64a()
	b := math.Float64bits(v)
	if v != v {
		b = math.Float64bits(math.NaN())
	}
	for i := 0; i < 64; i += 8 {
		h.Write([]byte{byte(d.sum >> i), byte(b >> i)})
	}
	d.sum = h.Sum64()
}

func addAll[T Float](d *digest, s []T) {
	for _, v := range s {
		d.add(float64(v))
	}
}

func goldenBits[T Float](d *digest, r *rand.Rand) {
	// Uniform numbers are integers scaled by a power of two: no library function is involved.
	uniform := func(n int) []T {
		s := make([]T, n)
		for i := range s {
			s[i] = T(2*r.Float64() - 1)
		}
		return s
	}
	const points, in, out, jets = 37, 19, 23, 3
	for _, act := range []Activation{Identity, Tanh, Swish, Sine} {
		x, w, b := uniform(jets*points*in), uniform(in*out), uniform(out)
		z, y := make([]T, jets*points*out), make([]T, jets*points*out)
		DenseForward(act, jets, points, in, out, x, w, b, z, y)
		gy, gx := uniform(jets*points*out), make([]T, jets*points*in)
		DenseBackward(act, jets, points, in, out, w, z, y, gy, gx, false)
		dw, db := make([]T, in*out), make([]T, out)
		DenseWeightGradient(jets, points, in, out, x, gy, dw, db)
		s := make([]T, in*out)
		AdamStep(w, dw, dw, s, 1e-2, 0.999, 0.001, 1e-8)
		gram := make([]float64, 9)
		Gram([][]T{w, dw, s}, gram)
		for _, v := range [][]T{z, y, gy, gx, dw, db, w, s} {
			addAll(d, v)
		}
		addAll(d, gram)
	}
	x := uniform(3000)
	for i := range x {
		x[i] *= T(1+i%7*20) / 2
	}
	for _, f := range []func(dst, src []T){TanhVec[T], ExpVec[T], SigmoidVec[T], SinVec[T]} {
		y := make([]T, len(x))
		f(y, x)
		addAll(d, y)
	}
}

func TestSameBitsEverywhere(t *testing.T) {
	before := Active()
	defer use(before)
	for _, name := range Available() {
		if name == Relaxed {
			continue
		}
		use(name)
		r := rand.New(rand.NewPCG(13, 14))
		var d digest
		goldenBits[float32](&d, r)
		goldenBits[float64](&d, r)
		for range 3000 {
			x := float64(30*r.Float64()) - 2 // never fused
			for _, f := range []func(float64) float64{Exp64, Tanh64, Log64, Erfc64, Erfcx64, Sin64, Cos64, Sigmoid64} {
				d.add(f(x))
			}
		}
		if d.sum != golden {
			t.Errorf("%s: hash %#x, want %#x", name, d.sum, uint64(golden))
		}
	}
}

// TestParallel multiplies on several goroutines at once; the workspaces must not be shared.
func TestParallel(t *testing.T) {
	const m, n, k = 33, 17, 29
	r := rand.New(rand.NewPCG(15, 16))
	type job struct{ a, b, want, got []float32 }
	jobs := make([]job, 8)
	for i := range jobs {
		j := job{random[float32](r, m*k), random[float32](r, k*n), make([]float32, m*n), make([]float32, m*n)}
		gemmNN(m, n, k, j.a, j.b, j.want, false)
		jobs[i] = j
	}
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Go(func() {
			for range 50 {
				GemmNN(m, n, k, j.a, j.b, j.got, false)
				GemmTN(m, n, k, j.a, j.b, make([]float32, m*n), false)
			}
		})
	}
	wg.Wait()
	for i, j := range jobs {
		if err := compare(j.got, j.want, tolerance[float32](k)); err != nil {
			t.Errorf("job %d: %v", i, err)
		}
	}
}
