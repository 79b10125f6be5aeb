package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Memory that the system refuses, though the estimate let the run pass, ends it with one line and exit code 1; a limit that the system
// states is kept by the estimate, with exit code 2.
func TestMemoryIsUsedUp(t *testing.T) {
	p := nativeProgram(t)
	run := func(environment ...string) (int, string) {
		var stderr strings.Builder
		args := append([]string{"-c", `ulimit -v 2000000; exec "$@"`, "sh"}, append(p.command, "train", "--problem", "transport-mode", "--workers", "1", "--points", "4096",
			"--width", "256", "--depth", "8", "--tasks", "32", "--head", "input", "--steps", "5", "--progress", "none")...)
		c := exec.Command("sh", args...)
		c.Dir, c.Stderr, c.Env = t.TempDir(), &stderr, append(os.Environ(), environment...)
		c.Run() // its code is looked at
		return c.ProcessState.ExitCode(), stderr.String()
	}
	if code, said := run(memoryVariable + "=1000GB"); code != 1 || strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "hrgrad: memory: ") {
		t.Errorf("exit code %d, standard error %q", code, said)
	}
	if code, said := run(); code != 2 || strings.Count(said, "\n") != 1 || !strings.Contains(said, "up to 1.6 GB") {
		t.Errorf("exit code %d, standard error %q", code, said)
	}
}

// A process that the system kills without a word says what may have happened.
func TestEnds(t *testing.T) {
	if code := ended(9, ""); code != 1 {
		t.Errorf("exit code %d of a killed process", code)
	}
	if code := ended(2<<8, ""); code != 2 {
		t.Errorf("exit code %d of bad input", code)
	}
	if code := ended(2<<8, "panic: something\n"); code != 1 {
		t.Errorf("exit code %d of a panic", code)
	}
}
