package kernels

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// The plain module, run natively by wazero, against the package kernel of this build: bit for bit.

// machine is an instance of the module with a memory that is handed out from the bottom and never freed.
type machine struct {
	t    *testing.T
	mod  api.Module
	mem  api.Memory
	next uint32
}

func newMachine(t *testing.T) *machine {
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	t.Cleanup(func() { r.Close(ctx) })
	// A module that only exports a memory of one page as mem: magic and version, memory section, export section.
	host := []byte("\x00asm\x01\x00\x00\x00" + "\x05\x03\x01\x00\x01" + "\x07\x07\x01\x03mem\x02\x00")
	env, err := r.InstantiateWithConfig(ctx, host, wazero.NewModuleConfig().WithName("env"))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := env.Memory().Grow(255); !ok {
		t.Fatal("no memory")
	}
	mod, err := r.InstantiateWithConfig(ctx, Binary(false), wazero.NewModuleConfig().WithName("kernels"))
	if err != nil {
		t.Fatal(err)
	}
	return &machine{t: t, mod: mod, mem: env.Memory(), next: 1024}
}

func (m *machine) call(name string, args ...uint64) uint64 {
	m.t.Helper()
	res, err := m.mod.ExportedFunction(name).Call(context.Background(), args...)
	if err != nil {
		m.t.Fatalf("%s: %v", name, err)
	}
	if len(res) > 0 {
		return res[0]
	}
	return 0
}

// guard surrounds every slice in memory; check finds writes outside of it.
const guard = 0x5a

type region[T kernel.Float] struct {
	m    *machine
	addr uint32
	n    int
}

func size[T kernel.Float]() int { return binary.Size(T(0)) }

func suffix[T kernel.Float]() string {
	if size[T]() == 4 {
		return "_f32"
	}
	return "_f64"
}

// place copies a slice into memory, at an address that is not a multiple of 16, between guard bytes.
func place[T kernel.Float](m *machine, s []T) region[T] {
	frame := make([]byte, 40)
	for i := range frame {
		frame[i] = guard
	}
	b, err := binary.Append(frame, binary.LittleEndian, s)
	if err != nil {
		m.t.Fatal(err)
	}
	b = append(b, frame...)
	if !m.mem.Write(m.next, b) {
		m.t.Fatal("memory is full")
	}
	r := region[T]{m, m.next + 40, len(s)}
	m.next += uint32(len(b)+7) &^ 7
	return r
}

func (r region[T]) read() []T {
	r.m.t.Helper()
	n := r.n * size[T]()
	b, _ := r.m.mem.Read(r.addr-40, uint32(n)+80)
	for i := range 40 {
		if b[i] != guard || b[40+n+i] != guard {
			r.m.t.Fatalf("a write %d bytes outside of a slice of %d bytes", 40-i, n)
		}
	}
	s := make([]T, r.n)
	if _, err := binary.Decode(b[40:], binary.LittleEndian, s); err != nil {
		r.m.t.Fatal(err)
	}
	return s
}

func same[T kernel.Float](t *testing.T, what string, got, want []T) {
	t.Helper()
	for i := range want {
		g, w := float64(got[i]), float64(want[i])
		if math.Float64bits(g) != math.Float64bits(w) && !(g != g && w != w) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, g, w)
		}
	}
}

func normal[T kernel.Float](r *rand.Rand, n int) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = T(r.NormFloat64())
	}
	return s
}

func u(v int) uint64 { return uint64(uint32(v)) }

