package train

import (
	"fmt"
	"runtime"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/optim"
)

// MemoryLimit is the most memory in bytes that a run may need by the estimate of Config.Memory; New refuses what needs more. A program may
// set it before it starts the first run. On js/wasm it leaves a quarter of the address space of 4 GiB to everything else.
var MemoryLimit = defaultMemoryLimit()

func defaultMemoryLimit() float64 {
	if runtime.GOARCH == "wasm" {
		return 3 << 30
	}
	return 16 << 30
}

// Values that a step keeps per collocation point, fitted to measured heaps of runs with widths from 32 to 256 and depths from 3 to 8: per
// neuron of a hidden layer, where the velocity is an input of the network with all velocities of the quadrature, and per point.
const (
	tapePerNeuron      = 7
	tapePerNeuronInput = 210
	tapePerPoint       = 1000
)

// Memory estimates how many bytes a run needs in one process: the graph of a step, gradients, moments, states of the optimiser and
// checkpoints. Measured heaps are between half and all of it.
func (c Config) Memory() (float64, error) {
	c, err := c.Normalize()
	if err != nil {
		return 0, err
	}
	p, err := kinetic.ByName(c.Problem)
	if err != nil {
		return 0, err
	}
	var params autodiff.Params
	m, err := p.Model(&params, c.options())
	if err != nil {
		return 0, err
	}
	terms, err := c.weigh(m.Terms())
	if err != nil {
		return 0, err
	}
	return c.memory(params.Len, newLayout(c, terms)), nil
}

// memory is Memory for a network of so many parameters.
func (c Config) memory(parameters int, l *layout) float64 {
	size := 4.0
	if c.Precision == float64Name {
		size = 8
	}
	rows := 0
	for _, cell := range l.cells {
		rows += cell.points
	}
	neuron := tapePerNeuron
	if c.Head == kinetic.Input {
		neuron = tapePerNeuronInput
	}
	graph := size * float64(rows) * (float64(c.Width)*float64(c.Depth)*float64(neuron) + tapePerPoint)
	n, tasks := float64(parameters), float64(len(l.names))
	vectors := size * n * (float64(len(l.task)) + 2*tasks + 4)
	state := size * n * (tasks + 3)
	first, lm := optim.Plan(c.Optimizer)
	if first == "soap" {
		vectors += 140 * n
		state += 40 * n
	}
	if lm {
		vectors += 3 * 8 * n * n
	}
	return 1.2 * (graph + vectors + 3*state) // three: the last sound state, the next one, and the file that is written
}

// checkMemory refuses a run that needs more than MemoryLimit.
func (c Config) checkMemory(parameters int, l *layout) error {
	if need := c.memory(parameters, l); need > MemoryLimit {
		return &input.Error{Field: "memory", Given: fmt.Sprintf("a run that needs about %.1f GB", need/1e9),
			Allowed: fmt.Sprintf("up to %.1f GB here: lower points, tasks, width or depth%s", MemoryLimit/1e9, otherHead(c))}
	}
	return nil
}

// otherHead names the setting that saves most.
func otherHead(c Config) string {
	if c.Head == kinetic.Input {
		return ", or take another head"
	}
	return ""
}
