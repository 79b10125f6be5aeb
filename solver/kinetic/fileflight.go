package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Knudsen numbers over the end time at which free flight has half of its part in the ansatz and in the inputs. Of the particles a share
// exp(-t/eps) has not collided.
const (
	flightAnsatz = 0.5
	flightInputs = 0.1
)

// flight is free flight from the data of a file without parameters with open ends: the limit of a gas for eps -> infinity, f(t, x, v) = f0(x - v t, v).
// With it the network is relieved of what particles of both sides of a steep place do to density, velocity and temperature: at eps = 1 and
// t = 0.1 it holds nine tenths of the solution. It is stored as the Euler limit is (fluid.go).
func (p *fileGas) flight() *fluid {
	const tableNodes, cells, times, most = 4000, 500, 100, 160
	f := p.file
	lo, hi := f.X[0], f.X[1]
	width := 0.2 * (hi - lo)
	for _, s := range p.steep {
		width = math.Min(width, s.width)
	}
	out := &fluid{h: (hi - lo) / cells, dt: f.TEnd / times}
	out.x0 = lo + 0.5*out.h
	// the data, as rho/sqrt(2 pi T), u, 1/(2T) and T
	table := make([][4]float64, tableNodes+1)
	for i := range table {
		x := lo + (hi-lo)*float64(i)/tableNodes
		rho, u, temp := value(f.Rho0, nil, x), value(f.U0, nil, x), value(f.T0, nil, x)
		table[i] = [4]float64{rho / math.Sqrt(2*math.Pi*temp), u, 0.5 / temp, temp}
	}
	spacing := math.Max(math.Min(0.4*math.Sqrt(p.data.cold), 0.7*width/f.TEnd), 2*p.data.far/most)
	n := int(p.data.far / spacing)
	first := make([][3]float64, cells)
	for step := range times + 1 {
		t := out.dt * float64(step)
		w := make([][3]float64, cells)
		for i := range w {
			x := out.x0 + float64(out.h*float64(i))
			var rho, flow, energy, across float64
			for k := -n; k <= n; k++ {
				v := spacing * float64(k)
				z := math.Min(1, math.Max(0, (x-float64(v*t)-lo)/(hi-lo))) * tableNodes
				j := min(int(z), tableNodes-1)
				q := z - float64(j)
				var d [4]float64
				for c := range d {
					d[c] = table[j][c] + float64(q*(table[j+1][c]-table[j][c]))
				}
				c := v - d[1]
				m := spacing * d[0] * kernel.Exp64(-float64(c*c*d[2]))
				rho += m
				flow += float64(m * v)
				energy += float64(m * v * v)
				across += float64(m * d[3])
			}
			u := flow / rho
			temp := energy/rho - float64(u*u)
			if f.Dimensions == 3 {
				temp = (temp + float64(2*across/rho)) / 3
			}
			w[i] = [3]float64{kernel.Log64(rho), u, kernel.Log64(temp)}
		}
		if step == 0 {
			copy(first, w)
		}
		out.store(first, w)
	}
	return out
}

// flown is the share of free flight with its half at the Knudsen number middle.
func flown(eps, middle float64) float64 {
	r := middle / eps
	if s := 1 / (1 + float64(r*r)); s > 1e-3 {
		return s
	}
	return 0
}
