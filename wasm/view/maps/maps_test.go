package maps

import (
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/view/viewtest"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

func withFields(t *testing.T, f *wire.Fields) *data.State {
	t.Helper()
	st := data.New()
	st.SetReady(viewtest.Ready(""))
	if err := st.SetFields(f); err != nil {
		t.Fatal(err)
	}
	return st
}

func theme(t *testing.T) *plot.Theme {
	t.Helper()
	th, err := plot.ThemeByName("light")
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func TestSignedFieldsDiverge(t *testing.T) {
	st := withFields(t, viewtest.Wave(21, 41, 0.01))
	rho, flux := NewField(st, 0).(*field), NewField(st, 1).(*field)
	rho.Colour(theme(t))
	flux.Colour(theme(t))
	if m := flux.norm; !m.Diverging || m.Position(0) != 0.5 {
		t.Errorf("flux: %+v", m)
	}
	if rho.norm.Diverging {
		t.Error("density diverges")
	}
}

func TestErrorMapIsSymmetric(t *testing.T) {
	st := withFields(t, viewtest.Wave(21, 41, 0.01))
	p := NewField(st, 0).(*field)
	if err := st.SetShow(data.ShowError); err != nil {
		t.Fatal(err)
	}
	p.Colour(theme(t))
	if p.norm.Lo != -p.norm.Hi || p.norm.Map != plot.PuOr {
		t.Errorf("error map %s over [%g, %g]", p.norm.Map.Name, p.norm.Lo, p.norm.Hi)
	}
}

func TestInfiniteValueDoesNotWiden(t *testing.T) {
	f := viewtest.Wave(21, 41, 0)
	f.Data[0][10*41+20] = float32(math.Inf(1))
	p := NewField(withFields(t, f), 0).(*field)
	if h, _ := p.Colour(theme(t)); h.Smooth || math.IsInf(p.norm.Hi, 0) {
		t.Errorf("range up to %g", p.norm.Hi)
	}
}

// TestDistributionRange: f and its equilibrium have a range of their own, differences are symmetric.
func TestDistributionRange(t *testing.T) {
	st := data.New()
	d := viewtest.Beams(5, 97)
	d.Reference = d.Data
	if err := st.SetDistribution(d); err != nil {
		t.Fatal(err)
	}
	p := NewDistribution(st, 0).(*distribution)
	for _, quantity := range []string{data.ShowF, data.ShowEquilibrium, data.ShowDifference} {
		for _, show := range []string{data.ShowNetwork, data.ShowReference, data.ShowError} {
			if st.SetQuantity(quantity) != nil || st.SetShow(show) != nil {
				t.Fatal("a choice is refused")
			}
			p.Colour(theme(t))
			if p.norm.Diverging != (show == data.ShowError || quantity == data.ShowDifference) {
				t.Errorf("%s of %s: diverging %v", quantity, show, p.norm.Diverging)
			}
		}
	}
}
