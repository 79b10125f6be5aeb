package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"runtime"
	"syscall"
)

// supervisedVariable tells a process that it is the one that works, below one that only waits for it.
const supervisedVariable = "HRGRAD_SUPERVISED"

// parent is the process that waits for this one and that people know, 0: none.
var parent int

// outOfMemory matches what Go's runtime says when the system gives it no more memory.
var outOfMemory = regexp.MustCompile(`(?m)^.*(out of memory|cannot allocate memory).*$`)

// supervise runs this program once more, with the same streams, waits for it and returns its exit code; in that other process it returns
// false. When the system has no more memory, Go's runtime prints its stacks and exits with 2, which here means bad input, or the system
// kills the process without a word. Nothing within a process can change that. The file descriptor 2 of the other process is a pipe, to
// which only the runtime writes; its standard error is file descriptor 3.
func supervise() (code int, done bool) {
	if os.Getenv(supervisedVariable) != "" {
		os.Unsetenv(supervisedVariable)
		parent = os.Getppid()
		os.Stderr = os.NewFile(3, "/dev/stderr")
		return 0, false
	}
	self, err := os.Executable()
	if err != nil {
		return 0, false
	}
	said, runtimes, err := os.Pipe()
	if err != nil {
		return 0, false
	}
	runtime.LockOSThread() // the other process ends with the thread that has started it
	c := &exec.Cmd{
		Path: self, Args: os.Args, Env: append(os.Environ(), supervisedVariable+"=1"), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: runtimes,
		ExtraFiles: []*os.File{os.Stderr}, SysProcAttr: &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL},
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, append(endings(), syscall.SIGQUIT)...)
	if err := c.Start(); err != nil {
		signal.Stop(signals)
		return 0, false
	}
	runtimes.Close()
	go func() {
		for s := range signals {
			c.Process.Signal(s) // one that has ended needs none
		}
	}()
	text, _ := io.ReadAll(said)
	c.Wait() // its error is in the state
	return ended(c.ProcessState.Sys().(syscall.WaitStatus), string(text)), true
}

// ended returns the exit code for the end of the process that worked, and says what it could not say itself.
func ended(status syscall.WaitStatus, said string) int {
	line := outOfMemory.FindString(said)
	switch {
	case line != "":
		fmt.Fprintf(os.Stderr, "hrgrad: memory: the system has no more for this run (%s): lower points, tasks, width or depth, or the number of workers\n", oneLine(line))
		return 1
	case status.Signaled() && status.Signal() == syscall.SIGKILL:
		fmt.Fprintln(os.Stderr, "hrgrad: killed by the system or by somebody; where nobody did it, memory was used up: lower points, tasks, width or depth, or the number of workers")
		return 1
	}
	io.WriteString(os.Stderr, said)
	switch {
	case status.Signaled():
		return 128 + int(status.Signal())
	case said != "" && status.ExitStatus() == 2:
		return 1
	}
	return status.ExitStatus()
}

// processID is the number under which people know this process.
func processID() int {
	if parent != 0 {
		return parent
	}
	return os.Getpid()
}
