package autodiff

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// networkTape builds a network with a loss on values and derivatives over three units in four cells.
func networkTape[T kernel.Float](act kernel.Activation, depth int, jets bool, convert func([]float64) []T) (*Tape[T], *cloud, Node) {
	var p Params
	net := NewNetwork(&p, NetworkSpec{
		Name: "net", Features: features, Codes: 2, Encoder: 4, Width: 6, Depth: depth, Outputs: 3, Act: act, Gain: 0.5,
	})
	tape := NewTape(convert(randomParams(newRand(5), &p)), 3)
	counts, units := []int{3, 2, 4, 3}, []int{0, 1, 2, 0}
	c := newCloud(newRand(6), counts, units)
	codes := tape.Known(NewSpace([]int{1, 1, 1, 1}, units), 2, false, func(i int, out []Jet) {
		out[0].V, out[1].V = 0.5*float64(i)-1, 0.3*float64(i*i)
	})
	var cell []int
	for k, n := range counts {
		for range n {
			cell = append(cell, k)
		}
	}
	out := net.Apply(tape, c.known(tape, jets), codes, cell)
	loss(tape, out, jets)
	return tape, c, out
}

func same64(v []float64) []float64 { return v }

func TestNetworkGradient(t *testing.T) {
	for name, act := range activations {
		for depth := 1; depth <= 3; depth++ {
			for _, jets := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/depth %d/jets=%v", name, depth, jets), func(t *testing.T) {
					tape, _, _ := networkTape(act, depth, jets, same64)
					checkGradient(t, tape)
				})
			}
		}
	}
}

func TestNetworkJets(t *testing.T) {
	const h = 1e-5
	for name, act := range activations {
		tape, c, id := networkTape(act, 3, true, same64)
		out := tape.nodes[id]
		t0, x0 := append([]float64(nil), c.t...), append([]float64(nil), c.x...)
		at := func(dt, dx float64) []float64 {
			for i := range c.t {
				c.t[i], c.x[i] = t0[i]+dt, x0[i]+dx
			}
			tape.Forward()
			return append([]float64(nil), out.val...)
		}
		base, tp, tm, xp, xm := at(0, 0), at(h, 0), at(-h, 0), at(0, h), at(0, -h)
		for i := range out.space.N {
			for j := range out.cols {
				v := 3*i*out.cols + j
				dt, dx := (tp[v]-tm[v])/(2*h), (xp[v]-xm[v])/(2*h)
				if !near(base[v+out.cols], dt, 1e-8) || !near(base[v+2*out.cols], dx, 1e-8) {
					t.Fatalf("%s: point %d column %d: derivatives %.12g %.12g, central differences %.12g %.12g",
						name, i, j, base[v+out.cols], base[v+2*out.cols], dt, dx)
				}
			}
		}
	}
}

// The network of the doc comment, written out with loops: the eps code enters the first trunk layer by addition.
func TestNetworkAgainstLoops(t *testing.T) {
	var p Params
	net := NewNetwork(&p, NetworkSpec{Name: "n", Features: 2, Codes: 2, Encoder: 3, Width: 4, Depth: 2, Outputs: 2, Act: kernel.Tanh, Gain: 1})
	params := randomParams(newRand(8), &p)
	layer := func(name string, x []float64, act bool) []float64 {
		for _, l := range p.Layers {
			if l.Name != name {
				continue
			}
			out := make([]float64, l.Out)
			for j := range out {
				if l.B >= 0 {
					out[j] = params[l.B+j]
				}
				for i := range x {
					out[j] += x[i] * params[l.W+i*l.Out+j]
				}
				if act {
					out[j] = math.Tanh(out[j])
				}
			}
			return out
		}
		t.Fatalf("no layer %q", name)
		return nil
	}
	x, code := []float64{0.3, -0.8}, []float64{0.4, 1.1}
	h := layer("n.join", layer("n.encoder.1", layer("n.encoder.0", code, true), true), false)
	z := layer("n.trunk.0", x, false)
	for j := range z {
		z[j] = math.Tanh(z[j] + h[j])
	}
	want := layer("n.out", layer("n.trunk.1", z, true), false)

	tape := NewTape(params, 0)
	s := NewSpace([]int{1}, []int{0})
	leaf := func(v []float64) Node {
		return tape.Known(s, len(v), false, func(i int, out []Jet) {
			for j := range out {
				out[j].V = v[j]
			}
		})
	}
	out := net.Apply(tape, leaf(x), leaf(code), []int{0})
	tape.Forward()
	for j, v := range tape.Values(out) {
		if !near(v, want[j], 1e-14) {
			t.Errorf("output %d is %.15g, want %.15g", j, v, want[j])
		}
	}
	if tape.Space(out) != s || tape.Columns(out) != 2 {
		t.Errorf("output has %d columns", tape.Columns(out))
	}
}

