package main

// Go's compiler writes a function as a loop around nested blocks: a table at the head leads to the end of the block after which a given place
// begins, and a jump sets the number of its target, local variable 0, and repeats the loop.

// dispatch returns the places of the table and of the loop of a function that has them.
func dispatch(list []instruction) (table, loop int, ok bool) {
	for at, i := range list {
		switch i.op {
		case opLoop:
			if ok {
				return 0, 0, false
			}
			loop, ok = at, true
		case opBrTable:
			return at, loop, ok && list[at-1].op == opLocalGet && list[at-1].value == 0
		case opBlock, opLocalGet, opGlobalGet, opLocalSet:
		default:
			return 0, 0, false
		}
	}
	return 0, 0, false
}

// jumpDirectly: a jump forward leaves the block before its target, and does not go through the table. A condition around nothing but
// a jump becomes part of it.
func jumpDirectly(list []instruction) {
	table, loop, ok := dispatch(list)
	if !ok {
		return
	}
	places := list[table].targets
	for at := table + 1; at < len(list); at++ {
		if !is(list, at, opI32, opLocalSet, opBr) || list[at+1].value != 0 || list[at+2].targets[0] != loop {
			continue
		}
		place := list[at].value
		if place < 0 || place >= len(places) || places[place] == function {
			continue
		}
		if block := list[places[place]]; block.op != opBlock || block.partner < at { // a jump backwards
			continue
		}
		drop(list, at, at+2)
		list[at+2].targets = []int{places[place]}
		if is(list, at-1, opIf) && is(list, at+3, opEnd) {
			list[at-1].dropped, list[at+3].dropped = true, true
			list[at+2].op = opBrIf
		}
	}
}

// trapInPlace: a condition that leads to a trap traps itself.
func trapInPlace(list []instruction) {
	for at := range list {
		i := &list[at]
		if i.dropped || i.op != opBrIf || i.targets[0] == function || list[i.targets[0]].op != opBlock {
			continue
		}
		then := next(list, list[i.targets[0]].partner)
		for list[then].op == opEnd && list[then].partner != function && list[list[then].partner].op == opBlock {
			then = next(list, then)
		}
		if list[then].op == opUnreachable {
			i.put(trapping)
		}
	}
}

// leaveInPlace: after a call that unwinds the stack the function returns 1 at once. It had left for its end, through a number of blocks that
// is another one at each call.
func leaveInPlace(list []instruction) {
	for at := range list {
		i := &list[at]
		if i.dropped || i.op != opBrIf || i.targets[0] == function {
			continue
		}
		block := list[i.targets[0]]
		if end := block.partner; block.op == opBlock && is(list, end, opEnd, opI32, opEnd) && list[end+1].value == 1 && end+3 == len(list) {
			i.put(leaving)
		}
	}
}

// dropBlocks takes out blocks that nothing leaves early, and loops that nothing repeats.
func dropBlocks(list []instruction) {
	used := map[int]bool{}
	for _, i := range list {
		if !i.dropped {
			for _, target := range i.targets {
				used[target] = true
			}
		}
	}
	for at := range list {
		if (is(list, at, opBlock) || is(list, at, opLoop)) && !used[at] {
			list[at].dropped, list[list[at].partner].dropped = true, true
		}
	}
}
