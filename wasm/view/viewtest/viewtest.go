// Package viewtest has messages for the tests of the view, and draws single panels for them.
package viewtest

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/view/panel"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// Transport is a problem with two fields.
var Transport = info.Problem{
	Name: "transport-mode", Title: "One mode", Equation: "f_t + v f_x = 0", Summary: "For tests.", Class: info.Transport,
	Domain: info.Domain{Dimensions: 1, XMin: 0, XMax: 2 * math.Pi, TEnd: 1, VMin: -1, VMax: 1, Periodic: true},
	Fields: []info.Field{
		{Name: "rho", Symbol: "ρ", Label: "density ρ", Unit: "1", Sign: info.Positive}, {Name: "flux", Symbol: "flux", Label: "flux ⟨v f⟩/ε", Unit: "1", Sign: info.Signed},
	},
	Heads: []string{"nodal"}, Formulations: []string{"micro-macro"},
}

// Ready announces a run of Transport.
func Ready(operator string, tasks ...string) *wire.Ready {
	return &wire.Ready{Problem: Transport, Config: map[string]string{"operator": operator}, Tasks: tasks}
}

// Wave gives fields of the limit equation with an error of size e in the network.
func Wave(nt, nx int, e float64) *wire.Fields {
	f := &wire.Fields{Eps: 1e-3, T: 0.5, NT: nt, NX: nx, Line: wire.Line{X: wire.Grid(0, 2*math.Pi, nx)}}
	for k := range Transport.Fields {
		at := func(t, x float64) (net, ref float64) {
			ref = 1 + 0.5*math.Exp(-t/3)*math.Cos(x)
			if k == 1 {
				ref = math.Exp(-t/3) / 6 * math.Sin(x)
			}
			return ref + e*math.Sin(3*x), ref
		}
		var data, reference []float32
		for _, t := range wire.Grid(0, 1, nt) {
			for _, x := range f.Line.X {
				net, ref := at(t, x)
				data, reference = append(data, float32(net)), append(reference, float32(ref))
			}
		}
		var line, exact []float64
		for _, x := range f.Line.X {
			net, ref := at(f.T, x)
			line, exact = append(line, net), append(exact, ref)
		}
		f.Data, f.Reference = append(f.Data, data), append(f.Reference, reference)
		f.Line.Values, f.Line.Reference = append(f.Line.Values, line), append(f.Line.Reference, exact)
	}
	return f
}

// Maxwellian is the equilibrium with the given moments.
func Maxwellian(rho, u, temperature, v float64) float64 {
	return rho / math.Sqrt(2*math.Pi*temperature) * math.Exp(-(v-u)*(v-u)/(2*temperature))
}

// Beams are two Maxwellians whose weights change over x in [0, 1]: rho = 1, u = 2x - 1.
func Beams(nx, nv int) *wire.Distribution {
	d := &wire.Distribution{Eps: 0.1, T: 0.05, NX: nx, NV: nv, XMin: 0, XMax: 1, VMin: -10, VMax: 10}
	for _, v := range wire.Grid(d.VMin, d.VMax, nv) {
		for _, x := range wire.Grid(d.XMin, d.XMax, nx) {
			d.Data = append(d.Data, float32(x*Maxwellian(1, 1, 0.5, v)+(1-x)*Maxwellian(1, -1, 0.5, v)))
		}
	}
	return d
}

// Race is a race of two operators.
func Race() *wire.Race {
	e := func(name string, scale float64) wire.Runner {
		return wire.Runner{Name: name, Title: name, Step: 30, Steps: 100, Seconds: 2, ConflictRate: 0.5, GuardRate: math.NaN(), MinCosine: 0.1,
			Worst:   []float64{scale / 4, math.NaN()},
			History: wire.Curves{Steps: []float64{10, 20, 30}, Seconds: []float64{0.5, 1, 2}, Worst: [][]float64{{scale, scale / 2, scale / 4}, {scale, scale, scale}}, Total: []float64{3, 2, 1}},
			Errors:  [][]float64{{scale / 5, scale / 4}, {math.NaN(), math.NaN()}},
			Line:    [][]float64{{1, 2, 1 + scale}, {0, 0, 0}}}
	}
	return &wire.Race{Fields: []string{"rho", "flux"}, Steps: 100, Eps: 0.01, T: 0.5, Decades: []float64{1, 1e-3}, X: []float64{0, 1, 2},
		Reference: [][]float64{{1, 2, 1}, {0, 0, 0}}, Runners: []wire.Runner{e("ls", 0.8), e("hrgrad", 0.1)}}
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

// Plane is a problem in two space dimensions.
var Plane = info.Problem{
	Name: "transport2d-pulse", Title: "A pulse", Equation: "f_t + v . grad f = 0", Summary: "For tests.", Class: info.Transport,
	Domain: info.Domain{Dimensions: 2, XMin: -1, XMax: 1, YMin: -1, YMax: 1, TEnd: 0.1, VMin: 0, VMax: 2 * math.Pi, Periodic: true},
	Fields: []info.Field{
		{Name: "rho", Symbol: "ρ", Label: "density ρ", Unit: "1", Sign: info.Positive},
		{Name: "flux_x", Symbol: "flux x", Label: "flux along x", Unit: "1", Sign: info.Signed, Vector: "flux"},
		{Name: "flux_y", Symbol: "flux y", Label: "flux along y", Unit: "1", Sign: info.Signed, Vector: "flux"},
	},
	Heads: []string{"modal"}, Formulations: []string{"micro-macro"},
}

// Heap gives the fields of a Gaussian that flows apart, with an error of size e in the network.
func Heap(n int, e float64) *wire.Fields {
	f := &wire.Fields{Eps: 1e-3, T: 0.05, NX: n, NY: n, Y: 0.25, Line: wire.Line{X: wire.Grid(-1, 1, n)}}
	at := func(k int, x, y float64) (net, ref float64) {
		rho := math.Exp(-(x*x + y*y) / 0.14)
		ref = [...]float64{0.2 + rho, x / 0.14 * rho, y / 0.14 * rho}[k]
		return ref + e*math.Sin(3*x), ref
	}
	for k := range Plane.Fields {
		var data, reference []float32
		var line, exact []float64
		for _, y := range f.Line.X {
			for _, x := range f.Line.X {
				net, ref := at(k, x, y)
				data, reference = append(data, float32(net)), append(reference, float32(ref))
			}
		}
		for _, x := range f.Line.X {
			net, ref := at(k, x, f.Y)
			line, exact = append(line, net), append(exact, ref)
		}
		f.Data, f.Reference = append(f.Data, data), append(f.Reference, reference)
		f.Line.Values, f.Line.Reference = append(f.Line.Values, line), append(f.Line.Reference, exact)
	}
	return f
}

// Directions is a distribution over directions on the cut of Heap, drawn out along x.
func Directions(nx, nv int) *wire.Distribution {
	d := &wire.Distribution{Eps: 0.3, T: 0.05, NX: nx, NV: nv, XMin: -1, XMax: 1, VMin: 0, VMax: 2 * math.Pi, Y: 0.25}
	for _, v := range wire.Grid(d.VMin, d.VMax, nv) {
		for range nx {
			d.Data = append(d.Data, float32(1+0.6*math.Cos(v)))
		}
	}
	d.Reference = d.Data
	return d
}
