package kinetic

import "github.com/hrgrad/hrgrad/solver/kernel"

// transitionGas is a gas from a file in formulation Transition. Most is left to the network where gas is neither free nor dense: at small Knudsen
// numbers its share of the fields is hardly more than thickFloor.
type transitionGas struct{ fileGas }

// formed implements the interface of that name.
func (p fileGas) formed(formulation string) Problem {
	if formulation == Transition {
		return transitionGas{p}
	}
	return p
}

// crowdsKinetic implements crowding.
func (transitionGas) crowdsKinetic() float64 { return 2.0 / 3 }

// crowding is implemented by problems that have a share of their strata above kneeKnudsen, evenly on a log scale there and below.
type crowding interface{ crowdsKinetic() (share float64) }

// crowd moves Knudsen numbers that are drawn evenly on a log scale.
func crowd(share, epsMin, epsMax float64, dst []float64) {
	if !(epsMin < 0.1*kneeKnudsen && epsMax > kneeKnudsen) {
		return
	}
	span := kernel.Log64(epsMax / epsMin)
	upper := kernel.Log64(epsMax/kneeKnudsen) / span
	for i, e := range dst {
		u := kernel.Log64(epsMax/e) / span
		if u < share {
			u *= upper / share
		} else {
			u = upper + float64((u-share)/(1-share)*(1-upper))
		}
		dst[i] = max(epsMin, min(epsMax, float64(epsMax*kernel.Exp64(-u*span))))
	}
}
