package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// working has all that a call, a jump or a stack can meet: goroutines that wait for each other and so unwind the stack, channels, timers, deep
// stacks that grow below small functions, garbage collection in the middle of all that, recovered panics, closures, interfaces, generic
// functions, comparisons of all kinds, loops with labels.
const working = `package main

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

type number interface{ ~int8 | ~uint8 | ~int32 | ~uint32 | ~int64 | ~uint64 | ~float32 | ~float64 }

//go:noinline
func orders[T number](a, b T) string {
	s := ""
	for _, c := range []bool{a < b, a <= b, a > b, a >= b, a == b, a != b, !(a < b), !(a >= b), !(a == b)} {
		if c {
			s += "t"
		} else {
			s += "f"
		}
	}
	return s
}

type point struct{ x, y float64 }

//go:noinline
func (p point) length() float64 { return math.Sqrt(p.x*p.x + p.y*p.y) }

//go:noinline
func small(a, b int) int { return a*b + 1 }

//go:noinline
func twice(a int) int { return small(a, 2) + small(2, a) }

type walker interface{ walk(n int) int }

type deep struct{ room [40]int }

func (d *deep) walk(n int) int {
	var local [30]int
	local[n%30] = twice(n) % 7
	if n == 0 {
		runtime.GC()
		return local[0]
	}
	var next walker = &deep{}
	return local[n%30] + next.walk(n-1)
}

func try(f func()) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprint("recovered ", r)
		}
	}()
	defer func() { text += "deferred " }()
	f()
	return "returned"
}

func search(grid [][]int, wanted int) (int, int) {
rows:
	for i, row := range grid {
		for j, v := range row {
			switch {
			case v < 0:
				continue rows
			case v == wanted:
				return i, j
			case v > 1000:
				break rows
			}
		}
	}
	return -1, -1
}

func main() {
	fmt.Println(orders[int8](-3, 3), orders[uint8](200, 3), orders[int32](-1<<31, 5), orders[uint32](1<<31, 5), orders[int64](-1<<63, 1<<62),
		orders[uint64](1<<63, 1<<62), orders(float32(1), 2), orders(math.NaN(), 1), orders(2.5, 2.5), orders[int64](7, 7), orders[uint32](9, 9))
	fmt.Println(point{3, 4}.length(), twice(21), search2())

	results, group := make(chan int), sync.WaitGroup{}
	for i := range 50 {
		group.Add(1)
		go func() {
			defer group.Done()
			var w walker = &deep{}
			results <- w.walk(20*i) + i
		}()
	}
	go func() { group.Wait(); close(results) }()
	sum := 0
	for r := range results {
		sum += r
		runtime.Gosched()
	}
	fmt.Println(sum)

	timer, done := time.NewTicker(time.Millisecond), make(chan string)
	go func() { time.Sleep(5 * time.Millisecond); done <- "slept" }()
	ticks := 0
wait:
	for {
		select {
		case <-timer.C:
			ticks++
		case word := <-done:
			fmt.Println(word, ticks > 0)
			break wait
		}
	}

	fmt.Println(try(func() { panic(errors.New("one")) }), try(func() {}), try(func() { var w walker; try(func() { panic(fmt.Sprint(w == nil)) }) }))
	words := map[string]int{}
	for i := range 3000 {
		words[strings.Repeat("ab", i%7)+fmt.Sprint(i%91)] += i
	}
	keys := make([]string, 0, len(words))
	for k := range words {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	hash := uint32(0)
	for i, k := range keys {
		hash = hash*31 + uint32(words[k]) ^ uint32(i) + uint32(len(k))
	}
	fmt.Println(len(keys), hash, math.Float64bits(math.Sin(1)*math.Exp(0.3)))
	exit()
}

func search2() string {
	grid := [][]int{{1, 2, -1, 9}, {4, 5, 6}, {7, 2000, 9}, {9}}
	i, j := search(grid, 6)
	k, l := search(grid, 9)
	return fmt.Sprint(i, j, k, l)
}

func exit() {
	var w walker
	w.walk(1)
}
`

