package main

import (
	"os"
	"strconv"
	"strings"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/train"
)

// memoryVariable names the environment variable with the most memory that a run may need, as in 8GB; runs that need more are refused.
const memoryVariable = "HRGRAD_MEMORY"

// limitMemory sets train.MemoryLimit: as the variable says, otherwise, where the system tells, four fifths of what this process may have.
func limitMemory() error {
	text := os.Getenv(memoryVariable)
	if text == "" {
		if total := leastPositive(machineMemory(), addressSpace(), controlGroup()); total > 0 {
			train.MemoryLimit = min(train.MemoryLimit, 0.8*total)
		}
		return nil
	}
	number, giga := strings.CutSuffix(text, "GB")
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || !giga || !(v > 0 && v <= 1e6) {
		return input.New(memoryVariable, text, "a number above 0 up to 1e6 with GB behind it, as in 8GB")
	}
	train.MemoryLimit = v * 1e9
	return nil
}

// machineMemory returns the bytes of memory as Linux tells; 0 elsewhere.
func machineMemory() float64 {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "MemTotal:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			if err == nil {
				return 1024 * kb
			}
		}
	}
	return 0
}

// controlGroup returns the bytes that Linux lets the processes of a container have together; 0 without a limit.
func controlGroup() float64 {
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if data, err := os.ReadFile(file); err == nil {
			v, err := strconv.ParseFloat(strings.TrimSpace(string(data)), 64)
			if err == nil {
				return v
			}
		}
	}
	return 0
}

// leastPositive returns the least of the numbers that are above zero, 0 where none is.
func leastPositive(numbers ...float64) float64 {
	least := 0.0
	for _, x := range numbers {
		if x > 0 && (least == 0 || x < least) {
			least = x
		}
	}
	return least
}
