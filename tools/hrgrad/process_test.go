//go:build !js

package main

import (
	"bufio"
	"bytes"
	"errors"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is one way to run hrgrad as a process of its own.
type program struct {
	name    string
	command []string
}

// nativeProgram builds the command.
func nativeProgram(t *testing.T) program {
	t.Helper()
	file := filepath.Join(t.TempDir(), "hrgrad.exe")
	if out, err := exec.Command("go", "build", "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program{"native", []string{file}}
}

// nodeProgram is the runner under Node, which builds the js/wasm program itself.
func nodeProgram(t *testing.T) program {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	runner, err := filepath.Abs("../headless/hrgrad.mjs")
	if err != nil {
		t.Fatal(err)
	}
	return program{"node", []string{node, runner}}
}

// start runs a command line in dir.
func (p program) start(t *testing.T, dir, stdin string, args ...string) (*exec.Cmd, *bytes.Buffer, *bytes.Buffer) {
	t.Helper()
	var out, err bytes.Buffer
	c := exec.Command(p.command[0], append(p.command[1:], args...)...)
	c.Dir, c.Stdin, c.Stdout, c.Stderr = dir, strings.NewReader(stdin), &out, &err
	if e := c.Start(); e != nil {
		t.Fatal(e)
	}
	t.Cleanup(func() { c.Process.Kill() })
	return c, &out, &err
}

func (p program) call(t *testing.T, dir, stdin string, args ...string) result {
	t.Helper()
	c, out, stderr := p.start(t, dir, stdin, args...)
	err := c.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), out.String(), stderr.String()}
}

// waitFor polls until ok.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s did not happen", what)
		}
	}
}

// SIGINT, SIGTERM and SIGHUP end a run with exit code 1, one line, and a checkpoint that goes on.
func testSignals(t *testing.T, p program) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signals to send")
	}
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if signal.Ignored(sig) {
			continue // below nohup, where runs go on
		}
		dir := t.TempDir()
		c, _, stderr := p.start(t, dir, "", small("--steps", "10000000", "--checkpoint", "a.ckpt", "--out", "run.json", "--checkpoint-every", "100ms", "--progress", "none")...)
		waitFor(t, "the first checkpoint", func() bool { return exists(filepath.Join(dir, "a.ckpt")) })
		c.Process.Signal(sig)
		c.Wait()
		if code := c.ProcessState.ExitCode(); code != 1 || strings.Count(stderr.String(), "\n") != 1 || !strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("%v: exit code %d, standard error %q", sig, code, stderr.String())
		}
		s, err := loadCheckpoint("checkpoint", filepath.Join(dir, "a.ckpt"))
		if err != nil {
			t.Fatal(err)
		}
		if s.Steps() < 1 {
			t.Errorf("%v: checkpoint of step %d", sig, s.Steps())
		}
		if n := len(contents(t, dir)); n != 1 {
			t.Errorf("%v: %d files are left, want the checkpoint only", sig, n)
		}
	}
}

// A reader of the output that goes away, as in train ... | head -1, ends a run like a signal does.
func testClosedPipe(t *testing.T, p program) {
	dir := t.TempDir()
	var stderr bytes.Buffer
	c := exec.Command(p.command[0], append(p.command[1:], small("--steps", "10000000", "--checkpoint", "a.ckpt")...)...)
	c.Dir, c.Stderr = dir, &stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	line, err := bufio.NewReaderSize(out, 16).ReadString('\n')
	if err != nil {
		t.Fatalf("first line %q, %v", line, err)
	}
	out.Close()
	c.Wait()
	if code := c.ProcessState.ExitCode(); code != 1 || strings.Count(stderr.String(), "\n") != 1 || !strings.Contains(stderr.String(), "interrupted") || !strings.Contains(stderr.String(), "--resume") {
		t.Errorf("exit code %d, standard error %q", code, stderr.String())
	}
	if s, err := loadCheckpoint("checkpoint", filepath.Join(dir, "a.ckpt")); err != nil || s.Steps() < 1 {
		t.Errorf("no checkpoint: %v", err)
	}
	if n := len(contents(t, dir)); n != 1 {
		t.Errorf("%d files are left, want the checkpoint only", n)
	}
}

