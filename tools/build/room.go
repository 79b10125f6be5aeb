package main

import (
	"fmt"
	"slices"
	"strings"
)

// roomBelowCheck is what a check of the stack leaves to functions without one (internal/abi: StackNosplitBase).
const roomBelowCheck = 800

// elsewhere are functions whose callees run on the stack of the system, but for those that end the program.
var elsewhere = []string{"runtime.systemstack", "runtime.mcall"}

// checkRoom refuses a program in which functions without a check need more of the stack than a check leaves. Go's linker does not see it: it
// compares the places of calls in bytes with those of the depth of the stack, which for WebAssembly are numbers of blocks.
func (q quiet) checkRoom(all []called, imports int, s symbols, room int) error {
	least := returnAddress // of what an indirect call may lead to: a check, or one that was taken out
	for number := range q.checks {
		if q.checks[number] {
			least = max(least, q.need[number])
		}
	}
	depth, next := make([]int, len(all)), make([]int, len(all))
	for i := range next {
		next[i] = -1
	}
	const unseen, open = 0, -1
	var visit func(i int) int
	visit = func(i int) int {
		number, c := imports+i, all[i]
		switch {
		case q.grow[number]: // on another stack
			return 0
		case c.checks && !q.checks[number]:
			return returnAddress // of the call that makes room
		case depth[i] == open: // only what ends the program goes in circles
			return 0
		case depth[i] != unseen:
			return depth[i]
		}
		depth[i] = open
		most := c.frame
		if c.indirect && !slices.Contains(elsewhere, s.name(i)) {
			most += returnAddress + least
		}
		for _, f := range c.functions {
			if f < imports || slices.Contains(elsewhere, s.name(i)) {
				continue
			}
			if d := c.frame + returnAddress + visit(f-imports); d > most {
				most, next[i] = d, f-imports
			}
		}
		depth[i] = max(most, 1)
		return depth[i]
	}
	deepest := 0
	for i := range all {
		if visit(i); depth[i] > depth[deepest] {
			deepest = i
		}
	}
	if depth[deepest] <= room {
		return nil
	}
	var chain []string
	for i := deepest; i >= 0; i = next[i] {
		chain = append(chain, fmt.Sprintf("%s (%d)", s.name(i), all[i].frame))
	}
	return fmt.Errorf("functions without a check of the stack need %d bytes, at most %d are there: %s", depth[deepest], room, strings.Join(chain, ", "))
}
