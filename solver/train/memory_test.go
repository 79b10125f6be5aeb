package train

import (
	"runtime"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/input"
)

// The estimate is not below what a run takes and not above four times as much.
func TestMemoryEstimate(t *testing.T) {
	for _, c := range []Config{
		{Problem: "transport-mode"},
		{Problem: "transport-smooth", Width: 128, Optimizer: "adam"},
		{Problem: "transport-inflow", Head: "input", Width: 16},
		{Problem: "bgk-smooth", Width: 96, Depth: 2, Points: 128, TasksBy: ByTermBand},
		{Problem: "bgk-riemann", Head: "input", Width: 16, Precision: "float64"},
	} {
		need, err := c.Memory()
		if err != nil {
			t.Fatal(err)
		}
		advance(t, newSession(t, c), 1) // the tables that all sessions of a problem share are there
		var before, after runtime.MemStats
		collect()
		runtime.ReadMemStats(&before)
		s := newSession(t, c)
		advance(t, s, 1)
		data := checkpoint(t, s)
		collect()
		runtime.ReadMemStats(&after)
		heap := float64(after.HeapAlloc) - float64(before.HeapAlloc)
		if need < heap || need > 4*heap {
			t.Errorf("%s %s, width %d: estimate %.1f MB, heap %.1f MB", c.Problem, c.Head, c.Width, need/1e6, heap/1e6)
		}
		runtime.KeepAlive(s)
		runtime.KeepAlive(data)
	}
}

// collect frees what nothing refers to; what a pool holds is gone after the second collection.
func collect() {
	runtime.GC()
	runtime.GC()
}

// A run that needs more memory than the limit is refused in one line, at once and before it is built; also from a checkpoint.
func TestTooLargeRunsAreRefused(t *testing.T) {
	huge := Config{Problem: "transport-mode", Head: "input", Width: 512, Depth: 16, Points: 4096, Tasks: 32}
	_, err := New(huge)
	if !input.Is(err) || !strings.Contains(err.Error(), "memory: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
	data := damagedRun(t)
	defer func(old float64) { MemoryLimit = old }(MemoryLimit)
	MemoryLimit = 1000
	refused(t, "a run that is too large", data)
}
