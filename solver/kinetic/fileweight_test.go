package kinetic

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// Without ends with inflow macro residuals count more where a collision takes longer than the end time, and as before everywhere else.
func TestSlowMacroResiduals(t *testing.T) {
	f, err := problemfile.Parse([]byte(`{"version":1,"name":"p","equation":"transport","x":[0,1],"tEnd":0.5,"scattering":"1 + 99*sin(pi*x)^2","density":"1"}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := FromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	once := 1 - kernel.Exp64(-0.5) // the clock of sigma = 1 at the end
	for _, c := range []struct {
		initial string
		eps, x  float64
		want    float64
	}{{Hard, 1, 0, 1 / (once * once)}, {Hard, 1, 0.5, 1}, {Hard, 1e-3, 0, 1}, {Soft, 1, 0, 1}} {
		m := newMedium(p.(fileTransport).file, nil, Options{Head: Modal, Initial: c.initial})
		at := &Points{T: []float64{0.1}, X: []float64{c.x}, Cell: []int{0}, Eps: []float64{c.eps}}
		if got := m.weight(at, "macro")(0); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s data, eps = %g, x = %g: weight %v, want %v", c.initial, c.eps, c.x, got, c.want)
		}
	}
}
