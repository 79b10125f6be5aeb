package train

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// soundPoints is the number of x at which Sound looks at a time.
const soundPoints = 9

// Sound returns an error that wraps ErrDiverged for a network whose fields are not finite at some points, at the first and the last time
// and at the ends of the range of eps. Losses show a damaged state only one step later.
func Sound(run Trainable) error {
	info := run.Problem()
	var t []float64
	x := Midpoints(info, soundPoints, soundPoints/3)
	for _, at := range []float64{0, info.TEnd} {
		for range len(x) / info.Coordinates() {
			t = append(t, at)
		}
	}
	for _, eps := range []float64{run.Config().EpsMax, run.Config().EpsMin} {
		if _, err := Finite(run, eps, t, append(x, x...)); err != nil {
			return err
		}
	}
	return nil
}

// Finite is EvaluateAt with an error that wraps ErrDiverged for values that are not finite.
func Finite(run Trainable, eps float64, t, x []float64) ([][]float64, error) {
	values, err := run.EvaluateAt(eps, t, x)
	if err != nil {
		return nil, err
	}
	for k, column := range values {
		for i, v := range column {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("%w: %s is %v at eps = %g, t = %g, x = %g after step %d", ErrDiverged, run.Problem().Fields[k].Name, v, eps, t[i], x[i*len(x)/len(t)], run.Steps())
			}
		}
	}
	return values, nil
}

// Midpoints returns the midpoints of nx equal cells of a problem's domain, of nx × ny in the plane: x runs first.
func Midpoints(info kinetic.Info, nx, ny int) []float64 {
	middle := func(lo, hi float64, i, n int) float64 { return lo + (hi-lo)*(float64(i)+0.5)/float64(n) }
	if !info.Plane() {
		ny = 1
	}
	var out []float64
	for j := range ny {
		for i := range nx {
			out = append(out, middle(info.XMin, info.XMax, i, nx))
			if info.Plane() {
				out = append(out, middle(info.YMin, info.YMax, j, ny))
			}
		}
	}
	return out
}
