package optim_test

import (
	"fmt"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/optim"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// heavyBall is gradient descent with momentum: the Combiner does all but the
// last line of a step.
type heavyBall[T kernel.Float] struct{ tasks *optim.Combiner[T] }

func newHeavyBall[T kernel.Float](s optim.Settings) (optim.Optimizer[T], error) {
	c, err := optim.NewCombiner[T](s)
	if err != nil {
		return nil, err
	}
	return &heavyBall[T]{tasks: c}, nil
}

func (o *heavyBall[T]) Step(p []T, grads [][]T, losses []float64, rate float64) (*weighting.Report, error) {
	moment, _, report, err := o.tasks.Step(grads, losses, nil)
	if err != nil {
		return nil, err
	}
	kernel.Axpy(T(-rate/o.tasks.Correction()), moment, p)
	return report, nil
}

func (o *heavyBall[T]) State() ([][]T, []float64) {
	vectors, product := o.tasks.State()
	return vectors, []float64{product}
}

func (o *heavyBall[T]) SetScalars(s []float64) error {
	if len(s) != 1 {
		return fmt.Errorf("heavy-ball: state has %d scalars, needs 1", len(s))
	}
	o.tasks.SetScalar(s[0])
	return nil
}

func init() {
	optim.Register(optim.Spec{Name: "heavy-ball", Title: "Heavy ball", Paper: "Polyak, 1964", Summary: "Gradient descent with momentum."},
		newHeavyBall[float32], newHeavyBall[float64])
}

// An optimiser of one's own: registered in an init function, it is known to New,
// and the plan heavy-ball+lm with it.
func ExampleRegister() {
	op, err := weighting.New("upgrad", weighting.Options{Tasks: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	opt, err := optim.New[float64]("heavy-ball", optim.Settings{Tasks: 2, Parameters: 2, Momentum: optim.TaskMomentum, Weighting: op})
	if err != nil {
		fmt.Println(err)
		return
	}
	// Two tasks, |p - a|^2/2 and |p - b|^2/2: what conflicts with neither leads to the segment between a and b.
	a, b, p := []float64{1, 0}, []float64{-1, 0}, []float64{0.5, 2}
	for range 200 {
		grads, losses := [][]float64{make([]float64, 2), make([]float64, 2)}, make([]float64, 2)
		for k := range p {
			grads[0][k], grads[1][k] = p[k]-a[k], p[k]-b[k]
			losses[0] += grads[0][k] * grads[0][k] / 2
			losses[1] += grads[1][k] * grads[1][k] / 2
		}
		if _, err := opt.Step(p, grads, losses, 0.05); err != nil {
			fmt.Println(err)
			return
		}
	}
	first, squares := optim.Plan("heavy-ball+lm")
	fmt.Printf("(%.3f, %.3f), then %q and least squares: %v\n", p[0], p[1], first, squares)
	// Output: (0.036, -0.000), then "heavy-ball" and least squares: true
}
