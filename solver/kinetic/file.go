package kinetic

import (
	"sync"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/problemfile"
)

// FromFile makes a problem of a user's file.
func FromFile(f *problemfile.Problem) (Problem, error) {
	if _, taken := find(f.Name); taken {
		return nil, input.New("name", f.Name, "a name that no problem of this program has")
	}
	var p Problem = fileTransport{f, steepest(f, 4)}
	if f.Equation == problemfile.Gas {
		p = newFileGas(f)
	}
	return p, p.Info().Check()
}

// File is implemented by problems that come from a file.
type File interface {
	Problem
	File() *problemfile.Problem
}

// File implements the interface of that name.
func (p fileTransport) File() *problemfile.Problem { return p.file }

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
