package kinetic

import "github.com/hrgrad/hrgrad/solver/autodiff"

// knudsenLayer is the Knudsen layer at the walls of the formulation Diffusion: as of the beam its density and g are no part of the state that the network
// completes, but of the outputs, and what is left of it in the equations is their source. An inflow that depends on v has a layer of g of order
// 1/eps, over a depth of eps; in the state, whose derivatives are of single precision, it left residuals of 1e4 there at eps = 1e-6.
type knudsenLayer struct {
	filled bool
	rho    autodiff.Jet
	g      [16]autodiff.Jet // at the velocities
	// residuals of the macro and micro equation
	macro float64
	micro [16]float64
}

// layerOf returns the layer at the point, nil where there is none.
func (m *medium) layerOf(l *local) *knudsenLayer {
	if !m.apart {
		return nil
	}
	y := &l.layer
	if y.filled {
		return y
	}
	*y = knudsenLayer{filled: true}
	v, n := m.q.v, m.q.n()
	some := false
	for _, w := range m.walls {
		_, _, modes, delay := w.parts(l)
		sw, depth := w.sigma(), w.pass(l).depth
		for k := range w.layer.nu {
			if modes[k].V == 0 && delay[k].V == 0 {
				continue
			}
			some = true
			y.rho = y.rho.Add(modes[k])
			late := delay[k].V != 0
			var drift float64
			var bend autodiff.Jet
			if late {
				drift = w.history.drift[k]
				bend = delay[k].Mul(depth).Scale(drift / sw)
				y.rho = y.rho.Add(bend.Scale(l.eps))
			}
			for j := range v {
				at := j
				if !w.left {
					at = n - 1 - j
				}
				phi := w.layer.mode[k*n+at]
				y.g[j] = y.g[j].Add(modes[k].Scale((phi - 1) / l.eps))
				if late {
					chi := -phi * phi * (1 + float64(drift*v[at]))
					y.g[j] = y.g[j].Add(bend.Scale(phi - 1)).Add(delay[k].Scale(l.eps * chi / sw))
				}
			}
		}
	}
	if !some {
		return y
	}
	var stream float64
	for j, vj := range v {
		stream += float64(m.q.w[j] * vj * y.g[j].Dx)
	}
	y.macro = y.rho.Dt + stream + float64(l.absorb.V*y.rho.V)
	e2 := float64(l.eps * l.eps)
	for j, vj := range v {
		g := y.g[j]
		y.micro[j] = float64(e2*g.Dt) + float64(l.eps*(float64(vj*g.Dx)-stream)) + float64(vj*y.rho.Dx) + float64((l.sigma.V+float64(e2*l.absorb.V))*g.V)
	}
	return y
}

// flux is <v g> of the layer.
func (y *knudsenLayer) flux(q velocities) (sum float64) {
	for j, v := range q.v {
		sum += float64(q.w[j] * v * y.g[j].V)
	}
	return sum
}

// A mode of the layer whose amplitude A(t) changes, A e^(-nu X) phi with phi = 1/(1 - nu v) and X the optical depth over eps, leaves eps^2 A' of it
// in the equation, a density that changes at the rate A' in a layer too thin for the network. Its delay,
//
//	eps^2/sigma A' e^(-nu X) (alpha X phi + chi),  alpha = -<phi^2>/<v phi^2>,  chi = -phi^2 (1 + alpha v),  <chi> = 0,
//
// leaves that of eps^4 times the second derivative.

// delay returns A' e^(-nu X) of what the layer has of the changes of the inflow, with the factor young.
func (h *history) delay(l *local, young, depth autodiff.Jet) (modes [16]autodiff.Jet) {
	w := h.w
	left := 1 - w.laterShare(l.eps)
	if left <= 0 || depth.V > 40*l.eps {
		return modes
	}
	var rate, second, rates, seconds [16]float64
	var now autodiff.Jet
	for j, at := range w.enter {
		if j == 0 || !w.even {
			now = jet(h.rate, l.set, autodiff.Jet{V: l.t, Dt: 1}, autodiff.Constant(w.m.q.v[at]))
		}
		rate[j], second[j] = now.V, now.Dt
	}
	w.layered(&rate, &rates)
	w.layered(&second, &seconds)
	for k, nu := range w.layer.nu {
		if nu*depth.V < 40*l.eps {
			modes[k] = depth.Scale(-nu / l.eps).Exp().Mul(young).Mul(autodiff.Jet{V: left * rates[k], Dt: left * seconds[k]})
		}
	}
	return modes
}
