package train

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/solver/symmetric"
)

// How wrong is a network where there is no reference? A network for all Knudsen numbers has more parameters than it needs at one of them, so
// that a single Gauss-Newton step at that Knudsen number alone takes away most of its residual, and what the step does to the fields is
// about their error: each residual counts by what it does to them, which no norm of residuals can tell. Nothing but the equation is needed.
//
// The step is one in a random subspace of the parameters, S with one entry of ±1 in each row (count sketch; Clarkson & Woodruff, J. ACM 63,
// 2017): with residuals r on fresh points, their Jacobian J and A = J S
//
//	d = -S (AᵀA + mu)⁻¹ Aᵀ r,
//
// mu the one that leaves least of the loss on further points that the step has not seen. There have to be many more residuals than
// unknowns: as many unknowns as parameters, or more, fit the points and not the field between them.

const (
	correctRows     = 4096 // residuals, all terms together
	correctJudge    = 1024 // further ones that choose the damping
	correctUnknowns = 512
	correctBlock    = 1 << 20 // numbers of a Jacobian that are held at once, about
	leastCorrectMu  = 1e-12   // of the damping, relative to the mean diagonal
	mostCorrectMu   = 1e-3
	correctStretch  = 1e-4 // largest change of a parameter where the fields are differentiated along the step
)

// Corrector computes corrections of a session as it is at its construction; further training does not change it.
type Corrector struct {
	s           *Session
	params, set []float64
	terms       []*residuals
	weights     []float64
	probe       *probe[float64]
}

// NewCorrector builds the graphs. The session is only read, its random numbers are not touched.
func (s *Session) NewCorrector() *Corrector {
	v := &Corrector{s: s, set: s.set}
	over := s.solved
	if over != nil {
		v.params = slices.Clone(over.params)
	} else {
		v.params = make([]float64, s.params.Len)
		s.core.doubles(v.params)
	}
	rows := max(16, min(blockRows, correctBlock/len(v.params)))
	for _, gr := range s.layout.groups {
		for _, term := range gr.terms {
			v.terms = append(v.terms, newTermResiduals(s.model, gr.kind, term, s.layout, v.params, over, rows))
			v.weights = append(v.weights, term.Weight)
		}
	}
	v.probe = newProbe(probePoints, s.model, s.layout.coordinates, slices.Clone(v.params), over)
	return v
}

// Correction is the step at one Knudsen number.
type Correction struct {
	Eps float64
	// Left is the share of the loss on points that the step has not seen that is left after it: far below one the corrected fields are better
	// than those of the network. Damping is relative to the mean diagonal of the normal matrix.
	Left, Damping float64

	of   *Corrector
	step []float64
}

// At computes the correction at a Knudsen number. Its points depend on the seed of the run only. tick, which may be nil, is called many times a
// second; its error ends the computation.
func (v *Corrector) At(eps float64, tick func() error) (*Correction, error) {
	if tick == nil {
		tick = func() error { return nil }
	}
	rng := rand.New(rand.NewPCG(v.s.cfg.Seed, 0xa0761d6478bd642f))
	k := newSketch(rng, len(v.params), correctUnknowns)
	a, r, err := v.rows(rng, k, eps, correctRows, tick)
	if err != nil {
		return nil, err
	}
	b, fresh, err := v.rows(rng, k, eps, correctJudge, tick)
	if err != nil {
		return nil, err
	}
	q := k.unknowns
	normal := symmetric.New(q)
	scratch := normal.Scratch(nil, blockRows)
	for from := 0; from < len(r); from += blockRows {
		n := min(blockRows, len(r)-from)
		normal.AddGram(a[from*q:(from+n)*q], n, scratch, 1)
		if err := tick(); err != nil {
			return nil, err
		}
	}
	g := make([]float64, q)
	for i, w := range r {
		kernel.Axpy(w, a[i*q:(i+1)*q], g)
	}
	before, diagonal := kernel.Dot(fresh, fresh), 0.0
	for i := range q {
		normal.Row(i, func(from int, part []float64) {
			if from+len(part) > i {
				diagonal += part[i-from] / float64(q)
			}
		})
	}
	if bad := before + diagonal; math.IsNaN(bad) || math.IsInf(bad, 0) {
		return nil, fmt.Errorf("%w: residuals at eps = %g are not finite", ErrDiverged, eps)
	}
	c := &Correction{Eps: eps, Left: math.Inf(1), of: v}
	best, factor := make([]float64, q), normal.Like()
	for mu := leastCorrectMu; mu < 1.1*mostCorrectMu && before > 0 && diagonal > 0; mu *= 10 {
		if err := tick(); err != nil {
			return nil, err
		}
		if factor.Factor(normal, mu*diagonal, scratch, 1, nil) != nil {
			continue
		}
		z := slices.Clone(g)
		factor.Forward(z)
		factor.Back(z)
		after := 0.0
		for i, w := range fresh {
			d := w - kernel.Dot(b[i*q:(i+1)*q], z)
			after += float64(d * d)
		}
		if after < c.Left*before {
			c.Left, c.Damping, best = after/before, mu, z
		}
	}
	if math.IsInf(c.Left, 1) { // nothing is left to correct
		c.Left = 1
	}
	c.step = k.spread(best)
	return c, nil
}

