package train

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/hrgrad/hrgrad/solver/autodiff"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/kinetic"
)

// Remote computes unit losses and gradients elsewhere: the gradient workers of a page or of Node. request holds the parameters and the
// batch of a step; for every worker's reply, in any order, Gradients calls take with the units that worker was made
// for. It returns when every unit has been taken, or with the reason why not; it may block.
type Remote interface {
	Gradients(request []byte, take func(units []int, reply []byte) error) error
}

// Timed is implemented by a Remote that knows how long the slowest of its workers computed for the last step, for the profile.
type Timed interface{ Busy() time.Duration }

// Choosing is implemented by a Remote that leaves steps to the session where it gains nothing. Here tells before a step whether the session computes
// it, and Took afterwards how long its gradients took.
type Choosing interface {
	Here() bool
	Took(d time.Duration)
}

// SetRemote hands the gradients of every step to r; nil computes them here. Results do not depend on it.
func (s *Session) SetRemote(r Remote) { s.core.setRemote(r) }

// Units returns the number of units of a step: the pieces that workers can share out.
func (s *Session) Units() int { return len(s.layout.task) }

// Share deals n units out to w workers in turn; the list of a worker is ascending. Workers beyond n get nothing and are left out.
func Share(n, w int) [][]int {
	w = max(1, min(w, n))
	out := make([][]int, w)
	for u := range n {
		out[u%w] = append(out[u%w], u)
	}
	return out
}

// Worker computes some units of a run for a session elsewhere. It is not safe for concurrent use.
type Worker struct {
	layout *layout
	batch  *Batch
	core   interface {
		reply(l *layout, b *Batch, params, dst []byte) []byte
	}
	size int // of the parameters in bytes
}

// NewWorker prepares the given units (ascending) of the run of a configuration.
func NewWorker(c Config, units []int) (*Worker, error) {
	c, err := c.Normalize()
	if err != nil {
		return nil, err
	}
	p, err := kinetic.ByName(c.Problem)
	if err != nil {
		return nil, err
	}
	var params autodiff.Params
	m, err := p.Model(&params, c.options())
	if err != nil {
		return nil, err
	}
	terms, err := c.weigh(m.Terms())
	if err != nil {
		return nil, err
	}
	l := newLayout(c, terms)
	for i, u := range units {
		if u < 0 || u >= len(l.task) || (i > 0 && units[i-1] >= u) {
			return nil, input.New("units", units, "ascending numbers from 0 to %d", len(l.task)-1)
		}
	}
	l.of(p)
	w := &Worker{layout: l, batch: l.newBatch()}
	if c.Precision == float64Name {
		w.core, w.size = newShare[float64](m, l, params.Len, units), 8*params.Len
	} else {
		w.core, w.size = newShare[float32](m, l, params.Len, units), 4*params.Len
	}
	return w, nil
}

// Gradients answers one request of a Remote: it appends the loss (float64) and the gradient of every unit to dst.
func (w *Worker) Gradients(request, dst []byte) ([]byte, error) {
	if want := w.size + w.batch.size(); len(request) != want {
		return dst, fmt.Errorf("request has %d bytes, the configuration needs %d", len(request), want)
	}
	w.batch.decode(request[w.size:])
	return w.core.reply(w.layout, w.batch, request[:w.size], dst), nil
}

type share[T kernel.Float] struct {
	params []T
	e      *evaluator[T]
}

func newShare[T kernel.Float](m kinetic.Model, l *layout, n int, units []int) *share[T] {
	params := make([]T, n)
	return &share[T]{params: params, e: newEvaluator(m, l, params, units)}
}

func (s *share[T]) reply(l *layout, b *Batch, params, dst []byte) []byte {
	copy(bytesOf(s.params), params)
	s.e.run(l, b)
	for i := range s.e.units {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(s.e.tape.Loss[i]))
		dst = append(dst, bytesOf(s.e.tape.Grad[i])...)
	}
	return dst
}

// viaRemote sets the unit losses and gradients through the remote.
func (c *coreOf[T]) viaRemote(b *Batch) error {
	for u := range c.units {
		if len(c.units[u]) != len(c.params) {
			c.units[u] = make([]T, len(c.params))
		}
	}
	c.request = append(c.request[:0], bytesOf(c.params)...)
	c.request = b.encode(c.request)
	size := len(bytesOf(c.params))
	if len(c.taken) != len(c.units) {
		c.taken = make([]bool, len(c.units))
	}
	taken := c.taken
	clear(taken)
	err := c.remote.Gradients(c.request, func(units []int, reply []byte) error {
		if len(reply) != len(units)*(8+size) {
			return fmt.Errorf("reply of %d bytes for %d units, expected %d", len(reply), len(units), len(units)*(8+size))
		}
		for _, u := range units {
			if u < 0 || u >= len(taken) {
				return fmt.Errorf("reply for unit %d of %d", u, len(taken))
			}
			c.ul[u] = math.Float64frombits(binary.LittleEndian.Uint64(reply))
			copy(bytesOf(c.units[u]), reply[8:8+size])
			reply = reply[8+size:]
			taken[u] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for u, ok := range taken {
		if !ok {
			return fmt.Errorf("no worker returned unit %d", u)
		}
	}
	return nil
}

func (b *Batch) size() int {
	n := len(b.Eps) + len(b.Set)
	for i := range b.T {
		n += len(b.T[i]) + len(b.X[i])
	}
	return 8 * n
}

// each runs f over all arrays in a fixed order.
func (b *Batch) each(f func([]float64)) {
	f(b.Eps)
	f(b.Set)
	for i := range b.T {
		f(b.T[i])
		f(b.X[i])
	}
}

func (b *Batch) encode(dst []byte) []byte {
	b.each(func(v []float64) { dst = appendVector(dst, v) })
	return dst
}

func (b *Batch) decode(src []byte) {
	b.each(func(v []float64) { src = readVector(v, src) })
}
