package main

import (
	"runtime"
	"syscall/js"
	"time"
)

// processorTime is what this process has used on all processors; a browser tells only the time.
func processorTime() time.Duration {
	if process := js.Global().Get("process"); process.Truthy() && process.Get("cpuUsage").Truthy() {
		u := process.Call("cpuUsage")
		return time.Duration(1000 * (u.Get("user").Float() + u.Get("system").Float()))
	}
	return time.Duration(1e6 * js.Global().Get("performance").Call("now").Float())
}

// machine names engine and compiler.
func machine() string {
	name := "unknown"
	if process := js.Global().Get("process"); process.Truthy() && process.Get("version").Truthy() {
		name = "node " + process.Get("version").String()
	} else if n := js.Global().Get("navigator"); n.Truthy() {
		name = n.Get("userAgent").String()
	}
	return name + ", " + runtime.Version()
}
