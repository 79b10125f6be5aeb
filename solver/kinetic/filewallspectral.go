package kinetic

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// Settings of the spectral head of a file with inflow. Where the cross-section varies the solution is not one of t/eps^2 and x/eps alone.
const (
	enteredFunctions = 12
	enteredHalfModes = 4
	enteredFeatures  = 56
	enteredShare     = 0.3 // of the features, that see t/eps^2 alone
)

// enters reports whether nothing happens but by what enters, always the same, at one end of a medium at rest that varies gradually, and until
// the end of time hardly anything reaches the other end: then a file has the spectral head of transport-inflow, in the units of the first one.
func enters(f *problemfile.Problem, steep []steep) bool {
	if len(f.Parameters) > 0 || !quiet(f) || len(steep) > 0 || entering(f) == 0 {
		return false
	}
	p := paths{file: f}
	p.tabulate(nil)
	_, across := p.total()
	return across*across >= farther*f.TEnd
}

// farther is the least square of the diffusive distance to the other end in units of the end of time: at 9, diffusion has left 2e-4 there.
const farther = 9

// TrunkFeatures implements Walled.
func (p fileTransport) TrunkFeatures() int {
	if p.entered {
		return enteredFeatures
	}
	return 0
}

// entering returns the end at which something enters, -1 or 1; 0: at none or both, or not always the same.
func entering(f *problemfile.Problem) (side int) {
	for k, end := range []problemfile.End{f.Left, f.Right} {
		inflow := f.InflowLeft
		if k == 1 {
			inflow = f.InflowRight
		}
		if end.Kind != problemfile.Inflow || inflow.Uses("t") || inflow.Uses("v") {
			return 0
		}
		if value(inflow, nil, 0, 0) == value(f.Rho0, nil, f.X[k]) {
			continue
		}
		if side != 0 {
			return 0
		}
		side = 2*k - 1
	}
	return side
}

// newEntered makes the head. Known parts are those of the other heads, with the beam split off at every Knudsen number; depths are diffusive
// distances.
func newEntered(m *medium) *wallSpectral {
	f := m.file
	w := m.walls[(1+entering(f))/2]
	unit := math.Sqrt(f.TEnd / (slabEnd * w.sigma()))
	s := &wallSpectral{
		end: f.TEnd, knudsen: math.Sqrt(slabEnd / (w.sigma() * f.TEnd)), ends: [2]float64{f.X[0], f.X[1]}, polynomials: enteredFunctions,
		shares: []float64{enteredShare, 1 - enteredShare},
	}
	s.modes, s.count = m.q.halfRange(enteredHalfModes)
	s.depth = func(x float64) autodiff.Jet {
		_, distant, _ := m.path.at(x, jet(f.Sigma, nil, autodiff.Jet{V: x, Dx: 1}))
		if !w.left {
			_, all := m.path.total()
			distant = distant.Scale(-1).Shift(all)
		}
		return distant.Scale(1 / (math.Sqrt(w.sigma()) * unit))
	}
	return s
}

// slope is the size of G beside that of R: one over the depth that diffusion or free flight have reached, as for transport-inflow.
func (m *medium) slope(l *local) autodiff.Jet {
	e2 := float64(l.eps * l.eps)
	age := autodiff.Jet{V: l.t, Dt: 1}.Add(autodiff.Constant(e2).Div(l.sigma)).Scale(1 / m.file.TEnd)
	return autodiff.Constant(1).Div(age.Sqrt())
}

// Clusters implements Clustered.
func (m *medium) Clusters() Clusters {
	if m.between == nil {
		return nil
	}
	return m.between.cluster
}
