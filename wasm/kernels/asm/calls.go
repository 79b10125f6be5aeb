package asm

// callsSection is the name of the custom section with the module of calls.
const callsSection = "calls"

// calls returns a module that exports a function of the name and type of every exported function, in their order, and a table of as many
// places, "table": function i calls what is in place i. A program that has to be there before this module, because its memory is imported here,
// imports these functions, and the table is filled afterwards: its calls then never leave WebAssembly.
func (m *Module) calls() []byte {
	var types typeList
	var funcs, exports, codes [][]byte
	for _, f := range m.funcs {
		if f.name == "" {
			continue
		}
		place := len(funcs)
		index := uleb(nil, uint64(types.index(f)))
		body := []byte{0} // no locals
		for i := range f.params {
			body = Var{index: uint32(i)}.push(body)
		}
		body = Int(place).push(body)
		body = append(append(append(body, 0x11), index...), 0, 0x0b) // call_indirect in table 0, end
		funcs = append(funcs, index)
		exports = append(exports, uleb(append(str(f.name), 0), uint64(place)))
		codes = append(codes, append(uleb(nil, uint64(len(body))), body...))
	}
	const funcref, noMaximum = 0x70, 0
	table := uleb([]byte{funcref, noMaximum}, uint64(len(funcs)))
	exports = append(exports, append(str("table"), 1, 0))
	return encode(part{1, types.list}, part{3, funcs}, part{4, [][]byte{table}}, part{7, exports}, part{10, codes})
}

// typeList has every type of a function once.
type typeList struct{ list [][]byte }

func (t *typeList) index(f *Func) int {
	signature := string(vector(vector([]byte{0x60}, f.params), f.results))
	for i, known := range t.list {
		if string(known) == signature {
			return i
		}
	}
	t.list = append(t.list, []byte(signature))
	return len(t.list) - 1
}

// part is a section of a module: a list of items.
type part struct {
	id    byte
	items [][]byte
}

// encode returns a module of the sections that are not empty.
func encode(parts ...part) []byte {
	out := []byte("\x00asm\x01\x00\x00\x00")
	for _, p := range parts {
		if len(p.items) == 0 {
			continue
		}
		body := uleb(nil, uint64(len(p.items)))
		for _, it := range p.items {
			body = append(body, it...)
		}
		out = append(uleb(append(out, p.id), uint64(len(body))), body...)
	}
	return out
}
