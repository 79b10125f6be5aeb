package autodiff_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/kernel"
)

// Gradient descent on the mean square of u_t + u_x at four points of one Knudsen number.
func ExampleTape() {
	var layout autodiff.Params
	net := autodiff.NewNetwork(&layout, autodiff.NetworkSpec{
		Name: "net", Features: 2, Codes: 1, Encoder: 4, Width: 8, Depth: 2, Outputs: 1, Act: kernel.Tanh, Gain: 1,
	})
	params := layout.Init(rand.New(rand.NewPCG(1, 2)))
	tape := autodiff.NewTape(params, 1)
	points, cells := autodiff.NewSpace([]int{4}, []int{0}), autodiff.NewSpace([]int{1}, []int{0})
	features := tape.Known(points, 2, true, func(i int, out []autodiff.Jet) {
		out[0], out[1] = autodiff.Jet{V: 0.1 * float64(i), Dt: 1}, autodiff.Jet{V: 0.3 * float64(i), Dx: 1}
	})
	codes := tape.Known(cells, 1, false, func(_ int, out []autodiff.Jet) { out[0].V = -1 })
	weight := tape.Known(points, 1, false, func(_ int, out []autodiff.Jet) { out[0].V = 0.25 })

	u := net.Apply(tape, features, codes, []int{0, 0, 0, 0})
	r := tape.Add(tape.Dt(u), tape.Dx(u))
	tape.SquareLoss(r, weight, nil)

	tape.Forward()
	first := tape.Loss[0]
	for range 200 {
		tape.Forward()
		tape.Backward()
		kernel.Axpy(-0.05, tape.Grad[0], params)
	}
	fmt.Println("a hundredth of the first loss:", tape.Loss[0] < first/100)
	// Output: a hundredth of the first loss: true
}
