package main

import (
	"encoding/binary"
	"errors"
	"os"
)

// shrinkProgram writes a compiled Go program of js/wasm to file in a form that compresses better. What it computes stays the same.
//
// The linker cuts the data section into tens of thousands of segments to leave out zeros; their headers compress badly, the zeros
// themselves to nothing: only long runs of zeros are left out. What only the traces of a crash read goes, but for the names of
// functions: see dropTraces. Functions of the runtime that nothing here runs are empty: see dropUnused. With traps, failed checks end the program at once: see trapFaults.
func shrinkProgram(compiled, file string, traps bool) error {
	program, err := os.ReadFile(compiled)
	if err != nil {
		return err
	}
	if program, err = shrink(program, traps); err != nil {
		return errors.New(compiled + ": " + err.Error())
	}
	return os.WriteFile(file, program, 0o755)
}

// The sections of a WebAssembly module that are told apart here.
const importSection, functionSection, codeSection, dataSection = 2, 3, 10, 11

// section is a part of a module.
type section struct {
	kind    byte
	content []byte
}

// shrink returns a module with few data segments and without tables of lines, with traps also without calls of what a failed check calls.
func shrink(program []byte, traps bool) ([]byte, error) {
	const header = 8
	if len(program) < header || string(program[:4]) != "\x00asm" {
		return nil, errors.New("not a WebAssembly module")
	}
	r := reader{data: program, at: header}
	var all []section
	places := map[byte]int{} // of the known sections, which come once
	for r.at < len(program) && !r.failed {
		kind := r.byte()
		places[kind] = len(all)
		all = append(all, section{kind, r.bytes(r.uint())})
	}
	if r.failed {
		return nil, errors.New("a section ends early")
	}
	if at, ok := places[dataSection]; ok {
		start, memory, err := joinSegments(all[at].content)
		if err != nil {
			return nil, err
		}
		if s, ok := findSymbols(start, memory); ok {
			var entered map[int][]int
			if code, ok := places[codeSection]; ok {
				imports, types := importedFunctions(all[places[importSection]].content), functionTypes(all[places[functionSection]].content)
				if all[code].content, entered, err = shrinkCode(all[code].content, imports, types, s, traps); err != nil {
					return nil, err
				}
			}
			s.dropTraces()
			s.joinTables(entered)
		}
		all[at].content = segments(start, memory)
	}
	out := append([]byte(nil), program[:header]...)
	for _, s := range all {
		out = append(binary.AppendUvarint(append(out, s.kind), uint64(len(s.content))), s.content...)
	}
	return out, nil
}

// shrinkCode returns a code section that does the same, and at which places its functions are entered.
func shrinkCode(code []byte, imports int, types []int, s symbols, traps bool) ([]byte, map[int][]int, error) {
	code, err := dropUnused(code, s)
	if err == nil && traps {
		code, err = trapFaults(code, imports, s)
	}
	if err != nil {
		return nil, nil, err
	}
	return rewriteCode(code, imports, types, s)
}

// importedFunctions is the number of functions in an import section; Go's linker imports nothing else.
func importedFunctions(section []byte) int {
	r := reader{data: section}
	return r.uint()
}

// joinSegments returns what a data section of active segments writes to memory, from the first byte of it on.
func joinSegments(section []byte) (start int, memory []byte, err error) {
	type segment struct {
		offset  int
		content []byte
	}
	var all []segment
	r := reader{data: section}
	end := 0
	for range r.uint() {
		const active, i32const, finish = 0, 0x41, 0x0b
		if r.uint() != active || r.byte() != i32const {
			return 0, nil, errors.New("a data segment of another kind than Go's linker writes")
		}
		s := segment{offset: r.int()}
		if r.byte() != finish {
			return 0, nil, errors.New("the offset of a data segment is no constant")
		}
		s.content = r.bytes(r.uint())
		if r.failed || s.offset < 0 {
			return 0, nil, errors.New("a data segment ends early")
		}
		if len(all) == 0 {
			start = s.offset
		}
		start, end = min(start, s.offset), max(end, s.offset+len(s.content))
		all = append(all, s)
	}
	memory = make([]byte, max(0, end-start))
	for _, s := range all {
		copy(memory[s.offset-start:], s.content)
	}
	return start, memory, nil
}

// zeros is the shortest run of zeros that ends a segment. Shorter ones cost more as the head of a segment, compressed, than as zeros;
// longer ones would be stored and loaded uncompressed.
const zeros = 24

// segments returns a data section that writes content to memory from start on, without its long runs of zeros: memory is zero before.
func segments(start int, content []byte) []byte {
	var section []byte
	count := 0
	add := func(from, to int) {
		count++
		section = append(section, 0, 0x41)
		section = append(appendSigned(section, start+from), 0x0b)
		section = append(binary.AppendUvarint(section, uint64(to-from)), content[from:to]...)
	}
	from, run := 0, 0 // where the present segment begins, how many zeros come before the present byte
	for at, value := range content {
		if value == 0 {
			run++
			continue
		}
		if run >= zeros {
			if at-run > from {
				add(from, at-run)
			}
			from = at
		}
		run = 0
	}
	if end := len(content) - run; end > from {
		add(from, end)
	}
	return append(binary.AppendUvarint(nil, uint64(count)), section...)
}

// appendSigned appends the signed form of LEB128.
func appendSigned(to []byte, value int) []byte {
	for {
		low := byte(value & 0x7f)
		value >>= 7
		if value == 0 && low&0x40 == 0 || value == -1 && low&0x40 != 0 {
			return append(to, low)
		}
		to = append(to, low|0x80)
	}
}

// reader reads the numbers of a WebAssembly module; failed is set when it ends early.
type reader struct {
	data   []byte
	at     int
	failed bool
}

func (r *reader) byte() byte {
	if r.at >= len(r.data) {
		r.failed = true
		return 0
	}
	r.at++
	return r.data[r.at-1]
}

func (r *reader) uint() int {
	v, n := binary.Uvarint(r.data[min(r.at, len(r.data)):])
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.at += n
	return int(v)
}

// int reads the signed form of LEB128.
func (r *reader) int() int {
	v, shift := 0, 0
	for {
		b := r.byte()
		v |= int(b&0x7f) << shift
		shift += 7
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				v -= 1 << shift
			}
			return v
		}
	}
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.data)-r.at {
		r.failed = true
		return nil
	}
	r.at += n
	return r.data[r.at-n : r.at]
}
