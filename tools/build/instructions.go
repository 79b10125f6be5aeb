package main

import (
	"encoding/binary"
	"slices"
)

// instruction is one of a function's body. Blocks and branches are tied by places in the list instead of by depths, so that instructions can be
// taken out.
type instruction struct {
	op      byte
	text    []byte // as it stands in the module; where a branch leads the list says
	value   int    // of a constant; of a load or store its offset; of an access to a variable and of a call the number of what is meant
	targets []int  // of a branch: places of the block, loop or if; function means the function itself
	partner int    // of a block, loop or if the place of its end, of an end that of its beginning
	dropped bool
}

// function stands for the function's own block.
const function = -1

// readBody returns the local variables, as they stand in the module, and the instructions of a function's body.
func readBody(body []byte) (locals []byte, list []instruction, ok bool) {
	r := reader{data: body}
	for range r.uint() {
		r.uint()
		r.byte()
	}
	locals = body[:min(r.at, len(body))]
	var open []int
	target := func(depth int) int {
		if depth >= len(open) {
			r.failed = r.failed || depth > len(open)
			return function
		}
		return open[len(open)-1-depth]
	}
	for r.at < len(body) {
		at := r.at
		if !r.instruction() {
			return nil, nil, false
		}
		i := instruction{op: body[at], text: body[at:r.at], partner: function}
		a := reader{data: body, at: at + 1}
		switch op := i.op; {
		case op == opBlock || op == opLoop || op == opIf:
			open = append(open, len(list))
		case op == opEnd && len(open) > 0:
			i.partner = open[len(open)-1]
			list[i.partner].partner = len(list)
			open = open[:len(open)-1]
		case op == opEnd && r.at != len(body):
			return nil, nil, false
		case op == opBr || op == opBrIf:
			i.targets = []int{target(a.uint())}
		case op == opBrTable:
			for range a.uint() + 1 {
				i.targets = append(i.targets, target(a.uint()))
			}
		case op == opI32 || op == opI64:
			i.value = a.int()
		case op >= opLocalGet && op <= opGlobalSet || op == opCall:
			i.value = a.uint()
		case op >= opFirstLoad && op <= opLastStore:
			a.uint()
			i.value = a.uint()
		}
		list = append(list, i)
	}
	return locals, list, !r.failed && len(open) == 0 && len(list) > 0 && list[len(list)-1].op == opEnd && list[len(list)-1].partner == function
}

// appendBody appends instructions to what comes before them in a body.
func appendBody(out []byte, list []instruction) []byte {
	var open []int
	depth := func(target int) uint64 {
		if target == function {
			return uint64(len(open))
		}
		return uint64(len(open) - 1 - slices.Index(open, target))
	}
	for at, i := range list {
		if i.dropped {
			continue
		}
		switch i.op {
		case opBlock, opLoop, opIf:
			open = append(open, at)
		case opEnd:
			open = open[:max(0, len(open)-1)]
		case opBr, opBrIf:
			out = binary.AppendUvarint(append(out, i.op), depth(i.targets[0]))
			continue
		case opBrTable:
			out = binary.AppendUvarint(append(out, i.op), uint64(len(i.targets)-1))
			for _, t := range i.targets {
				out = binary.AppendUvarint(out, depth(t))
			}
			continue
		}
		out = append(out, i.text...)
	}
	return out
}

// set makes an instruction another one without operands.
func (i *instruction) set(op byte) { i.op, i.text = op, []byte{op} }

// trapping and leaving are what a branch becomes that would lead to a trap, and to the function's end with the result 1.
var trapping, leaving = []byte{opIf, noResult, opUnreachable, opEnd}, []byte{opIf, noResult, opI32, 1, opReturn, opEnd}

// put makes a branch the text of several instructions, which none of the passes looks into.
func (i *instruction) put(text []byte) { i.op, i.text, i.targets = opWritten, text, nil }

// opWritten is no instruction of WebAssembly.
const opWritten = 0xff

// is reports whether the instructions from a place on have these codes.
func is(list []instruction, at int, ops ...byte) bool {
	if at < 0 || at+len(ops) > len(list) {
		return false
	}
	for k, op := range ops {
		if list[at+k].op != op || list[at+k].dropped {
			return false
		}
	}
	return true
}

// next is the place of the first instruction after one that is still there. The last, an end, always is.
func next(list []instruction, at int) int {
	for at++; at < len(list)-1 && list[at].dropped; at++ {
	}
	return min(at, len(list)-1)
}

// drop takes instructions out.
func drop(list []instruction, from, to int) {
	for at := from; at < to; at++ {
		list[at].dropped = true
	}
}
