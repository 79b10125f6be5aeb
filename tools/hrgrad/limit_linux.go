package main

import "syscall"

// addressSpace returns the bytes of address space that this process may have, as ulimit -v sets them; 0 without a limit.
func addressSpace() float64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_AS, &limit); err != nil || limit.Cur >= 1<<62 {
		return 0
	}
	return float64(limit.Cur)
}
