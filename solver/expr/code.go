package expr

import (
	"fmt"
	"math"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// opcode is an operation of the evaluator.
type opcode uint8

const (
	opNone opcode = iota
	opConst
	opVar
	opAdd
	opSub
	opMul
	opDiv
	opNeg
	opPow
	opMin
	opMax
	opIf
	opLess
	opLessEqual
	opGreater
	opGreaterEqual
	opEqual
	opNotEqual
	opAnd
	opOr
	opNot
	opExp
	opLog
	opSqrt
	opSin
	opCos
	opTanh
	opAbs
	opStep
	opErf
	opSign // derivative of abs
)

func (op opcode) condition() bool { return op >= opLess && op <= opNot }

var unary = map[string]opcode{
	"exp": opExp, "log": opLog, "sqrt": opSqrt, "sin": opSin, "cos": opCos, "tanh": opTanh, "abs": opAbs, "step": opStep, "erf": opErf,
}

var pair = map[string]opcode{"min": opMin, "max": opMax}

var functionNames = []string{"abs", "cos", "erf", "exp", "log", "max", "min", "sin", "sqrt", "step", "tanh"}

// instr computes one value from earlier ones.
type instr struct {
	op      opcode
	a, b, c int32
	k       float64 // of opConst
}

// Expr is a parsed formula. It is immutable and may be used by several goroutines at once.
type Expr struct {
	source string
	vars   []string
	code   []instr // the last one is the value
}

// String returns the text that was parsed.
func (e *Expr) String() string { return e.source }

// Constant reports whether the formula is one number, and which.
func (e *Expr) Constant() (float64, bool) {
	if len(e.code) == 1 && e.code[0].op == opConst {
		return e.code[0].k, true
	}
	return 0, false
}

// Uses reports whether the value depends on a variable.
func (e *Expr) Uses(name string) bool {
	i := slices.Index(e.vars, name)
	return slices.ContainsFunc(e.code, func(c instr) bool { return c.op == opVar && int(c.a) == i })
}

// Constant returns the formula of a number.
func Constant(x float64) *Expr {
	b := newBuilder(0)
	return b.finish(b.constant(x), fmt.Sprint(x), nil)
}

// builder collects instructions; equal ones are shared and constants folded.
type builder struct {
	code  []instr
	known map[instr]int
}

func newBuilder(int) *builder { return &builder{known: map[instr]int{}} }

func (b *builder) put(c instr) int {
	if math.IsNaN(c.k) { // NaN is no key; a formula holds few of them
		b.code = append(b.code, c)
		return len(b.code) - 1
	}
	if id, ok := b.known[c]; ok && math.Signbit(b.code[id].k) == math.Signbit(c.k) {
		return id
	}
	b.code = append(b.code, c)
	b.known[c] = len(b.code) - 1
	return len(b.code) - 1
}

func (b *builder) constant(x float64) int { return b.put(instr{op: opConst, k: x}) }
func (b *builder) variable(i int) int     { return b.put(instr{op: opVar, a: int32(i)}) }

func (b *builder) isConst(id int) bool { return b.code[id].op == opConst }

// is reports whether an instruction is the constant x.
func (b *builder) is(id int, x float64) bool { return b.isConst(id) && b.code[id].k == x }

// add puts an operation; one of constants becomes a constant.
func (b *builder) add(op opcode, args ...int) int {
	c := instr{op: op}
	fold := true
	for i, a := range args {
		fold = fold && b.isConst(a)
		switch i {
		case 0:
			c.a = int32(a)
		case 1:
			c.b = int32(a)
		case 2:
			c.c = int32(a)
		}
	}
	if fold {
		var v [3]float64
		for i, a := range args {
			v[i] = b.code[a].k
		}
		return b.constant(apply(op, v[0], v[1], v[2]))
	}
	return b.put(c)
}

// finish drops what the root does not need.
func (b *builder) finish(root int, source string, vars []string) *Expr {
	need := make([]bool, len(b.code))
	need[root] = true
	for i := root; i >= 0; i-- {
		if need[i] {
			for _, a := range b.code[i].args() {
				need[a] = true
			}
		}
	}
	e := &Expr{source: source, vars: vars}
	at := make([]int32, len(b.code))
	for i, c := range b.code[:root+1] {
		if !need[i] {
			continue
		}
		if c.op != opVar && c.op != opConst {
			c.a, c.b, c.c = at[c.a], at[c.b], at[c.c]
		}
		at[i] = int32(len(e.code))
		e.code = append(e.code, c)
	}
	return e
}

// args lists the instructions that one reads.
func (c *instr) args() []int32 {
	switch {
	case c.op == opConst || c.op == opVar:
		return nil
	case c.op == opIf:
		return []int32{c.a, c.b, c.c}
	case c.op >= opAdd && c.op <= opDiv, c.op >= opPow && c.op <= opMax, c.op >= opLess && c.op <= opOr:
		return []int32{c.a, c.b}
	}
	return []int32{c.a}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// apply computes an operation; a condition is 1 or 0.
func apply(op opcode, a, b, c float64) float64 {
	switch op {
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return float64(a * b)
	case opDiv:
		return a / b
	case opNeg:
		return -a
	case opPow:
		return power(a, b)
	case opMin:
		return min(a, b)
	case opMax:
		return max(a, b)
	case opIf:
		if a != 0 {
			return b
		}
		return c
	case opLess:
		return truth(a < b)
	case opLessEqual:
		return truth(a <= b)
	case opGreater:
		return truth(a > b)
	case opGreaterEqual:
		return truth(a >= b)
	case opEqual:
		return truth(a == b)
	case opNotEqual:
		return truth(a != b)
	case opAnd:
		return truth(a != 0 && b != 0)
	case opOr:
		return truth(a != 0 || b != 0)
	case opNot:
		return truth(a == 0)
	case opExp:
		return kernel.Exp64(a)
	case opLog:
		return logarithm(a)
	case opSqrt:
		return math.Sqrt(a)
	case opSin:
		return kernel.Sin64(a)
	case opCos:
		return kernel.Cos64(a)
	case opTanh:
		return kernel.Tanh64(a)
	case opAbs:
		return math.Abs(a)
	case opStep:
		return truth(a >= 0)
	case opErf:
		return erf(a)
	case opSign:
		if a > 0 {
			return 1
		} else if a < 0 {
			return -1
		}
		return 0
	}
	panic("expr: unknown operation")
}

// logarithm is the natural logarithm, NaN below 0 and -Inf at 0.
func logarithm(x float64) float64 {
	switch {
	case x > 0:
		return kernel.Log64(x)
	case x == 0:
		return math.Inf(-1)
	}
	return math.NaN()
}

// erf is the error function: its series near 0, where 1 - erfc would cancel.
func erf(x float64) float64 {
	if math.Abs(x) > 0.5 {
		return 1 - kernel.Erfc64(x)
	}
	z, term, sum := float64(x*x), x, x // sum (-1)^n x^(2n+1)/(n! (2n+1))
	for n := 1.0; n < 16; n++ {
		term = float64(-term*z) / n
		sum += term / (2*n + 1)
	}
	return 1.1283791670955126 * sum
}

// largest is the greatest whole exponent that power multiplies out.
const largest = 64

// power returns x^y; NaN where it is not real.
func power(x, y float64) float64 {
	if n := math.Abs(y); n <= largest && n == math.Trunc(n) {
		p, square := 1.0, x
		for k := int(n); k > 0; k >>= 1 {
			if k&1 != 0 {
				p = float64(p * square)
			}
			square = float64(square * square)
		}
		if y < 0 {
			return 1 / p
		}
		return p
	}
	switch {
	case y == 0.5:
		return math.Sqrt(x)
	case x > 0:
		return kernel.Exp64(float64(y * kernel.Log64(x)))
	case x == 0 && y > 0:
		return 0
	case x == 0 && y < 0:
		return math.Inf(1)
	case x < 0 && y == math.Trunc(y): // large whole exponents
		p := kernel.Exp64(float64(y * kernel.Log64(-x)))
		if math.Mod(y, 2) != 0 {
			return -p
		}
		return p
	}
	return math.NaN()
}

// Smooth returns the formula with every step(z) replaced by (1 + tanh(z/width))/2.
func (e *Expr) Smooth(width float64) *Expr {
	return e.rewrite(func(b *builder, c instr, args []int) int {
		if c.op != opStep {
			return b.add(c.op, args...)
		}
		rise := b.add(opTanh, b.add(opDiv, args[0], b.constant(width)))
		return b.add(opMul, b.constant(0.5), b.add(opAdd, b.constant(1), rise))
	}, e.vars, nil)
}

// Bind returns the formula with values in place of the last variables, for those before them.
func (e *Expr) Bind(last ...float64) *Expr {
	return e.rewrite(func(b *builder, c instr, args []int) int { return b.add(c.op, args...) }, e.vars[:len(e.vars)-len(last)], last)
}

// rewrite builds the formula anew; variables beyond vars become constants.
func (e *Expr) rewrite(op func(b *builder, c instr, args []int) int, vars []string, constants []float64) *Expr {
	b := newBuilder(len(vars))
	at := make([]int, len(e.code))
	for i, c := range e.code {
		switch {
		case c.op == opConst:
			at[i] = b.constant(c.k)
		case c.op == opVar && int(c.a) >= len(vars):
			at[i] = b.constant(constants[int(c.a)-len(vars)])
		case c.op == opVar:
			at[i] = b.variable(int(c.a))
		default:
			args := c.args()
			now := make([]int, len(args))
			for k, a := range args {
				now[k] = at[a]
			}
			at[i] = op(b, c, now)
		}
	}
	return b.finish(at[len(at)-1], e.source, vars)
}

// Jumps reports whether the value may jump: a step or a comparison is left in the formula.
func (e *Expr) Jumps() bool {
	return slices.ContainsFunc(e.code, func(c instr) bool { return c.op == opStep || c.op == opIf })
}
