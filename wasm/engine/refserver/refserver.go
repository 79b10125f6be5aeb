// Package refserver answers requests for reference solutions one after the
// other: the newest request of what is looked at first, then the decades of the
// error table. A computation that a newer request has overtaken is given up.
package refserver

import (
	"errors"

	"github.com/hrgrad/hrgrad/solver/reference"
	"github.com/hrgrad/hrgrad/wasm/engine/protocol"
)

// cacheSize is how many solutions are kept; a visitor comes back to the same few.
const cacheSize = 32

var errOvertaken = errors.New("overtaken by a newer request")

// Server computes and keeps solutions. It is driven by one goroutine: Add
// between calls of Work or from the yield function.
type Server struct {
	reply func(protocol.ReferenceReply)
	yield func() bool
	queue []protocol.ReferenceRequest
	now   *protocol.ReferenceRequest // under way
	stale bool                       // now was overtaken

	keys  []key // least recently used first
	cache map[key]reference.Solution
}

type key struct {
	problem string
	eps     float64
}

// New returns a server that sends answers to reply. During a computation it
// calls yield often; yield lets new requests in from time to time and returns
// true when it did.
func New(reply func(protocol.ReferenceReply), yield func() bool) *Server {
	return &Server{reply: reply, yield: yield, cache: map[key]reference.Solution{}}
}

// Add queues a request.
func (s *Server) Add(r protocol.ReferenceRequest) {
	if r.Slot != protocol.SlotDecade {
		kept := s.queue[:0]
		for _, q := range s.queue {
			if q.Slot != r.Slot {
				kept = append(kept, q)
			}
		}
		s.queue = kept
		if s.now != nil && s.now.Slot == r.Slot && (key{s.now.Problem, s.now.Eps}) != (key{r.Problem, r.Eps}) {
			s.stale = true
		}
	}
	// A problem that is no longer trained needs no references.
	kept := s.queue[:0]
	for _, q := range s.queue {
		if q.Problem == r.Problem {
			kept = append(kept, q)
		}
	}
	s.queue = append(kept, r)
	if s.now != nil && s.now.Problem != r.Problem {
		s.stale = true
	}
}

// Work answers one request. It returns false when there was none.
func (s *Server) Work() bool {
	if len(s.queue) == 0 {
		return false
	}
	at := 0
	for i, q := range s.queue {
		if q.Slot != protocol.SlotDecade {
			at = i
			break
		}
	}
	r := s.queue[at]
	s.queue = append(s.queue[:at], s.queue[at+1:]...)
	s.now, s.stale = &r, false
	values, err := s.answer(r)
	s.now = nil
	switch {
	case errors.Is(err, errOvertaken):
	case err != nil:
		s.reply(protocol.ReferenceReply{Type: "reply", ID: r.ID, Eps: r.Eps, Error: err.Error()})
	default:
		s.reply(protocol.ReferenceReply{Type: "reply", ID: r.ID, Eps: r.Eps, Fraction: 1, Values: values})
	}
	return true
}

func (s *Server) answer(r protocol.ReferenceRequest) ([][]float64, error) {
	solution, err := s.solution(r)
	if err != nil {
		return nil, err
	}
	domain, err := reference.DomainOf(r.Problem)
	if err != nil {
		return nil, err
	}
	x := protocol.Grid(domain.XMin, domain.XMax, max(2, r.NX))
	if r.Cells {
		x = protocol.Midpoints(domain.XMin, domain.XMax, max(1, r.NX))
	}
	var out [][]float64
	for _, t := range r.T {
		row, err := solution.At(t, x)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = make([][]float64, len(row))
		}
		for f := range row {
			out[f] = append(out[f], row[f]...)
		}
	}
	return out, nil
}

func (s *Server) solution(r protocol.ReferenceRequest) (reference.Solution, error) {
	k := key{r.Problem, r.Eps}
	if solution, ok := s.cache[k]; ok {
		for i := range s.keys {
			if s.keys[i] == k {
				s.keys = append(append(s.keys[:i:i], s.keys[i+1:]...), k)
				break
			}
		}
		return solution, nil
	}
	solution, err := reference.New(r.Problem, r.Eps, reference.Options{Progress: func(fraction float64) error {
		if s.yield() && fraction < 1 {
			s.reply(protocol.ReferenceReply{Type: "reply", ID: r.ID, Eps: r.Eps, Fraction: fraction})
		}
		if s.stale {
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
