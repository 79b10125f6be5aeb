package main

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// What several workers gain can only be seen while nothing else runs. Linux tells how long its processors were busy in all, so that what is left after
// this process's own time is that of others: batches in which they had more than their share are no measurement.

// othersShare is the share of a core that others may have had in a batch that counts, and tick the resolution of what Linux tells.
const (
	othersShare = 0.05
	tick        = 10 * time.Millisecond
)

// busyTime is how long all processors were busy since the machine started; ok is false where that is not told.
func busyTime() (busy time.Duration, ok bool) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, false
	}
	return busyOf(string(text))
}

// busyOf reads it: user, nice, system, idle, waiting, interrupts twice, stolen, in ticks.
func busyOf(text string) (busy time.Duration, ok bool) {
	line, _, _ := strings.Cut(text, "\n")
	f := strings.Fields(line)
	if len(f) < 9 || f[0] != "cpu" {
		return 0, false
	}
	for i, v := range f[1:9] {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return 0, false
		}
		if i != 3 && i != 4 {
			busy += time.Duration(n) * tick
		}
	}
	return busy, true
}

// quiet tells whether others had at most their share of a batch that took so long, in which processors were busy and this process used them
// so long.
func quiet(took, busy, own time.Duration) bool {
	return busy-own <= time.Duration(othersShare*float64(took))+tick
}
