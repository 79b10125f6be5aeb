package main

import (
	"maps"
	"slices"
)

// A function can be entered at each place of its table: at its beginning, where a call of it returns after the stack was unwound, and where it
// jumps back to. Go's assembler (cmd/internal/obj/wasm) also gives one to whatever has another line or another depth of the stack, which are three
// of four, and a block to each.

// Offsets in a function's record of where it goes on after a recovered panic, and of its flags; flagAssembly is that of assembly.
const (
	recordRecovery = 12
	recordFlags    = 41
	flagAssembly   = 4
)

// dropEntries takes entries that nothing uses out of the table of a function of this index. Assembly stays as it is, as its places may be used by
// numbers that only the runtime knows (runtime.goexit). It returns the places at which the function is entered, in increasing order; none where the
// table is not understood.
func (s symbols) dropEntries(list []instruction, index int) []int {
	record := s.record(index)
	if s.memory[record+recordFlags]&flagAssembly != 0 {
		return nil
	}
	return keepEntries(list, firstFunction+index, s.word(record+recordRecovery)) // 0, the beginning, where it has no such place
}

// keepEntries keeps the entries that a function of this address uses, and that for a recovered panic. Others become those before them, and the last
// ones go, so that blocks become superfluous.
func keepEntries(list []instruction, address, recovery int) []int {
	table, _, ok := dispatch(list)
	if !ok {
		return nil
	}
	used, ok := usedEntries(list, table, address)
	if !ok {
		return nil
	}
	used[recovery] = true
	targets, last := list[table].targets, 0
	for k := range targets {
		if used[k] {
			last = k
		} else {
			targets[k] = targets[last]
		}
	}
	list[table].targets = targets[:last+1] // the last one is that of all other numbers, which do not occur
	if first := targets[0]; last == 0 && first != function && list[first].op == opBlock {
		drop(list, table-1, table)
		list[table].op, list[table].text = opBr, nil
		if after := table + 1; list[first].partner == after {
			drop(list, first, first+1)
			drop(list, table, after+1)
		}
	}
	return slices.Sorted(maps.Keys(used))
}

// usedEntries are the numbers of places that a function sets before it repeats its loop or stores as a return address; ok is false when it
// does so in another form than the assembler's.
func usedEntries(list []instruction, table, address int) (used map[int]bool, ok bool) {
	used = map[int]bool{0: true}
	for at, i := range list {
		switch {
		case i.dropped:
		case i.op == opI64 && i.value>>16 == address:
			used[i.value&0xffff] = true
		case i.op == opLocalTee && i.value == 0, i.op == opLocalGet && i.value == 0 && at != table-1 && !is(list, at, opLocalGet, opCallIndirect):
			return nil, false
		case i.op == opLocalSet && i.value == 0:
			if is(list, at, opLocalSet, opI32, opLocalGet, opCallIndirect) { // what is called passes through the variable
				continue
			}
			if !is(list, at-1, opI32) {
				return nil, false
			}
			used[list[at-1].value] = true
		}
	}
	return used, true
}
