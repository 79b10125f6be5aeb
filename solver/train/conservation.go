package train

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/special"
)

// ConservationReport tells how well a trained BGK model keeps what the equation keeps, between t = 0 and T. A quantity that leaves
// through the walls is counted there: the drifts are those of contents plus outflow.
type ConservationReport struct {
	T float64 `json:"t"`
	// Drifts of mass, momentum and energy, relative to the initial integrals of rho, rho sqrt(T) and E.
	Mass     float64 `json:"mass"`
	Momentum float64 `json:"momentum"`
	Energy   float64 `json:"energy"`
	// Consistency is the largest of the relative L2 norms over x of <f> - rho, <v f> - rho u and <v^2 f>/2 - E, the second relative to
	// rho sqrt(T).
	Consistency float64 `json:"consistency"`
	// Entropy is the change of H = int int f log f dv dx plus its outflow, which the H-theorem has never positive.
	Entropy float64 `json:"entropy"`
	// Negative is the share of the mass where f is negative.
	Negative float64 `json:"negative"`
}

const (
	conservationPoints = 400 // in x, midpoints of equal cells
	conservationTimes  = 16  // Gauss-Legendre points of the outflow
)

// Conservation reports on a session at Knudsen number eps at the given times. It fails for other problems than gases.
func Conservation(s *Session, eps float64, times []float64) ([]ConservationReport, error) {
	p := s.Problem()
	rule, ok := s.model.(kinetic.Quadrature)
	if !ok || !p.OneVelocity() {
		return nil, input.New("problem", p.Name, "a gas in one velocity dimension, whose conservation laws can be checked")
	}
	c := &conserved{s: s, eps: eps, v: s.model.Velocities(), w: rule.VelocityWeights(), x: make([]float64, conservationPoints)}
	c.h = (p.XMax - p.XMin) / conservationPoints
	for i := range c.x {
		c.x[i] = p.XMin + c.h*(float64(i)+0.5)
	}
	for k, name := range []string{"rho", "u", "T", "q"} {
		c.field[k] = p.Index(name)
	}
	start, err := c.contents(0)
	if err != nil {
		return nil, err
	}
	var out []ConservationReport
	for _, t := range times {
		b, err := c.at(t, start)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// conserved holds the quadratures of Conservation.
type conserved struct {
	s       *Session
	eps, h  float64
	x, v, w []float64
	field   [4]int // where rho, u, T and q are among the fields
}

// contents are integrals over the domain at one time.
type contents struct {
	kept                  [4]float64 // mass, momentum, energy, H
	thermal               float64    // int rho sqrt(T)
	consistency, negative float64
}

func (c *conserved) at(t float64, start *contents) (ConservationReport, error) {
	now, err := c.contents(t)
	if err != nil {
		return ConservationReport{}, err
	}
	change := now.kept
	for k := range change {
		change[k] -= start.kept[k]
	}
	if t > 0 && !c.s.Problem().Periodic {
		node, weight := make([]float64, conservationTimes), make([]float64, conservationTimes)
		special.GaussLegendre(node, weight, 0, t)
		out, err := c.outflow(node, weight)
		if err != nil {
			return ConservationReport{}, err
		}
		for k, v := range out {
			change[k] += v
		}
	}
	return ConservationReport{
		T: t, Mass: change[0] / start.kept[0], Momentum: change[1] / start.thermal, Energy: change[2] / start.kept[2],
		Consistency: now.consistency, Entropy: change[3], Negative: now.negative,
	}, nil
}

func (c *conserved) contents(t float64) (*contents, error) {
	fields, err := c.s.Evaluate(c.eps, t, c.x)
	if err != nil {
		return nil, err
	}
	times := make([]float64, len(c.x))
	for i := range times {
		times[i] = t
	}
	rows, err := c.s.core.evaluate(c.eps, times, c.x, true)
	if err != nil {
		return nil, err
	}
	out := &contents{}
	var off, size [3]float64
	for i, f := range rows {
		rho, u, temp := fields[c.field[0]][i], fields[c.field[1]][i], fields[c.field[2]][i]
		thermal := rho * math.Sqrt(temp)
		macro := [3]float64{rho, rho * u, 0.5 * rho * (u*u + temp)}
		scale := [3]float64{rho, thermal, macro[2]}
		var m [3]float64
		for j, v := range c.v {
			p := c.w[j] * f[j]
			m[0] += p
			m[1] += p * v
			m[2] += 0.5 * p * v * v
			out.kept[3] += c.h * c.w[j] * entropy(f[j])
			out.negative += c.h * math.Max(0, -p)
		}
		for k := range m {
			out.kept[k] += c.h * macro[k]
			off[k] += (m[k] - macro[k]) * (m[k] - macro[k])
			size[k] += scale[k] * scale[k]
		}
		out.thermal += c.h * thermal
	}
	for k := range off {
		out.consistency = math.Max(out.consistency, math.Sqrt(off[k]/size[k]))
	}
	out.negative /= out.kept[0]
	return out, nil
}

// entropy is f log f, 0 where f is not positive.
func entropy(f float64) float64 {
	if !(f > 0) {
		return 0
	}
	return f * math.Log(f)
}

// outflow integrates the fluxes of mass, momentum, energy and H out of both ends over the given times with the given weights.
func (c *conserved) outflow(times, weights []float64) ([4]float64, error) {
	p := c.s.Problem()
	var t, x, w []float64
	for n, tn := range times {
		t = append(t, tn, tn)
		x = append(x, p.XMin, p.XMax)
		w = append(w, -weights[n], weights[n])
	}
	fields, err := c.s.EvaluateAt(c.eps, t, x)
	if err != nil {
		return [4]float64{}, err
	}
	rows, err := c.s.core.evaluate(c.eps, t, x, true)
	if err != nil {
		return [4]float64{}, err
	}
	var out [4]float64
	for i, wi := range w {
		rho, u, temp, q := fields[c.field[0]][i], fields[c.field[1]][i], fields[c.field[2]][i], fields[c.field[3]][i]
		out[0] += wi * rho * u
		out[1] += wi * rho * (u*u + temp)
		out[2] += wi * (0.5*rho*u*(u*u+3*temp) + q)
		for j, v := range c.v {
			out[3] += wi * c.w[j] * v * entropy(rows[i][j])
		}
	}
	return out, nil
}
