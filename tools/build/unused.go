package main

import (
	"encoding/binary"
	"errors"
	"strings"
)

// unused are functions that are linked into every program and that ours never come to, by the beginnings of their names: what writes a trace of
// execution or a profile, the table of metrics, and what the variable GODEBUG asks for, which a page does not have: the scheduler's state and the search
// for a setting by hashes of stacks. A trace begins with runtime.StartTrace, which a program without the package runtime/trace
// does not have; metrics are read by runtime/metrics, and the counters of GODEBUG register there: see silenced. Methods of traceLocker run while there
// is a trace only, except ok, which tells whether there is one.
var unused = []string{
	"runtime.traceLocker.", "runtime.traceWriter.", "runtime.traceEventWriter.", "runtime.(*traceMap).", "runtime.(*traceStackTable).", "runtime.(*traceStringTable).",
	"runtime.(*traceTypeTable).", "runtime.(*traceRegionAlloc).", "runtime.(*traceBuf).", "runtime.(*traceSchedResourceState).", "runtime.(*traceAdvancerState).",
	"runtime.traceAdvance", "runtime.traceReadCPU", "runtime.traceSyncBatch", "runtime.traceStack", "runtime.traceRegister", "runtime.traceAcquireEnabled",
	"runtime.makeTraceFrame", "runtime.(*profBuf).", "runtime.initMetrics", "runtime.schedtrace", "internal/bisect.",
	"runtime.checkFinalizersAndCleanups", "runtime.dumpTypesRec", "runtime.dumpStacksRec", "runtime.dumpScanStats", "runtime.printScavTrace",
	"runtime.saveblockevent", "runtime.saveBlockEventStack", "runtime.tryRecordGoroutineProfile", "runtime.doRecordGoroutineProfile",
	"runtime.gcDumpObject", "runtime.(*mspan).reportZombies", "runtime.(*hexdumper).", "runtime.hexdumpWords", "runtime.tracebackHexdump",
	"runtime.printCgoTraceback", "runtime.printOneCgoTraceback", "runtime.callCgoSymbolizer",
}

const traceRuns = "runtime.traceLocker.ok"

// silenced is the function in which counters of GODEBUG register as metrics: it returns at once.
const silenced = "internal/godebug.registerMetric"

// users are functions that only programs have which trace or profile themselves or read metrics.
var users = []string{"runtime.StartTrace", "runtime/trace.", "runtime/pprof.", "runtime/metrics."}

// dropUnused returns a code section in which unused functions end the program at once, and silenced returns. A program that uses them stays
// as it is.
func dropUnused(code []byte, s symbols) ([]byte, error) {
	r := reader{data: code}
	if r.uint() != s.functions {
		return nil, errors.New("the code has another number of functions than the table of symbols")
	}
	trap := []byte{0, opUnreachable, opEnd} // no local variables
	// As Go's compiler returns: the stack pointer, global 0, goes up by the return address, and the result 0 says that the stack is not being unwound.
	back := []byte{0, opGlobalGet, 0, opI32, 8, opI32Add, opGlobalSet, 0, opI32, 0, opEnd}
	out := binary.AppendUvarint(nil, uint64(s.functions))
	for i := range s.functions {
		body, name := r.bytes(r.uint()), s.name(i)
		switch {
		case hasPrefix(name, users):
			return code, nil
		case name == silenced:
			body = back
		case name != traceRuns && hasPrefix(name, unused):
			body = trap
		}
		out = append(binary.AppendUvarint(out, uint64(len(body))), body...)
	}
	if r.failed {
		return nil, errors.New("a function is cut off")
	}
	return out, nil
}

func hasPrefix(name string, beginnings []string) bool {
	for _, b := range beginnings {
		if strings.HasPrefix(name, b) {
			return true
		}
	}
	return false
}
