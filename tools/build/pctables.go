package main

import (
	"encoding/binary"
	"slices"
)

// span is a part of a table of values by program counter: a value up to a place of the function.
type span struct{ value, until int }

// readTable reads a table of values by program counter: pairs of varints, differences of values, from -1 on, and of places, up to a first one of 0.
func readTable(table []byte) (runs []span) {
	r := reader{data: table}
	value, until := -1, 0
	for first := true; ; first = false {
		d := r.uint()
		if d == 0 && !first || r.failed {
			return runs
		}
		value += d>>1 ^ -(d & 1)
		until += r.uint()
		runs = append(runs, span{value, until})
	}
}

// writeTable is the inverse of readTable. Neighbours of the same value become one.
func writeTable(runs []span) (table []byte) {
	value, at := -1, 0
	for k, r := range runs {
		if k+1 < len(runs) && runs[k+1].value == r.value {
			continue
		}
		d := r.value - value
		table = binary.AppendUvarint(table, uint64(d<<1^d>>63))
		table = binary.AppendUvarint(table, uint64(r.until-at))
		value, at = r.value, r.until
	}
	return append(table, 0)
}

// keep returns runs that agree with the given ones at some places only, in increasing order. The first value holds at the beginning, that of a place from
// behind the place before on, and rest, if there is one, behind the last place.
func keep(runs []span, places []int, rest ...int) []span {
	end := runs[len(runs)-1].until
	value := func(place int) int {
		k := slices.IndexFunc(runs, func(r span) bool { return place < r.until })
		return runs[k].value
	}
	out := []span{{runs[0].value, 1}}
	for _, place := range places {
		if place > 0 && place < end {
			out = append(out, span{value(place), place + 1})
		}
	}
	last := &out[len(out)-1]
	if len(rest) > 0 && last.until < end {
		return append(out, span{rest[0], end})
	}
	last.until = end
	return out
}

// joinTables writes the tables of the depth of the stack and of maps of pointers so that they say what is so at the places in a function where
// others see it: its beginning, where it goes on after a call or a recovered panic, and the place before these, at which the runtime looks for the map
// (runtime.stkframe.getStackMap). Elsewhere they say what makes few tables of them. Functions without places in the list keep theirs.
func (s symbols) joinTables(places map[int][]int) {
	tables := s.memory[s.tables:s.index]
	joined, offsets := []byte{0}, map[string]int{}
	references := map[int]int{} // place of a reference -> what it becomes
	add := func(at int, form func(runs []span) []span) {
		old := s.word(at)
		if old == 0 {
			return
		}
		table := tables[old : old+tableLength(tables[old:])]
		if form != nil {
			table = writeTable(form(readTable(table)))
		}
		offset, ok := offsets[string(table)]
		if !ok {
			offset = len(joined)
			offsets[string(table)] = offset
			joined = append(joined, table...)
		}
		references[at] = offset
	}
	const mapIndex = 1 // internal/abi: PCDATA_StackMapIndex
	for i := range s.functions {
		record := s.record(i)
		seen, known := places[i]
		var depth, index func(runs []span) []span
		if known {
			before := []int{s.word(record + recordRecovery)} // it looks there itself
			for _, place := range seen {
				before = append(before, place-1)
			}
			slices.Sort(before)
			before = slices.Compact(before)
			depth = func(runs []span) []span {
				most := 0 // the runtime makes room for as much (runtime.funcMaxSPDelta)
				for _, r := range runs {
					most = max(most, r.value)
				}
				return keep(runs, seen, most)
			}
			index = func(runs []span) []span { return keep(runs, before) }
		}
		add(record+recordStack, depth)
		for kind := range s.word(record + recordTables) {
			at, _ := s.table(record, kind)
			if kind == mapIndex {
				add(at, index)
			} else {
				add(at, nil)
			}
		}
	}
	if len(joined) > len(tables) {
		return
	}
	clear(tables)
	copy(tables, joined)
	for at, offset := range references {
		binary.LittleEndian.PutUint32(s.memory[at:], uint32(offset))
	}
}
