package weighting

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/hrgrad/hrgrad/solver/input"
)

// gramTolerance is how far a Gram matrix may miss symmetry and the
// Cauchy-Schwarz inequality, relative to |g_i| |g_j|. Rounding in the dot
// products stays far below; a matrix beyond it is a mistake of the caller.
const gramTolerance = 1e-3

// leastLength stands for a length whose square was lost to underflow.
const leastLength = 1e-150

// Range of the squared lengths of CheckGram.
const (
	LeastSquare = 1e-300
	MostSquare  = 1e300
)

// CheckGram refuses a matrix that is no Gram matrix of any vectors, or whose squared lengths are so small or large that products of
// lengths leave the range of float64. It is meant for matrices from outside; one that was computed from vectors needs no such check.
func CheckGram(in Input) error {
	if err := in.check(0, false); err != nil {
		return err
	}
	m := in.M
	k := make([]float64, m*m) // the cosines, plus what rounding may have cost
	for i := range m {
		if d := in.Gram[i*m+i]; d != 0 && (d < LeastSquare || d > MostSquare) {
			return input.New(fmt.Sprintf("gram[%d][%d]", i, i), d, "a squared length: 0, or %g to %g", LeastSquare, MostSquare)
		}
		for j := range m {
			if in.Gram[i*m+i] != 0 && in.Gram[j*m+j] != 0 {
				k[i*m+j] = in.Gram[i*m+j] / math.Sqrt(in.Gram[i*m+i]) / math.Sqrt(in.Gram[j*m+j])
			}
		}
		k[i*m+i] = 1 + float64(m)*gramTolerance
	}
	// A Cholesky factor exists if the matrix is positive definite.
	for i := range m {
		for j := 0; j <= i; j++ {
			x := k[i*m+j]
			for l := range j {
				x -= k[i*m+l] * k[j*m+l]
			}
			switch {
			case i != j:
				k[i*m+j] = x / k[j*m+j]
			case x <= 0:
				return input.New("gram", fmt.Sprintf("matrix with a negative eigenvalue (row %d)", i), "products of vectors: positive semidefinite")
			default:
				k[i*m+i] = math.Sqrt(x)
			}
		}
	}
	return nil
}

// base is what every operator shares: validation, the cosine matrix over the
// tasks with non-zero gradient ("active" tasks), and the report.
type base struct {
	name       string
	usesLosses bool
	opt        Options
	tasks      int // m, fixed by Options.Tasks, by the first call or by Restore

	n     int       // number of active tasks
	idx   []int     // idx[a] = task of active task a
	norm  []float64 // norm[a] = |g_idx[a]|
	k     []float64 // n x n cosine matrix of the active tasks
	coef  []float64 // n coefficients of the update in the unit gradients
	tmp   []float64 // n
	rep   Report
	angle bool // allocate Angles, MaxAngles, Anchor
}

func newBase(name string, opt Options) base {
	return base{name: name, usesLosses: registry[name].spec.UsesLosses, opt: opt, tasks: opt.Tasks}
}

// Name implements Weighting.
func (b *base) Name() string { return b.name }

// check validates in without touching any state.
func (b *base) check(in Input) error {
	if err := in.check(b.tasks, b.usesLosses); err != nil {
		return fmt.Errorf("%s: %w", b.name, err)
	}
	return nil
}

