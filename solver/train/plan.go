package train

import (
	"strconv"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/optim"
)

// A plan chains optimisers: with "soap+lm" or "adam+lm" the last Config.Polish steps are Levenberg-Marquardt's and the learning rate's
// schedule is laid over those before; with "lm" every step is.

const (
	polishSteps         = 20   // default of Config.Polish
	levenbergWidth      = 16   // default width of a network that Levenberg-Marquardt trains
	levenbergParameters = 5120 // most parameters: the normal matrix and its factor take 100 MiB each
)

// polishFrom returns the number of steps before Levenberg-Marquardt takes over.
func (c Config) polishFrom() int {
	first, lm := optim.Plan(c.Optimizer)
	switch {
	case !lm:
		return c.Steps
	case first == "":
		return 0
	}
	return c.Steps - c.Polish
}

// Defaults that depend on optimiser and operator: Levenberg-Marquardt wants float64 and a small network, an element-wise operator measures
// no gradients and has no metric.

func levenbergPrecision(c *Config) string {
	if _, lm := optim.Plan(c.Optimizer); lm {
		return float64Name
	}
	return ""
}

func levenbergWidthText(c *Config) string {
	if _, lm := optim.Plan(c.Optimizer); lm {
		return strconv.Itoa(levenbergWidth)
	}
	return ""
}

func elementwiseMetric(c *Config) string {
	if elementwise(c.Operator) {
		return optim.Euclidean
	}
	return ""
}

func chainedPolish(c *Config) string {
	if first, lm := optim.Plan(c.Optimizer); lm && first != "" && c.Steps > 0 {
		return strconv.Itoa(min(polishSteps, c.Steps))
	}
	return ""
}

// Uses tells whether the optimiser of a normalized configuration looks at a setting. One chained with Levenberg-Marquardt that has no steps of
// its own left is Levenberg-Marquardt.
func (c Config) Uses(s Setting) bool {
	first, lm := optim.Plan(c.Optimizer)
	if lm && c.polishFrom() == 0 {
		first = ""
	}
	switch {
	case s.used == nil:
		return true
	case first == "" && lm:
		return s.used("lm")
	}
	return s.used(c.Optimizer)
}

// Which optimisers look at a setting: combining, those that have an operator; descending, those that take steps along gradients.

func combining(optimizer string) bool { return !optim.Linear(optimizer) }

func descending(optimizer string) bool {
	first, _ := optim.Plan(optimizer)
	return first != ""
}

// checkPlan checks what only the combination of fields decides.
func (c Config) checkPlan(elementwise bool) error {
	if err := c.checkLinear(); err != nil {
		return err
	}
	first, lm := optim.Plan(c.Optimizer)
	switch {
	case lm && c.Precision != float64Name:
		return input.New("precision", c.Precision, "%s with optimizer %s", float64Name, c.Optimizer)
	case lm && elementwise:
		return input.New("operator", c.Operator, "an operator with weights, not one that works component by component, with optimizer %s", c.Optimizer)
	case elementwise && c.Metric != optim.Euclidean:
		return input.New("metric", c.Metric, "%s with operator %s, which measures no gradients", optim.Euclidean, c.Operator)
	case (!lm || first == "") && c.Polish != 0:
		return input.New("polish", c.Polish, "0 with optimizer %s, which has no steps at the end for Levenberg-Marquardt", c.Optimizer)
	case first != "" && lm && (c.Polish < 1 || c.Polish > c.Steps):
		return input.New("polish", c.Polish, "1 to the %d steps of the run", c.Steps)
	}
	return nil
}
