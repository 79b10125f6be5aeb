package panel

import (
	"github.com/hrgrad/hrgrad/wasm/view/data"
	"github.com/hrgrad/hrgrad/wasm/view/plot"
)

// EquilibriumName is what the equilibrium of a distribution is called: for transport, where v is a
// direction, it is the density.
func EquilibriumName(d *data.Distribution) string {
	if d.Directions() {
		return "density ρ"
	}
	return "local Maxwellian"
}

// PhaseLines are the values of a distribution at column i and row j, for a tooltip.
func PhaseLines(d *data.Distribution, i, j int) []string {
	k := j*d.NX + i
	value := func(name string, v float32) string { return name + " " + plot.Number(float64(v), 4) }
	lines := []string{Value("x", d.XAt(i)) + "   " + Value("v", d.VAt(j)), value("f network", d.Data[k])}
	if d.Reference != nil {
		lines = append(lines, value("f reference", d.Reference[k]))
	}
	return append(lines, value(EquilibriumName(d), d.Equilibrium(0)[k]))
}
