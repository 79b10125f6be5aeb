package data_test

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// TestEquilibriumHasTheMoments: at x = 1/4 the beams have rho = 1, u = -1/2 and
// T = 1/2 + 1 - 1/4 = 5/4.
func TestEquilibriumHasTheMoments(t *testing.T) {
	d := data.Distribution{Distribution: *viewtest.Beams(5, 97)}
	m := d.Equilibrium(0)
	for j := range d.NV {
		if want := viewtest.Maxwellian(1, -0.5, 1.25, d.VAt(j)); math.Abs(float64(m[j*5+1])-want) > 1e-6 {
			t.Errorf("M(%g) = %g; want %g", d.VAt(j), m[j*5+1], want)
		}
	}
	// Transport: the mean over the directions, exact for f linear in v.
	tr := data.Distribution{Distribution: wire.Distribution{NX: 2, NV: 5, XMin: 0, XMax: 1, VMin: -1, VMax: 1}}
	for j := range 5 {
		tr.Data = append(tr.Data, float32(2+tr.VAt(j)), 3)
	}
	for k, v := range tr.Equilibrium(0) {
		if want := []float32{2, 3}[k%2]; math.Abs(float64(v-want)) > 1e-6 {
			t.Errorf("transport: %g at %d; want %g", v, k, want)
		}
	}
	// What the engine sends comes first.
	d.Maxwellian = make([]float32, len(d.Data))
	if d.Equilibrium(0)[10] != 0 {
		t.Error("the Maxwellian of the message is not used")
	}
}
