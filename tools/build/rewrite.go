package main

import (
	"encoding/binary"
	"errors"
)

// rewriteCode returns a code section that does the same in fewer instructions, and in such that stand more often in the same way: Go's compiler
// for WebAssembly writes each block by itself, and its linker no longer looks at it. imports is the number of functions that the module imports,
// types those of the functions it has. places are those at which functions are entered: see dropEntries.
func rewriteCode(code []byte, imports int, types []int, s symbols) (rewritten []byte, places map[int][]int, err error) {
	r := reader{data: code}
	if count := r.uint(); count != s.functions || count != len(types) {
		return nil, nil, errors.New("the code has another number of functions than the table of symbols")
	}
	locals, bodies := make([][]byte, s.functions), make([][]instruction, s.functions)
	for i := range bodies {
		var ok bool
		if locals[i], bodies[i], ok = readBody(r.bytes(r.uint())); !ok || r.failed {
			return nil, nil, errors.New("a function is cut off or has an instruction that Go's compiler did not use so far")
		}
	}
	q, all := findQuiet(bodies, imports, s)
	if err := q.checkRoom(all, imports, s, roomBelowCheck); err != nil {
		return nil, nil, err
	}
	out := binary.AppendUvarint(nil, uint64(len(bodies)))
	places = map[int][]int{}
	for i, list := range bodies {
		q.callDirectly(list, imports+i)
		foldAddresses(list)
		jumpDirectly(list)
		trapInPlace(list)
		shortenConditions(list)
		leaveInPlace(list)
		if at := s.dropEntries(list, i); at != nil {
			places[i] = at
		}
		joinVariables(list)
		dropBlocks(list)
		head := locals[i]
		if types[i] == 0 {
			head = shareReturnAddress(head, list, i)
		}
		body := appendBody(append([]byte(nil), head...), list)
		out = append(binary.AppendUvarint(out, uint64(len(body))), body...)
	}
	return out, places, nil
}

// functionTypes reads a function section.
func functionTypes(section []byte) []int {
	r := reader{data: section}
	types := make([]int, r.uint())
	for i := range types {
		types[i] = r.uint()
	}
	return types
}

// Codes of instructions that the passes name.
const (
	opNop, opDrop, opSelect, opEqz32, opEqz64, opAdd64, opOr64, opWrap, opExtend = 0x01, 0x1a, 0x1b, 0x45, 0x50, 0x7c, 0x84, 0xa7, 0xad
	opLoad32, opLoad64, opLastLoad, opLessEqual32                                = 0x28, 0x29, 0x35, 0x4d
)

// foldAddresses: an address in the frame is written as the stack pointer made 64 bits wide, plus a constant, made 32 bits wide again. A
// load or store takes the constant into its offset; otherwise the sum has 32 bits from the start. A frame does not reach around the end of
// the address space.
func foldAddresses(list []instruction) {
	const nothing = -1
	var stack []int // of the operands: place of the address of a frame, or nothing
	pop := func(n int) int {
		at := nothing
		for ; n > 0 && len(stack) > 0; n-- {
			at, stack = stack[len(stack)-1], stack[:len(stack)-1]
		}
		if n > 0 {
			return nothing
		}
		return at
	}
	push := func() { stack = append(stack, nothing) }
	for at := 0; at < len(list); at++ {
		i := &list[at]
		if i.dropped {
			continue
		}
		if is(list, at, opLocalGet, opExtend, opI64, opAdd64, opWrap) && list[at+2].value > 0 && list[at+2].value < 1<<24 {
			list[at+1].dropped, list[at+3].dropped = true, true
			list[at+2].op, list[at+2].text = opI32, appendSigned([]byte{opI32}, list[at+2].value)
			list[at+4].set(opI32Add)
			stack = append(stack, at)
			at += 4
			continue
		}
		fold := func(address int) {
			if address == nothing {
				return
			}
			list[address+2].dropped, list[address+4].dropped = true, true
			r := reader{data: i.text, at: 1}
			alignment := r.uint()
			i.value += list[address+2].value
			i.text = binary.AppendUvarint(binary.AppendUvarint([]byte{i.op}, uint64(alignment)), uint64(i.value))
		}
		switch op := i.op; {
		case op == opLocalGet || op == opGlobalGet || op >= opI32 && op <= opF64 || op == opMemorySize:
			push()
		case op == opLocalSet || op == opGlobalSet || op == opDrop:
			pop(1)
		case op >= opFirstLoad && op <= opLastLoad:
			fold(pop(1))
			push()
		case op > opLastLoad && op <= opLastStore:
			fold(pop(2))
		case op == opLocalTee || oneOperand(op):
			pop(1)
			push()
		case op > opEqz32 && op < opWrap: // the rest of the arithmetic
			pop(2)
			push()
		case op == opSelect:
			pop(3)
			push()
		case op == opNop:
		default:
			stack = stack[:0]
		}
	}
}

