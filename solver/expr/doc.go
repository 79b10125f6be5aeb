// Package expr is the expression language of problem files: a formula in named variables, parsed once and evaluated over
// numbers or with its exact derivatives.
//
// Grammar, loosest first: `if c {a} else {b}`, `c ? a : b` or `if(c, a, b)`; `||`; `&&`; comparisons < <= > >= == !=; + -; * /;
// unary + - !; ^ or ** (to the right, so that -x^2 is -(x^2) and 2^-x is allowed); numbers, pi, the variables, parentheses, and the
// functions of Functions. A comparison gives a condition, which stands only where a condition is asked for. step(z) is 1 for z >= 0
// and 0 below.
//
// Invariants: parsing is bounded (MaxLength, MaxNodes, MaxDepth), evaluation is one pass over at most MaxCode instructions without loops or
// allocation, and nothing outside the variables can be read. The same bits come out natively and in WebAssembly: elementary
// functions are those of package kernel, and products are rounded before they are added.
//
//	e, err := expr.Parse("1 + 100*x^2", "x")
//	y := e.Value(0.3)               // 10
//	dydx := e.Diff("x").Value(0.3)  // 60
package expr