func b2i(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func TestGemmWazero(t *testing.T) {
	t.Run("f32", testGemm[float32])
	t.Run("f64", testGemm[float64])
}

func testGemm[T kernel.Float](t *testing.T) {
	m := newMachine(t)
	r := rand.New(rand.NewPCG(1, 2))
	base := m.next
	for range 200 {
		rows, cols, depth := r.IntN(20), r.IntN(22), r.IntN(14)
		if r.IntN(5) == 0 {
			depth = 60 + r.IntN(90)
		}
		if r.IntN(5) == 0 {
			cols = 32 + r.IntN(50)
		}
		acc := r.IntN(2) == 0
		for _, form := range []struct {
			name string
			ref  func(m, n, k int, a, b, c []T, acc bool)
		}{{"gemm_nn", kernel.GemmNN[T]}, {"gemm_nt", kernel.GemmNT[T]}, {"gemm_tn", kernel.GemmTN[T]}} {
			m.next = base
			a, b, c := normal[T](r, rows*depth), normal[T](r, depth*cols), normal[T](r, rows*cols)
			pa, pb, pc := place(m, a), place(m, b), place(m, c)
			packed := place(m, make([]T, max(rows, min(depth, depthOf(form.name, depth))*roundUp[T](cols))))
			m.call(form.name+suffix[T](), u(rows), u(cols), u(depth), u(int(pa.addr)), u(int(pb.addr)), u(int(pc.addr)), b2i(acc), u(int(packed.addr)))
			form.ref(rows, cols, depth, a, b, c, acc)
			same(t, form.name, pc.read(), c)
			same(t, form.name+" a", pa.read(), a)
			same(t, form.name+" b", pb.read(), b)
			packed.read()
		}
	}
}

// roundUp is the packed number of columns: whole panels of 32 bytes' worth.
func roundUp[T kernel.Float](n int) int {
	per := 32 / size[T]()
	return (n + per - 1) / per * per
}

func depthOf(form string, k int) int {
	if form == "gemm_tn" {
		return Depth
	}
	return k
}

func TestDenseWazero(t *testing.T) {
	t.Run("f32", testDense[float32])
	t.Run("f64", testDense[float64])
}

func testDense[T kernel.Float](t *testing.T) {
	m := newMachine(t)
	r := rand.New(rand.NewPCG(3, 4))
	base := m.next
	for i := range 100 {
		m.next = base
		act := kernel.Activation(i % 4)
		jets, points, in, out := 1+r.IntN(4), 1+r.IntN(40), 1+r.IntN(20), 1+r.IntN(20)
		rows := jets * points
		x, w, b := normal[T](r, rows*in), normal[T](r, in*out), normal[T](r, out)
		z, y := make([]T, rows*out), make([]T, rows*out)
		px, pw, pb, pz, py := place(m, x), place(m, w), place(m, b), place(m, z), place(m, y)
		packed := place(m, make([]T, max(in*roundUp[T](out), out*roundUp[T](in))))
		bias := u(int(pb.addr))
		if i%3 == 0 {
			b, bias = nil, 0
		}
		at := func(r region[T]) uint64 { return u(int(r.addr)) }
		m.call("dense_forward"+suffix[T](), u(int(act)), u(jets), u(points), u(in), u(out), at(px), at(pw), bias, at(pz), at(py), at(packed))
		kernel.DenseForward(act, jets, points, in, out, x, w, b, z, y)
		same(t, "z", pz.read(), z)
		same(t, "y", py.read(), y)

		gy, gx := normal[T](r, rows*out), normal[T](r, rows*in)
		pgy, pgx := place(m, gy), place(m, gx)
		acc := i%2 == 0
		m.call("dense_backward"+suffix[T](), u(int(act)), u(jets), u(points), u(in), u(out), at(pw), at(pz), at(py), at(pgy), at(pgx), b2i(acc), at(packed))
		kernel.DenseBackward(act, jets, points, in, out, w, z, y, gy, gx, acc)
		same(t, "gz", pgy.read(), gy)
		same(t, "gx", pgx.read(), gx)

		db, dw := normal[T](r, out), make([]T, in*out)
		pdb := place(m, db)
		m.call("bias_gradient"+suffix[T](), u(jets), u(points), u(out), at(pgy), at(pdb))
		kernel.DenseWeightGradient(jets, points, in, out, x, gy, dw, db)
		same(t, "db", pdb.read(), db)
		packed.read()
	}
}

func TestVectorsWazero(t *testing.T) {
	t.Run("f32", testVectors[float32])
	t.Run("f64", testVectors[float64])
}

func testVectors[T kernel.Float](t *testing.T) {
	m := newMachine(t)
	r := rand.New(rand.NewPCG(5, 6))
	base := m.next
	number := func(v T) uint64 {
		if size[T]() == 4 {
			return api.EncodeF32(float32(v))
		}
		return api.EncodeF64(float64(v))
	}
	special := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 1e-45, -1e-40, 1e-310, 88.7, -103, 709.7, -745, 1 << 20, 2e6}
	for n := range 40 {
		m.next = base
		x, y, g, s := normal[T](r, n), normal[T](r, n), normal[T](r, n), normal[T](r, n)
		px, py := place(m, x), place(m, y)
		at := func(r region[T]) uint64 { return u(int(r.addr)) }

		if got, want := math.Float64frombits(m.call("dot"+suffix[T](), u(n), at(px), at(py))), kernel.Dot(x, y); got != want {
			t.Fatalf("dot of %d: %v, want %v", n, got, want)
		}
		pg := place(m, g)
		out := place(m, make([]float64, 4))
		m.call("gram2"+suffix[T](), u(n), at(px), at(py), at(py), at(pg), u(int(out.addr)))
		same(t, "gram2", out.read(), []float64{kernel.Dot(x, y), kernel.Dot(x, g), kernel.Dot(y, y), kernel.Dot(y, g)})

		m.call("axpy"+suffix[T](), u(n), number(0.3), at(px), at(py))
		kernel.Axpy(0.3, x, y)
		same(t, "axpy", py.read(), y)

		for i := range s {
			s[i] *= s[i]
		}
		ps := place(m, s)
		const rate, b2, c2, delta = 1e-3, 0.999, 0.25, 1e-8
		m.call("adam"+suffix[T](), u(n), at(py), at(px), at(pg), at(ps), number(rate), number(b2), number(1-T(b2)), number(c2), number(delta))
		kernel.AdamStep(y, x, g, s, rate, b2, c2, delta)
		same(t, "adam p", py.read(), y)
		same(t, "adam s", ps.read(), s)

		for cols := 1; cols <= n; cols += 1 + r.IntN(5) {
			points, c := n/cols, normal[T](r, cols)
			grad := normal[T](r, points*cols)
			pc, pgrad := place(m, c), place(m, grad)
			for _, there := range []bool{true, false} {
				to := at(pgrad)
				if !there {
					grad, to = nil, 0
				}
				got := math.Float64frombits(m.call("square_loss"+suffix[T](), u(points), u(cols), at(px), at(py), at(pc), to))
				if want := kernel.SquareLoss(points, x, y, c, grad); got != want {
					t.Fatalf("square loss of %d points of %d columns: %v, want %v", points, cols, got, want)
				}
				same(t, "gradient of the square loss", pgrad.read(), grad)
			}
		}

		for i := range x {
			x[i] *= 20
			if r.IntN(3) == 0 {
				x[i] = T(special[r.IntN(len(special))])
			}
		}
		px = place(m, x)
		for _, f := range []struct {
			name string
			ref  func(dst, src []T)
		}{{"tanh", kernel.TanhVec[T]}, {"exp", kernel.ExpVec[T]}, {"sigmoid", kernel.SigmoidVec[T]}, {"sin", kernel.SinVec[T]}} {
			m.call(f.name+suffix[T](), u(n), at(py), at(px))
			f.ref(y, x)
			same(t, f.name, py.read(), y)
		}
	}
}

