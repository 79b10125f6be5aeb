package scene

import (
	"fmt"
	"math"
	"sort"

	"github.com/hrgrad/hrgrad/wasm/view/plot"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// MaxRunners is the number of operators in one race.
const MaxRunners = wire.MaxRunners

// Race is the state of several operators trained on the same problem for the same number of steps.
type Race struct {
	Entries    []Runner
	X          []float64 // of Reference
	Reference  map[string][]float64
	EpsOfLine  float64 // of the cuts; NaN when unknown
	TimeOfLine float64
}

// Runner is one operator. Worst[field] are the largest relative errors over eps at Steps;
// Errors[field] those at Eps; Values[field] the cut at X.
type Runner struct {
	Name, Title                string
	Step, Steps                int
	Seconds                    float64
	Failure                    string // why it is out of the race; empty otherwise
	Running                    bool
	HistorySteps               []float64
	Worst                      map[string][]float64
	Eps                        []float64
	Errors                     map[string][]float64
	Conflict, Guard, MinCosine float64 // rates in [0, 1] and a cosine; NaN when unknown
	X                          []float64
	Values                     map[string][]float64
}

func (r *Race) check() error {
	if n := len(r.Entries); n < 1 || n > MaxRunners {
		return fmt.Errorf("race: %d entries; allowed are 1 to %d", n, MaxRunners)
	}
	for k := range r.Entries {
		e := &r.Entries[k]
		if e.Name == "" {
			return fmt.Errorf("race: entry %d has no name", k+1)
		}
		for _, l := range []struct {
			what   string
			x      []float64
			values map[string][]float64
		}{{"history.worst", e.HistorySteps, e.Worst}, {"errors.values", e.Eps, e.Errors}, {"line.values", e.X, e.Values}} {
			for name, v := range l.values {
				if len(v) != len(l.x) {
					return fmt.Errorf("race: %s.%s of %s has %d values; %d are needed", l.what, name, e.Name, len(v), len(l.x))
				}
			}
		}
		for i := 1; i < len(e.HistorySteps); i++ {
			if !(e.HistorySteps[i] > e.HistorySteps[i-1]) {
				return fmt.Errorf("race: history.steps of %s do not ascend", e.Name)
			}
		}
		for _, v := range e.Eps {
			if !(v > 0) || math.IsInf(v, 0) {
				return fmt.Errorf("race: eps = %g of %s; allowed are positive numbers", v, e.Name)
			}
		}
	}
	for name, v := range r.Reference {
		if len(v) != len(r.X) {
			return fmt.Errorf("race: the reference of %s has %d values; %d are needed", name, len(v), len(r.X))
		}
	}
	return nil
}

// names are all fields that the race tells something of, in alphabetical order.
func (r *Race) names() []string {
	all := map[string]bool{}
	for _, e := range r.Entries {
		for _, m := range []map[string][]float64{e.Worst, e.Errors, e.Values} {
			for name := range m {
				all[name] = true
			}
		}
	}
	return sortedKeys(all)
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func (e *Runner) title() string {
	if e.Title != "" {
		return e.Title
	}
	return e.Name
}

// SetRace shows the race in place of the run, until the next Ready.
func (s *Scene) SetRace(r Race) error {
	if err := r.check(); err != nil {
		return err
	}
	fields := s.raceFieldsOf(&r)
	same := s.race != nil && len(fields) == len(s.raceFields)
	for i := 0; same && i < len(fields); i++ {
		same = fields[i] == s.raceFields[i]
	}
	s.race, s.raceFields = &r, fields
	if !same {
		s.build()
		return nil
	}
	for _, k := range []Kind{RaceWorstPanel, RaceDecadesPanel, RaceLinePanel, RaceScorePanel} {
		s.dirtyKind(k)
	}
	return nil
}

// raceFieldsOf are the fields of the race in the order of the problem, then others; at most four.
func (s *Scene) raceFieldsOf(r *Race) (out []FieldInfo) {
	names := r.names()
	for _, f := range s.problem.Fields {
		for i, n := range names {
			if n == f.Name {
				out = append(out, f)
				names = append(names[:i:i], names[i+1:]...)
				break
			}
		}
	}
	for _, n := range names {
		out = append(out, FieldInfo{Name: n})
	}
	return out[:min(len(out), 4)]
}

var raceDashes = [][]float64{nil, {8, 4}, {2, 3.5}, {9, 3, 2, 3}}

// runnerEntry is the look of operator k's curves.
func (s *Scene) runnerEntry(k int) entry {
	return look(s.race.Entries[k].title(), 2.2, s.theme.SeriesColor(k), raceDashes[k%len(raceDashes)])
}

// raceCurve is the curve of one operator in a panel.
type raceCurve struct {
	x, y []float64
}

// raceCurves are the curves of panel p, one per operator, empty where there is nothing yet.
func (s *Scene) raceCurves(p *Panel) []raceCurve {
	name := s.raceFields[p.Field].Name
	var out []raceCurve
	for k := range s.race.Entries {
		e := &s.race.Entries[k]
		var q raceCurve
		switch p.Kind {
		case RaceWorstPanel:
			q = raceCurve{e.HistorySteps, e.Worst[name]}
		case RaceDecadesPanel:
			q = raceCurve{e.Eps, e.Errors[name]}
		case RaceLinePanel:
			q = raceCurve{e.X, e.Values[name]}
		}
		out = append(out, q)
	}
	return out
}

// locateRace finds the nearest sample of any operator.
func (s *Scene) locateRace(h *hover, lx, ly float64) {
	p := h.panel
	g := &p.geometry
	if s.race == nil || !g.X.Valid() || !g.Y.Valid() {
		return
	}
	best := math.Inf(1)
	curves := s.raceCurves(p)
	at := math.NaN()
	for _, q := range curves { // the sample nearest in x, then in y
		if i := nearest(q.x, g.X, lx); i >= 0 && len(q.y) > 0 && math.Abs(g.X.At(q.x[i])-lx) < best {
			best, at = math.Abs(g.X.At(q.x[i])-lx), q.x[i]
		}
	}
	if at != at {
		return
	}
	h.on, h.x, h.y = true, g.X.At(at), g.Area.Bottom()
	switch p.Kind {
	case RaceLinePanel:
		h.data[xAxis], h.pick.X, h.pick.T, h.pick.Eps = at, at, s.race.TimeOfLine, s.race.EpsOfLine
		h.lines = []string{number("x", at)}
	case RaceDecadesPanel:
		h.data[epsAxis], h.pick.Eps = at, at
		h.lines = []string{number("ε", at)}
	default:
		h.data[stepAxis] = at
		h.lines = []string{"step " + plot.Short(at, 6)}
	}
	best = math.Inf(1)
	for r, q := range curves {
		i := nearest(q.x, g.X, h.x)
		if i < 0 || len(q.y) == 0 {
			continue
		}
		h.lines = append(h.lines, s.race.Entries[r].title()+" "+plot.Number(q.y[i], 3))
		if y := g.Y.At(q.y[i]); math.Abs(y-ly) < best && y >= g.Area.Y-1 && y <= g.Area.Bottom()+1 {
			best, h.y, h.pick.Value = math.Abs(y-ly), y, q.y[i]
		}
	}
	if name := s.raceFields[p.Field].Name; p.Kind == RaceLinePanel {
		if i := nearest(s.race.X, g.X, h.x); i >= 0 && len(s.race.Reference[name]) > 0 {
			h.lines = append(h.lines, "reference "+plot.Number(s.race.Reference[name][i], 3))
		}
	}
}
