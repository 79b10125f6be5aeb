package optim

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

func init() {
	Register(Spec{
		Name: "soap", Title: "SOAP", Order: 2, Paper: "Vyas et al., arXiv 2409.11321",
		Summary: "Adam in the eigenbasis of Shampoo's preconditioner, layer by layer; the operator combines the tasks first.",
	}, newSOAP[float32], newSOAP[float64])
}

// SOAP is the optimiser of Vyas et al. (arXiv 2409.11321, algorithm 3): for the gradient G of every weight matrix (its bias as last
// row) it keeps moving averages L of G G^T and R of G^T G, and runs Adam in the coordinates QL^T G QR of their eigenbases, which are
// refreshed every few steps by one step of orthogonal iteration. beta1 = 0.9, beta2 = 0.99. Averages, bases and second moments are
// float64; products with a gradient are in its precision T, which has rounded it already.
type SOAP[T kernel.Float] struct {
	c       *Combiner[T]
	layers  []*soapLayer[T]
	steps   float64
	product float64 // beta2^t
	stack   [2][]T  // scratch of half
}

const (
	soapBeta    = 0.99
	soapRefresh = 5  // steps between refreshes of the bases
	soapStart   = 10 // orthogonal iterations of the first step
)

type soapLayer[T kernel.Float] struct {
	Matrix
	l, r   []float64 // averages, rows×rows and cols×cols
	ql, qr []float64 // eigenbases, columns
	second []float64 // second moment in the basis

	left, right  []T // the bases rounded to T
	g, m         []T // gradient and moment, in the basis after rotation; the halves of both
	both         []T
	tmp, sq      []T       // scratch
	square, proj []float64 // scratch of the refresh
	inverse      []T       // scratch of half
}

// newSOAP returns SOAP at step zero; the layers must cover the parameter vector.
func newSOAP[T kernel.Float](s Settings) (Optimizer[T], error) {
	c, err := NewCombiner[T](s)
	if err != nil {
		return nil, err
	}
	o := &SOAP[T]{c: c, product: 1}
	covered := 0
	for _, m := range s.Layers {
		n, k := m.Rows, max(m.Rows, m.Cols)
		size := m.Rows * m.Cols
		covered += size
		l := &soapLayer[T]{
			Matrix: m, l: make([]float64, n*n), r: make([]float64, m.Cols*m.Cols), ql: identity(n), qr: identity(m.Cols), second: make([]float64, size),
			left: make([]T, n*n), right: make([]T, m.Cols*m.Cols), both: make([]T, 2*size), tmp: make([]T, 2*size), sq: make([]T, k*k),
			square: make([]float64, 2*k*k), proj: make([]float64, k), inverse: make([]T, size),
		}
		l.g, l.m = l.both[:size], l.both[size:]
		l.round()
		o.layers = append(o.layers, l)
	}
	if covered != s.Parameters {
		return nil, fmt.Errorf("soap: layers cover %d of %d parameters", covered, s.Parameters)
	}
	return o, nil
}

func identity(n int) []float64 {
	m := make([]float64, n*n)
	for i := range n {
		m[i*n+i] = 1
	}
	return m
}

// Step implements Optimizer.
func (o *SOAP[T]) Step(p []T, grads [][]T, losses []float64, rate float64) (*weighting.Report, error) {
	moment, grad, rep, err := o.c.Step(grads, losses, o.half)
	if err != nil {
		return nil, err
	}
	o.steps++
	o.product *= soapBeta
	c1, c2 := o.c.Correction(), 1-o.product
	for _, l := range o.layers {
		size := l.Rows * l.Cols
		copy(l.g, grad[l.Offset:l.Offset+size])
		copy(l.m, moment[l.Offset:l.Offset+size])
		l.average()
		if o.steps == 1 {
			for range soapStart {
				l.refresh()
			}
		} else if int(o.steps)%soapRefresh == 0 {
			l.refresh()
		}
		l.rotateBoth()
		kernel.Adaptive(l.second, l.g, l.m, soapBeta, 1-soapBeta, c1, c2, delta)
		if o.steps == 1 {
			continue // no update, as in the authors' code: in its own eigenbasis most of a gradient is rounding error
		}
		l.rotateBack(l.m)
		kernel.Descend(p[l.Offset:l.Offset+size], rate, l.m)
	}
	return rep, nil
}

// average moves L and R towards G G^T and G^T G.
func (l *soapLayer[T]) average() {
	rows, cols := l.Rows, l.Cols
	kernel.GemmNT(rows, rows, cols, l.g, l.g, l.sq, false)
	kernel.BlendWide(soapBeta, l.l, 1-soapBeta, l.sq)
	kernel.GemmTN(cols, cols, rows, l.g, l.g, l.sq, false)
	kernel.BlendWide(soapBeta, l.r, 1-soapBeta, l.sq)
}

// rotate replaces A by QL^T A QR.
func (l *soapLayer[T]) rotate(a []T) {
	tmp := l.tmp[:len(a)]
	kernel.GemmTN(l.Rows, l.Cols, l.Rows, l.left, a, tmp, false)
	kernel.GemmNN(l.Rows, l.Cols, l.Cols, tmp, l.right, a, false)
}

