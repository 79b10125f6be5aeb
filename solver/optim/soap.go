package optim

import (
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

var soapSpec = Spec{
	Name: "soap", Title: "SOAP", Paper: "Vyas et al., arXiv 2409.11321",
	Summary: "Adam in the eigenbasis of Shampoo's preconditioner, layer by layer; the operator combines the tasks first.",
}

// SOAP is the optimiser of Vyas et al. (arXiv 2409.11321, algorithm 3): for the gradient G of every weight matrix (its bias as last row) it keeps
// moving averages L of G G^T and R of G^T G, and runs Adam in the coordinates QL^T G QR of their eigenbases, which are refreshed every
// few steps by one step of orthogonal iteration. beta1 = 0.9, beta2 = 0.99. All of it is in float64: the matrices are small.
type SOAP[T kernel.Float] struct {
	c       *combiner[T]
	layers  []*soapLayer
	steps   float64
	product float64 // beta2^t
}

const (
	soapBeta    = 0.99
	soapRefresh = 5  // steps between refreshes of the bases
	soapStart   = 10 // orthogonal iterations of the first step
)

type soapLayer struct {
	Matrix
	l, r   []float64 // averages, rows×rows and cols×cols
	ql, qr []float64 // eigenbases, columns
	second []float64 // second moment in the basis
	g, m   []float64 // gradient and moment, in the basis after rotation
	tmp    []float64
	sq     []float64 // square scratch
}

// NewSOAP returns SOAP at step zero; the layers must cover the parameter vector.
func NewSOAP[T kernel.Float](s Settings) (*SOAP[T], error) {
	c, err := newCombiner[T](s)
	if err != nil {
		return nil, err
	}
	o := &SOAP[T]{c: c, product: 1}
	covered := 0
	for _, m := range s.Layers {
		n, k := m.Rows, max(m.Rows, m.Cols)
		size := m.Rows * m.Cols
		covered += size
		l := &soapLayer{
			Matrix: m, l: make([]float64, n*n), r: make([]float64, m.Cols*m.Cols), ql: identity(n), qr: identity(m.Cols),
			second: make([]float64, size), g: make([]float64, size), m: make([]float64, size), tmp: make([]float64, size), sq: make([]float64, k*k),
		}
		o.layers = append(o.layers, l)
	}
	if covered != s.Length {
		return nil, fmt.Errorf("soap: layers cover %d of %d parameters", covered, s.Length)
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
	moment, grad, rep, err := o.c.step(grads, losses, o.half)
	if err != nil {
		return nil, err
	}
	o.c.combined()
	o.steps++
	o.product *= soapBeta
	c1, c2 := 1-o.c.product, 1-o.product
	for _, l := range o.layers {
		load(l.g, grad[l.Offset:])
		load(l.m, moment[l.Offset:])
		rows, cols := l.Rows, l.Cols
		transposeInto(l.tmp, l.g, rows, cols)
		kernel.GemmTN(rows, rows, cols, l.tmp, l.tmp, l.sq, false) // G G^T
		kernel.Blend(soapBeta, l.l, 1-soapBeta, l.sq)
		kernel.GemmTN(cols, cols, rows, l.g, l.g, l.sq, false) // G^T G
		kernel.Blend(soapBeta, l.r, 1-soapBeta, l.sq)
		if o.steps == 1 {
			for range soapStart {
				l.refresh()
			}
		} else if int(o.steps)%soapRefresh == 0 {
			l.refresh()
		}
		l.rotate(l.g)
		l.rotate(l.m)
		for i, g := range l.g {
			l.second[i] = float64(soapBeta*l.second[i]) + float64((1-soapBeta)*float64(g*g))
			l.m[i] = l.m[i] / c1 / (math.Sqrt(l.second[i]/c2) + delta)
		}
		if o.steps == 1 {
			continue // no update, as in the authors' code: in its own eigenbasis most of a gradient is rounding error
		}
		l.rotateBack(l.m)
		for i, d := range l.m {
			p[l.Offset+i] -= T(rate * d)
		}
	}
	return rep, nil
}

func load[T kernel.Float](dst []float64, src []T) {
	for i := range dst {
		dst[i] = float64(src[i])
	}
}

func transposeInto(dst, a []float64, rows, cols int) {
	for i := range rows {
		for j := range cols {
			dst[j*rows+i] = a[i*cols+j]
		}
	}
}

// rotate replaces A by QL^T A QR.
func (l *soapLayer) rotate(a []float64) {
	kernel.GemmTN(l.Rows, l.Cols, l.Rows, l.ql, a, l.tmp, false)
	kernel.GemmNN(l.Rows, l.Cols, l.Cols, l.tmp, l.qr, a, false)
}

// rotateBack replaces A by QL A QR^T.
func (l *soapLayer) rotateBack(a []float64) {
	kernel.GemmNN(l.Rows, l.Cols, l.Rows, l.ql, a, l.tmp, false)
	kernel.GemmNT(l.Rows, l.Cols, l.Cols, l.tmp, l.qr, a, false)
}

// refresh takes one step of orthogonal iteration on both bases.
func (l *soapLayer) refresh() {
	orthogonalIteration(l.ql, l.l, l.sq, l.Rows)
	orthogonalIteration(l.qr, l.r, l.sq, l.Cols)
}

// orthogonalIteration replaces the n×n basis Q by the orthonormal factor of S Q (modified Gram-Schmidt, twice, in place on rows of
// the transpose). A column that vanishes keeps its old direction, made orthogonal to those before it.
func orthogonalIteration(q, s, tmp []float64, n int) {
	y := tmp[:n*n]
	kernel.GemmTN(n, n, n, q, s, y, false) // (S Q)^T = Q^T S as S is symmetric: row k is column k of S Q
	for k := range n {
		row := y[k*n : k*n+n]
		if !orthonormalize(row, y, k, n) {
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
				if orthonormalize(row, y, k, n) {
					break
				}
			}
		}
	}
	for k := range n {
		for i := range n {
			q[i*n+k] = y[k*n+i]
		}
	}
}

// orthonormalize makes row orthogonal to the first k rows of y and of length one; false if too little of it is left.
func orthonormalize(row, y []float64, k, n int) bool {
	before := math.Sqrt(kernel.Dot(row, row))
	if before < 1e-150 {
		return false
	}
	kernel.Scale(1/before, row)
	for range 2 {
		for j := range k {
			o := y[j*n : j*n+n]
			kernel.Axpy(-kernel.Dot(row, o), o, row)
		}
	}
	after := math.Sqrt(kernel.Dot(row, row))
	if after < 1e-10 {
		return false
	}
	kernel.Scale(1/after, row)
	return true
}

// half applies the inverse square root of the preconditioner of the step before: in the basis diag(sqrt(second) + delta).
func (o *SOAP[T]) half(dst, src []T) {
	c2 := 1 - o.product
	if c2 == 0 {
		copy(dst, src)
		return
	}
	for _, l := range o.layers {
		load(l.g, src[l.Offset:])
		l.rotate(l.g)
		for i, s := range l.second {
			dst[l.Offset+i] = T(l.g[i] / math.Sqrt(math.Sqrt(s/c2)+delta))
		}
	}
}

// State implements Optimizer. The float64 matrices are among the scalars.
func (o *SOAP[T]) State() ([][]T, []float64) {
	s := []float64{o.c.product, o.product, o.steps}
	for _, l := range o.layers {
		for _, m := range l.state() {
			s = append(s, m...)
		}
	}
	return o.c.state(), s
}

func (l *soapLayer) state() [][]float64 { return [][]float64{l.l, l.r, l.ql, l.qr, l.second} }

// SetScalars implements Optimizer.
func (o *SOAP[T]) SetScalars(s []float64) error {
	_, have := o.State()
	if len(s) != len(have) {
		return fmt.Errorf("soap: state has %d scalars, needs %d", len(s), len(have))
	}
	o.c.product, o.product, o.steps = s[0], s[1], s[2]
	s = s[3:]
	for _, l := range o.layers {
		for _, m := range l.state() {
			s = s[copy(m, s[:len(m)]):]
		}
	}
	return nil
}
