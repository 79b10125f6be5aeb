package kinetic

import (
	"sync"

	"github.com/hrgrad/hrgrad/solver/expr"
	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// FromFile makes a problem of a user's file.
func FromFile(f *problemfile.Problem) (Problem, error) {
	if _, taken := find(f.Name); taken {
		return nil, input.New("name", f.Name, "a name that no problem of this program has")
	}
	seen := resolvable(f)
	var p Problem = fileTransport{seen, steepest(seen, 4), f}
	if f.Equation == problemfile.Gas {
		g := newFileGas(seen)
		g.given = f
		p = g
	}
	return p, p.Info().Check()
}

// File is implemented by problems that come from a file.
type File interface {
	Problem
	File() *problemfile.Problem
}

// File implements the interface of that name.
func (p fileTransport) File() *problemfile.Problem { return p.given }

// resolvable returns the problem as the network sees it: where the file names no width, steps of cross-sections and initial data rise over
// a hundredth of the domain. A network of a formula that jumps has equations that contradict each other at the jump.
func resolvable(f *problemfile.Problem) *problemfile.Problem {
	if f.Smoothing > 0 {
		return f
	}
	seen := *f
	width := 0.01 * (f.X[1] - f.X[0])
	for _, e := range []**expr.Expr{&seen.Sigma, &seen.Absorb, &seen.Rho0, &seen.U0, &seen.T0} {
		if *e != nil && (*e).Jumps() {
			*e = (*e).Smooth(width)
		}
	}
	return &seen
}

// parsed keeps the last file, because a run asks for its problem several times.
var parsed struct {
	sync.Mutex
	text    string
	problem Problem
}

func fromText(text string) (Problem, error) {
	parsed.Lock()
	defer parsed.Unlock()
	if parsed.text == text {
		return parsed.problem, nil
	}
	f, err := problemfile.Parse([]byte(text))
	if err != nil {
		return nil, err
	}
	p, err := FromFile(f)
	if err != nil {
		return nil, err
	}
	parsed.text, parsed.problem = text, p
	return p, nil
}
