package main

import (
	"math"

	"github.com/hrgrad/hrgrad/solver/train"
)

// raceSummary is what a race tells about one runner.
type raceSummary struct {
	Runner        string                  `json:"entrant"`
	Failures      int                     `json:"failures"`
	MeanRank      spread                  `json:"meanRank"` // over seeds; per seed the mean rank over Knudsen numbers and fields
	Seconds       spread                  `json:"seconds"`
	Fields        map[string]fieldSummary `json:"fields"`
	ConflictRate  float64                 `json:"conflictRate"` // mean over seeds, like the three below
	GuardRate     float64                 `json:"guardRate"`
	FallbackRate  float64                 `json:"fallbackRate"`
	OpposedRate   float64                 `json:"opposedRate"`
	MinCosine     number                  `json:"minCosine"`     // smallest over seeds; null if no step succeeded
	MeanMinCosine float64                 `json:"meanMinCosine"` // mean over seeds
	Rows          []summaryRow            `json:"rows"`
}

// fieldSummary sums up one field over all Knudsen numbers.
type fieldSummary struct {
	Worst         spread  `json:"worst"`         // over seeds, of the largest error
	WorstEps      float64 `json:"worstEps"`      // Knudsen number with the largest median error
	GeometricMean spread  `json:"geometricMean"` // over seeds, of the geometric mean
}

// summaryRow is one Knudsen number.
type summaryRow struct {
	Eps    float64           `json:"eps"`
	Decade bool              `json:"decade"`
	Fields map[string]spread `json:"fields"`
}

// summarise digests the runs of a race, in the order race.run returns them.
func summarise(runners []runner, seeds int, runs []*raceRun, rows []train.ErrorRow, fields []string) []raceSummary {
	n := len(runners)
	rank := make([][]float64, n) // [runner][seed], mean over rows and fields
	for i := range rank {
		rank[i] = make([]float64, seeds)
	}
	for s := range seeds {
		for k := range rows {
			for _, f := range fields {
				values := make([]float64, n)
				for i := range values {
					values[i] = runs[s*n+i].error(k, f)
				}
				for i, r := range ranks(values) {
					rank[i][s] += r
				}
			}
		}
		for i := range rank {
			rank[i][s] /= float64(len(rows) * len(fields))
		}
	}
	var out []raceSummary
	for i, e := range runners {
		own := make([]*raceRun, seeds)
		for s := range own {
			own[s] = runs[s*n+i]
		}
		sum := raceSummary{Runner: e.Name, MeanRank: spreadOf(rank[i]), Fields: map[string]fieldSummary{}}
		sum.Seconds = spreadOf(collect(own, func(r *raceRun) float64 { return r.Seconds }))
		sum.statistics(own)
		for k, row := range rows {
			sr := summaryRow{Eps: row.Eps, Decade: row.Decade, Fields: map[string]spread{}}
			for _, f := range fields {
				sr.Fields[f] = spreadOf(collect(own, func(r *raceRun) float64 { return r.error(k, f) }))
			}
			sum.Rows = append(sum.Rows, sr)
		}
		for _, f := range fields {
			sum.Fields[f] = summariseField(own, sum.Rows, f)
		}
		out = append(out, sum)
	}
	return out
}

func (s *raceSummary) statistics(own []*raceRun) {
	n := float64(len(own))
	lowest := math.Inf(1)
	for _, r := range own {
		if r.Failure != "" {
			s.Failures++
		}
		g := &r.Gradient
		s.ConflictRate += g.ConflictRate / n
		s.GuardRate += g.GuardRate / n
		s.FallbackRate += g.FallbackRate / n
		s.OpposedRate += g.OpposedRate / n
		s.MeanMinCosine += g.MeanMinCosine / n
		if g.Steps > 0 {
			lowest = min(lowest, g.MinCosine)
		}
	}
	s.MinCosine = number(lowest)
}

func summariseField(own []*raceRun, rows []summaryRow, field string) fieldSummary {
	over := func(r *raceRun) []float64 {
		v := make([]float64, len(rows))
		for k := range v {
			v[k] = r.error(k, field)
		}
		return v
	}
	f := fieldSummary{
		Worst: spreadOf(collect(own, func(r *raceRun) float64 {
			worst := 0.0
			for _, v := range over(r) {
				worst = max(worst, v)
			}
			return worst
		})),
		GeometricMean: spreadOf(collect(own, func(r *raceRun) float64 { return train.GeometricMean(over(r)) })),
	}
	worst := number(-1)
	for _, row := range rows {
		if m := row.Fields[field].Median; m > worst {
			worst, f.WorstEps = m, row.Eps
		}
	}
	return f
}

func collect(runs []*raceRun, value func(*raceRun) float64) []float64 {
	out := make([]float64, len(runs))
	for i, r := range runs {
		out[i] = value(r)
	}
	return out
}
