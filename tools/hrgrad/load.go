package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/hrgrad/hrgrad/solver/train"
)

// loadCheckpoint reads a network to be evaluated, from a run or from a file of weights; whatever is wrong with the file is bad input.
func loadCheckpoint(flagName, file string) (*train.Session, error) {
	s, _, err := loadRun(flagName, file)
	if !errors.Is(err, train.ErrWeights) {
		return s, err
	}
	data, err := readCheckpoint(file)
	if err == nil {
		s, err = train.Network(data)
	}
	if err != nil {
		return nil, asInput(aboutFile(flagName, file, err))
	}
	return s, nil
}

// fileError says which file of which flag an error is about.
type fileError struct {
	flag, file string
	err        error
}

func aboutFile(flagName, file string, err error) error { return &fileError{flagName, file, err} }

// Error implements error. That the file is a checkpoint, as reading one says, the flag tells.
func (e *fileError) Error() string {
	return fmt.Sprintf("%s: %s: %s", e.flag, e.file, strings.TrimPrefix(e.err.Error(), "checkpoint: "))
}

func (e *fileError) Unwrap() error { return e.err }

// loadRun reads a run and its past, which is nil where the file tells nothing of it.
func loadRun(flagName, file string) (*train.Session, *train.Past, error) {
	if file == "" {
		return nil, nil, badInput("%s: a file is missing", flagName)
	}
	data, err := readCheckpoint(file)
	if err != nil {
		return nil, nil, badInput("%s: %v", flagName, err)
	}
	s, err := train.Resume(data)
	if err != nil {
		return nil, nil, asInput(aboutFile(flagName, file, err))
	}
	past, err := train.PastOf(data)
	if err != nil {
		return nil, nil, asInput(aboutFile(flagName, file, err))
	}
	return s, past, nil
}

// readCheckpoint reads a file if it begins like a checkpoint: not before the beginning was seen, so that a film or an endless device
// costs nothing.
func readCheckpoint(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, train.HeadBytes)
	n, err := io.ReadFull(f, head)
	if n == 0 && err != nil && err != io.EOF {
		return nil, err
	}
	if err := train.Recognize(head[:n]); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	rest, err := io.ReadAll(io.LimitReader(f, maxCheckpoint))
	if err != nil {
		return nil, err
	}
	if len(rest) == maxCheckpoint {
		return nil, fmt.Errorf("%s: more than %d bytes", file, maxCheckpoint)
	}
	return append(head[:n], rest...), nil
}

// maxCheckpoint bounds the bytes of a checkpoint that is read.
const maxCheckpoint = 1 << 30