// rotateBoth rotates gradient and moment; they lie behind each other and pass QR in one product.
func (l *soapLayer[T]) rotateBoth() {
	size := len(l.g)
	kernel.GemmTN(l.Rows, l.Cols, l.Rows, l.left, l.g, l.tmp[:size], false)
	kernel.GemmTN(l.Rows, l.Cols, l.Rows, l.left, l.m, l.tmp[size:], false)
	kernel.GemmNN(2*l.Rows, l.Cols, l.Cols, l.tmp, l.right, l.both, false)
}

// rotateBack replaces A by QL A QR^T.
func (l *soapLayer[T]) rotateBack(a []T) {
	tmp := l.tmp[:len(a)]
	kernel.GemmNN(l.Rows, l.Cols, l.Rows, l.left, a, tmp, false)
	kernel.GemmNT(l.Rows, l.Cols, l.Cols, tmp, l.right, a, false)
}

// refresh takes one step of orthogonal iteration on both bases.
func (l *soapLayer[T]) refresh() {
	orthogonalIteration(l.ql, l.l, l.square, l.proj, l.Rows)
	orthogonalIteration(l.qr, l.r, l.square, l.proj, l.Cols)
	l.round()
}

// round sets the bases of precision T.
func (l *soapLayer[T]) round() {
	for i, v := range l.ql {
		l.left[i] = T(v)
	}
	for i, v := range l.qr {
		l.right[i] = T(v)
	}
}

// orthogonalIteration replaces the n×n basis Q by the orthonormal factor of S Q (classical Gram-Schmidt, twice, in place on rows of
// the transpose). A column that vanishes keeps its old direction, made orthogonal to those before it.
func orthogonalIteration(q, s, tmp, c []float64, n int) {
	y, columns := tmp[:n*n], tmp[n*n:2*n*n] // columns: the finished rows as columns
	kernel.GemmTN(n, n, n, q, s, y, false)  // (S Q)^T = Q^T S as S is symmetric: row k is column k of S Q
	clear(columns)
	for k := range n {
		row := y[k*n : k*n+n]
		if !kernel.Orthonormalize(row, y, columns, c, k, n) {
			for attempt := 0; attempt <= n; attempt++ {
				for i := range row {
					switch {
					case attempt == 0:
						row[i] = q[i*n+k]
					case i == attempt-1:
						row[i] = 1
					default:
						row[i] = 0
					}
				}
				if kernel.Orthonormalize(row, y, columns, c, k, n) {
					break
				}
			}
		}
		for i, v := range row {
			columns[i*n+k] = v
		}
	}
	copy(q, columns)
}

// half applies the inverse square root of the preconditioner of the step before: in the basis diag(sqrt(second) + delta). All vectors
// pass the right basis in one product.
func (o *SOAP[T]) half(dst, src [][]T) {
	c2 := 1 - o.product
	if c2 == 0 {
		for i, v := range src {
			copy(dst[i], v)
		}
		return
	}
	for _, l := range o.layers {
		size := l.Rows * l.Cols
		for k := range o.stack {
			if len(o.stack[k]) < len(src)*size {
				o.stack[k] = make([]T, len(src)*size)
			}
		}
		a, b := o.stack[0][:len(src)*size], o.stack[1][:len(src)*size]
		for i, v := range src {
			kernel.GemmTN(l.Rows, l.Cols, l.Rows, l.left, v[l.Offset:l.Offset+size], a[i*size:(i+1)*size], false)
		}
		kernel.GemmNN(len(src)*l.Rows, l.Cols, l.Cols, a, l.right, b, false)
		for i, s := range l.second {
			l.inverse[i] = T(1 / math.Sqrt(math.Sqrt(s/c2)+delta))
		}
		for i := range src {
			d, own := dst[i][l.Offset:l.Offset+size], b[i*size:(i+1)*size]
			for j, x := range l.inverse {
				d[j] = own[j] * x
			}
		}
	}
}

// State implements Optimizer. The float64 matrices are among the scalars.
func (o *SOAP[T]) State() ([][]T, []float64) {
	vectors, product := o.c.State()
	s := []float64{product, o.product, o.steps}
	for _, l := range o.layers {
		for _, m := range l.state() {
			s = append(s, m...)
		}
	}
	return vectors, s
}

// Describe implements Describer.
func (o *SOAP[T]) Describe() ([]string, []Part) {
	parts := []Part{{"scalars", []int{3}}}
	for i, l := range o.layers {
		n, k := l.Rows, l.Cols
		for j, shape := range [][]int{{n, n}, {k, k}, {n, n}, {k, k}, {n, k}} {
			parts = append(parts, Part{fmt.Sprintf("layer.%d.%s", i, [...]string{"left", "right", "left_basis", "right_basis", "second_moment"}[j]), shape})
		}
	}
	return o.c.describe(), parts
}

func (l *soapLayer[T]) state() [][]float64 { return [][]float64{l.l, l.r, l.ql, l.qr, l.second} }

// SetScalars implements Optimizer.
func (o *SOAP[T]) SetScalars(s []float64) error {
	_, have := o.State()
	if len(s) != len(have) {
		return fmt.Errorf("soap: state has %d scalars, needs %d", len(s), len(have))
	}
	o.c.SetScalar(s[0])
	o.product, o.steps = s[1], s[2]
	s = s[3:]
	for _, l := range o.layers {
		for _, m := range l.state() {
			s = s[copy(m, s[:len(m)]):]
		}
		l.round()
	}
	return nil
}
