package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMain(m *testing.M) {
	serveAsWorker() // the worker threads of a test run its own program
	os.Exit(m.Run())
}

// Worker threads do not change a run, and the record tells how many there were.
func TestWorkerThreads(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "one.json"), filepath.Join(dir, "two.json")
	more := []string{"--steps", "2000", "--points", "16", "--progress", "none"}
	done(t, small(append(more, "--out", one)...)...)
	done(t, small(append(more, "--out", two, "--workers", "2")...)...)
	a, b := readRecord(t, one), readRecord(t, two)
	if a.LossHash != b.LossHash || a.StateHash != b.StateHash {
		t.Errorf("losses %s, state %s on one thread; %s, %s on two", a.LossHash, a.StateHash, b.LossHash, b.StateHash)
	}
	if a.Workers != 1 || b.Workers != 2 {
		t.Errorf("%d and %d workers, want 1 and 2", a.Workers, b.Workers)
	}
}
