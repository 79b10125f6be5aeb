package lines

import (
	"math"
	"testing"
)

func TestRunningMean(t *testing.T) {
	v := make([]float64, 1000)
	for i := range v {
		v[i] = math.Exp(-float64(i)/100 + 0.3*float64(i%2))
	}
	v[500] = 0 // a log axis has no place for it
	m := runningMean(nil, v)
	for _, i := range []int{100, 500, 900} {
		want := math.Exp(-float64(i)/100 + 0.15)
		if math.Abs(m[i]/want-1) > 0.03 {
			t.Errorf("mean at %d is %g; want %g", i, m[i], want)
		}
	}
}
