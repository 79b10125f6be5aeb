package kinetic

import (
	"math"
	"sync"

	"github.com/hrgrad/hrgrad/solver/autodiff"
)

// thickening is the known part of a shock tube in the formulation "viscous": (log rho, u, log T) of a viscous gas (viscous.go) with the
// share s(eps) = 1/(1 + (eps/middle)^2). Its front is as wide as that of the solution, so that what is left to the network is small and
// smooth, of the order of eps, and so is the factor of the network. RATIONALE.md, "Known structure in the
// ansatz", has what it was compared with.
type thickening struct {
	gas func() *viscous // solved at first use
}

const (
	thickKnudsen = 0.03 // at which the viscous gas has half of the ansatz
	thickFloor   = 1e-3 // least factor of the network's share, as fluidFloor
)

// tubeLevels are the Knudsen numbers at which the viscous gas of a tube is solved, with the cells that resolve its front.
var tubeLevels = []struct {
	eps   float64
	cells int
}{{3e-4, 800}, {1e-3, 800}, {3e-3, 480}, {1e-2, 240}, {3e-2, 120}}

// newThickening prepares it for the tube of a gas with the stress and heat flux of more.
func newThickening(t tube, gamma float64, more transport) thickening {
	return thickening{sync.OnceValue(func() *viscous {
		grid, cells := tubeGrid, map[float64]int{}
		grid.ends = true
		v := &viscous{limit: func() *fluid { return newFluid(gamma, grid, transport{}, t.logarithms) }}
		for _, l := range tubeLevels {
			v.eps, cells[l.eps] = append(v.eps, l.eps), l.cells
		}
		v.solve = func(eps float64) *fluid {
			grid, more := grid, more
			grid.cells, more.eps = cells[eps], eps
			return newFluid(gamma, grid, more, t.logarithms)
		}
		return v
	})}
}

func (thickening) share(eps float64) float64 {
	r := eps / thickKnudsen
	return 1 / (1 + float64(r*r))
}

// damped is the factor of the network's share.
func (k thickening) damped(eps float64) float64 {
	return thickFloor + float64((1-thickFloor)*math.Sqrt(1-k.share(eps)))
}

// known adds the known part to the data at t = 0.
func (k thickening) known(t, x, eps float64, start [3]autodiff.Jet) [3]autodiff.Jet {
	share := k.share(eps)
	if share < 1e-4 {
		return start
	}
	for i, c := range k.gas().at(t, x, eps) {
		start[i] = start[i].Add(c.Scale(share))
	}
	return start
}

// formedTube is a tube with the Knudsen numbers of a formulation.
func formedTube(p Problem, formulation string) Problem {
	if formulation == Viscous {
		return leaningTube{p}
	}
	return p
}

// leaningTube is a tube of the formulation "viscous": hardly anything is left to the network for small eps.
type leaningTube struct{ Problem }

// leansKinetic is the exponent of DrawKnudsen: half of the Knudsen numbers are above 1e-2, more of them near 1.
func (leaningTube) leansKinetic() float64 { return 1.5 }
