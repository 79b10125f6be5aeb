// Package viewtest has messages for the tests of the view, and draws single panels for them.
package viewtest

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// Transport is a problem with two fields.
var Transport = data.Problem{
	Name: "transport-mode", XMin: 0, XMax: 2 * math.Pi, TEnd: 1,
	Fields: []data.FieldInfo{
		{Name: "rho", Symbol: "ρ", Label: "density ρ", Unit: "1", Sign: info.Positive}, {Name: "flux", Symbol: "flux", Label: "flux ⟨v f⟩/ε", Unit: "1", Sign: info.Signed},
	},
}

// Wave gives fields of the limit equation with an error of size e in the network.
func Wave(nt, nx int, e float64) data.Fields {
	f := data.Fields{Eps: 1e-3, T: 0.5, NT: nt, NX: nx}
	for _, info := range Transport.Fields {
		d := data.Field{FieldInfo: info}
		for j := range nt {
			for i := range nx {
				t, x := float64(j)/float64(nt-1), 2*math.Pi*float64(i)/float64(nx-1)
				v := 1 + 0.5*math.Exp(-t/3)*math.Cos(x)
				if info.Name == "flux" {
					v = math.Exp(-t/3) / 6 * math.Sin(x)
				}
				d.Reference = append(d.Reference, float32(v))
				d.Data = append(d.Data, float32(v+e*math.Sin(3*x)))
			}
		}
		f.Fields = append(f.Fields, d)
	}
	return f
}

// Maxwellian is the equilibrium with the given moments.
func Maxwellian(rho, u, temperature, v float64) float64 {
	return rho / math.Sqrt(2*math.Pi*temperature) * math.Exp(-(v-u)*(v-u)/(2*temperature))
}

// Beams are two Maxwellians whose weights change over x in [0, 1]: rho = 1, u = 2x - 1.
func Beams(nx, nv int) data.Distribution {
	d := data.Distribution{Eps: 0.1, T: 0.05, NX: nx, NV: nv, XMin: 0, XMax: 1, VMin: -10, VMax: 10}
	for j := range nv {
		for i := range nx {
			x := d.XAt(i)
			d.Data = append(d.Data, float32(x*Maxwellian(1, 1, 0.5, d.VAt(j))+(1-x)*Maxwellian(1, -1, 0.5, d.VAt(j))))
		}
	}
	return d
}

// Race is a race of two operators.
func Race() data.Race {
	e := func(name string, scale float64) data.Runner {
		return data.Runner{Name: name, Step: 30, Steps: 100, Seconds: 2, HistorySteps: []float64{10, 20, 30},
			Worst: map[string][]float64{"rho": {scale, scale / 2, scale / 4}, "flux": {scale, scale, scale}},
			Eps:   []float64{1, 1e-3}, Errors: map[string][]float64{"rho": {scale / 5, scale / 4}},
			Conflict: 0.5, Guard: math.NaN(), MinCosine: 0.1,
			X: []float64{0, 1, 2}, Values: map[string][]float64{"rho": {1, 2, 1 + scale}}}
	}
	return data.Race{Entries: []data.Runner{e("ls", 0.8), e("hrgrad", 0.1)}, X: []float64{0, 1, 2}, Reference: map[string][]float64{"rho": {1, 2, 1}}, EpsOfLine: 0.01, TimeOfLine: 0.5}
}

// Paint draws a panel of w by h CSS pixels in the light theme.
func Paint(p panel.Panel, w, h float64) *panel.Draw {
	th, err := plot.ThemeByName("light")
	if err != nil {
		panic(err)
	}
	d := &panel.Draw{Canvas: plot.NewCanvas(w, h, 1), Theme: th, W: w, H: h}
	d.Canvas.Clear(th.Card)
	p.Paint(d)
	return d
}

// At is what a painted panel has at (x, y).
func At(p panel.Panel, d *panel.Draw, x, y float64) (h panel.Hit) {
	p.Locate(&h, &d.Frame, x, y)
	return h
}
