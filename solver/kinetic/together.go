package kinetic

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// together calls f for 0 to n-1, over all cores: tables of known parts are solved before the first step, which waits for them.
func together(n int, f func(i int)) {
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f(i)
		}
	}
	var others sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		others.Add(1)
		go func() {
			defer others.Done()
			work()
		}()
	}
	work()
	others.Wait()
}
