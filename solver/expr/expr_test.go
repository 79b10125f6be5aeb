package expr_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/expr"
)

func ExampleParse() {
	e, err := expr.Parse("if x < 0.5 {1} else {1 + 100*(x - 0.5)^2}", "x")
	fmt.Println(err, e.Value(0.25), e.Value(1), e.Diff("x").Value(1))
	_, err = expr.Parse("1 + 2*y", "x", "t")
	fmt.Println(err)
	// Output:
	// <nil> 1 26 100
	// column 7: unknown name "y"; allowed are x, t, pi, abs, cos, erf, exp, log, max, min, sin, sqrt, step, tanh
}

func TestValue(t *testing.T) {
	x, v := 0.3, -0.7
	for _, c := range []struct {
		source string
		want   float64
	}{
		{"1 + 2*3", 7}, {"(1 + 2)*3", 9}, {"-x^2", -0.09}, {"2^-1", 0.5}, {"2^3^2", 512}, {"2**3", 8}, {"1 - 2 - 3", -4}, {"8/4/2", 1},
		{"--x", x}, {"-2*-x", 2 * x}, {"1e-3*pi", 1e-3 * math.Pi}, {".5 + 5.", 5.5}, {"exp(x)*log(2)", math.Exp(x) * math.Log(2)},
		{"sqrt(x) + sin(x) - cos(x)", math.Sqrt(x) + math.Sin(x) - math.Cos(x)}, {"tanh(v)", math.Tanh(v)}, {"abs(v)", 0.7},
		{"min(x, v)", v}, {"max(x, v, 2)", 2}, {"erf(x) + erf(2)", math.Erf(x) + math.Erf(2)}, {"step(x) + 10*step(v) + 100*step(0)", 101},
		{"x < 0.5 ? 1 : 2", 1}, {"if x > 0.5 {1} else {2}", 2}, {"if (x > 0.5) {1} else if x > 0.2 {5} else {2}", 5}, {"if(x > 0.5, 1, 3)", 3},
		{"2*if x > 0.5 {1} else {2} + 1", 5}, {"x > 0 && v > 0 ? 1 : 2", 2}, {"x > 0 || v > 0 ? 1 : 2", 1}, {"!(x > 0) ? 1 : 2", 2}, {"x == 0.3 ? 1 : 2", 1},
		{"x != 0.3 ? 1 : 2", 2}, {"x >= 0.3 ? 1 : 2", 1}, {"x <= 0.3 ? 1 : 2", 1}, {"x > 0 ? v > 0 ? 1 : 2 : 3", 2}, {"(-2)^3", -8}, {"4^0.5", 2}, {"(-2)^101", -math.Pow(2, 101)}, {"0^0", 1}, {"x^2.5", math.Pow(x, 2.5)},
		{"010", 10},
	} {
		e, err := expr.Parse(c.source, "x", "v")
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if got := e.Value(x, v); math.Abs(got-c.want) > 2e-14*(1+math.Abs(c.want)) {
			t.Errorf("%s = %v, want %v", c.source, got, c.want)
		}
		if got := e.Jet(autodiff.Constant(x), autodiff.Constant(v)).V; got != e.Value(x, v) {
			t.Errorf("%s: jet %v, value %v", c.source, got, e.Value(x, v))
		}
	}
}

func TestErrorsPointAtTheColumn(t *testing.T) {
	for _, c := range []struct {
		source string
		column int
		says   string
	}{
		{"", 1, "missing"}, {"1 +", 4, "ends"}, {"1 + * 2", 5, "stands where"}, {"2 x", 3, "operator is missing"}, {"2x", 2, "operator is missing"},
		{"(1 + 2", 7, `")" is missing`}, {"1)", 2, "does not fit"}, {"sinn(x)", 1, "unknown name"}, {"sin x", 1, "is a function"}, {"min(1)", 1, "takes 2"},
		{"sin(1, 2)", 1, "takes 1"}, {"1 < x < 2 ? 1 : 0", 7, "do not chain"}, {"1 + (x < 1)", 5, "a comparison"}, {"x ? 1 : 2", 1, "a number"}, {"x < 1", 1, "a comparison"},
		{"if x < 1 {1}", 13, `"else"`}, {"x < 1 ? 2", 10, `":"`}, {"0x10", 1, "not a number"}, {"0x1p4", 1, "not a number"}, {"1_0", 1, "not a number"}, {`"a"`, 1, "stands where"}, {"x = 1", 3, "does not fit"},
		{"1e999", 1, "not a number"}, {"x; y", 2, "does not fit"}, {"x[0]", 2, "does not fit"}, {"é + 1", 1, "unknown name"}, {"é", 1, "unknown"}, {"x.y", 2, "does not fit"}, {"-", 2, "ends"},
		{"if(x < 1, 2)", 12, `","`}, {"0,1 + x", 2, "write 0.1"}, {"x*(1,5)", 5, "write 1.5"},
	} {
		_, err := expr.Parse(c.source, "x")
		var e *expr.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: error %v", c.source, err)
			continue
		}
		if e.Column != c.column || !strings.Contains(e.Message, c.says) || strings.Contains(e.Error(), "\n") {
			t.Errorf("%q: %v, want column %d and %q", c.source, e, c.column, c.says)
		}
	}
}

