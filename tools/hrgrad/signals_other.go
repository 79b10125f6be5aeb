//go:build !unix

package main

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
)

// endings are the signals that ask a program to end.
func endings() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

// alive reports whether a process of this machine runs; where that cannot be known, it may.
func alive(pid int) bool {
	if runtime.GOOS == "js" {
		if _, err := os.Stat("/proc/self"); err != nil {
			return true // no Linux below Node
		}
		_, err := os.Stat("/proc/" + strconv.Itoa(pid))
		return err == nil
	}
	p, err := os.FindProcess(pid)
	if err == nil {
		p.Release()
	}
	return err == nil
}
