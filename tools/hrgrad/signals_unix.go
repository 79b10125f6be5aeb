//go:build unix

package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// endings are the signals that ask a program to end. A hang-up that was to be ignored from the start, as nohup has it, stays ignored.
func endings() []os.Signal {
	list := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE}
	if !signal.Ignored(syscall.SIGHUP) {
		list = append(list, syscall.SIGHUP)
	}
	return list
}

// alive reports whether a process of this machine runs.
func alive(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