// oneOperand reports whether an instruction of arithmetic has one operand: comparisons with zero, bits counted, functions of one number, conversions.
func oneOperand(op byte) bool {
	return op == opEqz32 || op == opEqz64 || op >= 0x67 && op <= 0x69 || op >= 0x79 && op <= 0x7b || op >= 0x8b && op <= 0x91 || op >= 0x99 && op <= 0x9f || op >= opWrap && op <= 0xc4
}

// opposite are the comparisons of integers that are true where the given one is not.
var opposite = map[byte]byte{
	0x46: 0x47, 0x47: 0x46, 0x48: 0x4e, 0x4e: 0x48, 0x49: 0x4f, 0x4f: 0x49, 0x4a: 0x4c, 0x4c: 0x4a, 0x4b: 0x4d, 0x4d: 0x4b, // i32: eq ne, lt ge, gt le, signed and not
	0x51: 0x52, 0x52: 0x51, 0x53: 0x59, 0x59: 0x53, 0x54: 0x5a, 0x5a: 0x54, 0x55: 0x57, 0x57: 0x55, 0x56: 0x58, 0x58: 0x56, // i64
}

// shortenConditions: constants are made with the bits they have in the end, and the outcome of a comparison is not extended to be compared again.
func shortenConditions(list []instruction) {
	compares := func(at int) bool { return list[at].op >= opEqz32 && list[at].op <= 0x66 }
	for at := range list {
		if is(list, at, opI64, opWrap) {
			c := int(int32(list[at].value))
			list[at].op, list[at].value, list[at].text = opI32, c, appendSigned([]byte{opI32}, c)
			list[at+1].dropped = true
		}
		if list[at].dropped || !compares(at) {
			continue
		}
		wider := next(list, at)
		if zero := next(list, wider); list[wider].op == opExtend && list[zero].op == opEqz64 {
			list[wider].dropped = true
			list[zero].set(opEqz32)
		}
	}
	for at := range list {
		if list[at].dropped || !compares(at) {
			continue
		}
		not := next(list, at)
		if list[not].op != opEqz32 {
			continue
		}
		if again := next(list, not); list[again].op == opEqz32 {
			list[not].dropped, list[again].dropped = true, true
		} else if other, ok := opposite[list[at].op]; ok {
			list[at].set(other)
			list[not].dropped = true
		}
	}
}

// joinVariables: a variable that is set and read at once, and instructions without effect.
func joinVariables(list []instruction) {
	for at := range list {
		i := &list[at]
		if i.dropped {
			continue
		}
		i.dropped = i.op == opNop
		if n := next(list, at); i.op == opLocalSet && list[n].op == opLocalGet && i.value == list[n].value {
			list[n].dropped = true
			i.op, i.text = opLocalTee, binary.AppendUvarint([]byte{opLocalTee}, uint64(i.value))
		}
	}
}
