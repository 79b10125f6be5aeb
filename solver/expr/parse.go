package expr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/scanner"
	"unicode/utf8"
)

// Limits of a formula.
const (
	MaxLength = 2000 // bytes of the text
	MaxNodes  = 500  // operations and operands as written
	MaxDepth  = 60   // nested brackets, functions and conditions
	MaxVars   = 8    // variables
)

// Functions lists the functions; min and max take two arguments or more, the others one.
func Functions() []string { return slices.Clone(functionNames) }

// Error says what is wrong with a formula and where.
type Error struct {
	Column  int    // of the first character that does not fit, from 1
	Message string // one sentence without its end
}

func (e *Error) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Message) }

// Parse reads a formula in the given variables. Errors are of type *Error.
func Parse(source string, vars ...string) (*Expr, error) {
	if len(vars) > MaxVars {
		return nil, &Error{1, fmt.Sprintf("%d variables given, allowed are up to %d", len(vars), MaxVars)}
	}
	if len(source) > MaxLength {
		return nil, &Error{MaxLength + 1, fmt.Sprintf("%d characters given, allowed are %d", len(source), MaxLength)}
	}
	if !utf8.ValidString(source) {
		return nil, &Error{1, "the text is not valid UTF-8"}
	}
	p := &parser{vars: vars, b: newBuilder(len(vars))}
	p.scan.Init(strings.NewReader(source))
	p.scan.Mode = scanner.ScanIdents | scanner.ScanFloats | scanner.ScanInts
	p.scan.Error = func(s *scanner.Scanner, msg string) { p.fail(s.Pos().Column, "%s", msg) }
	root, err := p.parse()
	if err != nil {
		return nil, err
	}
	return p.b.finish(root, source, vars), nil
}

type token struct {
	kind   rune // scanner.Ident, Int, Float, EOF or an operator's first character
	text   string
	column int
}

type parser struct {
	scan   scanner.Scanner
	tokens []token
	at     int
	vars   []string
	b      *builder
	nodes  int
	depth  int
}

// fail ends parsing; parse recovers it. Only *Error is thrown.
func (p *parser) fail(column int, format string, args ...any) {
	panic(&Error{column, fmt.Sprintf(format, args...)})
}

func (p *parser) parse() (root int, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			err = e
		}
	}()
	p.tokenise()
	if p.peek().kind == scanner.EOF {
		p.fail(p.peek().column, "a formula is missing")
	}
	start := p.peek().column
	v := p.condition()
	if t := p.peek(); t.kind != scanner.EOF {
		p.lookalike(t)
		p.decimalComma()
		p.fail(t.column, "%s does not fit here; an operator is missing", t.name())
	}
	return p.number(v, start), nil
}

// lookalikes are characters of typeset formulas with what is written for them.
var lookalikes = map[string]string{
	"\u2212": "-", "\u2013": "-", "\u00b7": "*", "\u22c5": "*", "\u00d7": "*", "\u00f7": "/", "\u2215": "/", "\u00b2": "^2", "\u00b3": "^3",
	"\u03c0": "pi", "\u221a": "sqrt", "\u2264": "<=", "\u2265": ">=", "\u2260": "!=", "=": "==",
}

// lookalike fails at one of them.
func (p *parser) lookalike(t token) {
	if text, ok := lookalikes[t.text]; ok && t.kind != scanner.EOF {
		p.fail(t.column, "%s does not fit here; write %s", t.name(), text)
	}
}

// decimalComma fails at a comma between two whole numbers.
func (p *parser) decimalComma() {
	if n := p.at; p.tokens[n].text == "," && n > 0 && p.tokens[n-1].kind == scanner.Int && p.tokens[n+1].kind == scanner.Int {
		p.fail(p.tokens[n].column, "a comma does not fit here; write %s.%s for the number", p.tokens[n-1].text, p.tokens[n+1].text)
	}
}

// tokenise splits the text; operators of two characters become one token.
func (p *parser) tokenise() {
	for {
		kind := p.scan.Scan()
		t := token{kind, p.scan.TokenText(), p.scan.Position.Column}
		if kind == scanner.EOF {
			t.column = p.scan.Pos().Column
		}
		if n := len(p.tokens); n > 0 && kind != scanner.EOF {
			last := &p.tokens[n-1]
			if two := last.text + t.text; last.column+len(last.text) == t.column && strings.Contains(" <= >= == != && || ** ", " "+two+" ") {
				last.text = two
				continue
			}
		}
		p.tokens = append(p.tokens, t)
		if kind == scanner.EOF {
			return
		}
	}
}