// rows returns about n residuals at a Knudsen number, equally many of every term, and their Jacobian in the unknowns of a sketch.
func (v *Corrector) rows(rng *rand.Rand, k *sketch, eps float64, n int, tick func() error) (a, r []float64, err error) {
	a, r = make([]float64, 0, (n+64)*k.unknowns), make([]float64, 0, n+64)
	p := len(v.params)
	for i, t := range v.terms {
		t.drawAt(rng, v.s.prob, eps, v.set, (n/len(v.terms)+t.take-1)/t.take, v.weights[i])
		t.blocks(true, func(_ int, values, matrix []float64) {
			if err != nil {
				return
			}
			r = append(r, values...)
			for i := range values {
				a = k.gather(matrix[i*p:(i+1)*p], a)
			}
			err = tick()
		})
	}
	return a, r, err
}

// Evaluate returns the fields of the corrected network, linearised, at times t and positions x: [field][i]. They are those of the network
// plus their derivative along the step.
func (c *Correction) Evaluate(t, x []float64) ([][]float64, error) {
	probe, set := c.of.probe, c.of.set
	rows, err := probe.evaluate(c.Eps, set, t, x, false)
	if err != nil {
		return nil, err
	}
	size := 0.0
	for _, d := range c.step {
		size = max(size, math.Abs(d))
	}
	h := 1.0
	if size > correctStretch {
		h = correctStretch / size
	}
	params := probe.tape.Params
	kernel.Axpy(h, c.step, params)
	moved, err := probe.evaluate(c.Eps, set, t, x, false)
	copy(params, c.of.params)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(c.of.s.Problem().Fields))
	for k := range out {
		out[k] = make([]float64, len(rows))
		for i, row := range rows {
			out[k][i] = row[k] + (moved[i][k]-row[k])/h
		}
	}
	return out, nil
}

// Errors estimates the errors of the network at a time: for every measure of Info the relative L2 norm, over the points of the error table,
// of what the correction changes; the root mean square of it for the measures named in absolute.
func (c *Correction) Errors(t float64, absolute []string) (map[string]float64, error) {
	s := c.of.s
	x := errorPoints(s.Problem())
	times := s.constant(t, x)
	corrected, err := c.Evaluate(times, x)
	if err != nil {
		return nil, err
	}
	rows, err := c.of.probe.evaluate(c.Eps, c.of.set, times, x, false)
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for _, m := range s.Problem().Measures() {
		var have, better []float64
		for _, k := range m.Fields {
			for i, row := range rows {
				have, better = append(have, row[k]), append(better, corrected[k][i])
			}
		}
		v := reference.Distance(have, better, slices.Contains(absolute, m.Name))
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%w: the estimated error of %s at eps = %g is %v", ErrDiverged, m.Name, c.Eps, v)
		}
		out[m.Name] = v
	}
	return out, nil
}

// sketch is a random subspace of n parameters: each belongs to one unknown, with a sign.
type sketch struct {
	unknowns int
	place    []int
	sign     []float64
}

// newSketch draws a subspace; as many unknowns as parameters, at most, are the parameters themselves.
func newSketch(rng *rand.Rand, n, unknowns int) *sketch {
	k := &sketch{min(n, unknowns), make([]int, n), make([]float64, n)}
	for i := range n {
		k.place[i], k.sign[i] = i, 1
		if n > unknowns {
			k.place[i], k.sign[i] = rng.IntN(unknowns), float64(2*rng.IntN(2)-1)
		}
	}
	return k
}

// gather appends a row of a Jacobian in the unknowns.
func (k *sketch) gather(row, to []float64) []float64 {
	from := len(to)
	to = append(to, make([]float64, k.unknowns)...)
	for i, d := range row {
		to[from+k.place[i]] += float64(k.sign[i] * d)
	}
	return to
}

// spread returns the step -S z.
func (k *sketch) spread(z []float64) []float64 {
	step := make([]float64, len(k.place))
	for i, p := range k.place {
		step[i] = -float64(k.sign[i] * z[p])
	}
	return step
}
