package coordinator

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// distribution evaluates f(x, v) at the time of the view; nil when the view does
// not want it. line holds the fields at the same place.
func (c *Coordinator) distribution(line [][]float64) (*wire.Distribution, error) {
	v, p := &c.view, c.session.Problem()
	if v.nv == 0 {
		return nil, nil
	}
	velocities := wire.Grid(p.VMin, p.VMax, v.nv)
	f, err := c.session.Distribution(v.eps, v.t, wire.Cut(p.Domain, wire.Grid(p.XMin, p.XMax, v.nx), v.cut(p)), velocities)
	if err != nil {
		return nil, err
	}
	m := &wire.Distribution{
		Step: c.session.Steps(), Eps: v.eps, T: v.t, NX: v.nx, NV: v.nv,
		XMin: p.XMin, XMax: p.XMax, VMin: p.VMin, VMax: p.VMax, Y: v.cut(p), Data: make([]float32, v.nv*v.nx),
	}
	for i := range f {
		for j, value := range f[i] {
			if math.IsNaN(value) || math.IsInf(value, 0) {
				return nil, fmt.Errorf("the distribution is %v at eps = %g, t = %g, v = %g", value, v.eps, v.t, velocities[j])
			}
			m.Data[j*v.nx+i] = float32(value)
		}
	}
	if v.cloud != nil {
		m.Reference = float32s(v.cloud)
	}
	if p.Class == info.Gas {
		u := make([]float64, v.nx)
		if drift := p.Drift(); drift >= 0 {
			u = line[drift]
		}
		m.Maxwellian = maxwellian(line[p.Index("rho")], u, line[p.Index("T")], velocities)
	}
	return m, nil
}

// maxwellian returns rho / sqrt(2 pi T) exp(-(v-u)^2 / 2T), v by v.
func maxwellian(rho, u, temperature, velocities []float64) []float32 {
	out := make([]float32, 0, len(velocities)*len(rho))
	for _, v := range velocities {
		for i := range rho {
			c := v - u[i]
			out = append(out, float32(rho[i]/math.Sqrt(2*math.Pi*temperature[i])*math.Exp(-c*c/(2*temperature[i]))))
		}
	}
	return out
}
