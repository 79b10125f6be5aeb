package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
)

// journal keeps the finished runs of races, one JSON object a line, each written at once: an interrupted race goes on where it ended, and processes
// that share one append to the same file. Runs are found by their whole configuration, so a journal may serve several races; it knows
// nothing of the program's version. All its methods may be called on nil, which keeps nothing.
type journal struct {
	file *os.File
	runs map[string]*raceRun
}

// journalLine is one run. Relaxed kernels do not round as the others do.
type journalLine struct {
	Config  train.Config  `json:"config"`
	Limit   time.Duration `json:"limit"`
	Relaxed bool          `json:"relaxed"`
	Run     *raceRun      `json:"run"`
}

func (l *journalLine) key() string {
	b, err := json.Marshal(journalLine{Config: l.Config, Limit: l.Limit, Relaxed: l.Relaxed})
	if err != nil {
		panic(err) // a checked configuration holds finite numbers
	}
	return string(b)
}

// parseJournal reads the lines of a journal. The end of a file that was cut short in the middle of a line is left out; kept is the
// length of the rest.
func parseJournal(data []byte) (runs map[string]*raceRun, kept int, err error) {
	runs = map[string]*raceRun{}
	for n := 1; ; n++ {
		end := bytes.IndexByte(data[kept:], '\n')
		if end < 0 {
			return runs, kept, nil
		}
		var l journalLine
		dec := json.NewDecoder(bytes.NewReader(data[kept : kept+end]))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&l); err != nil {
			return nil, kept, fmt.Errorf("line %d: %w", n, err)
		}
		if l.Run == nil || l.Run.Failure == "" && l.Run.Errors == nil {
			return nil, kept, fmt.Errorf("line %d: holds no run", n)
		}
		runs[l.key()] = l.Run
		kept += end + 1
	}
}

func openJournal(path string) (*journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, badInput("journal: cannot open %s: %v", path, reason(err))
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal: cannot read %s: %w", path, reason(err)), f.Close())
	}
	runs, kept, err := parseJournal(data)
	if err == nil && kept < len(data) {
		err = f.Truncate(int64(kept))
	}
	if err != nil {
		f.Close()
		return nil, badInput("journal: %s is not usable: %v", path, err)
	}
	return &journal{f, runs}, nil
}

// find returns a copy of a run that is known, nil otherwise.
func (j *journal) find(c train.Config, limit time.Duration) *raceRun {
	if j == nil {
		return nil
	}
	l := journalLine{Config: c, Limit: limit, Relaxed: kernel.Active() == "relaxed"}
	known := j.runs[l.key()]
	if known == nil {
		return nil
	}
	out := *known
	return &out
}

// add appends a run and makes sure that it stays.
func (j *journal) add(c train.Config, limit time.Duration, run *raceRun) error {
	if j == nil {
		return nil
	}
	l := journalLine{Config: c, Limit: limit, Relaxed: kernel.Active() == "relaxed", Run: run}
	line, err := json.Marshal(l)
	if err == nil {
		_, err = j.file.Write(append(line, '\n'))
	}
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	j.runs[l.key()] = run
	return nil
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return j.file.Close()
}
