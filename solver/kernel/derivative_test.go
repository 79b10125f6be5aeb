package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestActivationDerivatives checks forward jets and the backward pass against central differences of the function itself.
func TestActivationDerivatives(t *testing.T) {
	f := map[Activation]func(float64) float64{
		Identity: func(z float64) float64 { return z },
		Tanh:     math.Tanh,
		Swish:    func(z float64) float64 { return z / (1 + math.Exp(-z)) },
		Sine:     math.Sin,
	}
	r := rand.New(rand.NewPCG(11, 12))
	const h = 1e-4
	for act, f := range f {
		for range 50 {
			z := random[float64](r, 3)
			y := make([]float64, 3)
			ActivationForward(act, 3, 1, 1, z, y)
			d := (f(z[0]+h) - f(z[0]-h)) / (2 * h)
			want := []float64{f(z[0]), d * z[1], d * z[2]}
			for i := range want {
				if math.Abs(y[i]-want[i]) > 1e-7 {
					t.Fatalf("activation %d at %v: jet %d is %v, want %v", act, z, i, y[i], want[i])
				}
			}
			gy, gz := random[float64](r, 3), make([]float64, 3)
			ActivationBackward(act, 3, 1, 1, z, y, gy, gz)
			value := func(z []float64) float64 {
				y := make([]float64, 3)
				ActivationForward(act, 3, 1, 1, z, y)
				return gy[0]*y[0] + gy[1]*y[1] + gy[2]*y[2]
			}
			for i := range z {
				up, down := append([]float64(nil), z...), append([]float64(nil), z...)
				up[i] += h
				down[i] -= h
				if d := (value(up) - value(down)) / (2 * h); math.Abs(gz[i]-d) > 1e-6 {
					t.Fatalf("activation %d at %v: gradient %d is %v, want %v", act, z, i, gz[i], d)
				}
			}
		}
	}
}
