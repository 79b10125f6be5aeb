package train

import (
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// unseen are points that no Levenberg-Marquardt step is fitted to, drawn once per run, in parts of the range of Knudsen numbers: the strata,
// and both ends. They choose the state in which a polish ends: of those that leave no part above its loss before the first step the one
// with the least geometric mean over the parts, that before the first step if there is none.
//
// The ends are parts of their own because a few Gauss-Newton steps can buy a lower sum of all losses with a higher one there: on
// transport-mode the micro loss at eps = 1 rose tenfold while that of the other strata fell.
type unseen struct {
	terms []*residuals
	rows  [][]row     // per term
	sets  [][]float64 // per term
	part  [][]int     // per term and row
	parts int
}

const (
	unseenKnudsen = 12 // per stratum
	unseenPoints  = 48 // of every term at each end
)

// newUnseen draws the points, which depend on the seed of the run only. The batches of the terms stay as they are.
func newUnseen(s *Session, terms []*residuals) *unseen {
	rng := rand.New(rand.NewPCG(s.cfg.Seed, 0x2545f4914f6cdd1d))
	strata := s.layout.strata
	u := &unseen{terms: terms, parts: strata + 2}
	for _, t := range terms {
		batch, set := t.rows, t.set
		t.rows, t.set = nil, nil
		t.draw(rng, s.prob, s.cfg.EpsMin, s.cfg.EpsMax, unseenKnudsen)
		rows, sets := t.rows, t.set
		var part []int
		for i := range rows {
			part = append(part, i*strata/len(rows))
		}
		for k, eps := range []float64{s.cfg.EpsMin, s.cfg.EpsMax} {
			t.rows = nil
			t.drawAt(rng, s.prob, eps, s.centre(), unseenPoints, t.weight[k*(strata-1)])
			for _, r := range t.rows {
				r.set = len(sets) / max(1, len(t.parameters))
				rows, part = append(rows, r), append(part, strata+k)
			}
			sets = append(sets, s.centre()...)
		}
		t.rows, t.set = batch, set
		u.rows, u.sets, u.part = append(u.rows, rows), append(u.sets, sets), append(u.part, part)
	}
	return u
}

// measure returns the loss of every part at the present parameters.
func (u *unseen) measure() []float64 {
	losses := make([]float64, u.parts)
	for k, t := range u.terms {
		batch, set, at := t.rows, t.set, 0
		t.rows, t.set = u.rows[k], u.sets[k]
		t.blocks(false, func(_ int, values, _ []float64) {
			for _, v := range values {
				losses[u.part[k][at]] += float64(v * v)
				at++
			}
		})
		t.rows, t.set = batch, set
	}
	return losses
}

// judge compares the losses of the parts with those before: the largest ratio, and the geometric mean.
func (u *unseen) judge(before []float64) (worst, mean float64) {
	logs := 0.0 // of package kernel, the same on every processor: the mean decides
	for i, l := range u.measure() {
		if before[i] > 0 { // NaN stays
			worst = max(worst, l/before[i])
			logs += kernel.Log64(l / before[i])
		}
	}
	return worst, kernel.Exp64(logs / float64(u.parts))
}
