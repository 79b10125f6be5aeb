package data

import (
	"fmt"
	"math"
	"sort"

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
			return fmt.Errorf("race: panel.Entry %d has no name", k+1)
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

// Label is the title of the operator, or its name where it has none.
func (e *Runner) Label() string {
	if e.Title != "" {
		return e.Title
	}
	return e.Name
}

// fieldsOf are the fields of the race in the order of the problem, then others; at most four.
func (st *State) fieldsOf(r *Race) (out []FieldInfo) {
	names := r.names()
	for _, f := range st.Problem.Fields {
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