// check validates in for an operator that runs with the given number of tasks
// (0: any).
func (in Input) check(tasks int, losses bool) error {
	m := in.M
	switch {
	case m < 1 || m > maxTasks:
		return input.New("tasks", m, "1 to %d", maxTasks)
	case tasks != 0 && m != tasks:
		return input.New("tasks", m, "%d, with which this operator runs", tasks)
	case len(in.Gram) != m*m:
		return input.New("gram", fmt.Sprint(len(in.Gram), " entries"), "%d for %d tasks", m*m, m)
	case in.Losses == nil && losses:
		return input.Missing("losses", "one for each of %d tasks, which this operator needs", m)
	case in.Losses != nil && len(in.Losses) != m:
		return input.New("losses", fmt.Sprint(len(in.Losses), " entries"), "one for each of %d tasks", m)
	}
	for i, l := range in.Losses {
		if math.IsNaN(l) || math.IsInf(l, 0) {
			return input.New(fmt.Sprintf("losses[%d]", i), l, "a finite number")
		}
	}
	entry := func(i, j int) string { return fmt.Sprintf("gram[%d][%d]", i, j) }
	for i, g := range in.Gram {
		if math.IsNaN(g) || math.IsInf(g, 0) {
			return input.New(entry(i/m, i%m), g, "a finite number")
		}
	}
	for i := 0; i < m; i++ {
		if d := in.Gram[i*m+i]; d < 0 {
			return input.New(entry(i, i), d, "a squared length, which is not negative")
		}
	}
	for i := 0; i < m; i++ {
		ni := max(leastLength, math.Sqrt(in.Gram[i*m+i]))
		for j := 0; j < i; j++ {
			nj := max(leastLength, math.Sqrt(in.Gram[j*m+j]))
			x, y := in.Gram[i*m+j]/ni/nj, in.Gram[j*m+i]/ni/nj
			if math.Abs(x-y) > gramTolerance {
				return input.New(entry(i, j), in.Gram[i*m+j], "%v as in %s: a Gram matrix is symmetric", in.Gram[j*m+i], entry(j, i))
			}
			if math.Abs(x) > 1+gramTolerance {
				return input.New(entry(i, j), in.Gram[i*m+j], "at most |g_%d| |g_%d| = %v in size in a Gram matrix", i, j, ni*nj)
			}
		}
	}
	return nil
}

// begin validates in, then fills the cosine matrix and everything in the report
// that does not depend on the weights, which are set to zero.
func (b *base) begin(in Input) error {
	if err := b.check(in); err != nil {
		return err
	}
	m := in.M
	b.resize(m)
	r := &b.rep
	b.idx = b.idx[:0]
	for i := 0; i < m; i++ {
		d := in.Gram[i*m+i]
		r.Dropped[i] = d == 0
		r.Conflict[i] = false
		r.Weights[i] = 0
		if d > 0 {
			b.idx = append(b.idx, i)
		}
	}
	n := len(b.idx)
	b.n = n
	b.norm, b.k = b.norm[:n], b.k[:n*n]
	b.coef, b.tmp = b.coef[:n], b.tmp[:n]
	for a, i := range b.idx {
		b.norm[a] = math.Sqrt(in.Gram[i*m+i])
		b.coef[a] = 0
	}
	r.Opening = 1
	clear(r.Cosine)
	sum := 0.0
	for a, i := range b.idx {
		for c := 0; c <= a; c++ {
			j := b.idx[c]
			v := 1.0
			if a != c {
				// The mean of both triangles: what is asked does not depend on the
				// order of the tasks.
				x := in.Gram[i*m+j] / b.norm[a] / b.norm[c]
				y := in.Gram[j*m+i] / b.norm[a] / b.norm[c]
				v = max(-1, min(1, 0.5*(x+y)))
				sum += 2 * v
			} else {
				sum++
			}
			b.k[a*n+c], b.k[c*n+a] = v, v
			r.Cosine[i*m+j], r.Cosine[j*m+i] = v, v
			if v < 0 {
				r.Conflict[i], r.Conflict[j] = true, true
			}
		}
	}
	r.Conflicts = 0
	for _, c := range r.Conflict {
		if c {
			r.Conflicts++
		}
	}
	r.Alignment = 0
	if n > 0 {
		r.Alignment = 2*sum/float64(n*n) - 1
	}
	r.StepCosine, r.MomentCosine = 0, 0
	r.Path, r.GuardScale, r.AnchorMethod, r.InnerSteps, r.MinCosine = "", 1, "", 0, 0
	return nil
}

func (b *base) resize(m int) {
	b.tasks = m
	r := &b.rep
	if len(r.Weights) == m {
		return
	}
	r.Weights, r.Coefficients, r.Cosine = make([]float64, m), make([]float64, m), make([]float64, m*m)
	r.Conflict, r.Dropped = make([]bool, m), make([]bool, m)
	b.idx = make([]int, 0, m)
	b.norm, b.k = make([]float64, m), make([]float64, m*m)
	b.coef, b.tmp = make([]float64, m), make([]float64, m)
	if b.angle {
		r.Angles, r.MaxAngles, r.Anchor = make([]float64, m), make([]float64, m), make([]float64, m)
	}
}

