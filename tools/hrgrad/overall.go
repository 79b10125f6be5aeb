package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/hrgrad/hrgrad/solver/train"
)

// overallRow sums up a runner over all races. Errors are ratios to the summed loss (ls) with the same settings but for the partition
// into tasks, the metric and the rate: the first such runner of the race. Below 1 is better than it.
type overallRow struct {
	Operator string   `json:"operator"`
	Settings string   `json:"settings"` // lists and flags that its name holds
	Problems int      `json:"problems"` // races it was in
	Worst    *spread  `json:"worst"`    // over seeds: mean (geometric) over problems and fields of the ratio of the errors at the worst Knudsen number
	Mean     *spread  `json:"mean"`     // over seeds: the same of the mean (geometric) over Knudsen numbers
	MeanRank spread   `json:"meanRank"` // over seeds: mean over problems of the rank among runners of equal settings
	Better   []string `json:"better"`   // problems whose median ratio of the worst errors is below 1
	Conflict float64  `json:"conflictRate"`
	Failures int      `json:"failures"`

	P           *float64 `json:"p,omitempty"`                  // that the worst errors are those of ls, paired over problems and seeds
	Critical    float64  `json:"criticalDifference,omitempty"` // of two mean ranks among equal settings, 5 % level
	Stuck       float64  `json:"stuckRate"`                    // share of runs that are stuck
	StepOpposed float64  `json:"stepOpposedRate"`              // steps in which the change of the parameters opposed some task's gradient
}

// baseline returns the index of the runner to which e is compared, -1 without one.
func baseline(runners []runner, e runner) int {
	plain := func(c train.Config) train.Config {
		c.Operator, c.TasksBy, c.Metric, c.Rate = "", "", "", 0
		return c
	}
	return slices.IndexFunc(runners, func(o runner) bool { return o.Config.Operator == "ls" && plain(o.Config).Equal(plain(e.Config)) })
}

// scores returns the mean over fields of the logarithm of the worst error and of the mean error of a run.
func (r *raceResult) scores(run *raceRun) (worst, mean float64) {
	for _, f := range r.Fields {
		most, sum := 0.0, 0.0
		for k := range r.rows {
			e := run.error(k, f)
			most, sum = max(most, e), sum+math.Log(e)
		}
		worst += math.Log(most) / float64(len(r.Fields))
		mean += sum / float64(len(r.rows)*len(r.Fields))
	}
	return worst, mean
}

// overall digests races with the same runners and seeds.
func overall(races []*raceResult) []overallRow {
	var out []overallRow
	first := races[0]
	seeds := len(first.Seeds)
	for i, e := range first.Runners {
		operator, settings, _ := strings.Cut(e.Name, ":")
		row := overallRow{Operator: operator, Settings: settings, Problems: len(races)}
		n := float64(len(races))
		worst, mean, rank := make([]float64, seeds), make([]float64, seeds), make([]float64, seeds)
		compared, pairs, rivals := true, []float64(nil), 0
		for _, r := range races {
			runners := len(r.Runners)
			base := baseline(r.Runners, r.Runners[i])
			compared = compared && base >= 0
			var peers []int // runners with the same settings
			for k, o := range r.Runners {
				if settingsOf(o.Name) == settings {
					peers = append(peers, k)
				}
			}
			own := make([]float64, seeds)
			for s := range seeds {
				run := r.Runs[s*runners+i]
				w, m := r.scores(run)
				if run.Failure != "" {
					row.Failures++
				}
				if r.stuck(run) {
					row.Stuck += 1 / (n * float64(seeds))
				}
				row.StepOpposed += run.Gradient.StepOpposed / (n * float64(seeds))
				row.Conflict += run.Gradient.ConflictRate / (n * float64(seeds))
				if base >= 0 {
					bw, bm := r.scores(r.Runs[s*runners+base])
					own[s] = difference(w, bw)
					worst[s], mean[s] = worst[s]+own[s]/n, mean[s]+difference(m, bm)/n
				}
				means := make([]float64, len(peers))
				for k, p := range peers {
					_, means[k] = r.scores(r.Runs[s*runners+p])
				}
				rank[s] += ranks(means)[slices.Index(peers, i)] / n
			}
			pairs, rivals = append(pairs, own...), len(peers)
			if base >= 0 && float64(spreadOf(own).Median) < 0 {
				row.Better = append(row.Better, r.Problem)
			}
		}
		row.MeanRank, row.Critical = spreadOf(rank), criticalDifference(rivals, len(races)*seeds)
		if compared {
			row.Worst, row.Mean = ratio(worst), ratio(mean)
			p := pairedP(pairs)
			row.P = &p
		}
		out = append(out, row)
	}
	return out
}