func (t token) name() string {
	if t.kind == scanner.EOF {
		return "the end"
	}
	return strconv.Quote(t.text)
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != scanner.EOF {
		p.at++
	}
	return t
}

// take consumes the token if it is text.
func (p *parser) take(text string) bool {
	if t := p.peek(); t.kind != scanner.EOF && t.text == text {
		p.at++
		return true
	}
	return false
}

func (p *parser) want(text, after string) {
	if !p.take(text) {
		p.fail(p.peek().column, "%q is missing %s, found %s", text, after, p.peek().name())
	}
}

// value is a parsed part: an instruction of the builder and whether it is a condition.
type value struct {
	id   int
	cond bool
}

// number checks that a value is a number.
func (p *parser) number(v value, column int) int {
	if v.cond {
		p.fail(column, "a comparison stands where a number is expected; write if c {a} else {b}")
	}
	return v.id
}

func (p *parser) truth(v value, column int) int {
	if !v.cond {
		p.fail(column, "a number stands where a comparison is expected")
	}
	return v.id
}

func (p *parser) emit(column int, op opcode, args ...int) value {
	p.nodes++
	if p.nodes > MaxNodes {
		p.fail(column, "more than %d operations", MaxNodes)
	}
	return value{p.b.add(op, args...), op.condition()}
}

// nest guards the recursion.
func (p *parser) nest(column int, parse func() value) value {
	p.depth++
	if p.depth > MaxDepth {
		p.fail(column, "more than %d nested brackets", MaxDepth)
	}
	v := parse()
	p.depth--
	return v
}

// condition parses c ? a : b and everything that binds closer.
func (p *parser) condition() value {
	start := p.peek().column
	c := p.binary(0)
	if !p.take("?") {
		return c
	}
	return p.nest(start, func() value {
		a := p.condition()
		p.want(":", "in c ? a : b")
		b := p.condition()
		return p.choose(start, c, a, b)
	})
}

// choose builds if c then a else b.
func (p *parser) choose(column int, c, a, b value) value {
	if a.cond || b.cond {
		p.fail(column, "a comparison stands where a number is expected")
	}
	return p.emit(column, opIf, p.truth(c, column), a.id, b.id)
}

// levels are the binary operators, loosest first.
var levels = []map[string]opcode{
	{"||": opOr},
	{"&&": opAnd},
	{"<": opLess, "<=": opLessEqual, ">": opGreater, ">=": opGreaterEqual, "==": opEqual, "!=": opNotEqual},
	{"+": opAdd, "-": opSub},
	{"*": opMul, "/": opDiv},
}

const comparisons = 2 // level of the operators that turn numbers into a condition and do not chain

func (p *parser) binary(level int) value {
	if level == len(levels) {
		return p.unary()
	}
	start := p.peek().column
	a := p.binary(level + 1)
	for {
		t := p.peek()
		op, ok := levels[level][t.text]
		if !ok || t.kind == scanner.EOF {
			return a
		}
		p.next()
		column := p.peek().column
		b := p.binary(level + 1)
		if level < comparisons {
			a = p.emit(t.column, op, p.truth(a, start), p.truth(b, column))
			continue
		}
		a = p.emit(t.column, op, p.number(a, start), p.number(b, column))
		if again := p.peek(); level == comparisons && levels[level][again.text] != opNone && again.kind != scanner.EOF {
			p.fail(again.column, "comparisons do not chain; write a < b && b < c")
		}
	}
}

func (p *parser) unary() value {
	t := p.peek()
	switch t.text {
	case "-", "+", "!":
		if t.kind == scanner.EOF {
			break
		}
		p.next()
		column := p.peek().column
		v := p.nest(t.column, p.unary)
		switch t.text {
		case "-":
			return p.emit(t.column, opNeg, p.number(v, column))
		case "!":
			return p.emit(t.column, opNot, p.truth(v, column))
		}
		p.number(v, column)
		return v
	}
	return p.power()
}

