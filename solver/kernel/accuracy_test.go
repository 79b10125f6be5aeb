package kernel

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
)

// TestVectorAccuracy holds every implementation, the relaxed one included, to the promised errors: 2e-7 relative in single
// precision, 4 ulp in double precision.
func TestVectorAccuracy(t *testing.T) {
	everywhere(t, testVectorAccuracy32, testVectorAccuracy64)
}

func testVectorAccuracy32(t *testing.T, r *rand.Rand) {
	for _, f := range []struct {
		name   string
		vec    func(dst, src []float32)
		ref    func(float64) float64
		lo, hi float64
	}{
		{"exp", ExpVec[float32], Exp64, -87, 88},
		{"tanh", TanhVec[float32], Tanh64, -9, 9},
		{"tanh near 0", TanhVec[float32], Tanh64, -0.4, 0.4},
		{"sigmoid", SigmoidVec[float32], Sigmoid64, -80, 20},
		{"sigmoid near 0", SigmoidVec[float32], Sigmoid64, -3, 3},
		{"sin", SinVec[float32], Sin64, -1000, 1000},
	} {
		x, y := make([]float32, 40000), make([]float32, 40000)
		for i := range x {
			x[i] = float32(f.lo + (f.hi-f.lo)*r.Float64())
		}
		f.vec(y, x)
		worst := 0.0
		for i := range x {
			want := f.ref(float64(x[i]))
			e := math.Abs(float64(y[i])-want) / math.Abs(want)
			if !(e <= 2e-7) {
				t.Fatalf("%s(%v) = %v: relative error %.3g", f.name, x[i], y[i], e)
			}
			worst = max(worst, e)
		}
		t.Logf("%-14s max relative error %.3g", f.name, worst)
	}
}

func testVectorAccuracy64(t *testing.T, r *rand.Rand) {
	sin := func(x *big.Float) *big.Float { s, _ := bigSincos(x); return s }
	for _, f := range []struct {
		name   string
		vec    func(dst, src []float64)
		ref    func(*big.Float) *big.Float
		lo, hi float64
	}{
		{"exp", ExpVec[float64], bigExp, -708, 709},
		{"tanh", TanhVec[float64], bigTanh, -2, 2},
		{"sigmoid", SigmoidVec[float64], bigSigmoid, -40, 20},
		{"sin", SinVec[float64], sin, -1000, 1000},
	} {
		x, y := make([]float64, 120), make([]float64, 120)
		for i := range x {
			x[i] = f.lo + (f.hi-f.lo)*r.Float64()
		}
		f.vec(y, x)
		worst := 0.0
		for i := range x {
			worst = max(worst, ulps(y[i], f.ref(bf(x[i]))))
		}
		t.Logf("%-8s max error %.2f ulp", f.name, worst)
		if !(worst <= 4) {
			t.Errorf("%s: error %.2f ulp", f.name, worst)
		}
	}
}

// TestNoLibraryFunctions reads the sources: nothing but bit manipulation, square roots and constants may come from package math,
// whose elementary functions differ between platforms.
func TestNoLibraryFunctions(t *testing.T) {
	allowed := map[string]bool{"Float64bits": true, "Float64frombits": true, "Float32bits": true, "Float32frombits": true,
		"Sqrt": true, "Abs": true, "NaN": true, "Inf": true, "MaxFloat64": true}
	if runtime.GOOS == "js" {
		t.Skip("a browser has no sources to read; the native test reads them")
	}
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if p, ok := s.X.(*ast.Ident); ok && p.Name == "math" {
					seen++
					if !allowed[s.Sel.Name] {
						t.Errorf("%s uses math.%s", f.Name(), s.Sel.Name)
					}
				}
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("no source was read")
	}
}
