package train

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// tuned are the settings that a problem was tuned with, where they differ from the general defaults of the table. A problem registered
// elsewhere runs with the general defaults and its own first head and formulation, unless Tune says otherwise.
//
// transport-inflow: after 2000 steps (one seed) the worst errors of rho and flux at t = 0.1, eps = 1 .. 1e-6, were 5e-3 and 1.3e-2
// with SOAP and the operator in its metric at rate 1e-2, and 1.1e-2 and 2.6e-2 with Adam. In the Euclidean metric SOAP stays where
// macro and micro loss oppose each other: after some 500 steps the macro loss for eps >= 0.02 was 0.4 against 0.03.
var tuned = map[string]Values{
	"transport-smooth":    {"head": "modal", "width": "48", "depth": "4", "steps": "16000"},
	"transport-inflow":    {"points": "96", "steps": "16000", "rate": "0.01", "metric": "preconditioned"},
	"bgk-smooth":          {"head": "modal", "width": "48", "depth": "4", "points": "16", "rate": "0.01", "metric": "preconditioned"},
	"bgk-riemann":         {"head": "modal", "width": "48", "depth": "5", "points": "16", "steps": "24000", "rate": "0.01", "metric": "preconditioned"},
	"semiconductor-diode": {"points": "48", "steps": "12000", "rate": "0.01", "metric": "preconditioned"},
	"semiconductor-relax": {"points": "48", "steps": "14000", "rate": "0.01", "metric": "preconditioned"},
	"esbgk-smooth":        {"width": "48", "depth": "4", "points": "16", "steps": "12000", "rate": "0.01", "metric": "preconditioned"},
	"esbgk-riemann":       {"width": "48", "depth": "5", "points": "16", "steps": "20000", "rate": "0.01", "metric": "preconditioned"},
	"esbgk-riemann-pr1":   {"width": "48", "depth": "5", "points": "16", "steps": "20000", "rate": "0.01", "metric": "preconditioned"},
	"esbgk-smooth-pr1":    {"width": "48", "depth": "4", "points": "16", "steps": "12000", "rate": "0.01", "metric": "preconditioned"},
	"gas-couette":         {"points": "8", "steps": "6000", "rate": "0.01", "metric": "preconditioned"},
	"gas-fourier":         {"points": "8", "steps": "6000", "rate": "0.01", "metric": "preconditioned"},
	"bgk-ballistic":       {"head": "modal", "points": "16", "steps": "3000", "rate": "0.01", "metric": "preconditioned"},
	"transport2d-mode":    {"head": "modal", "steps": "12000"},
	"transport2d-pulse":   {"head": "modal", "width": "40", "depth": "4", "steps": "20000"},
	"transport2d-lattice": {"head": "modal", "width": "40", "depth": "4", "steps": "14000"},
}

// Tune sets the defaults of a registered problem where they differ from the general ones. It is called before the first run; settings
// that no run of the problem can have give an *input.Error, and the defaults stay.
func Tune(problem string, v Values) error {
	c, err := FromValues(v)
	if err != nil {
		return err
	}
	if c.Problem = problem; c.Problem == "" {
		return input.Missing("problem", "the name of a registered problem")
	}
	if _, err := c.Normalize(); err != nil {
		return err
	}
	tuned[problem] = maps.Clone(v)
	return nil
}

// Defaults tells in words what a setting is where it is not given: the general default, another rule, and the values of tuned problems.
func (s Setting) Defaults() []string {
	var out []string
	switch {
	case s.PerProblem != nil:
		out = append(out, "the first that the problem knows")
	case s.Default == "":
		out = append(out, "none")
	default:
		out = append(out, s.Default)
	}
	if s.Rule != "" {
		out = append(out, s.Rule)
	}
	problems := map[string][]string{} // by value
	for _, name := range slices.Sorted(maps.Keys(tuned)) {
		if value := tuned[name][s.Key]; value != "" {
			problems[value] = append(problems[value], name)
		}
	}
	for _, value := range slices.Sorted(maps.Keys(problems)) {
		out = append(out, value+" for "+strings.Join(problems[value], ", "))
	}
	return out
}

// defaultsOf returns the tuned settings of a problem; for one from a file they follow from what the file holds.
func defaultsOf(problem string, i kinetic.Info) Values {
	if !problemfile.IsText(problem) {
		return tuned[i.Name]
	}
	v := fileDefaults(i)
	if p, err := kinetic.ByName(problem); err == nil {
		if f, ok := p.(kinetic.File); ok {
			v["steps"] = strconv.Itoa(int(fileTime/f.StepCost()/500) * 500)
			// Where free flight and the gas after it are known, the conservation laws hold from the start, each on its own, and no
			// direction that opposes none of them leads to where they hold together.
			if i.Formulations[0] == kinetic.Moments {
				v["tasksBy"] = ByEps
			}
		}
	}
	return v
}

// fileTime is the time of a default run of a problem from a file, in milliseconds of one thread under Node. The learning rate's course is laid
// over the steps that fit.
const fileTime = 50_000

// fileDefaults are the settings of problems from files but for the steps: those of the problems that are most like them.
func fileDefaults(i kinetic.Info) Values {
	switch {
	case i.Class == info.Gas && i.Periodic:
		return Values{"head": "modal", "width": "48", "depth": "4", "points": "16", "rate": "0.01", "metric": "preconditioned"}
	case i.Class == info.Gas:
		return Values{"head": "modal", "width": "48", "depth": "5", "points": "16", "rate": "0.01", "metric": "preconditioned"}
	case i.Periodic:
		return Values{"head": "modal", "width": "48", "depth": "4"}
	}
	return Values{"points": "96", "rate": "0.01", "metric": "preconditioned"}
}
