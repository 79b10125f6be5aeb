package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// flightTable holds what free flight of a gas of one velocity dimension does (uncollided.at) at equidistant times and places of the domain, in
// place of two integrals over v at every point of every step. Values and slopes are interpolated by cubic convolution, each on its own: then
// slopes are as accurate as values.
type flightTable struct {
	lo, h, dt float64
	rows      [][]flownChange // [time][place]
}

// flownChange holds log rho, u and log T less the data at t = 0, their slopes in t and in x, the heat flux and its slope in x.
type flownChange [11]float64

// flightCells is how many cells of a table lie in the width of the steepest place, and times in that over the thermal speed of the hottest gas.
// With 12, moments of a tube are interpolated to 1e-4 and their slopes to 1e-3 of the largest (go test -run FlightTable -v).
const flightCells = 12

// flightMost bounds the entries of a table; they take about 2 microseconds each.
const flightMost = 1 << 18

// newFlightTable prepares a table on [lo, hi] until end.
func newFlightTable(c *uncollided, lo, hi, end, hot float64) *flightTable {
	h := c.steepest / flightCells
	cells, times := math.Ceil((hi-lo)/h), math.Ceil(end*math.Sqrt(hot)/h)
	if q := math.Sqrt(flightMost / (cells * times)); q < 1 {
		cells, times = math.Ceil(q*cells), math.Ceil(q*times)
	}
	cells, times = math.Max(cells, 8), math.Max(times, 8)
	f := &flightTable{lo: lo, h: (hi - lo) / cells, dt: end / times}
	columns := int(cells) + 1
	first := make([]flownState, columns)
	for i := range first {
		first[i] = c.at(0, lo+float64(f.h*float64(i)))
	}
	f.rows = make([][]flownChange, int(times)+1)
	together(len(f.rows), func(n int) {
		row := make([]flownChange, columns)
		for i := range row {
			s := c.at(f.dt*float64(n), lo+float64(f.h*float64(i)))
			e := &row[i]
			for k, j := range s.macro {
				e[k], e[3+k], e[6+k] = j.V-first[i].macro[k].V, j.Dt, j.Dx-first[i].macro[k].Dx
			}
			e[9], e[10] = s.heat.V, s.heat.Dx
		}
		f.rows[n] = row
	})
	return f
}

// change returns the change of (log rho, u, log T) since t = 0, and the heat flux, whose slope in t is left out.
func (f *flightTable) change(t, x float64) (macro [3]autodiff.Jet, heat autodiff.Jet) {
	times, places := len(f.rows), len(f.rows[0])
	i, cx, _ := convolution((x-f.lo)/f.h, places)
	n, ct, _ := convolution(t/f.dt, times)
	continued(i, places, &cx)
	continued(n, times, &ct)
	var sum flownChange
	for a := range 4 {
		row := f.rows[clampIndex(n+a, times)]
		for b := range 4 {
			w := ct[a] * cx[b]
			for k, e := range &row[clampIndex(i+b, places)] {
				sum[k] += float64(w * e)
			}
		}
	}
	for k := range macro {
		macro[k] = autodiff.Jet{V: sum[k], Dt: sum[3+k], Dx: sum[6+k]}
	}
	return macro, autodiff.Jet{V: sum[9], Dx: sum[10]}
}