func TestForwardAndBackwardDoNotAllocate(t *testing.T) {
	for name, run := range map[string]func() (forward, backward func()){
		"float32": func() (func(), func()) {
			tape, _, _ := networkTape(kernel.Tanh, 2, true, to32)
			return tape.Forward, tape.Backward
		},
		"float64 swish": func() (func(), func()) {
			tape, _, _ := networkTape(kernel.Swish, 2, true, same64)
			return tape.Forward, tape.Backward
		},
	} {
		f, b := run()
		f()
		b()
		if n := testing.AllocsPerRun(10, func() { f(); b() }); n != 0 {
			t.Errorf("%s network: %v allocations per step", name, n)
		}
	}
	for name, op := range operations {
		sh := shapes[2]
		c := newCloud(newRand(1), sh.counts, sh.units)
		tape, in := build(c, sh.counts, sh.units, true, func(l *layers) []float32 { return to32(randomParams(newRand(1), &l.p)) })
		out := op(tape, in)
		loss(tape, out, tape.nodes[out].jets == 3)
		tape.Forward()
		tape.Backward()
		if n := testing.AllocsPerRun(5, func() { tape.Forward(); tape.Backward() }); n != 0 {
			t.Errorf("%s: %v allocations per step", name, n)
		}
	}
}

// A second run gives the same bits: nothing is left over from the first.
func TestRepeatIsBitEqual(t *testing.T) {
	for name, op := range operations {
		sh := shapes[3]
		c := newCloud(newRand(1), sh.counts, sh.units)
		tape, in := build(c, sh.counts, sh.units, true, func(l *layers) []float32 { return to32(randomParams(newRand(1), &l.p)) })
		out := op(tape, in)
		loss(tape, out, tape.nodes[out].jets == 3)
		tape.Forward()
		tape.Backward()
		var first [][]float32
		for _, g := range tape.Grad {
			first = append(first, append([]float32(nil), g...))
		}
		losses := append([]float64(nil), tape.Loss...)
		tape.Forward()
		tape.Forward() // a forward run without a sweep in between must not count twice
		tape.Backward()
		for u, g := range tape.Grad {
			if losses[u] != tape.Loss[u] {
				t.Errorf("%s: loss of unit %d is %v and then %v", name, u, losses[u], tape.Loss[u])
			}
			for k, v := range g {
				if v != first[u][k] {
					t.Fatalf("%s: gradient %d of unit %d is %v and then %v", name, k, u, first[u][k], v)
				}
			}
		}
	}
}

// A tape without units evaluates only, with the same bits.
func TestEvaluationOnly(t *testing.T) {
	for name, op := range operations {
		if name == "dense and loss" || name == "rows overlap" { // these declare losses, which need units
			continue
		}
		sh := shapes[1]
		var vals [2][]float64
		for k := range vals {
			c := newCloud(newRand(2), sh.counts, sh.units)
			tape, in := build(c, sh.counts, sh.units, true, func(l *layers) []float64 { return randomParams(newRand(2), &l.p) })
			if k == 1 {
				tape.Grad, tape.Loss, tape.losses = nil, nil, nil
			}
			out := op(tape, in)
			tape.Forward()
			vals[k] = tape.Values(out)
		}
		for i, v := range vals[0] {
			if v != vals[1][i] {
				t.Fatalf("%s: element %d is %v with units and %v without", name, i, v, vals[1][i])
			}
		}
	}
}

func TestInitialParameters(t *testing.T) {
	var p Params
	a := p.Dense("a", 30, 40, true, 1)
	b := p.Dense("b", 40, 50, false, 0.5)
	z := p.Dense("z", 50, 3, true, 0)
	if want := 30*40 + 40 + 40*50 + 50*3 + 3; p.Len != want || len(p.Layers) != 3 || b.B != -1 {
		t.Fatalf("%d parameters, want %d", p.Len, want)
	}
	v := p.Init(rand.New(rand.NewPCG(1, 2)))
	again := p.Init(rand.New(rand.NewPCG(1, 2)))
	for i := range v {
		if v[i] != again[i] {
			t.Fatal("two draws of one seed differ")
		}
	}
	for _, c := range []struct {
		l    Layer
		gain float64
	}{{a, 1}, {b, 0.5}, {z, 0}} {
		bound := c.gain * math.Sqrt(6/float64(c.l.In+c.l.Out))
		var sum, square, top float64
		n := c.l.In * c.l.Out
		for _, w := range v[c.l.W : c.l.W+n] {
			sum, square, top = sum+w, square+w*w, max(top, math.Abs(w))
		}
		if top > bound || (bound > 0 && (top < 0.9*bound || math.Abs(square/float64(n)/(bound*bound/3)-1) > 0.2 || math.Abs(sum/float64(n)) > 0.1*bound)) {
			t.Errorf("layer %s: largest weight %g, mean %g, mean square %g for a bound of %g", c.l.Name, top, sum/float64(n), square/float64(n), bound)
		}
		if c.l.B >= 0 {
			for _, w := range v[c.l.B : c.l.B+c.l.Out] {
				if w != 0 {
					t.Errorf("layer %s: bias %g", c.l.Name, w)
				}
			}
		}
	}
}

