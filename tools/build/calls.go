package main

import (
	"encoding/binary"
)

// Go's assembler for WebAssembly (cmd/internal/obj/wasm) writes a call as: stack pointer down by 8, return address stored there, the call, and
// where it returns 1, because the stack is being unwound, a return of 1. The return address says, to whoever walks the stack, in which
// function (bits 16 and up) at which place (bits 0 to 15) it will go on.

// quiet are functions during which nobody walks the stack, and which never unwind it: they call none but such. Their callers need neither
// store a return address nor look at the result.
type quiet struct {
	function map[int]bool // by number
	checks   map[int]bool // those that make sure of room on the stack, which their small frames need not
	grow     map[int]bool // functions that make room
	need     map[int]int  // bytes of the stack that they and all that they call need, without the return address
}

// Most that a function and all that it calls may need of the stack without a check. Functions that are called by one without a check in Go's own
// code keep theirs, so that these need no more than they did; checkRoom looks at all.
const smallFrames = 128

// returnAddress is what a call itself takes of the stack.
const returnAddress = 8

// called is what a function does that counts here.
type called struct {
	functions []int
	checks    bool // makes sure of room
	frame     int  // bytes, at least
	indirect  bool // calls what is known at run time only
	loud      bool // calls what is not known, unwinds, or reads its return address
}

func findQuiet(bodies [][]instruction, imports int, s symbols) (q quiet, all []called) {
	q = quiet{map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]int{}}
	all = make([]called, len(bodies))
	for i := range bodies {
		name := s.name(i)
		q.grow[imports+i] = name == "runtime.morestack" || name == "runtime.morestack_noctxt"
		all[i].loud = q.grow[imports+i]
	}
	cramped := map[int]bool{} // called by a function without a check
	for i, list := range bodies {
		c := &all[i]
		for at, j := range list {
			switch {
			case j.op == opCall && q.grow[j.value]:
				c.checks = true
			case j.op == opCall:
				c.functions = append(c.functions, j.value)
			case j.op == opCallIndirect || is(list, at, opI32, opReturn) && j.value == 1:
				c.loud = true
				c.indirect = c.indirect || j.op == opCallIndirect
			case is(list, at, opI32, opI32Sub):
				c.frame = max(c.frame, j.value)
			}
		}
		c.loud = c.loud || readsReturnAddress(list, c.frame)
		if !c.checks {
			for _, f := range c.functions {
				cramped[f] = true
			}
		}
	}
	for again := true; again; {
		again = false
		for i, c := range all {
			number := imports + i
			if q.function[number] || c.loud || c.checks && cramped[number] {
				continue
			}
			deepest, ok := 0, true
			for _, f := range c.functions {
				ok = ok && q.function[f]
				deepest = max(deepest, q.need[f])
			}
			q.need[number] = c.frame + returnAddress + deepest
			if ok && (!c.checks || q.need[number] <= smallFrames) {
				q.function[number], q.checks[number] = true, c.checks
				again = true
			}
		}
	}
	return q, all
}

// readsReturnAddress reports whether a function loads what its caller has stored above its frame.
func readsReturnAddress(list []instruction, frame int) bool {
	for at := range list {
		if is(list, at, opLocalGet, opLoad64) && list[at+1].value == frame ||
			is(list, at, opLocalGet, opExtend, opI64, opAdd64, opWrap, opLoad64) && list[at+2].value+list[at+5].value == frame ||
			is(list, at, opGlobalGet, opLoad64) && list[at].value == 0 && list[at+1].value == frame {
			return true
		}
	}
	return false
}

// callDirectly shortens what a function of this number calls.
func (q quiet) callDirectly(list []instruction, number int) {
	if q.checks[number] {
		q.dropCheck(list)
	}
	for at := range list {
		// get sp, 8, subtract, tee sp, set global, get sp, address, store, 0, call, get global, set sp, branch
		if !is(list, at, opLocalGet, opI32, opI32Sub, opLocalTee, opGlobalSet, opLocalGet, opI64, opStore64, opI32, opCall, opGlobalGet, opLocalSet, opBrIf) ||
			list[at+1].value != 8 || !q.function[list[at+9].value] {
			continue
		}
		list[at+3].dropped = true // the variable keeps what the callee restores
		drop(list, at+5, at+8)
		list[at+10].set(opDrop)
		drop(list, at+11, at+13)
	}
}

// dropCheck takes out the check for room: where the stack pointer is below the limit, of which global variable 2 knows, the stack grows.
func (q quiet) dropCheck(list []instruction) {
	for at := range list {
		if !is(list, at, opLocalGet, opGlobalGet, opWrap, opLoad32, opLessEqual32, opIf) && !is(list, at, opGlobalGet, opGlobalGet, opWrap, opLoad32, opLessEqual32, opIf) {
			continue
		}
		end := list[at+5].partner
		for _, i := range list[at+5 : end] {
			if i.op == opCall && q.grow[i.value] {
				drop(list, at, end+1)
				return
			}
		}
	}
}

// firstFunction is the number that the linker gives to the first function of a module, in bits 16 and up of its address (cmd/link/internal/wasm: funcValueOffset).
const firstFunction = 0x1000

// shareReturnAddress keeps the function's part of its return addresses in a new first local variable, of which the others follow, and
// returns what stands before the instructions. Each address had these four bytes by itself, in the middle of a call that otherwise
// is like others of the same function.
func shareReturnAddress(locals []byte, list []instruction, index int) []byte {
	r := reader{data: locals}
	groups := r.uint()
	const i64 = 0x7e
	head := append(append(binary.AppendUvarint(nil, uint64(groups+1)), 1, i64), locals[r.at:]...)
	address, found := firstFunction+index, false
	for at := range list {
		i := &list[at]
		switch {
		case i.op >= opLocalGet && i.op <= opLocalTee && i.value > 0:
			i.value++
			i.text = binary.AppendUvarint([]byte{i.op}, uint64(i.value))
		case is(list, at, opI64, opStore64) && i.value>>16 == address:
			i.put(append(appendSigned([]byte{opLocalGet, 1, opI64}, i.value&0xffff), opOr64))
			found = true
		}
	}
	if found {
		head = append(appendSigned(append(head, opI64), address<<16), opLocalSet, 1)
	}
	return head
}
