package data

import (
	"testing"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// Measurements are those at the Knudsen number and the time of the view; an error keeps those before, a new run forgets them.
func TestMeasured(t *testing.T) {
	st := New()
	problem := info.Problem{Name: "a", Domain: info.Domain{TEnd: 1}, Fields: []info.Field{{Name: "rho"}, {Name: "flux"}}}
	st.SetReady(&wire.Ready{Problem: problem})
	fit := &wire.Fit{Series: []wire.Series{{Field: "rho", T: []float64{0.5, 0.5, 0.9}, X: []float64{1, 2, 3}, Eps: []float64{0.1, 0.2, 0.1}, Value: []float64{7, 8, 9}, Sigma: []float64{1, 1, 1}}}}
	if err := st.SetFit(fit); err != nil || st.Measured("rho") != nil {
		t.Error("points without a line")
	}
	st.SetFields(&wire.Fields{Eps: 0.1, T: 0.501, Data: make([][]float32, 2)})
	if got := st.Measured("rho"); len(got) != 1 || got[0] != (Point{1, 7, 1}) || st.Measured("flux") != nil {
		t.Errorf("%+v", got)
	}
	st.SetFit(&wire.Fit{Error: "line 2"})
	if len(st.Measured("rho")) != 1 {
		t.Error("an error has taken the points away")
	}
	st.SetReady(&wire.Ready{Problem: problem})
	if st.Fit != nil {
		t.Error("a new run has measurements")
	}
}