// finishCoef turns coefficients in the unit gradients (b.coef) into weights of
// the raw gradients and completes the report.
func (b *base) finishCoef() *Report {
	for a, i := range b.idx {
		b.rep.Weights[i] = b.coef[a] / b.norm[a]
	}
	return b.finish()
}

// finishCancelled is finishCoef for an operator whose combination may cancel: one
// shorter than 1e-6 of its parts is rounding, which agrees with no task, and becomes
// zero.
func (b *base) finishCancelled() *Report {
	l1 := 0.0
	for _, x := range b.coef {
		l1 += math.Abs(x)
	}
	if l1 > 0 {
		for a, x := range b.coef {
			b.tmp[a] = x / l1
		}
		if quadratic(b.k, b.tmp) <= 1e-12 {
			clear(b.coef)
			b.rep.Path = PathStationary
		}
	}
	return b.finishCoef()
}

// finish completes the report from Weights.
func (b *base) finish() *Report {
	clear(b.rep.Coefficients)
	for a, i := range b.idx {
		b.coef[a] = float64(b.rep.Weights[i] * b.norm[a])
		b.rep.Coefficients[i] = b.coef[a]
	}
	b.rep.MinCosine = minCosine(b.k, b.n, b.coef, b.tmp)
	return &b.rep
}

// minCosine returns min_i cos(gb_i, sum_j c_j gb_j), 0 for a zero vector. The
// coefficients are scaled by the largest first, so nothing overflows. tmp has
// length n.
func minCosine(k []float64, n int, c, tmp []float64) float64 {
	big := 0.0
	for _, x := range c {
		big = max(big, math.Abs(x))
	}
	if big == 0 || n == 0 {
		return 0
	}
	norm2, least := 0.0, math.Inf(1)
	for i := 0; i < n; i++ {
		s := 0.0
		for j := 0; j < n; j++ {
			s += float64(k[i*n+j] * (c[j] / big))
		}
		tmp[i] = s
		norm2 += float64(s * (c[i] / big))
		least = min(least, s)
	}
	if norm2 <= 0 {
		return 0
	}
	return max(-1, min(1, least/math.Sqrt(norm2)))
}

// header is the part of a state common to all operators.
type header struct {
	Operator string `json:"operator"`
	Tasks    int    `json:"tasks"`
}

// checkHeader reports whether a state belongs to this operator.
func (b *base) checkHeader(h header) error {
	if h.Operator != b.name {
		return fmt.Errorf("%s: state belongs to operator %q", b.name, h.Operator)
	}
	if h.Tasks < 0 || h.Tasks > maxTasks {
		return fmt.Errorf("%s: state has %d tasks; allowed: 0 to %d", b.name, h.Tasks, maxTasks)
	}
	if b.opt.Tasks != 0 && h.Tasks != 0 && h.Tasks != b.opt.Tasks {
		return fmt.Errorf("%s: state has %d tasks; this operator runs with %d", b.name, h.Tasks, b.opt.Tasks)
	}
	return nil
}

// State implements Weighting for operators without memory.
func (b *base) State() ([]byte, error) {
	return json.Marshal(header{b.name, b.tasks})
}

// Restore implements Weighting for operators without memory.
func (b *base) Restore(state []byte) error {
	var h header
	if err := b.decode(state, &h); err != nil {
		return err
	}
	if err := b.checkHeader(h); err != nil {
		return err
	}
	b.setTasks(h.Tasks)
	return nil
}

func (b *base) decode(state []byte, v any) error {
	if err := json.Unmarshal(state, v); err != nil {
		return fmt.Errorf("%s: state is not readable: %w", b.name, err)
	}
	return nil
}

func (b *base) setTasks(m int) {
	b.tasks = m
	if m == 0 {
		b.tasks = b.opt.Tasks
	}
}

// checkVector reports a state vector of wrong length or with a non-finite
// number. An absent vector is allowed.
func (b *base) checkVector(field string, v []float64, m int) error {
	if v != nil && len(v) != m {
		return fmt.Errorf("%s: state field %s has %d entries; allowed: none or %d", b.name, field, len(v), m)
	}
	for i, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("%s: state field %s[%d] is %v; it must be finite", b.name, field, i, x)
		}
	}
	return nil
}
