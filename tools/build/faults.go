package main

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// faults are the functions of the runtime that a failed check of the compiler calls: a nil pointer, an index or a slice out of range, a
// division by zero, a negative shift.
var faults = []string{
	"runtime.sigpanic", "runtime.panicdivide", "runtime.panicshift", "runtime.goPanicIndex", "runtime.goPanicIndexU",
	"runtime.goPanicSliceAlen", "runtime.goPanicSliceAlenU", "runtime.goPanicSliceAcap", "runtime.goPanicSliceAcapU", "runtime.goPanicSliceB", "runtime.goPanicSliceBU",
	"runtime.goPanicSlice3Alen", "runtime.goPanicSlice3AlenU", "runtime.goPanicSlice3Acap", "runtime.goPanicSlice3AcapU",
	"runtime.goPanicSlice3B", "runtime.goPanicSlice3BU", "runtime.goPanicSlice3C", "runtime.goPanicSlice3CU",
}

// Instructions of WebAssembly that are told apart here.
const (
	opUnreachable, opBlock, opLoop, opIf, opElse, opEnd             = 0x00, 0x02, 0x03, 0x04, 0x05, 0x0b
	opBr, opBrIf, opBrTable, opReturn, opCall, opCallIndirect       = 0x0c, 0x0d, 0x0e, 0x0f, 0x10, 0x11
	opLocalGet, opLocalSet, opLocalTee, opGlobalGet, opGlobalSet    = 0x20, 0x21, 0x22, 0x23, 0x24
	opFirstLoad, opStore64, opLastStore, opMemorySize, opMemoryGrow = 0x28, 0x37, 0x3e, 0x3f, 0x40
	opI32, opI64, opF32, opF64, opI32Add, opI32Sub, opExtended      = 0x41, 0x42, 0x43, 0x44, 0x6a, 0x6b, 0xfc
	noResult                                                        = 0x40
)

// trapFaults returns a code section in which a failed check ends the program at once, by an instruction that traps, where it had called the
// runtime to panic. There are as many of these calls as all others together, and each stores a return address of its own, which compresses
// badly. What panics itself (panic, throw, a type assertion) is not touched. imports is the number of functions that the module imports.
func trapFaults(code []byte, imports int, s symbols) ([]byte, error) {
	r := reader{data: code}
	count := r.uint()
	if count != s.functions {
		return nil, errors.New("the code has another number of functions than the table of symbols")
	}
	names := map[string]bool{}
	for _, name := range faults {
		names[name] = true
	}
	wanted := map[int]bool{}
	for i := range count {
		if names[s.name(i)] {
			wanted[imports+i] = true
		}
	}
	out := binary.AppendUvarint(nil, uint64(count))
	found := false
	for range count {
		before := r.bytes(r.uint())
		body := trapBody(before, wanted)
		if body == nil || r.failed {
			return nil, errors.New("a function is cut off or has an instruction that Go's compiler did not use so far")
		}
		found = found || len(body) < len(before)
		out = append(binary.AppendUvarint(out, uint64(len(body))), body...)
	}
	if !found {
		return nil, errors.New("no failed check calls the runtime in the form that Go 1.26 has")
	}
	return out, nil
}

// trapBody returns the body of a function with traps for calls of what is wanted; nil when it cannot be read.
func trapBody(body []byte, wanted map[int]bool) []byte {
	r := reader{data: body}
	for range r.uint() {
		r.uint()
		r.byte()
	}
	out := append(make([]byte, 0, len(body)), body[:r.at]...)
	straight := len(out) // what comes after it runs as a whole, and calls nothing
	for r.at < len(body) && !r.failed {
		at := r.at
		if end := faultCall(body, at, wanted); end > 0 {
			out = append(out[:straight], opUnreachable) // without the arguments; nobody sees memory after a trap
			straight = len(out)
			r.at = end
			continue
		}
		if !r.instruction() {
			return nil
		}
		out = append(out, body[at:r.at]...)
		if op := body[at]; op >= opBlock && op <= opCallIndirect {
			straight = len(out)
		}
	}
	if r.failed {
		return nil
	}
	return out
}

// faultCall returns where a call of a wanted function ends that begins at a place of the body, or 0. Go's assembler for WebAssembly
// (cmd/internal/obj/wasm, ACALL) writes a call as: stack pointer down by 8, return address stored there, the call, and a branch or a trap
// for the case that the stack is being unwound. The stack pointer is global 0, in most functions with a copy in a local variable.
func faultCall(body []byte, at int, wanted map[int]bool) int {
	r := reader{data: body, at: at}
	var down, back []byte
	switch r.byte() {
	case opLocalGet:
		local := r.byte()
		down = []byte{opI32, 8, opI32Sub, opLocalTee, local, opGlobalSet, 0, opLocalGet, local, opI64}
		back = []byte{opGlobalGet, 0, opLocalSet, local}
	case opGlobalGet:
		r.byte()
		down = []byte{opI32, 8, opI32Sub, opGlobalSet, 0, opGlobalGet, 0, opI64}
	default:
		return 0
	}
	if !bytes.Equal(r.bytes(len(down)), down) {
		return 0
	}
	r.int()
	if !bytes.Equal(r.bytes(6), []byte{opStore64, 3, 0, opI32, 0, opCall}) || !wanted[r.uint()] {
		return 0
	}
	if !bytes.Equal(r.bytes(len(back)), back) {
		return 0
	}
	switch r.byte() {
	case opBrIf:
		r.uint()
	case opIf:
		if !bytes.Equal(r.bytes(3), []byte{noResult, opUnreachable, opEnd}) {
			return 0
		}
	default:
		return 0
	}
	if r.failed {
		return 0
	}
	return r.at
}

// instruction reads over one instruction. It reports false for one that Go's compiler does not use.
func (r *reader) instruction() bool {
	switch op := r.byte(); {
	case op == opBlock || op == opLoop || op == opIf:
		r.byte()
	case op == opBr || op == opBrIf || op == opCall || op >= opLocalGet && op <= opGlobalSet || op == opMemorySize || op == opMemoryGrow:
		r.uint()
	case op == opBrTable:
		for range r.uint() + 1 {
			r.uint()
		}
	case op == opCallIndirect || op >= opFirstLoad && op <= opLastStore:
		r.uint()
		r.uint()
	case op == opI32 || op == opI64:
		r.int()
	case op == opF32:
		r.bytes(4)
	case op == opF64:
		r.bytes(8)
	case op == opExtended:
		switch kind := r.uint(); {
		case kind <= 7: // truncation
		case kind == 10: // memory.copy
			r.bytes(2)
		case kind == 11: // memory.fill
			r.byte()
		default:
			return false
		}
	default:
		return !r.failed && (op <= 0x01 || op == opElse || op == opEnd || op == opReturn || op == 0x1a || op == 0x1b || op >= 0x45 && op <= 0xc4)
	}
	return !r.failed
}
