// Package asm writes WebAssembly modules: functions are built from expression trees, locals and structured control flow, and
// encoded directly. It knows the part of the instruction set that numeric kernels need.
//
// An own encoder rather than an assembler from a package registry: the kernels are families (two precisions, two
// instruction variants, four tile heights), which a programming language generates and a text format repeats; it needs
// nothing but Go to build; and it writes relaxed SIMD, which assemblers of the day cover unevenly. The binary format is
// https://webassembly.github.io/spec/core/binary/.
package asm

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Type is a value type.
type Type byte

// The value types.
const (
	I32  Type = 0x7f
	F32  Type = 0x7d
	F64  Type = 0x7c
	V128 Type = 0x7b
)

// Module is a module under construction. It imports one memory and defines functions.
type Module struct {
	memModule, memName string
	funcs              []*Func
}

// Func is a function under construction.
type Func struct {
	name    string
	index   int
	params  []Type
	results []Type
	locals  []Type
	code    []byte

	constants map[string]Var
	prologue  []byte // sets the constants

	ends   []int // of statements outside of loops and conditions, in code
	nested int   // loops and conditions around the statement
}

// ImportMemory makes module.name the memory of the module.
func (m *Module) ImportMemory(module, name string) { m.memModule, m.memName = module, name }

// Func adds a function; an empty name keeps it internal. The results are Vars for the parameters.
func (m *Module) Func(name string, results []Type, params ...Type) (*Func, []Var) {
	f := &Func{name: name, index: len(m.funcs), params: params, results: results}
	m.funcs = append(m.funcs, f)
	vars := make([]Var, len(params))
	for i, t := range params {
		vars[i] = Var{uint32(i), t}
	}
	return f, vars
}

// Encode returns the binary module, with a custom section that holds the module of calls, see calls.
func (m *Module) Encode() []byte {
	var types typeList
	var imports, funcs, exports, codes [][]byte
	for _, f := range m.funcs {
		funcs = append(funcs, uleb(nil, uint64(types.index(f))))
		if f.name != "" {
			exports = append(exports, uleb(append(str(f.name), 0), uint64(f.index)))
		}
		codes = append(codes, f.encode())
	}
	if m.memName != "" {
		imports = append(imports, append(append(str(m.memModule), str(m.memName)...), 2, 0, 0))
	}
	custom := append(str(callsSection), m.calls()...)
	out := encode(part{1, types.list}, part{2, imports}, part{3, funcs}, part{7, exports}, part{10, codes})
	return append(append(out, uleb([]byte{0}, uint64(len(custom)))...), custom...)
}

func (f *Func) encode() []byte {
	var body []byte
	var runs [][]byte
	for i := 0; i < len(f.locals); {
		j := i
		for j < len(f.locals) && f.locals[j] == f.locals[i] {
			j++
		}
		runs = append(runs, append(uleb(nil, uint64(j-i)), byte(f.locals[i])))
		i = j
	}
	body = uleb(body, uint64(len(runs)))
	for _, r := range runs {
		body = append(body, r...)
	}
	body = append(body, f.prologue...)
	body = append(body, f.code...)
	body = append(body, 0x0b)
	return append(uleb(nil, uint64(len(body))), body...)
}

func vector(b []byte, types []Type) []byte {
	b = uleb(b, uint64(len(types)))
	for _, t := range types {
		b = append(b, byte(t))
	}
	return b
}

func str(s string) []byte { return append(uleb(nil, uint64(len(s))), s...) }

func uleb(b []byte, v uint64) []byte { return binary.AppendUvarint(b, v) }

func sleb(b []byte, v int64) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if (v == 0 && c&0x40 == 0) || (v == -1 && c&0x40 != 0) {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

func f32bits(v float32) []byte { return binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)) }

func f64bits(v float64) []byte { return binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)) }

func check(ok bool, format string, args ...any) {
	if !ok {
		panic("asm: " + fmt.Sprintf(format, args...))
	}
}