func TestMisuseOfShapesPanics(t *testing.T) {
	sh := shapes[1]
	for name, f := range map[string]func(tape *Tape[float64], in inputs){
		"dense":                   func(g *Tape[float64], in inputs) { g.Dense(in.z, in.layers.a, kernel.Tanh) },
		"add columns":             func(g *Tape[float64], in inputs) { g.Add(in.x, in.z) },
		"add jets":                func(g *Tape[float64], in inputs) { g.Add(in.x, g.Value(in.y)) },
		"add points":              func(g *Tape[float64], in inputs) { g.Add(in.x, g.Rows(in.y, 1, 3)) },
		"sub":                     func(g *Tape[float64], in inputs) { g.Sub(in.x, in.z) },
		"mul columns":             func(g *Tape[float64], in inputs) { g.Mul(in.x, g.Cols(in.y, 0, 2)) },
		"mul jets":                func(g *Tape[float64], in inputs) { g.Mul(in.x, g.Value(in.z)) },
		"mul points":              func(g *Tape[float64], in inputs) { g.Mul(in.x, g.Rows(in.z, 0, 2)) },
		"mul column jets":         func(g *Tape[float64], in inputs) { g.Mul(in.z, g.Value(in.z)) },
		"colscale":                func(g *Tape[float64], in inputs) { g.ColScale(in.x, []float64{1}) },
		"mulconst":                func(g *Tape[float64], in inputs) { g.MulConst(in.x, make([]float64, 4), 2) },
		"join input":              func(g *Tape[float64], in inputs) { g.Join(in.z, in.layers.e, in.e, in.cell, kernel.Tanh) },
		"join columns":            func(g *Tape[float64], in inputs) { g.Join(in.x, in.layers.e, in.z, in.cell, kernel.Tanh) },
		"join jets":               func(g *Tape[float64], in inputs) { g.Join(in.x, in.layers.e, in.y, in.cell, kernel.Tanh) },
		"join index":              func(g *Tape[float64], in inputs) { g.Join(in.x, in.layers.e, in.e, in.cell[1:], kernel.Tanh) },
		"cols beyond":             func(g *Tape[float64], in inputs) { g.Cols(in.x, 1, 4) },
		"cols negative":           func(g *Tape[float64], in inputs) { g.Cols(in.x, -1, 2) },
		"cols empty":              func(g *Tape[float64], in inputs) { g.Cols(in.x, 2, 2) },
		"rows beyond":             func(g *Tape[float64], in inputs) { g.Rows(in.x, 0, in.cloud.space.N+1) },
		"rows negative":           func(g *Tape[float64], in inputs) { g.Rows(in.x, -1, 1) },
		"rows beyond a view":      func(g *Tape[float64], in inputs) { g.Rows(g.Rows(in.x, 0, 2), 0, 3) },
		"rows backwards":          func(g *Tape[float64], in inputs) { g.Rows(in.x, 3, 2) },
		"fold columns":            func(g *Tape[float64], in inputs) { g.Fold(in.x, in.cloud.space, 1) },
		"fold points":             func(g *Tape[float64], in inputs) { g.Fold(in.z, in.cloud.space, 2) },
		"repeat points":           func(g *Tape[float64], in inputs) { g.Repeat(in.x, in.cloud.space, 2) },
		"sum points":              func(g *Tape[float64], in inputs) { g.Sum(in.x, in.cloud.space, 2) },
		"dt without jets":         func(g *Tape[float64], in inputs) { g.Dt(g.Value(in.x)) },
		"dx without jets":         func(g *Tape[float64], in inputs) { g.Dx(g.Value(in.x)) },
		"loss of jets":            func(g *Tape[float64], in inputs) { g.SquareLoss(in.x, g.Value(in.z), nil) },
		"loss weights of jets":    func(g *Tape[float64], in inputs) { g.SquareLoss(g.Value(in.x), in.z, nil) },
		"loss weights wide":       func(g *Tape[float64], in inputs) { g.SquareLoss(g.Value(in.x), g.Value(in.y), nil) },
		"loss column weights":     func(g *Tape[float64], in inputs) { g.SquareLoss(g.Value(in.x), g.Value(in.z), []float64{1}) },
		"loss weights too short":  func(g *Tape[float64], in inputs) { g.SquareLoss(g.Value(in.x), g.Value(g.Rows(in.z, 0, 2)), nil) },
		"activation of no node":   func(g *Tape[float64], in inputs) { g.Activate(Node(9999), kernel.Tanh) },
		"value of negative nodes": func(g *Tape[float64], in inputs) { g.Value(Node(-1)) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCloud(newRand(1), sh.counts, sh.units)
			tape, in := build(c, sh.counts, sh.units, true, func(l *layers) []float64 { return randomParams(newRand(1), &l.p) })
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f(tape, in)
		})
	}
}
