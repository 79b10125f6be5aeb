package main

import (
	"testing"
	"time"
)

func TestBusyTimeLeavesOutIdling(t *testing.T) {
	busy, ok := busyOf("cpu  100 20 30 4000 500 6 7 80 9 9\ncpu0 1 2 3 4 5 6 7 8 0 0\n")
	if want := 2430 * time.Millisecond; !ok || busy != want {
		t.Errorf("busy for %v (%v), want %v", busy, ok, want)
	}
	for _, text := range []string{"", "cpu  1 2 3\n", "cpu  1 2 3 4 5 6 7 x\n", "intr 1 2 3 4 5 6 7 8\n"} {
		if _, ok := busyOf(text); ok {
			t.Errorf("%q was read", text)
		}
	}
}

func TestQuietBatches(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		busy, own time.Duration
		want      bool
	}{{800 * ms, 790 * ms, true}, {790 * ms, 800 * ms, true}, {830 * ms, 800 * ms, true}, {840 * ms, 800 * ms, false}} {
		if got := quiet(400*ms, c.busy, c.own); got != c.want {
			t.Errorf("busy %v, own %v: quiet is %v", c.busy, c.own, got)
		}
	}
}
