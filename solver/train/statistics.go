package train

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// Statistics sums up what the operator reported over a run. Rates are shares of the steps.
type Statistics struct {
	Steps         int            `json:"steps"`
	ConflictRate  float64        `json:"conflictRate"`    // some pair of task gradients had a negative product
	GuardRate     float64        `json:"guardRate"`       // the guard scaled the angles down
	FallbackRate  float64        `json:"fallbackRate"`    // no rotation worked: ConFIG, minimum-norm point or zero update
	OpposedRate   float64        `json:"opposedRate"`     // the update had a negative product with some task gradient
	MinCosine     float64        `json:"minCosine"`       // smallest cosine of an update with a task gradient
	MeanMinCosine float64        `json:"meanMinCosine"`   // mean over steps of that smallest cosine
	MeanAlignment float64        `json:"meanAlignment"`   // mean alignment score
	StepOpposed   float64        `json:"stepOpposedRate"` // the change of the parameters had a negative product with some task gradient
	StepCosine    float64        `json:"stepMinCosine"`   // smallest cosine of a change with a task gradient of its step
	MeanStep      float64        `json:"meanStepCosine"`  // mean over steps of that smallest cosine
	MomentOpposed float64        `json:"momentOpposedRate"`
	MomentCosine  float64        `json:"momentMinCosine"` // the same for the first moments of the tasks
	EmptyCone     float64        `json:"emptyConeRate"`   // the cone without conflict was nearly empty: some |P_C gb_i| below 1e-3, from operators that project onto it
	Paths         map[string]int `json:"paths"`           // steps per path of the operator

	conflicts, guards, fallbacks, opposed, stepsOpposed, momentsOpposed, empty int
	cosines, alignments, changes                                               float64
}

// leastOpening is the opening below which a cone counts as empty.
const leastOpening = 1e-3

// stepRounding is how far below zero the cosine of a corrected step may come by rounding.
const stepRounding = 1e-7

// resume restores what is not in JSON from what is, so that a sum read from a file can go on.
func (g *Statistics) resume() {
	n := float64(g.Steps)
	count := func(rate float64) int { return int(math.Round(rate * n)) }
	g.conflicts, g.guards, g.fallbacks, g.opposed = count(g.ConflictRate), count(g.GuardRate), count(g.FallbackRate), count(g.OpposedRate)
	g.stepsOpposed, g.momentsOpposed = count(g.StepOpposed), count(g.MomentOpposed)
	g.empty = count(g.EmptyCone)
	g.cosines, g.alignments, g.changes = g.MeanMinCosine*n, g.MeanAlignment*n, g.MeanStep*n
	if g.Paths == nil {
		g.Paths = map[string]int{}
	}
}

// Add takes the report of a step by the operator named; nil tells nothing.
func (g *Statistics) Add(operator string, r *weighting.Report) {
	if r == nil {
		return
	}
	if g.Steps == 0 {
		g.MinCosine, g.StepCosine, g.MomentCosine = r.MinCosine, r.StepCosine, r.MomentCosine
	}
	g.Steps++
	g.Paths[r.Path]++
	if r.Conflicts > 0 {
		g.conflicts++
	}
	switch r.Path {
	case weighting.PathGuarded:
		g.guards++
	case weighting.PathStationary:
		g.fallbacks++
	case weighting.PathConFIG, weighting.PathMinNorm:
		if operator == "hrgrad" { // elsewhere they are the operator's own way
			g.fallbacks++
		}
	}
	if r.MinCosine < 0 {
		g.opposed++
	}
	if r.StepCosine < -stepRounding {
		g.stepsOpposed++
	}
	if r.MomentCosine < -stepRounding {
		g.momentsOpposed++
	}
	if r.Opening < leastOpening {
		g.empty++
	}
	g.MinCosine = min(g.MinCosine, r.MinCosine)
	g.StepCosine, g.MomentCosine = min(g.StepCosine, r.StepCosine), min(g.MomentCosine, r.MomentCosine)
	g.changes += r.StepCosine
	g.cosines += r.MinCosine
	g.alignments += r.Alignment
	n := float64(g.Steps)
	g.ConflictRate, g.GuardRate = float64(g.conflicts)/n, float64(g.guards)/n
	g.FallbackRate, g.OpposedRate = float64(g.fallbacks)/n, float64(g.opposed)/n
	g.StepOpposed, g.MomentOpposed, g.MeanStep = float64(g.stepsOpposed)/n, float64(g.momentsOpposed)/n, g.changes/n
	g.EmptyCone = float64(g.empty) / n
	g.MeanMinCosine, g.MeanAlignment = g.cosines/n, g.alignments/n
}
