package kinetic

import "math"

// In the formulation Balanced of a file's spectral head residuals count more the smaller the Knudsen number is. What is left to the network falls
// with (eps/(eps + limitLeft))², and so do its residuals, but the flux does not: with equal weights a least-squares solution spends its
// features on large Knudsen numbers, at whose residuals the flux hardly looks. A micro residual of free flight changes g by its time over eps² only, and one in
// the macro equation at eps = 1 stays as a density that nothing levels, so the macro weights grow more slowly.
const (
	balanceFrom  = 0.02 // Knudsen number below which weights grow no more
	balanceMacro = 0.3
)

// balance is the weight of a residual at a Knudsen number: (eps + balanceFrom)^-3/2 in the micro equation, balanceMacro times the root of that in the macro equation.
func (m *medium) balance(term string, eps float64) float64 {
	if m.opt.Formulation != Balanced || m.opt.Head != Spectral {
		return 1
	}
	u := eps + balanceFrom
	w := 1 / (u * math.Sqrt(u))
	if term == "macro" {
		return balanceMacro * math.Sqrt(w)
	}
	return w
}

// limited reports whether the diffusion limit of the data is a known part.
func (m *medium) limited() bool {
	return m.opt.Formulation == Limit || m.opt.Formulation == Balanced
}