// TestRewrite: a rewritten program prints what it did, with checks that trap and with checks that panic, and its code is much smaller.
func TestRewrite(t *testing.T) {
	plain := compileText(t, working)
	program, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	before, trace := execute(t, plain)
	if !strings.Contains(before, "slept true\n") || !strings.Contains(trace, "nil pointer") {
		t.Fatalf("printed %q and then\n%s", before, trace)
	}
	for _, traps := range []bool{false, true} {
		small, err := shrink(program, traps)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "small.wasm")
		if err := os.WriteFile(file, small, 0o755); err != nil {
			t.Fatal(err)
		}
		after, trace := execute(t, file)
		if after != before || strings.Contains(trace, "nil pointer") == traps {
			t.Errorf("traps %v: printed %q, before %q, and then\n%s", traps, after, before, trace)
		}
		was, is := len(sectionOf(t, program, codeSection)), len(sectionOf(t, small, codeSection))
		if float64(is) > 0.85*float64(was) {
			t.Errorf("traps %v: %d bytes of code, before %d", traps, is, was)
		}
	}
}

// TestReadBody: what is read of a function and written is the same function, and one that is cut off or does not close its blocks is refused.
func TestReadBody(t *testing.T) {
	body := []byte{1, 2, 0x7f, // two local variables of 32 bits
		opBlock, noResult, opLoop, noResult, opLocalGet, 0, opBrTable, 2, 0, 1, 2, opEnd,
		opLocalGet, 0, opIf, noResult, opBr, 1, opEnd, opI32, 0x7f, opLocalSet, 1, opEnd, opI32, 0, opEnd}
	locals, list, ok := readBody(body)
	if !ok || !bytes.Equal(appendBody(locals, list), body) {
		t.Errorf("%v: written as %x, read %x", ok, appendBody(locals, list), body)
	}
	for end := range len(body) {
		if _, _, ok := readBody(body[:end]); ok {
			t.Errorf("%x is taken", body[:end])
		}
	}
}

// TestPasses: each pass by itself, on instructions without local variables.
func TestPasses(t *testing.T) {
	const load64, less64, notLess64 = 0x29, 0x53, 0x59
	jumps := []byte{opBlock, noResult, opLoop, noResult, opBlock, noResult, opBlock, noResult, opBlock, noResult, opLocalGet, 0, opBrTable, 2, 0, 1, 2, opEnd}
	for name, test := range map[string]struct {
		pass        func([]instruction)
		body, wants []byte
	}{
		"load from the frame": {foldAddresses, []byte{opLocalGet, 1, opExtend, opI64, 16, opAdd64, opWrap, load64, 3, 8, opDrop, opEnd}, []byte{opLocalGet, 1, load64, 3, 24, opDrop, opEnd}},
		"store of a load into the frame": {foldAddresses, []byte{opLocalGet, 1, opExtend, opI64, 16, opAdd64, opWrap, opLocalGet, 2, opWrap, load64, 3, 8, opStore64, 3, 0, opEnd},
			[]byte{opLocalGet, 1, opLocalGet, 2, opWrap, load64, 3, 8, opStore64, 3, 16, opEnd}},
		"address that a call takes":              {foldAddresses, []byte{opLocalGet, 1, opExtend, opI64, 16, opAdd64, opWrap, opCall, 3, opEnd}, []byte{opLocalGet, 1, opI32, 16, opI32Add, opCall, 3, opEnd}},
		"store after a call":                     {foldAddresses, []byte{opLocalGet, 1, opExtend, opI64, 16, opAdd64, opWrap, opCall, 3, opLocalGet, 2, opStore64, 3, 0, opEnd}, []byte{opLocalGet, 1, opI32, 16, opI32Add, opCall, 3, opLocalGet, 2, opStore64, 3, 0, opEnd}},
		"opposite comparison":                    {shortenConditions, []byte{less64, opEqz32, opEnd}, []byte{notLess64, opEnd}},
		"comparison of numbers that may be none": {shortenConditions, []byte{0x63, opEqz32, opEnd}, []byte{0x63, opEqz32, opEnd}},
		"condition that was a number":            {shortenConditions, []byte{less64, opExtend, opEqz64, opEqz32, opEnd}, []byte{less64, opEnd}},
		"constant of 32 bits":                    {shortenConditions, []byte{opI64, 5, opWrap, opEnd}, []byte{opI32, 5, opEnd}},
		"variable read after it is set":          {joinVariables, []byte{opLocalSet, 4, opNop, opLocalGet, 4, opEnd}, []byte{opLocalSet, 4, opLocalGet, 4, opEnd}},
		"variable read at once":                  {joinVariables, []byte{opLocalSet, 4, opLocalGet, 4, opLocalSet, 5, opLocalGet, 4, opEnd}, []byte{opLocalTee, 4, opLocalSet, 5, opLocalGet, 4, opEnd}},
		"jump forward": {jumpDirectly, append(bytes.Clone(jumps), opLocalGet, 1, opIf, noResult, opI32, 2, opLocalSet, 0, opBr, 3, opEnd, opEnd, opEnd, opEnd, opUnreachable, opEnd, opI32, 1, opEnd),
			append(bytes.Clone(jumps), opLocalGet, 1, opBrIf, 1, opEnd, opEnd, opEnd, opUnreachable, opEnd, opI32, 1, opEnd)},
		"jump backwards": {jumpDirectly, append(bytes.Clone(jumps), opI32, 0, opLocalSet, 0, opBr, 2, opEnd, opEnd, opEnd, opUnreachable, opEnd, opI32, 1, opEnd),
			append(bytes.Clone(jumps), opI32, 0, opLocalSet, 0, opBr, 2, opEnd, opEnd, opEnd, opUnreachable, opEnd, opI32, 1, opEnd)},
		"return after unwinding": {leaveInPlace, []byte{opBlock, noResult, opLocalGet, 1, opBrIf, 0, opUnreachable, opEnd, opI32, 1, opEnd},
			[]byte{opBlock, noResult, opLocalGet, 1, opIf, noResult, opI32, 1, opReturn, opEnd, opUnreachable, opEnd, opI32, 1, opEnd}},
		"trap": {trapInPlace, []byte{opBlock, noResult, opBlock, noResult, opLocalGet, 1, opBrIf, 0, opReturn, opEnd, opEnd, opUnreachable, opEnd},
			[]byte{opBlock, noResult, opBlock, noResult, opLocalGet, 1, opIf, noResult, opUnreachable, opEnd, opReturn, opEnd, opEnd, opUnreachable, opEnd}},
		"blocks": {dropBlocks, []byte{opBlock, noResult, opBlock, noResult, opLocalGet, 1, opBrIf, 1, opEnd, opEnd, opEnd}, []byte{opBlock, noResult, opLocalGet, 1, opBrIf, 0, opEnd, opEnd}},
	} {
		_, list, ok := readBody(append([]byte{0}, test.body...))
		if !ok {
			t.Fatalf("%s: %x is no function", name, test.body)
		}
		test.pass(list)
		if wrote := appendBody(nil, list); !bytes.Equal(wrote, test.wants) {
			t.Errorf("%s: %x became %x, want %x", name, test.body, wrote, test.wants)
		}
	}
}

