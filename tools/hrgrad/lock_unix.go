//go:build unix

package main

import (
	"os"
	"syscall"
)

// lock keeps other processes from locking a file until it is closed. A file system without locks lets everybody in.
func lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == syscall.EWOULDBLOCK {
		return err
	}
	return nil
}