// Of two processes with one checkpoint path the second is refused, and the lock of one that was killed is taken over.
func testTwoProcesses(t *testing.T, p program) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.ckpt")
	args := small("--steps", "10000000", "--checkpoint", "a.ckpt", "--checkpoint-every", "50ms", "--progress", "none")
	first, _, _ := p.start(t, dir, "", args...)
	waitFor(t, "the first checkpoint", func() bool { return exists(file) })
	refused(t, p.call(t, dir, "", args...), "process "+strconv.Itoa(first.Process.Pid))
	refused(t, call("", small("--checkpoint", file, "--force")...), "process "+strconv.Itoa(first.Process.Pid))
	refused(t, call("", "train", "--resume", file, "--checkpoint", file), "process "+strconv.Itoa(first.Process.Pid))
	first.Process.Kill()
	first.Wait()
	os.WriteFile(filepath.Join(dir, scratchName(file)+"-1.tmp"), []byte("half"), 0o666) // as if it had been killed while it wrote
	if r := p.call(t, dir, "", "train", "--resume", "a.ckpt", "--checkpoint", "a.ckpt", "--time-limit", "100ms", "--progress", "none"); r.code != 0 {
		t.Errorf("after a kill: exit code %d, %q", r.code, r.err)
	}
	if n := len(contents(t, dir)); n != 1 {
		t.Errorf("%d files are left, want the checkpoint only: %v", n, slices.Collect(maps.Keys(contents(t, dir))))
	}
}

// A process killed outright, at any moment, leaves a complete checkpoint.
func testKill(t *testing.T, p program, times int) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.ckpt")
	for i := range times {
		os.Remove(file)
		c, _, _ := p.start(t, dir, "", small("--steps", "10000000", "--checkpoint", "a.ckpt", "--checkpoint-every", "1ns", "--progress", "none")...)
		waitFor(t, "the first checkpoint", func() bool { return exists(file) })
		time.Sleep(time.Duration(7*i) * time.Millisecond)
		c.Process.Kill()
		c.Wait()
		if _, err := loadCheckpoint("checkpoint", file); err != nil {
			t.Errorf("kill %d: %v", i, err)
		}
	}
}

func TestNativeProcess(t *testing.T) {
	p := nativeProgram(t)
	t.Run("signals", func(t *testing.T) { testSignals(t, p) })
	t.Run("kill", func(t *testing.T) { testKill(t, p, 8) })
	t.Run("closed pipe", func(t *testing.T) { testClosedPipe(t, p) })
	t.Run("two processes", func(t *testing.T) { testTwoProcesses(t, p) })
}

// The runner under Node behaves like the native command: output, exit codes, standard input, files, signals, and the same bits.
func TestNodeProcess(t *testing.T) {
	p := nodeProgram(t)
	dir := t.TempDir()
	refused(t, p.call(t, dir, "", small("--tasks", "0")...), "tasks")
	refused(t, p.call(t, dir, "", small("--kernels", "nope")...), "kernels")
	refused(t, p.call(t, dir, "{", "weights"), "standard input")
	if n := len(contents(t, dir)); n != 0 {
		t.Errorf("bad input left %d files", n)
	}
	in := `{"gram":[[1,-0.6],[-0.6,1]],"losses":[1,1]}`
	if got, want := p.call(t, dir, in, "weights"), call(in, "weights"); got != want {
		t.Errorf("weights: %+v under Node, %+v natively", got, want)
	}
	if got, want := p.call(t, dir, "", "problems"), call("", "problems"); got != want {
		t.Errorf("problems: %+v under Node, %+v natively", got, want)
	}
	native := filepath.Join(dir, "native.ckpt")
	done(t, small("--checkpoint", native)...)
	want := stateOf(t, native)
	for i, kernels := range []string{"scalar", "simd"} {
		if r := p.call(t, dir, "", small("--checkpoint", kernels+".ckpt", "--out", kernels+".json", "--kernels="+kernels, "--workers", strconv.Itoa(1+i))...); r.code != 0 || r.err != "" {
			t.Fatalf("%s: exit code %d, standard error %q", kernels, r.code, r.err)
		}
		if stateOf(t, filepath.Join(dir, kernels+".ckpt")) != want {
			t.Errorf("%s: the checkpoint differs from the native one", kernels)
		}
		if r := readRecord(t, filepath.Join(dir, kernels+".json")); r.Kernels != kernels || r.Workers != 1+i || r.Engine != "node" || r.Platform != "js/wasm" {
			t.Errorf("%s: run record of %s kernels, %d workers, engine %s, %s", kernels, r.Kernels, r.Workers, r.Engine, r.Platform)
		}
	}
	a := p.call(t, dir, "", "eval", "--checkpoint", "simd.ckpt", "--eps", "0.01", "--nx", "5")
	if b := call("", "eval", "--checkpoint", native, "--eps", "0.01", "--nx", "5"); a != b {
		t.Errorf("eval: %+v under Node, %+v natively", a, b)
	}
	t.Run("signals", func(t *testing.T) { testSignals(t, p) })
	t.Run("kill", func(t *testing.T) { testKill(t, p, 2) })
	t.Run("closed pipe", func(t *testing.T) { testClosedPipe(t, p) })
	t.Run("two processes", func(t *testing.T) { testTwoProcesses(t, p) })
}