func TestLimits(t *testing.T) {
	for name, source := range map[string]string{
		"length":   "1" + strings.Repeat(" ", expr.MaxLength),
		"nodes":    "x" + strings.Repeat("+x", expr.MaxNodes),
		"brackets": strings.Repeat("(", 500) + "x" + strings.Repeat(")", 500),
		"signs":    strings.Repeat("-", 1900) + "x",
		"powers":   strings.Repeat("x^", 900) + "x",
		"choices":  strings.Repeat("x<1?1:", 300) + "x",
		"ifs":      strings.Repeat("if x<1 {1} else ", 100) + "{2}",
	} {
		if _, err := expr.Parse(source, "x"); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := expr.Parse("x\xff", "x"); err == nil {
		t.Error("invalid UTF-8 accepted")
	}
}

// random writes a formula that is smooth where it is used.
func random(rng *rand.Rand, depth int) string {
	if depth == 0 {
		return []string{"x", "y", "0.7", "2", "pi"}[rng.IntN(5)]
	}
	a, b := random(rng, depth-1), random(rng, rng.IntN(depth))
	switch rng.IntN(14) {
	case 0, 1:
		return "(" + a + " + " + b + ")"
	case 2:
		return "(" + a + " - " + b + ")"
	case 3, 4:
		return "(" + a + ")*(" + b + ")"
	case 5:
		return "(" + a + ")/(2 + (" + b + ")^2)"
	case 6:
		return "sin(" + a + ")"
	case 7:
		return "exp(-(" + a + ")^2)"
	case 8:
		return "tanh(" + a + ")"
	case 9:
		return "sqrt(1 + (" + a + ")^2)"
	case 10:
		return "log(2 + abs(" + a + "))"
	case 11:
		return "erf(" + a + ")"
	case 12:
		return "(1.5 + sin(" + a + "))^cos(" + b + ")"
	}
	return "if " + a + " < " + b + " {" + a + "} else {cos(" + b + ")}"
}

// Derivatives by jets, by Diff and by differences agree, and Diff of Diff commutes.
func TestDerivatives(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	tested := 0
	for range 600 {
		source := random(rng, 4)
		e, err := expr.Parse(source, "x", "y")
		if err != nil {
			var limit *expr.Error
			if errors.As(err, &limit) && strings.Contains(limit.Message, "more than") {
				continue
			}
			t.Fatalf("%s: %v", source, err)
		}
		x, y := rng.NormFloat64(), rng.NormFloat64()
		j := e.Jet(autodiff.Jet{V: x, Dt: 1}, autodiff.Jet{V: y, Dx: 1})
		const h = 1e-6
		if d, want := e.Diff("x").Value(x, y), j.Dt; math.Abs(d-want) > 1e-9*(1+math.Abs(want)) {
			t.Fatalf("%s at %v, %v: Diff %v, jet %v", source, x, y, d, want)
		}
		if d, want := e.Diff("y").Value(x, y), j.Dx; math.Abs(d-want) > 1e-9*(1+math.Abs(want)) {
			t.Fatalf("%s at %v, %v: Diff %v, jet %v", source, x, y, d, want)
		}
		up, mid, down := e.Value(x+h, y), e.Value(x, y), e.Value(x-h, y)
		if math.Abs(up-2*mid+down) > 1e-9*(1+math.Abs(mid)) { // a jump or a kink between
			continue
		}
		tested++
		if fd := (up - down) / (2 * h); math.Abs(fd-j.Dt) > 1e-4*(1+math.Abs(j.Dt)) {
			t.Errorf("%s at %v, %v: difference %v, jet %v", source, x, y, fd, j.Dt)
		}
		if a, b := e.Diff("x").Diff("y").Value(x, y), e.Diff("y").Diff("x").Value(x, y); math.Abs(a-b) > 1e-7*(1+math.Abs(a)) {
			t.Errorf("%s: mixed derivatives %v, %v", source, a, b)
		}
	}
	if tested < 300 {
		t.Errorf("only %d formulas were smooth", tested)
	}
}

func TestNothingIsAllocated(t *testing.T) {
	e, err := expr.Parse("1 + 100*x^2*exp(-t) + tanh((x - 0.5)/0.02)", "t", "x")
	if err != nil {
		t.Fatal(err)
	}
	at := []float64{0.1, 0.2}
	jets := []autodiff.Jet{{V: 0.1, Dt: 1}, {V: 0.2, Dx: 1}}
	if n := testing.AllocsPerRun(100, func() { e.Value(at...); e.Jet(jets...) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestUses(t *testing.T) {
	e, _ := expr.Parse("x*0 + t", "x", "t", "v")
	if !e.Uses("t") || e.Uses("v") {
		t.Error("wrong variables")
	}
	if c, ok := expr.Constant(3).Constant(); !ok || c != 3 {
		t.Error("constant lost")
	}
	if e, _ := expr.Parse("2*pi - 1"); e == nil {
		t.Error("no variables refused")
	} else if c, ok := e.Constant(); !ok || c != 2*math.Pi-1 {
		t.Error("constants are not folded")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1 + 100*x^2", "if x<0.5 {1} else {2}", "max(1, x, t)", "x<1?2:3", "((((", "-^*", "1e", "if(x<1,2,3)", "π"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		e, err := expr.Parse(source, "x", "t")
		if err != nil {
			var bad *expr.Error
			if !errors.As(err, &bad) || bad.Column < 1 || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%q: %v", source, err)
			}
			return
		}
		v := e.Value(0.3, 0.1)
		if j := e.Jet(autodiff.Jet{V: 0.3, Dx: 1}, autodiff.Jet{V: 0.1, Dt: 1}); j.V != v && !(math.IsNaN(j.V) && math.IsNaN(v)) {
			t.Fatalf("%q: jet %v, value %v", source, j.V, v)
		}
		e.Diff("x").Diff("t").Value(0.3, 0.1)
	})
}

func BenchmarkJet(b *testing.B) {
	e, _ := expr.Parse("1 + 100*x^2*exp(-t) + tanh((x - 0.5)/0.02)", "t", "x")
	at := []autodiff.Jet{{V: 0.1, Dt: 1}, {V: 0.2, Dx: 1}}
	for b.Loop() {
		e.Jet(at...)
	}
}