func (p *parser) power() value {
	start := p.peek().column
	base := p.primary()
	if !p.take("^") && !p.take("**") {
		return base
	}
	column := p.peek().column
	exponent := p.nest(column, p.unary)
	return p.emit(column, opPow, p.number(base, start), p.number(exponent, column))
}

func (p *parser) primary() value {
	t := p.next()
	switch t.kind {
	case scanner.Int, scanner.Float:
		x, err := strconv.ParseFloat(t.text, 64)
		if err != nil || strings.ContainsAny(t.text, "_xX") {
			p.fail(t.column, "%s is not a number that can be used; write 12, 0.5 or 1e-3", t.name())
		}
		p.nodes++
		return value{id: p.b.constant(x)}
	case scanner.Ident:
		return p.name(t)
	case '(':
		v := p.nest(t.column, p.condition)
		p.decimalComma()
		p.want(")", fmt.Sprintf("for the bracket at column %d", t.column))
		return v
	case scanner.EOF:
		p.fail(t.column, "the formula ends where a number, a variable or a bracket is expected")
	}
	p.lookalike(t)
	p.fail(t.column, "%s stands where a number, a variable or a bracket is expected", t.name())
	return value{}
}

func (p *parser) name(t token) value {
	if t.text == "if" {
		return p.nest(t.column, func() value { return p.conditional(t) })
	}
	for i, v := range p.vars {
		if v == t.text {
			p.nodes++
			return value{id: p.b.variable(i)}
		}
	}
	if t.text == "pi" {
		p.nodes++
		return value{id: p.b.constant(3.141592653589793)}
	}
	op, args := unary[t.text], 1
	if op == opNone {
		op, args = pair[t.text], 2
	}
	if op == opNone {
		p.lookalike(t)
		p.fail(t.column, "unknown name %s; %s", t.name(), p.known())
	}
	if !p.take("(") {
		p.fail(t.column, "%s is a function; write %s(...)", t.name(), t.text)
	}
	return p.nest(t.column, func() value {
		var at []int
		for {
			column := p.peek().column
			at = append(at, p.number(p.condition(), column))
			if !p.take(",") {
				break
			}
		}
		p.want(")", "after the arguments of "+t.text)
		if len(at) < args || len(at) > args && args == 1 {
			p.fail(t.column, "%s takes %d arguments, %d given", t.text, args, len(at))
		}
		v := value{id: at[0]}
		if args == 1 {
			return p.emit(t.column, op, at[0])
		}
		for _, b := range at[1:] { // min and max of more than two
			v = p.emit(t.column, op, v.id, b)
		}
		return v
	})
}

// conditional parses what follows `if`: c {a} else {b}, or (c, a, b).
func (p *parser) conditional(t token) value {
	if p.peek().kind == '(' && p.listAhead() {
		p.next()
		c := p.condition()
		p.want(",", "after the condition of if(c, a, b)")
		a := p.condition()
		p.want(",", "between the values of if(c, a, b)")
		b := p.condition()
		p.want(")", "at the end of if(c, a, b)")
		return p.choose(t.column, c, a, b)
	}
	c := p.binary(0)
	p.want("{", "after the condition of if c {a} else {b}")
	a := p.condition()
	p.want("}", "after the first value of if c {a} else {b}")
	p.want("else", "in if c {a} else {b}")
	if p.peek().text == "if" && p.peek().kind == scanner.Ident { // else if
		again := p.next()
		return p.choose(t.column, c, a, p.nest(again.column, func() value { return p.conditional(again) }))
	}
	p.want("{", "after else")
	b := p.condition()
	p.want("}", "after the second value of if c {a} else {b}")
	return p.choose(t.column, c, a, b)
}

// listAhead reports whether the bracket that opens here holds a comma of its own.
func (p *parser) listAhead() bool {
	depth := 0
	for _, t := range p.tokens[p.at:] {
		switch t.kind {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return false
			}
		case ',':
			if depth == 1 {
				return true
			}
		}
	}
	return false
}

// known names what may stand instead of an unknown name.
func (p *parser) known() string {
	names := append(append([]string{}, p.vars...), "pi")
	return "allowed are " + strings.Join(append(names, functionNames...), ", ")
}
