package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strings"
)

// symbols is the symbol table in the memory of a Go program (runtime.pclntab), as Go 1.20 to 1.26 write it.
type symbols struct {
	memory []byte
	start  int // address of the first byte of memory
	head   int // of the table: magic, two zeros, size of an instruction, size of a pointer (runtime.pcHeader)

	functions, names, units, tables, index int // number of functions, and where the parts of the table begin
}

// Offsets in a function's record (runtime._func), which ends in count tables by program counter and count objects.
const (
	recordName    = 4
	recordStack   = 16
	recordFile    = 20
	recordLine    = 24
	recordTables  = 28
	recordUnit    = 32
	recordBegin   = 36 // line of the function
	recordObjects = 43
	recordEnd     = 44
)

// Of the tables and objects of a function those that only traces read (internal/abi: PCDATA_ and FUNCDATA_, InlTree, ArgInfo, ArgLive) or
// preemption by signals, which js/wasm does not have (UnsafePoint), and the ones that say which words of a frame are pointers.
var traceTables, traceObjects, pointerMaps = []int{0, 2, 3}, []int{3, 5, 6}, []int{0, 1}

// none is the reference to no object.
const none = math.MaxUint32

func findSymbols(start int, memory []byte) (symbols, bool) {
	head := bytes.Index(memory, []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8})
	if head < 0 || head+72 > len(memory) {
		return symbols{}, false
	}
	s := symbols{memory: memory, start: start, head: head}
	s.functions = s.word(head + 8)
	s.names, s.units, s.tables, s.index = head+s.word(head+32), head+s.word(head+40), head+s.word(head+56), head+s.word(head+64)
	return s, s.index+8*s.functions <= len(memory)
}

func (s symbols) word(at int) int { return int(binary.LittleEndian.Uint32(s.memory[at:])) }

// record is the place of a function's record, in the order of the code.
func (s symbols) record(i int) int { return s.index + s.word(s.index+8*i+4) }

// records runs body with the place of each function's record.
func (s symbols) records(body func(at int)) {
	for i := range s.functions {
		body(s.record(i))
	}
}

// name is that of a function.
func (s symbols) name(i int) string {
	name := s.memory[s.names+s.word(s.record(i)+recordName):]
	return string(name[:bytes.IndexByte(name, 0)])
}

// table and object are the places of the references to a table and to an object of a record; ok says whether the record has it.
func (s symbols) table(record, kind int) (at int, ok bool) {
	return record + recordEnd + 4*kind, kind < s.word(record+recordTables)
}

func (s symbols) object(record, kind int) (at int, ok bool) {
	return record + recordEnd + 4*(s.word(record+recordTables)+kind), kind < int(s.memory[record+recordObjects])
}

// dropTraces removes from the symbol table of a program's memory what only traces of a crash read: files and lines, calls that were
// expanded in place, values of arguments, names of functions that are expanded everywhere or belong to the standard library. References
// become those that the runtime reads as none, and what they referred to zeros. Traces name our functions, with offsets; a build without
// this step (go build ./wasm/engine) has the lines of the same offsets. Together these tables are a fifth of the download.
// A table of another form than that of Go 1.20 to 1.26 stays as it is.
func (s symbols) dropTraces() {
	s.dropObjects()
	s.dropTables()
	s.dropNames()
	clear(s.memory[s.units:s.tables]) // names of files
	s.records(func(record int) { clear(s.memory[record+recordUnit : record+recordBegin+4]) })
}

// dropTables removes tables by program counter.
func (s symbols) dropTables() {
	kept, dropped := map[int]bool{}, map[int]bool{}
	s.records(func(record int) {
		drop := func(at int) {
			dropped[s.word(at)] = true
			clear(s.memory[at : at+4])
		}
		kept[s.word(record+recordStack)] = true
		drop(record + recordFile)
		drop(record + recordLine)
		for kind := range s.word(record + recordTables) {
			if at, _ := s.table(record, kind); slices.Contains(traceTables, kind) {
				drop(at)
			} else {
				kept[s.word(at)] = true
			}
		}
	})
	for offset := range dropped {
		if offset != 0 && !kept[offset] {
			at := s.tables + offset
			clear(s.memory[at : at+tableLength(s.memory[at:])])
		}
	}
}

