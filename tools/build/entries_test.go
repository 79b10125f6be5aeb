package main

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestEntries: entries of places that nothing uses go, with their blocks; a function that does what the assembler does not keeps all.
func TestEntries(t *testing.T) {
	const address = 0x1005
	table := []byte{opLoop, noResult, opBlock, noResult, opBlock, noResult, opBlock, noResult, opLocalGet, 0, opBrTable, 3, 0, 1, 2, 2, opEnd}
	body := func(parts ...[]byte) []byte { return bytes.Join(append(parts, []byte{opI32, 0, opEnd}), nil) }
	stored := func(place int) []byte {
		return append(appendSigned([]byte{opLocalGet, 1, opI64}, address<<16|place), opStore64, 3, 0)
	}
	again := []byte{opI32, 2, opLocalSet, 0, opBr, 0}
	for name, test := range map[string]struct {
		body, wants []byte
		places      []int
		recovery    int
	}{
		"no place but the beginning": {body: body(table, []byte{opNop, opEnd, opNop, opEnd, opNop, opEnd}), wants: body([]byte{opNop, opNop, opNop}), places: []int{0}},
		"a return address": {body: body(table, stored(1), []byte{opEnd, opNop, opEnd, opNop, opEnd}), places: []int{0, 1},
			wants: body([]byte{opBlock, noResult, opBlock, noResult, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd}, stored(1), []byte{opEnd, opNop, opNop})},
		"a jump backwards": {body: body(table, []byte{opNop, opEnd, opNop, opEnd}, again, []byte{opEnd}), places: []int{0, 2},
			wants: body([]byte{opLoop, noResult, opBlock, noResult, opBlock, noResult, opLocalGet, 0, opBrTable, 2, 0, 0, 1, opEnd, opNop, opNop, opEnd}, again, []byte{opEnd})},
		"a recovered panic": {body: body(table, []byte{opNop, opEnd, opNop, opEnd, opNop, opEnd}), recovery: 1, places: []int{0, 1},
			wants: body([]byte{opBlock, noResult, opBlock, noResult, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd, opNop, opEnd, opNop, opNop})},
		"a place that is computed": {body: body(table, []byte{opLocalGet, 2, opLocalSet, 0, opBr, 2, opEnd, opNop, opEnd, opNop, opEnd}),
			wants: body(table, []byte{opLocalGet, 2, opLocalSet, 0, opBr, 2, opEnd, opNop, opEnd, opNop, opEnd})},
	} {
		_, list, ok := readBody(append([]byte{0}, test.body...))
		if !ok {
			t.Fatalf("%s: %x is no function", name, test.body)
		}
		places := keepEntries(list, address, test.recovery)
		if !slices.Equal(places, test.places) {
			t.Errorf("%s: entered at %v, want %v", name, places, test.places)
		}
		if test.places != nil {
			dropBlocks(list)
		}
		if wrote := appendBody(nil, list); !bytes.Equal(wrote, test.wants) {
			t.Errorf("%s: %x became %x, want %x", name, test.body, wrote, test.wants)
		}
	}
}

// TestTables: tables of values by program counter of a whole program are written as they were read; where a function is entered they say the same
// after they were joined, and the depth of the stack is never more than it was at most.
func TestTables(t *testing.T) {
	program, err := os.ReadFile(compileText(t, working))
	if err != nil {
		t.Fatal(err)
	}
	load := func() symbols {
		start, memory, err := joinSegments(sectionOf(t, program, dataSection))
		if err != nil {
			t.Fatal(err)
		}
		s, _ := findSymbols(start, memory)
		return s
	}
	before, after := load(), load()
	code, imports := sectionOf(t, program, codeSection), importedFunctions(sectionOf(t, program, importSection))
	_, places, err := shrinkCode(code, imports, functionTypes(sectionOf(t, program, functionSection)), before, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(places) < before.functions/2 {
		t.Errorf("the places of %d of %d functions are known", len(places), before.functions)
	}
	after.joinTables(places)
	table := func(s symbols, at int) []span {
		text := s.memory[s.tables+s.word(at):]
		runs := readTable(text)
		if length := tableLength(text); s.word(at) != 0 && !bytes.Equal(writeTable(runs), text[:length]) {
			t.Fatalf("%x was read as %v", text[:length], runs)
		}
		return runs
	}
	value := func(runs []span, place int) int {
		return runs[slices.IndexFunc(runs, func(r span) bool { return place < r.until })].value
	}
	most := func(runs []span) int {
		return slices.MaxFunc(runs, func(a, b span) int { return a.value - b.value }).value
	}
	compared := 0
	for i := range before.functions {
		record := before.record(i)
		for _, at := range []int{record + recordStack, record + recordEnd + 4} {
			if at != record+recordStack && before.word(record+recordTables) < 2 || before.word(at) == 0 {
				continue
			}
			old, joined := table(before, at), table(after, at)
			seen, known := places[i]
			if !known && !reflect.DeepEqual(old, joined) {
				t.Errorf("%s: %v became %v", before.name(i), old, joined)
			}
			if joined[len(joined)-1].until != old[len(old)-1].until || most(joined) > most(old) || at == record+recordStack && most(joined) < most(old) && old[len(old)-1].until > 1+seen[len(seen)-1] {
				t.Errorf("%s: %v became %v", before.name(i), old, joined)
			}
			for _, place := range seen {
				if at != record+recordStack {
					place = max(0, place-1)
				}
				if place < old[len(old)-1].until && value(old, place) != value(joined, place) {
					t.Errorf("%s at %d: %v became %v", before.name(i), place, old, joined)
				}
				compared++
			}
		}
	}
	if compared < 2*before.functions {
		t.Errorf("only %d values were compared", compared)
	}
}

// TestRoom: functions without a check of the stack get along with what a check leaves them; with less they are refused in one line.
func TestRoom(t *testing.T) {
	bodies, imports, s := workingBodies(t)
	q, all := findQuiet(bodies, imports, s)
	if err := q.checkRoom(all, imports, s, roomBelowCheck-200); err != nil {
		t.Error(err)
	}
	err := q.checkRoom(all, imports, s, 300)
	if err == nil || !strings.Contains(err.Error(), "at most 300 are there: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("300 bytes are enough: %v", err)
	}
}
