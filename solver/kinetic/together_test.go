package kinetic

import (
	"runtime"
	"sync/atomic"
	"testing"
)

// Every index is called once, whatever the number of cores.
func TestTogetherCallsEach(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 3} {
		runtime.GOMAXPROCS(cores)
		for _, n := range []int{0, 1, 2, 17} {
			calls := make([]atomic.Int64, n)
			together(n, func(i int) { calls[i].Add(1) })
			for i := range calls {
				if c := calls[i].Load(); c != 1 {
					t.Errorf("%d cores: index %d of %d was called %d times", cores, i, n, c)
				}
			}
		}
	}
}