// tableLength is the number of bytes of a table of values by program counter: pairs of varints, up to a first one of 0.
func tableLength(table []byte) int {
	at := 0
	for first := true; ; first = false {
		value, n := binary.Uvarint(table[at:])
		at += n
		if value == 0 && !first {
			return at
		}
		_, n = binary.Uvarint(table[at:])
		at += n
	}
}

// dropObjects removes objects of functions. One reaches to the next that any function has, so the last is never cleared.
func (s symbols) dropObjects() {
	kept, maps := map[int]bool{}, map[int]bool{}
	var offsets []int
	s.records(func(record int) {
		for kind := range int(s.memory[record+recordObjects]) {
			at, _ := s.object(record, kind)
			offset := s.word(at)
			if offset == none {
				continue
			}
			offsets = append(offsets, offset)
			if slices.Contains(traceObjects, kind) {
				binary.LittleEndian.PutUint32(s.memory[at:], none)
				continue
			}
			kept[offset] = true
			maps[offset] = maps[offset] || slices.Contains(pointerMaps, kind)
		}
	})
	slices.Sort(offsets)
	offsets = slices.Compact(offsets)
	base, ok := s.objects(offsets, maps)
	if !ok {
		return
	}
	for i, offset := range offsets[:len(offsets)-1] {
		if !kept[offset] {
			clear(s.memory[base+offset : base+offsets[i+1]])
		}
	}
}

// objects returns where the objects of functions begin. The record of the module (runtime.moduledata) has their address, in a place that
// differs between versions of Go: it is the only word from which on everything that functions call a map of pointers has the form of one,
// a number of bitmaps and a number of bits.
func (s symbols) objects(offsets []int, maps map[int]bool) (base int, ok bool) {
	if len(maps) == 0 {
		return 0, false
	}
	module := bytes.Index(s.memory, binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, uint64(s.start+s.head)), uint64(s.start+s.names)))
	if module < 0 {
		return 0, false
	}
	fits := func(base int) bool {
		if base < 0 || base+offsets[len(offsets)-1]+8 > len(s.memory) {
			return false
		}
		for i, offset := range offsets[:len(offsets)-1] {
			if maps[offset] {
				count, bits := s.word(base+offset), s.word(base+offset+4)
				if count < 1 || 8+count*((bits+7)/8) > offsets[i+1]-offset {
					return false
				}
			}
		}
		return true
	}
	found := 0
	for at := module; at < min(module+512, len(s.memory)-8); at += 8 {
		if b := int(binary.LittleEndian.Uint64(s.memory[at:])) - s.start; fits(b) && (found == 0 || b != base) {
			base = b
			found++
		}
	}
	return base, found == 1
}

// dropNames removes names that no function has, those of the standard library, whose functions traces then leave out, and from those of
// generic functions their types, which traces print as [...]. The runtime itself looks for two names (runtime.argMapInternal), and at the
// package of what runs as a goroutine (runtime.isSystemGoroutine): its own functions share a name, the package's.
func (s symbols) dropNames() {
	const own = "runtime."
	names := s.memory[s.names:s.units]
	kept := make([]byte, len(names))
	shared := 0
	for i := range s.functions {
		name := s.name(i)
		if from, to := strings.IndexByte(name, '['), strings.LastIndexByte(name, ']'); from >= 0 && to > from {
			name = name[:from] + "[...]" + name[to+1:]
		}
		at := s.record(i) + recordName
		switch {
		case strings.HasPrefix(name, own):
			if shared == 0 {
				shared = s.word(at)
			}
			binary.LittleEndian.PutUint32(s.memory[at:], uint32(shared))
			copy(kept[shared:], own)
		case name == "reflect.makeFuncStub" || name == "reflect.methodValueCall" || !standard(name):
			copy(kept[s.word(at):], name)
		default:
			clear(s.memory[at : at+4]) // no name
		}
	}
	copy(names, kept)
}

// standard reports whether a function is of the standard library: the first element of its package's path has no dot.
func standard(function string) bool {
	first, _, slash := strings.Cut(function, "/")
	return !strings.HasPrefix(function, "main.") && (!slash || !strings.Contains(first, "."))
}
