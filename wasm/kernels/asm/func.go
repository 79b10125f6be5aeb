package asm

// Value is anything that leaves one value on the stack: an expression or a variable.
type Value interface{ push(code []byte) []byte }

// Var is a parameter or local.
type Var struct {
	index uint32
	typ   Type
}

func (v Var) push(code []byte) []byte { return uleb(append(code, 0x20), uint64(v.index)) }

// Expr is encoded code that leaves one value (or none, for stores and calls without result).
type Expr []byte

func (e Expr) push(code []byte) []byte { return append(code, e...) }

// expr evaluates args in order and appends the instruction.
func expr(instruction []byte, args ...Value) Expr {
	var code []byte
	for _, a := range args {
		code = a.push(code)
	}
	return append(code, instruction...)
}

// Local adds a local variable; it is zero at entry.
func (f *Func) Local(t Type) Var {
	f.locals = append(f.locals, t)
	return Var{uint32(len(f.params) + len(f.locals) - 1), t}
}

// Set assigns a variable.
func (f *Func) Set(v Var, e Value) {
	f.code = uleb(append(e.push(f.code), 0x21), uint64(v.index))
	f.end()
}

// Let assigns a new local.
func (f *Func) Let(t Type, e Value) Var {
	v := f.Local(t)
	f.Set(v, e)
	return v
}

// Constant returns a local that holds a vector constant from the entry of the function on. Engines build vector constants from
// immediates, several instructions each time, and not all of them move that out of loops.
func (f *Func) Constant(e Expr) Var {
	v, ok := f.constants[string(e)]
	if !ok {
		v = f.Local(V128)
		if f.constants == nil {
			f.constants = map[string]Var{}
		}
		f.constants[string(e)] = v
		f.prologue = uleb(append(e.push(f.prologue), 0x21), uint64(v.index))
	}
	return v
}

// Do executes an expression without value.
func (f *Func) Do(e Expr) {
	f.code = e.push(f.code)
	f.end()
}

// Return pushes the function's result; it belongs at the end of the body.
func (f *Func) Return(e Value) { f.code = e.push(f.code) }

// While repeats body as long as the condition, evaluated anew each time, is not zero.
func (f *Func) While(cond Value, body func()) {
	f.If(cond, func() { f.Repeat(body, cond) }, nil)
}

// Repeat executes body, then repeats it as long as the condition is not zero.
func (f *Func) Repeat(body func(), cond Value) {
	f.code = append(f.code, 0x03, 0x40) // loop
	f.nested++
	body()
	f.nested--
	f.code = cond.push(f.code)
	f.code = append(f.code, 0x0d, 0, 0x0b) // br_if 0, end
	f.end()
}

// If executes one of two bodies; otherwise may be nil.
func (f *Func) If(cond Value, then, otherwise func()) {
	f.code = append(cond.push(f.code), 0x04, 0x40)
	f.nested++
	then()
	if otherwise != nil {
		f.code = append(f.code, 0x05)
		otherwise()
	}
	f.nested--
	f.code = append(f.code, 0x0b)
	f.end()
}

// Interleave runs the statements of all bodies in turn, the first of each, then the second of each, and so on: a processor that looks ahead a
// limited number of instructions then works on chains of dependent ones side by side. The bodies must not depend on each other.
func (f *Func) Interleave(bodies ...func()) {
	code, ends, nested := f.code, f.ends, f.nested
	var parts [][][]byte
	longest := 0
	for _, body := range bodies {
		f.code, f.ends, f.nested = nil, nil, 0
		body()
		var part [][]byte
		from := 0
		for _, to := range f.ends {
			part = append(part, f.code[from:to])
			from = to
		}
		parts, longest = append(parts, part), max(longest, len(part))
	}
	for i := range longest {
		for _, part := range parts {
			if i < len(part) {
				code = append(code, part[i]...)
			}
		}
	}
	f.code, f.ends, f.nested = code, ends, nested
	f.end()
}

// end marks the end of a statement.
func (f *Func) end() {
	if f.nested == 0 {
		f.ends = append(f.ends, len(f.code))
	}
}

// Call calls another function of the module.
func Call(f *Func, args ...Value) Expr {
	check(len(args) == len(f.params), "%d arguments for %q, which takes %d", len(args), f.name, len(f.params))
	return expr(uleb([]byte{0x10}, uint64(f.index)), args...)
}
