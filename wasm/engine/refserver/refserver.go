// Package refserver answers requests for reference solutions one after the
// other: the newest request of what is looked at first, then limiting solutions,
// then the decades of the error table. A computation that a newer request has
// overtaken is given up; one of another kind is interrupted by what is looked at.
package refserver

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hrgrad/hrgrad/solver/kinetic/info"
	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/wasm/wire"
)

// cacheSize is how many solutions are kept; a visitor comes back to the same few.
const cacheSize = 32

var errOvertaken = errors.New("overtaken by a newer request")

// Server computes and keeps solutions. It is driven by one goroutine: Add
// between calls of Work or from the yield function.
type Server struct {
	reply func(wire.ReferenceReply)
	yield func() bool
	queue []wire.ReferenceRequest
	jobs  []*job // under way; the last one computes, those before it wait for it

	keys  []key // least recently used first
	cache map[key]reference.Solution
}

// job is a request whose answer is being computed.
type job struct {
	wire.ReferenceRequest
	stale bool // a newer request has overtaken it
}

type key struct {
	problem, limit, set string
	eps                 float64
}

func keyOf(r wire.ReferenceRequest) key { return key{r.Problem, r.Limit, fmt.Sprint(r.Set), r.Eps} }

// New returns a server that sends answers to reply. During a computation it
// calls yield often; yield lets new requests in from time to time and returns
// true when it did.
func New(reply func(wire.ReferenceReply), yield func() bool) *Server {
	return &Server{reply: reply, yield: yield, cache: map[key]reference.Solution{}}
}

// Add queues a request.
func (s *Server) Add(r wire.ReferenceRequest) {
	if r.Cancel {
		s.queue = nil
		for _, j := range s.jobs {
			j.stale = true
		}
		return
	}
	if r.Slot != wire.SlotDecade {
		kept := s.queue[:0]
		for _, q := range s.queue {
			if q.Slot != r.Slot {
				kept = append(kept, q)
			}
		}
		s.queue = kept
		for _, j := range s.jobs {
			if j.Slot == r.Slot && keyOf(j.ReferenceRequest) != keyOf(r) {
				j.stale = true
			}
		}
	}
	// A problem that is no longer trained needs no references, nor do parameters that are no longer looked at.
	kept := s.queue[:0]
	for _, q := range s.queue {
		if together(q, r) {
			kept = append(kept, q)
		}
	}
	s.queue = append(kept, r)
	for _, j := range s.jobs {
		j.stale = j.stale || !together(j.ReferenceRequest, r)
	}
}

// together tells whether two requests can be wanted at the same time.
func together(a, b wire.ReferenceRequest) bool {
	return a.Problem == b.Problem && slices.Equal(a.Set, b.Set)
}

// Work answers one request. It returns false when there was none.
func (s *Server) Work() bool {
	for _, wanted := range []func(wire.ReferenceRequest) bool{
		looked,
		func(r wire.ReferenceRequest) bool { return r.Slot != wire.SlotDecade },
		func(wire.ReferenceRequest) bool { return true },
	} {
		if s.serve(wanted) {
			return true
		}
	}
	return false
}

// looked tells whether a request is for what is looked at.
func looked(r wire.ReferenceRequest) bool { return r.Slot == wire.SlotView }

// serve answers the first request of a kind. It returns false when there was none.
func (s *Server) serve(wanted func(wire.ReferenceRequest) bool) bool {
	at := slices.IndexFunc(s.queue, wanted)
	if at < 0 {
		return false
	}
	j := &job{ReferenceRequest: s.queue[at]}
	s.queue = slices.Delete(s.queue, at, at+1)
	s.jobs = append(s.jobs, j)
	reply := wire.ReferenceReply{ID: j.ID, Eps: j.Eps}
	err := s.answer(j, &reply)
	s.jobs = s.jobs[:len(s.jobs)-1]
	switch {
	case errors.Is(err, errOvertaken):
		return true
	case err != nil:
		reply = wire.ReferenceReply{ID: j.ID, Eps: j.Eps, Error: err.Error()}
	default:
		reply.Fraction = 1
	}
	s.reply(reply)
	return true
}

func (s *Server) answer(j *job, reply *wire.ReferenceReply) error {
	solution, err := s.solution(j)
	if err != nil {
		return err
	}
	found, err := reference.Find(j.Problem)
	if err != nil {
		return err
	}
	positions, line := places(found.Domain, j.ReferenceRequest)
	if e, ok := solution.(reference.Estimated); ok && j.Limit == "" {
		reply.Estimates = e.ErrorEstimate()
	}
	for _, t := range j.T {
		row, err := solution.At(t, positions)
		if err != nil {
			return err
		}
		if reply.Values == nil {
			reply.Values = make([][]float64, len(row))
		}
		for f := range row {
			reply.Values[f] = append(reply.Values[f], row[f]...)
		}
	}
	known, ok := solution.(reference.Distributed)
	if !ok || len(j.V) == 0 || len(j.T) == 0 {
		return nil
	}
	rows, err := known.Distribution(j.T[len(j.T)-1], line, j.V)
	if err != nil {
		return err
	}
	reply.Distribution = make([]float64, 0, len(rows)*len(j.V))
	for v := range j.V {
		for _, row := range rows {
			reply.Distribution = append(reply.Distribution, row[v])
		}
	}
	return nil
}

// places returns all positions that a request asks for, and those of the line among them.
func places(d info.Domain, r wire.ReferenceRequest) (all, line []float64) {
	axis := func(lo, hi float64, n int) []float64 {
		if r.Cells {
			return wire.Midpoints(lo, hi, max(1, n))
		}
		return wire.Grid(lo, hi, max(2, n))
	}
	x := axis(d.XMin, d.XMax, r.NX)
	line = wire.Cut(d, x, r.Y)
	if !d.Plane() || r.NY == 0 {
		return line, line
	}
	all = wire.Lattice(x, axis(d.YMin, d.YMax, r.NY))
	if !r.Cells {
		all = append(all, line...)
	}
	return all, line
}

// solution computes a solution or finds it in the cache.
func (s *Server) solution(j *job) (reference.Solution, error) {
	k := keyOf(j.ReferenceRequest)
	if solution, ok := s.cache[k]; ok {
		at := slices.Index(s.keys, k)
		s.keys = append(slices.Delete(s.keys, at, at+1), k)
		return solution, nil
	}
	solution, err := compute(j.ReferenceRequest, reference.Options{Set: j.Set, Progress: func(fraction float64) error {
		if s.yield() && fraction < 1 {
			s.reply(wire.ReferenceReply{ID: j.ID, Eps: j.Eps, Fraction: fraction})
		}
		// What is looked at does not wait for the end of another computation: it is
		// answered in the midst of it.
		for !looked(j.ReferenceRequest) && !j.stale && s.serve(looked) {
		}
		if j.stale {
			return errOvertaken
		}
		return nil
	}})
	if err != nil {
		return nil, err
	}
	if len(s.keys) == cacheSize {
		delete(s.cache, s.keys[0])
		s.keys = s.keys[1:]
	}
	s.keys = append(s.keys, k)
	s.cache[k] = solution
	return solution, nil
}

func compute(r wire.ReferenceRequest, options reference.Options) (reference.Solution, error) {
	if r.Limit != "" {
		return reference.Limit(r.Problem, r.Limit, options)
	}
	return reference.New(r.Problem, r.Eps, options)
}
