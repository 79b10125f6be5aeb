package train

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/optim"
)

// A plan chains optimisers: with "soap+lm" or "adam+lm" the last Config.Polish steps are Levenberg-Marquardt's and the learning rate's
// schedule is laid over those before; with "lm" every step is.

const (
	polishSteps         = 20   // default of Config.Polish
	levenbergWidth      = 16   // default width of a network that Levenberg-Marquardt trains
	levenbergParameters = 4096 // most parameters: the normal matrix and its factor take 64 MiB each
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

// planDefaults fills what the optimiser or the operator wants otherwise than the problem: Levenberg-Marquardt float64 and a small
// network, an element-wise operator no metric of gradients.
func (c *Config) planDefaults() {
	if elementwise(c.Operator) {
		fallback(&c.Metric, optim.Euclidean)
	}
	first, lm := optim.Plan(c.Optimizer)
	if !lm {
		return
	}
	fallback(&c.Precision, "float64")
	fallback(&c.Width, levenbergWidth)
	if first != "" && c.Steps > 0 {
		fallback(&c.Polish, min(polishSteps, c.Steps))
	}
}

// checkPlan checks what only the combination of fields decides.
func (c Config) checkPlan(elementwise bool) error {
	first, lm := optim.Plan(c.Optimizer)
	switch {
	case lm && c.Precision != "float64":
		return fmt.Errorf("precision: %s given, optimizer %s allows only float64", c.Precision, c.Optimizer)
	case lm && elementwise:
		return fmt.Errorf("operator: %s given, which works component by component; optimizer %s allows only operators with weights", c.Operator, c.Optimizer)
	case elementwise && c.Metric != optim.Euclidean:
		return fmt.Errorf("metric: %s given, operator %s measures no gradients and allows only %s", c.Metric, c.Operator, optim.Euclidean)
	case (!lm || first == "") && c.Polish != 0:
		return fmt.Errorf("polish: %d given, optimizer %s has no steps at the end for Levenberg-Marquardt: allowed is 0", c.Polish, c.Optimizer)
	case first != "" && lm && (c.Polish < 1 || c.Polish > c.Steps):
		return fmt.Errorf("polish: %d given, allowed is 1 to the %d steps of the run", c.Polish, c.Steps)
	}
	return nil
}
