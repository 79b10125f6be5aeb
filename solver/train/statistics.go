package train

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// Statistics sums up what the operator reported over a run. Rates are shares of the steps.
type Statistics struct {
	Steps         int            `json:"steps"`
	ConflictRate  float64        `json:"conflictRate"`  // some pair of task gradients had a negative product
	GuardRate     float64        `json:"guardRate"`     // the guard scaled the angles down
	FallbackRate  float64        `json:"fallbackRate"`  // no rotation worked: ConFIG, minimum-norm point or zero update
	OpposedRate   float64        `json:"opposedRate"`   // the update had a negative product with some task gradient
	MinCosine     float64        `json:"minCosine"`     // smallest cosine of an update with a task gradient
	MeanMinCosine float64        `json:"meanMinCosine"` // mean over steps of that smallest cosine
	MeanAlignment float64        `json:"meanAlignment"` // mean alignment score
	Paths         map[string]int `json:"paths"`         // steps per path of the operator

	conflicts, guards, fallbacks, opposed int
	cosines, alignments                   float64
}

// resume restores what is not in JSON from what is, so that a sum read from a file can go on.
func (g *Statistics) resume() {
	n := float64(g.Steps)
	count := func(rate float64) int { return int(math.Round(rate * n)) }
	g.conflicts, g.guards, g.fallbacks, g.opposed = count(g.ConflictRate), count(g.GuardRate), count(g.FallbackRate), count(g.OpposedRate)
	g.cosines, g.alignments = g.MeanMinCosine*n, g.MeanAlignment*n
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
		g.MinCosine = r.MinCosine
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
	g.MinCosine = min(g.MinCosine, r.MinCosine)
	g.cosines += r.MinCosine
	g.alignments += r.Alignment
	n := float64(g.Steps)
	g.ConflictRate, g.GuardRate = float64(g.conflicts)/n, float64(g.guards)/n
	g.FallbackRate, g.OpposedRate = float64(g.fallbacks)/n, float64(g.opposed)/n
	g.MeanMinCosine, g.MeanAlignment = g.cosines/n, g.alignments/n
}
