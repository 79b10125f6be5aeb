// Package protocol lists what the page can choose from, and which limits a problem has.
package protocol

import (
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// Names of limiting solutions.
const (
	Euler      = "euler"       // BGK, eps -> 0
	FreeFlight = "free-flight" // BGK, eps -> infinity
	Diffusion  = "diffusion"   // transport, eps -> 0
)

// DiffusionEps is the Knudsen number whose solution stands for the diffusion
// limit, from which it differs by about its size.
const DiffusionEps = 1e-6

// LimitsOf lists the limits that a problem can be compared with. Where the exact
// solution is the same for every Knudsen number there are none.
func LimitsOf(p kinetic.Info) []wire.Limit {
	switch {
	case p.Name == "bgk-ballistic":
		return nil
	case IsBGK(p):
		return []wire.Limit{{Name: Euler, Label: "Euler limit"}, {Name: FreeFlight, Label: "free flight"}}
	case len(p.Fields) == 2 && p.Fields[1].Name == "flux":
		return []wire.Limit{{Name: Diffusion, Label: "diffusion limit"}}
	}
	return nil
}

// IsBGK tells whether the fields of a problem are rho, u, T and q.
func IsBGK(p kinetic.Info) bool {
	f := p.Fields
	return len(f) == 4 && f[0].Name == "rho" && f[1].Name == "u" && f[2].Name == "T" && f[3].Name == "q"
}
