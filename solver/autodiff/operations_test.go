package autodiff

import (
	"fmt"
	"math"
	"testing"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

const width = 3

// inputs are what an operation under test may combine: differentiable nodes x, y (n×width) and z (n×1), a known node k
// (n×width), one value row per cell e, and the cell of each point.
type inputs struct {
	x, y, z, k, e Node
	cell          []int
	cloud         *cloud
	layers        *layers
	jets          bool
}

// operations lists every operation of Graph, alone and with several consumers.
var operations = map[string]func(g Graph, in inputs) Node{
	"add":       func(g Graph, in inputs) Node { return g.Add(in.x, in.y) },
	"add known": func(g Graph, in inputs) Node { return g.Add(in.k, in.x) },
	"add same":  func(g Graph, in inputs) Node { return g.Add(in.x, in.x) },
	"sub":       func(g Graph, in inputs) Node { return g.Sub(in.x, in.y) },
	"sub known": func(g Graph, in inputs) Node { return g.Sub(in.k, in.x) },
	"mul":       func(g Graph, in inputs) Node { return g.Mul(in.x, in.y) },
	"mul same":  func(g Graph, in inputs) Node { return g.Mul(in.x, in.x) },
	"mul column": func(g Graph, in inputs) Node {
		return g.Mul(in.x, in.z)
	},
	"mul column first": func(g Graph, in inputs) Node { return g.Mul(in.z, in.x) },
	"mul columns":      func(g Graph, in inputs) Node { return g.Mul(in.z, g.Cols(in.x, 1, 2)) },
	"mul known":        func(g Graph, in inputs) Node { return g.Mul(in.k, in.z) },
	"mul by known":     func(g Graph, in inputs) Node { return g.Mul(in.x, g.Cols(in.k, 0, 1)) },
	"scale":            func(g Graph, in inputs) Node { return g.Scale(in.x, -1.7) },
	"colscale":         func(g Graph, in inputs) Node { return g.ColScale(in.x, []float64{2, -0.5, 0.25}) },
	"mulconst": func(g Graph, in inputs) Node {
		return g.MulConst(in.x, []float64{1, -2, 0.5, 3, 0.1, -0.7}, 2)
	},
	"mulconst wide": func(g Graph, in inputs) Node { return g.MulConst(in.z, []float64{1, -2, 0.5, 3, -1}, 5) },
	"cols":          func(g Graph, in inputs) Node { return g.Cols(in.x, 1, 3) },
	"cols overlap":  func(g Graph, in inputs) Node { return g.Mul(g.Cols(in.x, 0, 2), g.Cols(in.x, 1, 3)) },
	"apply": func(g Graph, in inputs) Node {
		return g.Apply(in.x, func(z float64) (v, d1, d2 float64) { return math.Sin(2 * z), 2 * math.Cos(2*z), -4 * math.Sin(2*z) })
	},
	"dense": func(g Graph, in inputs) Node { return g.Dense(in.x, in.layers.e, kernel.Tanh) },
	"dense twice": func(g Graph, in inputs) Node {
		return g.Add(g.Dense(in.x, in.layers.e, kernel.Tanh), g.Dense(in.x, in.layers.e, kernel.Sine))
	},
	"dense and loss": func(g Graph, in inputs) Node {
		loss(g, in.x, in.jets)
		return g.Dense(in.x, in.layers.e, kernel.Swish)
	},
	"dense of dense of view": func(g Graph, in inputs) Node {
		v := g.Rows(in.x, 1, in.cloud.space.N-1)
		return g.Dense(v, in.layers.e, kernel.Tanh)
	},
	"join":          func(g Graph, in inputs) Node { return g.Join(in.x, in.layers.e, in.e, in.cell, kernel.Tanh) },
	"join on known": func(g Graph, in inputs) Node { return g.Join(in.k, in.layers.e, in.e, in.cell, kernel.Tanh) },
	"join of known": func(g Graph, in inputs) Node {
		e := g.Known(g.Space(in.e), width, false, func(i int, out []Jet) {
			for j := range out {
				out[j].V = float64(i + j)
			}
		})
		return g.Join(in.x, in.layers.e, e, in.cell, kernel.Swish)
	},
	"repeat": func(g Graph, in inputs) Node { return g.Repeat(in.x, in.cloud.space.Repeat(3), 3) },
	"sum": func(g Graph, in inputs) Node {
		const k = 3
		r := g.Repeat(in.x, in.cloud.space.Repeat(k), k)
		return g.Sum(g.Mul(r, r), in.cloud.space, k)
	},
	"rows": func(g Graph, in inputs) Node { return g.Rows(in.x, 2, in.cloud.space.N) },
	"rows all": func(g Graph, in inputs) Node {
		return g.Mul(g.Rows(in.x, 0, in.cloud.space.N), in.y)
	},
	"rows overlap": func(g Graph, in inputs) Node {
		n := in.cloud.space.N
		loss(g, g.Mul(g.Rows(in.x, 0, n-2), g.Rows(in.y, 0, n-2)), in.jets)
		loss(g, g.Scale(g.Rows(in.x, 1, n-1), 0.5), in.jets)
		return g.Rows(g.Rows(in.x, 1, n), 1, n-2)
	},
	"rows of known": func(g Graph, in inputs) Node {
		n := in.cloud.space.N
		return g.Mul(g.Rows(in.k, 1, n), g.Rows(in.x, 1, n))
	},
	"fold": func(g Graph, in inputs) Node { return foldPairs(g, in) },
	"value times value": func(g Graph, in inputs) Node {
		return g.Mul(g.Value(in.x), g.Value(in.y))
	},
}

func init() {
	for name, act := range activations {
		operations["activate "+name] = func(g Graph, in inputs) Node { return g.Activate(in.x, act) }
		operations["activate shared "+name] = func(g Graph, in inputs) Node { return g.Add(g.Activate(in.x, act), in.x) }
		operations["join "+name] = func(g Graph, in inputs) Node { return g.Join(in.x, in.layers.e, in.e, in.cell, act) }
		operations["dense "+name] = func(g Graph, in inputs) Node { return g.Dense(in.y, in.layers.e, act) }
	}
}

// foldPairs runs a layer over (point, velocity) pairs and folds the velocities into columns.
func foldPairs(g Graph, in inputs) Node {
	const k = 4
	pairs := in.cloud.space.Repeat(k)
	feature := g.Known(pairs, features, in.jets, func(i int, out []Jet) {
		in.cloud.feature(i/k, out)
		out[0] = out[0].Shift(0.3 * float64(i%k))
	})
	return g.Fold(g.Dense(feature, in.layers.c, kernel.Tanh), in.cloud.space, k)
}

// shapes are the runs of points and their units; a unit may own several runs.
var shapes = []struct{ counts, units []int }{
	{[]int{5}, []int{0}},
	{[]int{3, 0, 4}, []int{1, 2, 0}},
	{[]int{2, 3, 2, 1}, []int{0, 1, 0, 2}},
	{[]int{4, 4, 1, 7, 5}, []int{2, 0, 1, 0, 2}},
}

// build makes a tape with the inputs of the operations; every unit has a loss of its own besides.
func build[T kernel.Float](c *cloud, counts, units []int, jets bool, convert func(*layers) []T) (*Tape[T], inputs) {
	l := newLayers(width)
	count := 0
	for _, u := range units {
		count = max(count, u+1)
	}
	tape := NewTape(convert(l), count)
	in := inputs{cloud: c, layers: l, jets: jets}
	in.x = tape.Dense(c.known(tape, jets), l.a, kernel.Tanh)
	in.y = tape.Dense(c.known(tape, jets), l.b, kernel.Sine)
	in.z = tape.Dense(c.known(tape, jets), l.c, kernel.Swish)
	in.k = c.known(tape, jets)
	ones := make([]int, len(counts))
	cells := 0
	for k, n := range counts {
		if n > 0 {
			ones[k] = 1
			for range n {
				in.cell = append(in.cell, cells)
			}
			cells++
		}
	}
	// neighbours of one unit may merge into one segment, but every run keeps its cell
	code := tape.Known(NewSpace(ones, units), features, false, func(i int, out []Jet) {
		for j := range out {
			out[j].V = 0.4*float64(i) - 0.3*float64(j)
		}
	})
	in.e = tape.Dense(code, l.e, kernel.Tanh)
	w := tape.Known(c.space, 1, false, func(i int, out []Jet) { out[0].V = 0.1 })
	tape.SquareLoss(tape.Value(in.z), w, nil)
	if u := units[1%len(units)]; counts[1%len(units)] == 0 { // a unit whose run is empty still has a cell-free loss
		one := NewSpace([]int{1}, []int{u})
		k := tape.Known(one, features, false, func(i int, out []Jet) { out[0].V, out[1].V, out[2].V = 1, 2, 3 })
		tape.SquareLoss(tape.Dense(k, l.c, kernel.Tanh), tape.Known(one, 1, false, func(i int, out []Jet) { out[0].V = 1 }), nil)
	}
	return tape, in
}

func TestOperationsAgainstCentralDifferences(t *testing.T) {
	for name, op := range operations {
		for _, jets := range []bool{false, true} {
			for k, sh := range shapes {
				t.Run(fmt.Sprintf("%s/jets=%v/shape %d", name, jets, k), func(t *testing.T) {
					rng := newRand(uint64(k))
					c := newCloud(rng, sh.counts, sh.units)
					tape, in := build(c, sh.counts, sh.units, jets, func(l *layers) []float64 { return randomParams(rng, &l.p) })
					out := op(tape, in)
					loss(tape, out, tape.nodes[out].jets == 3)
					checkGradient(t, tape)
				})
			}
		}
	}
}

// The derivative rows of every operation are the derivatives of its value row.
func TestJetsAgainstCentralDifferences(t *testing.T) {
	const h = 1e-5
	for name, op := range operations {
		t.Run(name, func(t *testing.T) {
			rng := newRand(7)
			sh := shapes[3]
			c := newCloud(rng, sh.counts, sh.units)
			tape, in := build(c, sh.counts, sh.units, true, func(l *layers) []float64 { return randomParams(rng, &l.p) })
			out := tape.nodes[op(tape, in)]
			if out.jets != 3 {
				return // a component
			}
			t0, x0 := append([]float64(nil), c.t...), append([]float64(nil), c.x...)
			at := func(dt, dx float64) []float64 {
				for i := range c.t {
					c.t[i], c.x[i] = t0[i]+dt, x0[i]+dx
				}
				tape.Forward()
				return append([]float64(nil), out.val...)
			}
			base := at(0, 0)
			tp, tm, xp, xm := at(h, 0), at(-h, 0), at(0, h), at(0, -h)
			for i := range out.space.N {
				for j := range out.cols {
					v := 3*i*out.cols + j
					if fd := (tp[v] - tm[v]) / (2 * h); !near(base[v+out.cols], fd, 1e-8) {
						t.Fatalf("point %d column %d: t derivative %.12g, central difference %.12g", i, j, base[v+out.cols], fd)
					}
					if fd := (xp[v] - xm[v]) / (2 * h); !near(base[v+2*out.cols], fd, 1e-8) {
						t.Fatalf("point %d column %d: x derivative %.12g, central difference %.12g", i, j, base[v+2*out.cols], fd)
					}
				}
			}
		})
	}
}

// Without jets an operation gives the values it gives with jets, bit for bit.
func TestValuesDoNotDependOnJets(t *testing.T) {
	for name, op := range operations {
		var vals [2][]float64
		var cols [2]int
		for k, jets := range []bool{false, true} {
			rng := newRand(9)
			sh := shapes[2]
			c := newCloud(rng, sh.counts, sh.units)
			tape, in := build(c, sh.counts, sh.units, jets, func(l *layers) []float64 { return randomParams(rng, &l.p) })
			out := tape.nodes[tape.Value(op(tape, in))]
			tape.Forward()
			vals[k], cols[k] = out.val, out.cols
		}
		if cols[0] != cols[1] || len(vals[0]) != len(vals[1]) {
			t.Fatalf("%s: shapes differ", name)
		}
		for i, v := range vals[0] {
			if v != vals[1][i] {
				t.Fatalf("%s: element %d is %v without jets and %v with", name, i, v, vals[1][i])
			}
		}
	}
}

func TestSinglePrecisionAgainstDouble(t *testing.T) {
	for name, op := range operations {
		run := func(seed uint64) (*Tape[float64], *Tape[float32]) {
			sh := shapes[3]
			c := newCloud(newRand(seed), sh.counts, sh.units)
			d, in := build(c, sh.counts, sh.units, true, func(l *layers) []float64 { return randomParams(newRand(seed), &l.p) })
			loss(d, op(d, in), d.nodes[len(d.nodes)-1].jets == 3)
			s, in32 := build(c, sh.counts, sh.units, true, func(l *layers) []float32 { return to32(randomParams(newRand(seed), &l.p)) })
			loss(s, op(s, in32), s.nodes[len(s.nodes)-1].jets == 3)
			return d, s
		}
		d, s := run(11)
		d.Forward()
		d.Backward()
		s.Forward()
		s.Backward()
		for u := range d.Loss {
			if !near(s.Loss[u], d.Loss[u], 1e-5) {
				t.Errorf("%s: loss of unit %d is %v in float32, %v in float64", name, u, s.Loss[u], d.Loss[u])
			}
			for k, v := range d.Grad[u] {
				if !near(float64(s.Grad[u][k]), v, 2e-5*(1+d.Loss[u])) {
					t.Fatalf("%s: gradient %d of unit %d is %v in float32, %v in float64", name, k, u, s.Grad[u][k], v)
				}
			}
		}
	}
}
