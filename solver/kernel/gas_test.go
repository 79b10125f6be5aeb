package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// gasRows returns random states of n cells: in the neighbourhood of each other but for jumps, and sometimes without a solution.
func gasRows(r *rand.Rand, n int) *GasRows {
	w := &GasRows{Rho: make([]float64, n), Temp: make([]float64, n)}
	for k := range w.W {
		w.W[k] = make([]float64, n)
		level := r.NormFloat64()
		for i := range w.W[k] {
			switch r.IntN(20) {
			case 0:
				level = r.NormFloat64()
			case 1, 2, 3: // flat
			default:
				level += 0.05 * r.NormFloat64()
			}
			w.W[k][i] = level
		}
	}
	expVec(w.Rho, w.W[0])
	expVec(w.Temp, w.W[2])
	return w
}

func (r *GasRows) clone() *GasRows {
	c := &GasRows{Rho: append([]float64(nil), r.Rho...), Temp: append([]float64(nil), r.Temp...)}
	for k := range r.W {
		c.W[k] = append([]float64(nil), r.W[k]...)
	}
	return c
}

func (r *GasRows) rows() [][]float64 { return append(append([][]float64{}, r.W[:]...), r.Rho, r.Temp) }

// Kernels of gases have the bits of their loops with every implementation, relaxed or not, for any number of cells, and write nothing else.
func TestGas(t *testing.T) {
	before := Active()
	defer use(before)
	r := rand.New(rand.NewPCG(5, 6))
	for _, name := range Available() {
		use(name)
		lost := 0
		for cells := 1; cells < 60; cells++ {
			same := func(what string, got, want [][]float64) {
				t.Helper()
				for k := range want {
					for i := range want[k] {
						if want[k][i] != want[k][i] {
							lost++
						}
						if !sameBits(got[k][i], want[k][i]) {
							t.Fatalf("%s, %d cells: %s: element %d of row %d is %v, not %v", name, cells, what, i, k, got[k][i], want[k][i])
						}
					}
				}
			}
			four := func(n int) (out [4][]float64) {
				for k := range out {
					out[k] = random[float64](r, n)
				}
				return out
			}
			twice := func(a [4][]float64) (b [4][]float64) {
				for k := range a {
					b[k] = append([]float64(nil), a[k]...)
				}
				return b
			}
			w := gasRows(r, cells+4)
			s := GasSides{Slope: four(cells + 2)}
			for k := range s.Left {
				s.Left[k], s.Right[k] = random[float64](r, cells+1), random[float64](r, cells+1)
			}
			s.Set(w, 4)
			for k := range s.Slope {
				want := make([]float64, cells+2)
				limitedSlopes(want, w.W[k])
				same("slopes", [][]float64{s.Slope[k]}, [][]float64{want})
			}
			for k := range s.Left {
				left, right := make([]float64, cells+1), make([]float64, cells+1)
				expSides(w.W[2*k], s.Slope[2*k], left, right)
				same("sides", [][]float64{s.Left[k], s.Right[k]}, [][]float64{left, right})
			}
			const gamma, dt, h = 5.0 / 3, 0.02, 0.1
			got := four(cells + 1)
			want := twice(got)
			EulerFaces(gamma, w, &s, &got)
			eulerFaces(gamma, w, &s, &want)
			same("Euler faces", got[:], want[:])
			c := Viscosity{Eps: 0.03, Stress: 0.8 * float64(cells%2), Heat: 1.5, H: h, Share: 0.7, Most: 0.5}
			ViscousFaces(c, w, &got)
			viscousFaces(c, w, &want)
			same("viscous faces", got[:], want[:])
			for _, start := range []*GasRows{nil, gasRows(r, cells+4)} {
				a := gasRows(r, cells+4)
				b := a.clone()
				if start != nil { // as a step has it
					a, b = start, start.clone()
					EulerStep(gamma, dt, h, w, a, a, &got, 2)
					eulerStep(gamma, dt, h, w, b, b, &got, 2)
				} else {
					EulerStep(gamma, dt, h, w, a, nil, &got, 2)
					eulerStep(gamma, dt, h, w, b, nil, &got, 2)
				}
				same("Euler step", a.rows(), b.rows())
			}
			g := MomentGas{Speed: 2.3, Excess: -0.8, H: h, Most: 1}
			MomentFaces(g, w, &s, &got)
			momentFaces(g, w, &s, &want)
			same("moment faces", got[:], want[:])
			now, end := four(cells), four(cells)
			now2, end2 := twice(now), twice(end)
			a, b := w.clone(), w.clone()
			for _, second := range []bool{false, true} {
				MomentStep(g, second, dt, a, &got, &now, &end, 2)
				momentStep(g, second, dt, b, &got, &now2, &end2, 2)
				same("moment step", append(append(a.rows(), now[:]...), end[:]...), append(append(b.rows(), now2[:]...), end2[:]...))
			}
		}
		if lost == 0 {
			t.Errorf("%s: no state without a solution was met", name)
		}
	}
}

// The logarithm of kernels of gases is Log64 of normal numbers above zero, and none of the others; seen through a step without fluxes.
func TestGasLogarithm(t *testing.T) {
	before := Active()
	defer use(before)
	values := []float64{1, 0.5, math.Sqrt2, math.Sqrt2 / 2, 0x1p-1022, math.MaxFloat64, 0x1p-1023, 5e-324, 0, math.Copysign(0, -1), -1, math.Inf(1), math.Inf(-1), math.NaN()}
	r := rand.New(rand.NewPCG(7, 9))
	for _, x := range []float64{1, math.Sqrt2, math.Sqrt2 / 2, 0x1p-1022} {
		values = append(values, math.Nextafter(x, 0), math.Nextafter(x, 2))
	}
	for range 2000 {
		values = append(values, math.Exp(1400*r.Float64()-700), math.Exp(0.1*r.NormFloat64()))
	}
	n := len(values)
	for _, name := range Available() {
		use(name)
		w, after := gasRows(r, n), gasRows(r, n)
		copy(w.Rho, values)
		var flux [4][]float64
		for k := range flux {
			flux[k] = make([]float64, n+1)
		}
		EulerStep(3, 1, 1, w, after, nil, &flux, 0)
		for i, x := range values {
			want := math.NaN()
			if x >= 0x1p-1022 && x <= math.MaxFloat64 {
				want = Log64(x)
			}
			if !sameBits(after.W[0][i], want) {
				t.Errorf("%s: logarithm of %v is %v, not %v", name, x, after.W[0][i], want)
			}
		}
	}
}