// difference of logarithms; two failures are equal.
func difference(a, b float64) float64 {
	if a == b {
		return 0
	}
	return a - b
}

// ratio is the spread of logarithms as ratios.
func ratio(logs []float64) *spread {
	v := make([]float64, len(logs))
	for i, l := range logs {
		v[i] = math.Exp(l)
	}
	s := spreadOf(v)
	return &s
}

// printOverall writes the ratios for people, one line per operator and one column per combination of settings.
func printOverall(w io.Writer, rows []overallRow) error {
	var settings, operators []string
	at := map[[2]string]*overallRow{}
	for i := range rows {
		r := &rows[i]
		if !slices.Contains(settings, r.Settings) {
			settings = append(settings, r.Settings)
		}
		if !slices.Contains(operators, r.Operator) {
			operators = append(operators, r.Operator)
		}
		at[[2]string{r.Operator, r.Settings}] = r
	}
	var b strings.Builder
	tw := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, t := range []struct {
		head string
		cell func(r *overallRow) string
	}{
		{"error at the worst eps over that of ls, geometric mean over problems and fields: median (quartiles) of seeds", func(r *overallRow) string { return ratioText(r.Worst) }},
		{"the same of the geometric mean over eps", func(r *overallRow) string { return ratioText(r.Mean) }},
		{"probability of such a difference to ls by chance, paired over problems and seeds", func(r *overallRow) string {
			if r.P == nil {
				return "-"
			}
			return fmt.Sprintf("%.3g", *r.P)
		}},
		{"mean rank among equal settings; two that are further apart than +- differ at the 5 % level (Nemenyi)", func(r *overallRow) string {
			return fmt.Sprintf("%.1f (%.1f, %.1f) +-%.1f", r.MeanRank.Median, r.MeanRank.Low, r.MeanRank.High, r.Critical)
		}},
		{fmt.Sprintf("runs that are stuck (some error above %g), %%", stuckError), func(r *overallRow) string { return fmt.Sprintf("%.0f", 100*r.Stuck) }},
		{"steps that oppose some task's gradient, %", func(r *overallRow) string { return fmt.Sprintf("%.0f", 100*r.StepOpposed) }},
		{"steps in conflict, %", func(r *overallRow) string { return fmt.Sprintf("%.0f", 100*r.Conflict) }},
		{"problems better than ls at the worst eps", func(r *overallRow) string { return fmt.Sprintf("%d of %d", len(r.Better), r.Problems) }},
	} {
		fmt.Fprintf(&b, "\n%s\n", t.head)
		fmt.Fprintln(tw, strings.Join(append([]string{"operator"}, settings...), "\t")+"\t")
		for _, o := range operators {
			cells := []string{o}
			for _, s := range settings {
				cell := ""
				if r := at[[2]string{o, s}]; r != nil {
					cell = t.cell(r)
				}
				cells = append(cells, cell)
			}
			fmt.Fprintln(tw, strings.Join(cells, "\t")+"\t")
		}
		tw.Flush()
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func ratioText(s *spread) string {
	if s == nil {
		return "-"
	}
	short := func(n number) string {
		if v := float64(n); v < 1000 {
			return fmt.Sprintf("%.2f", v)
		}
		return scientific(n)
	}
	return fmt.Sprintf("%s (%s, %s)", short(s.Median), short(s.Low), short(s.High))
}
