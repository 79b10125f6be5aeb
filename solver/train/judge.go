package train

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Judgement is that of points which the optimiser solve has not fitted, on one of its solutions: the losses of every term in every stratum of
// the Knudsen number before, of the output layer so far, and after. A solution with a much larger sum of them, which is
// what it minimises on its own points, fits these and not the equation; the output layer stays as it was then.
type Judgement struct {
	Comparison
	// Ratio is that of the sums of After and Before.
	Ratio float64 `json:"ratio"`
	Kept  bool    `json:"kept"`

	// None: no solution has been kept so far, so that the network is none.
	None bool `json:"none,omitempty"`

	helps string // what a solution needs that is not kept
	rises string // the loss that rises most, from what to what
	exact bool   // what is left of the losses is rounding
}

// What helps where a solution is not kept.
const (
	pointsHelp = "more steps, which are more points, or a smaller width help"
	gentleHelp = "so far from the constant state at which the equation is linearised Newton's method does not converge: descent, optimizer soap, has no such bound"
)

// Refusal tells in one line why the solution was not kept; empty where it was.
func (j *Judgement) Refusal() string {
	if j.Kept {
		return ""
	}
	text := fmt.Sprintf("the solution is not kept: on points that it was not fitted to the losses would be %.3g times those before in the sum, that of %s; %s", j.Ratio, j.rises, j.helps)
	if j.None {
		text += "; so far the network is no solution, its errors are those of the known parts alone"
	}
	return text
}

// Text tells in one sentence what those points say.
func (j *Judgement) Text() string {
	if !j.Kept {
		return j.Refusal()
	}
	name, ratio := j.Worst()
	if name == "" {
		return "the network before it has no loss anywhere: there was nothing to solve for"
	}
	if j.exact {
		return "on points that it was not fitted to the solution leaves losses that are nothing but rounding"
	}
	return fmt.Sprintf("on points that it was not fitted to the solution has %.2g times the losses of the one before in the sum, at worst %.2g times, in %s", j.Ratio, ratio, name)
}

// judgeBlocks is the number of blocks of points that judge a solution.
const judgeBlocks = 2

// judgeRatio is the growth of the losses that refuses a solution: solutions that are as good differ by some per cent.
const judgeRatio = 2

// judgeFloor is a mean square of a row of residuals that is nothing but rounding: there a solution is not refused.
const judgeFloor = 1e-22

// judge compares delta with the output layer that the network has, both F×O; a solution that is not kept becomes that layer.
func (n *linear) judge(delta []float64) *Judgement {
	v, strata := n.v, n.s.layout.strata
	rng := rand.New(rand.NewPCG(n.s.cfg.Seed, 0x5851f42d4c957f2d))
	present := v.o.head.Narrow(n.present())
	change := append([]float64(nil), delta...)
	kernel.Axpy(-1, present, change)
	before, after := make([]float64, strata*len(v.terms)), make([]float64, strata*len(v.terms))
	v.system.Plain(true)
	defer v.system.Plain(false)
	for range judgeBlocks {
		b := v.clustered(rng, solveRows)
		for k, t := range v.terms {
			losses := before[k*strata : (k+1)*strata]
			if v.nonlinear() { // the terms are computed at weights
				t.Take(present)
				t.Compute(v.sample(t, b))
				t.Losses(t.stratum, losses)
				t.Take(delta)
				t.Compute(v.sample(t, b))
			} else {
				t.Compute(v.sample(t, b))
				t.Change(present)
				t.Losses(t.stratum, losses)
				t.Change(change)
			}
			t.Losses(t.stratum, after[k*strata:(k+1)*strata])
		}
	}
	j := &Judgement{helps: pointsHelp}
	if v.nonlinear() {
		j.helps = gentleHelp
	}
	var was, is, rows, most float64
	for k, t := range v.terms {
		rows += float64(judgeBlocks * len(t.stratum))
		for i := range strata {
			p := k*strata + i
			name := fmt.Sprintf("%s, eps stratum %d of %d", t.name, i+1, strata)
			was, is = was+before[p], is+after[p]
			if rise := after[p] - before[p]; !(rise <= most) { // also what is not a number
				j.rises, most = fmt.Sprintf("%s %.3g in place of %.3g", name, after[p], before[p]), rise
			}
			if before[p] > 0 { // no points, or nothing to fit
				j.Names = append(j.Names, name)
				j.Before, j.After = append(j.Before, before[p]), append(j.After, after[p])
			}
		}
	}
	j.exact = is <= judgeFloor*rows
	if was > 0 {
		j.Ratio = is / was
	}
	j.Kept = !(j.Ratio >= judgeRatio) || j.exact // what is not finite is found out later
	if !j.Kept {
		copy(delta, present)
		j.None = !slices.ContainsFunc(present, func(w float64) bool { return w != 0 })
	}
	return j
}
