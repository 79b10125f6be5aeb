package solve

import (
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/symmetric"
)

// Work is a solution under way. It is done in pieces, a part of the system or an iteration at a time, between which it can be left or given up.
type Work struct {
	s          *System // over the features that are used
	used       []int   // those features
	grams      [][]float64
	right, out []float64 // transposed, O×F
	most       float64   // largest element of right
	part       int       // the next one
	all, done  float64   // multiplications
	descent    *conjugate
	coarse     *Work     // the solution with few features, where the iteration starts; nil: it is done
	start      []float64 // that solution, transposed, O×F
	tick       func(done float64) error
}

// Of an iterated solution.
const (
	sharedByFactors = 0.5  // share of the work that factors are
	sharedByCoarse  = 0.15 // of all of it, that the start is
	coarseFeatures  = 60   // what converges slowly is smooth in time: with a basis that starts with so many an iteration is cheap
)

// Begin begins the solution for the right-hand side g, F×O, with every term's sums times its weight, over the first features and the constant
// one, for a preview; 0: over all. tick, which may be nil, is told the share that is done within a piece too; its error ends the work.
func (s *System) Begin(weights, g []float64, features int, tick func(done float64) error) *Work {
	f, o := s.head.Features(), s.head.Outputs()
	w := &Work{s: s, tick: tick}
	if w.tick == nil {
		w.tick = func(float64) error { return nil }
	}
	for i := range f {
		if features == 0 || i < features || i == f-1 {
			w.used = append(w.used, i)
		}
	}
	n := len(w.used)
	for k, gram := range s.grams {
		if s.factored() {
			break
		}
		all := full(gram)
		if n < f {
			all = choose(all, s.terms[k].m, f, w.used)
		}
		kernel.Scale(weights[k], all)
		w.grams = append(w.grams, all)
	}
	if n < f {
		fewer := *s
		fewer.head.Layer.In, fewer.head.Extra.Out = n-1, 0
		fewer.parts = append([]part(nil), s.parts...)
		w.s = &fewer
	}
	if s.mixed && features == 0 && f > 2*coarseFeatures {
		w.coarse = s.Begin(weights, g, coarseFeatures, func(done float64) error { return w.tick(sharedByCoarse * done) })
	}
	w.right, w.out = make([]float64, 0, o*n), make([]float64, o*n)
	for j := range o {
		for _, i := range w.used {
			w.right = append(w.right, g[i*o+j])
			w.most = max(w.most, math.Abs(g[i*o+j]))
		}
	}
	for i := range w.s.parts {
		_, own := symmetric.Size(w.s.parts[i].unknowns(n))
		w.all += own
	}
	return w
}

// factored reports whether the factors of all parts are kept.
func (s *System) factored() bool {
	return !slices.ContainsFunc(s.parts, func(p part) bool { return p.factor == nil })
}

// choose returns the rows and columns of the used features of a Gram matrix of m feature rows.
func choose(gram []float64, m, f int, used []int) []float64 {
	out := make([]float64, 0, m*m*len(used)*len(used))
	for a := range m {
		for _, i := range used {
			for b := range m {
				for _, j := range used {
					out = append(out, gram[(a*f+i)*m*f+b*f+j])
				}
			}
		}
	}
	return out
}

// Advance does a piece. It returns the share that is done and whether there is more.
func (w *Work) Advance() (done float64, more bool, err error) {
	if w.coarse != nil {
		return w.advanceCoarse()
	}
	if w.start != nil {
		defer func() { done = sharedByCoarse + (1-sharedByCoarse)*done }()
	}
	s, f := w.s, w.s.head.Features()
	factored := 1.0
	if s.mixed {
		factored = sharedByFactors
	}
	if w.part < len(s.parts) {
		p := &s.parts[w.part]
		_, own := symmetric.Size(p.unknowns(f))
		if w.idle(p) {
			w.done += own
			w.part++
			return w.done / w.all, w.part < len(s.parts), nil
		}
		if p.factor == nil {
			damping, err := s.factor(p, w.grams, func(share float64) error { return w.tick(factored * (w.done + share*own) / w.all) })
			if err != nil {
				return 0, false, err
			}
			if w.part == 0 || damping > s.Damping {
				s.Damping = damping
			}
			if s.mixed {
				p.single, p.factor = p.factor.Single(), nil
			}
		}
		w.done += own
		w.part++
		if !s.mixed {
			p.substitute(f, w.right, w.out)
			if !s.Keep {
				p.factor = nil // one at a time
			}
		}
		return factored * w.done / w.all, w.part < len(s.parts) || s.mixed, nil
	}
	if !s.mixed {
		return 1, false, nil
	}
	if w.descent == nil {
		s.operator, s.Iterations = s.newOperator(w.grams), 0
		w.descent = s.descent(w.right, w.start)
	}
	share, more := w.descent.iterate(s)
	if !more {
		kernel.Axpy(1, w.descent.x, w.out)
		s.operator = nil
		for i := range s.parts {
			s.parts[i].single = nil
		}
	}
	done = factored + (1-factored)*math.Max(0, math.Min(1, share))
	return done, more, w.tick(done)
}

// rounding is the size of a right-hand side, beside the largest one of all parts, that is nothing but rounding.
const rounding = 1e-13

// idle tells of a part with nothing to solve for, as a Fourier mode that no data excite: its weights stay zero.
func (w *Work) idle(p *part) bool {
	if w.s.mixed || w.s.Keep {
		return false
	}
	n, most := w.s.head.Features(), 0.0
	for _, v := range p.basis {
		for j, c := range v {
			if c != 0 {
				for _, r := range w.right[j*n : (j+1)*n] {
					most = max(most, math.Abs(r))
				}
			}
		}
	}
	return most <= rounding*w.most
}

// advanceCoarse does a piece of the solution with few features.
func (w *Work) advanceCoarse() (done float64, more bool, err error) {
	done, more, err = w.coarse.Advance()
	if err == nil && !more {
		f, n := len(w.used), len(w.coarse.used)
		w.start = make([]float64, len(w.out))
		for j := range len(w.out) / f {
			for k, i := range w.coarse.used {
				w.start[j*f+i] = w.coarse.out[j*n+k]
			}
		}
		w.coarse = nil
	}
	return sharedByCoarse * done, true, err
}

// Take adds the solution to delta, F×O.
func (w *Work) Take(delta []float64) {
	n, o := len(w.used), w.s.head.Outputs()
	if t := w.s.basis; t != nil {
		f := len(delta) / o
		for i := range f {
			for k, b := range w.used {
				if v := t[i*f+b]; v != 0 {
					for j := range o {
						delta[i*o+j] += float64(v * w.out[j*n+k])
					}
				}
			}
		}
		return
	}
	for j := range o {
		for k, i := range w.used {
			delta[i*o+j] += w.out[j*n+k]
		}
	}
}

// Solve adds to delta, F×O, the solution for the right-hand side g, F×O, with every term's sums times its weight. tick is told the share that
// is done; its error ends the work.
func (s *System) Solve(weights, g, delta []float64, tick func(done float64) error) error {
	w := s.Begin(weights, g, 0, tick)
	for more := true; more; {
		var err error
		if _, more, err = w.Advance(); err != nil {
			return err
		}
	}
	w.Take(delta)
	return nil
}
