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
	list := []configuration{
		{"step/mode-nodal-8x256-64x4", "", modeNodal()},
		{"step/mode-input-8x64x16-64x4", "8 strata x 34 points x 30 velocities", input},
		{"step/mode-default", "the problem's defaults: SOAP, tasks by term", train.Config{Problem: "transport-mode"}},
	}
	// The step that tools/peers measures in other programs.
	for _, w := range []int{32, 64, 128} {
		list = append(list, configuration{
			fmt.Sprintf("step/peer-w%d", w), "6 strata x 32 points x 2 terms, 3 layers, ConFIG on task moments, Adam",
			peerConfig(w),
		})
	}
	return list
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

// secondOrder is the first step of Levenberg-Marquardt, the start of its run included: later ones have more points where they overfit. It
// takes so long that it is measured only when asked for.
func secondOrder(width int) benchmark {
	return benchmark{
		name: fmt.Sprintf("lm/w%d", width), unit: "ms", note: "transport-mode, first step of Levenberg-Marquardt with the start of its run", value: func(s float64) float64 { return 1e3 * s },
		prepare: func() func() {
			return func() { step(newSession(train.Config{Problem: "transport-mode", Optimizer: "lm", Width: width})) }
		},
	}
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

// operatorCost is what HRGrad costs over the plain sum, from steps of both taken in turn on the same batch shape, so that whatever else the
// machine does meets both alike. Only the operator's part of a step differs between the two, and timing it apart leaves out
// the noise of the rest.
type operatorCost struct {
	steps, parts [2]float64 // seconds of a step and of its operator part (task moments, Gram matrix, weights, combination): LS, HRGrad
	call         float64    // seconds of the operator alone, on the Gram matrix of the run's last step
}

func (c operatorCost) overhead() float64 { return 100 * (c.parts[1] - c.parts[0]) / c.steps[0] }

func measureOperator(m int, budget time.Duration) (operatorCost, error) {
	var c operatorCost
	var sessions [2]*train.Session
	var profiles [2]train.Profile
	began := time.Now()
	for i, op := range []string{"ls", "hrgrad"} {
		cfg := modeNodal()
		cfg.Tasks, cfg.Operator = m, op
		sessions[i] = newSession(cfg)
		for range 3 {
			step(sessions[i])
		}
		sessions[i].SetProfile(&profiles[i], func() time.Duration { return time.Since(began) })
	}
	var steps, parts [2][]float64
	for start, n := time.Now(), 0; time.Since(start) < budget || n < 8; n++ {
		for k := range 2 {
			i := (k + n) % 2
			t, before := time.Now(), profiles[i].Operator
			step(sessions[i])
			steps[i] = append(steps[i], time.Since(t).Seconds())
			parts[i] = append(parts[i], (profiles[i].Operator - before).Seconds())
		}
	}
	for i := range 2 {
		c.steps[i], c.parts[i] = lowerHalf(steps[i]), lowerHalf(parts[i])
	}
	var err error
	c.call, err = measureCall(m, sessions[1])
	return c, err
}

// lowerHalf is the mean of the smaller half: interruptions are left out, and a coarse clock averages out.
func lowerHalf(v []float64) float64 {
	slices.Sort(v)
	half := v[:(len(v)+1)/2]
	var sum float64
	for _, x := range half {
		sum += x
	}
	return sum / float64(len(half))
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
	call := func() {
		if _, err := op.Weights(weighting.Input{M: m, Gram: gram, Losses: losses}); err != nil {
			panic(err)
		}
	}
	var v []float64
	for n := calibrate(call); len(v) < 5; {
		v = append(v, timed(call, n))
	}
	median, _ := quartiles(v)
	return median, nil
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
		note := fmt.Sprintf("operator part %.3g ms, with LS %.3g ms; whole steps %.4g ms, with LS %.4g ms", 1e3*c.parts[1], 1e3*c.parts[0], 1e3*c.steps[1], 1e3*c.steps[0])
		if err := emit(result{Bench: name, Value: 1e3 * c.call, Unit: "ms"}); err != nil {
			return err
		}
		if err := emit(result{Bench: name + "/overhead", Value: c.overhead(), Unit: "%", Note: note}); err != nil {
			return err
		}
	}
	return nil
}