// workingBodies compiles the program that works and returns its functions' bodies, the number of functions that it imports, and its symbols.
func workingBodies(t *testing.T) (bodies [][]instruction, imports int, s symbols) {
	t.Helper()
	program, err := os.ReadFile(compileText(t, working))
	if err != nil {
		t.Fatal(err)
	}
	start, memory, err := joinSegments(sectionOf(t, program, dataSection))
	if err != nil {
		t.Fatal(err)
	}
	s, _ = findSymbols(start, memory)
	r := reader{data: sectionOf(t, program, codeSection)}
	bodies = make([][]instruction, r.uint())
	for i := range bodies {
		_, bodies[i], _ = readBody(r.bytes(r.uint()))
	}
	return bodies, importedFunctions(sectionOf(t, program, importSection)), s
}

// TestQuiet: functions that call nothing, or only such, are called without a return address and lose the check of small frames; functions
// that read their return address, unwind the stack or call what is not known are not.
func TestQuiet(t *testing.T) {
	bodies, imports, s := workingBodies(t)
	q, _ := findQuiet(bodies, imports, s)
	wants := map[string]bool{"main.small": true, "main.twice": true, "main.point.length": true, "main.(*deep).walk": false, "main.try": false, "main.main": false,
		"runtime.mcall": false, "runtime.gogo": false, "runtime.systemstack": false, "runtime.morestack": false, "runtime.morestack_noctxt": false, "runtime.gosave_systemstack_switch": false,
		"runtime.entersyscall": false, "runtime.newproc": false, "gcWriteBarrier": false, "memchr": true}
	found := 0
	for i := range bodies {
		if want, ok := wants[s.name(i)]; ok {
			found++
			if q.function[imports+i] != want {
				t.Errorf("%s: quiet is %v", s.name(i), !want)
			}
		}
	}
	if found < 12 {
		t.Errorf("only %d of the functions are in the program", found)
	}
}
