package expr

import "slices"

// Diff returns the derivative with respect to a variable as a formula of the same variables, the formula 0 if it is not among them.
// At jumps it is the derivative of the branch that is taken.
func (e *Expr) Diff(name string) *Expr {
	d := &differ{builder: newBuilder(len(e.vars)), of: slices.Index(e.vars, name)}
	value, slope := make([]int, len(e.code)), make([]int, len(e.code))
	zero := d.constant(0)
	for i, c := range e.code {
		switch c.op {
		case opConst:
			value[i], slope[i] = d.constant(c.k), zero
		case opVar:
			value[i], slope[i] = d.variable(int(c.a)), zero
			if int(c.a) == d.of {
				slope[i] = d.constant(1)
			}
		default:
			args := c.args()
			at := make([]int, len(args))
			still := true
			for k, a := range args {
				at[k] = value[a]
				still = still && d.is(slope[a], 0)
			}
			value[i], slope[i] = d.add(c.op, at...), zero
			if !still {
				slope[i] = d.rule(c, value[i], value, slope)
			}
		}
	}
	last := len(e.code) - 1
	return d.finish(slope[last], "d("+e.source+")/d"+name, e.vars)
}

type differ struct {
	*builder
	of int
}

func (d *differ) plus(a, b int) int {
	switch {
	case d.is(a, 0):
		return b
	case d.is(b, 0):
		return a
	}
	return d.add(opAdd, a, b)
}

func (d *differ) minus(a, b int) int {
	switch {
	case d.is(b, 0):
		return a
	case d.is(a, 0):
		return d.add(opNeg, b)
	}
	return d.add(opSub, a, b)
}

func (d *differ) times(a, b int) int {
	switch {
	case d.is(a, 0) || d.is(b, 0):
		return d.constant(0)
	case d.is(a, 1):
		return b
	case d.is(b, 1):
		return a
	}
	return d.add(opMul, a, b)
}

func (d *differ) over(a, b int) int {
	if d.is(a, 0) {
		return a
	}
	return d.add(opDiv, a, b)
}

// rule returns the slope of instruction c, whose value is v; value and slope are those of the instructions before.
func (d *differ) rule(c instr, v int, value, slope []int) int {
	a, b := value[c.a], value[c.b]
	da, db := slope[c.a], slope[c.b]
	switch c.op {
	case opAdd:
		return d.plus(da, db)
	case opSub:
		return d.minus(da, db)
	case opMul:
		return d.plus(d.times(da, b), d.times(a, db))
	case opDiv:
		return d.over(d.minus(da, d.times(v, db)), b)
	case opNeg:
		return d.add(opNeg, da)
	case opPow:
		base := d.times(d.times(b, d.add(opPow, a, d.add(opSub, b, d.constant(1)))), da)
		if d.is(db, 0) {
			return base
		}
		return d.plus(base, d.times(d.times(v, d.add(opLog, a)), db))
	case opMin:
		return d.add(opIf, d.add(opLess, b, a), db, da)
	case opMax:
		return d.add(opIf, d.add(opGreater, b, a), db, da)
	case opIf:
		return d.add(opIf, a, db, slope[c.c])
	case opExp:
		return d.times(v, da)
	case opLog:
		return d.over(da, a)
	case opSqrt:
		return d.over(d.times(d.constant(0.5), da), v)
	case opSin:
		return d.times(d.add(opCos, a), da)
	case opCos:
		return d.add(opNeg, d.times(d.add(opSin, a), da))
	case opTanh:
		return d.times(d.add(opSub, d.constant(1), d.add(opMul, v, v)), da)
	case opAbs:
		return d.times(d.add(opSign, a), da)
	case opErf:
		return d.times(d.times(d.constant(1.1283791670955126), d.add(opExp, d.add(opNeg, d.add(opMul, a, a)))), da)
	}
	return d.constant(0) // steps, signs and comparisons
}