func TestOrthonormalizeWazero(t *testing.T) {
	m := newMachine(t)
	r := rand.New(rand.NewPCG(7, 8))
	base := m.next
	refused := 0
	for n := 1; n < 40; n++ {
		y, columns := make([]float64, n*n), make([]float64, n*n)
		for k := range n {
			m.next = base
			row := normal[float64](r, n)
			switch r.IntN(8) {
			case 0: // nothing is left beside the rows before
				clear(row)
				for i := range k {
					kernel.Axpy(r.NormFloat64(), y[i*n:(i+1)*n], row)
				}
			case 1:
				clear(row)
			}
			c := make([]float64, n)
			prow, py, pcolumns, pc := place(m, row), place(m, y), place(m, columns), place(m, c)
			got := m.call("orthonormalize_f64", u(k), u(n), u(int(prow.addr)), u(int(py.addr)), u(int(pcolumns.addr)), u(int(pc.addr)))
			ok := kernel.Orthonormalize(row, y, columns, c, k, n)
			if got != b2i(ok) {
				t.Fatalf("%d rows of %d: %d, want %v", k, n, got, ok)
			}
			same(t, "orthonormalized", prow.read(), row)
			pc.read()
			if !ok {
				refused++
				row = normal[float64](r, n)
				kernel.Orthonormalize(row, y, columns, c, k, n)
			}
			copy(y[k*n:], row)
			for i, v := range row {
				columns[i*n+k] = v
			}
		}
	}
	if refused < 20 {
		t.Errorf("only %d rows were refused", refused)
	}
}
