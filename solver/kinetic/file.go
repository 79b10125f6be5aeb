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
	var p Problem
	if f.Equation == problemfile.Gas {
		g := newFileGas(seen)
		g.given = f
		p = g
	} else {
		sharp := steepest(seen, 4)
		p = fileTransport{seen, sharp, f, enters(seen, sharp)}
	}
	return p, p.Info().Check()
}

// File is implemented by problems that come from a file.
type File interface {
	Problem
	File() *problemfile.Problem
	// StepCost is how long a step with the default settings takes, in milliseconds of one thread under Node. It has been measured for kinds of
	// problems (bench -files), and follows from the kind alone.
	StepCost() float64
}

// File implements the interface of that name.
func (p fileTransport) File() *problemfile.Problem { return p.given }

// StepCost implements File. Most of it is the network; what is known of the solution at an end with inflow costs more where the inflow depends on
// time, and where it depends on v, because then integrals over v have no closed form.
func (p fileTransport) StepCost() float64 {
	f := p.file
	if f.IsPeriodic() {
		return 6
	}
	cost := 7.0
	for _, inflow := range []*expr.Expr{f.InflowLeft, f.InflowRight} {
		if inflow == nil {
			continue
		}
		cost += 1.5
		if inflow.Uses("t") {
			cost += 3
		}
		if inflow.Uses("v") || !vanishes(f.Micro0) {
			cost += 2
		}
	}
	if len(f.Parameters) > 0 {
		cost++
	}
	return cost
}

// StepCost implements File.
func (p fileGas) StepCost() float64 {
	cost := 3.6
	if !p.file.IsPeriodic() {
		cost = 5
		if p.thins() { // 6, and 9 s for the gas of four moments at the start
			cost = 7
		}
		if p.file.Dimensions == 3 {
			cost = 6.5
		}
	}
	return cost
}

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
