package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// modeNodal is the configuration most lines are about: 8 Knudsen strata of 256 points, 4 layers of width 64, 16 velocity
// nodes as outputs.
func modeNodal() train.Config {
	return train.Config{Problem: "transport-mode", Head: "nodal", Optimizer: "adam", TasksBy: train.ByEps, Tasks: 8, Points: 256, Width: 64, Depth: 4}
}

// configurations are the named training runs, all with HRGrad.
func configurations() []configuration {
	// With the velocity as an input the problem has 30 quadrature nodes. 34 points a stratum make 8160 points of phase space, as
	// near as can be to the 8192 that 64 points and 16 nodes would make.
	input := modeNodal()
	input.Head, input.Points = "input", 34
	return []configuration{
		{"step/mode-nodal-8x256-64x4", "", modeNodal()},
		{"step/mode-input-8x64x16-64x4", "8 strata x 34 points x 30 velocities", input},
		{"step/mode-default", "the problem's defaults: SOAP, tasks by term", train.Config{Problem: "transport-mode"}},
	}
}

type configuration struct {
	name, note string
	train.Config
}

// trainingBenchmarks lists the steps per second of the named configurations.
func trainingBenchmarks() []benchmark {
	var list []benchmark
	for _, c := range configurations() {
		list = append(list, benchmark{
			name: c.name, unit: "steps/s", note: c.note, value: perSecond,
			prepare: func() func() {
				s := newSession(c.Config)
				return func() { step(s) }
			},
		})
	}
	return list
}

func perSecond(s float64) float64 { return 1 / s }

// newSession starts a run; the configurations here are correct.
func newSession(c train.Config) *train.Session {
	s, err := train.New(c)
	if err != nil {
		panic(err)
	}
	return s
}

// step takes a step of a run that cannot fail but by a mistake in this program.
func step(s *train.Session) {
	if _, err := s.Step(); err != nil {
		panic(err)
	}
}

// operatorCost measures what HRGrad costs over the plain sum: steps of both, taken in turn on the same batch shape, so that
// whatever else the machine does meets both alike.
type operatorCost struct {
	ls, hrgrad float64 // seconds of a step, the shortest of many
	call       float64 // seconds of the operator alone, on Gram matrices of that run
}

func (c operatorCost) overhead() float64 { return 100 * (c.hrgrad/c.ls - 1) }

func measureOperator(m int, budget time.Duration) (operatorCost, error) {
	c := modeNodal()
	c.Tasks = m
	var sessions [2]*train.Session
	for i, op := range []string{"ls", "hrgrad"} {
		c.Operator = op
		sessions[i] = newSession(c)
		for range 3 {
			step(sessions[i])
		}
	}
	var times [2][]float64
	for start, n := time.Now(), 0; time.Since(start) < budget || n < 8; n++ {
		for k := range 2 {
			i := (k + n) % 2
			t := time.Now()
			step(sessions[i])
			times[i] = append(times[i], time.Since(t).Seconds())
		}
	}
	call, err := measureCall(m, sessions[1])
	return operatorCost{slices.Min(times[0]), slices.Min(times[1]), call}, err
}

// measureCall times the operator on the Gram matrix of the run's last step.
func measureCall(m int, s *train.Session) (float64, error) {
	rep, err := s.Step()
	if err != nil {
		return 0, err
	}
	gram := make([]float64, m*m) // of unit vectors: conflicts and angles are those of the run
	copy(gram, rep.Gradient.Cosine)
	losses := slices.Clone(rep.Losses)
	op, err := weighting.New("hrgrad", weighting.Options{Tasks: m})
	if err != nil {
		return 0, err
	}
	return measure(func() {
		if _, err := op.Weights(weighting.Input{M: m, Gram: gram, Losses: losses}); err != nil {
			panic(err)
		}
	}, 100*time.Millisecond), nil
}

// operatorLines measures at m = 4, 8 and 16 tasks.
func operatorLines(wanted func(string) bool, budget time.Duration, emit func(result) error) error {
	for _, m := range []int{4, 8, 16} {
		name := fmt.Sprintf("operator/hrgrad/m%d", m)
		if !wanted(name) {
			continue
		}
		c, err := measureOperator(m, 4*budget)
		if err != nil {
			return err
		}
		note := fmt.Sprintf("step %.4g ms, with LS %.4g ms", 1e3*c.hrgrad, 1e3*c.ls)
		if err := emit(result{Bench: name, Value: 1e3 * c.call, Unit: "ms"}); err != nil {
			return err
		}
		if err := emit(result{Bench: name + "/overhead", Value: c.overhead(), Unit: "%", Note: note}); err != nil {
			return err
		}
	}
	return nil
}

// scaleLines measures the steps per second that 1, 2 and 4 workers make.
func scaleLines(wanted func(string) bool, budget time.Duration, emit func(result) error) error {
	team := newTeam()
	defer team.close()
	for _, w := range []int{1, 2, 4} {
		name := fmt.Sprintf("scale/w%d", w)
		if !wanted(name) {
			continue
		}
		s := newSession(modeNodal())
		if !team.attach(s, w) {
			continue
		}
		seconds := measure(func() { step(s) }, 2*budget)
		if err := emit(result{Bench: name, Value: 1 / seconds, Unit: "steps/s"}); err != nil {
			return err
		}
	}
	return nil
}
