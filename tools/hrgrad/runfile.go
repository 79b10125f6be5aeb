package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// runSuffix ends the name of the file, beside a journal, that keeps the run under way: a race that was stopped goes on in the middle of it.
const runSuffix = ".run"

// runHead is the first line of such a file; the record follows, then the checkpoint.
type runHead struct {
	Key        string  `json:"key"`     // of the journal's line
	Version    string  `json:"version"` // of the program
	Step       int     `json:"step"`
	Seconds    float64 `json:"seconds"` // of training so far
	Record     int     `json:"record"`  // bytes
	Checkpoint int     `json:"checkpoint"`
	Sum        uint32  `json:"sum"` // CRC-32C of record and checkpoint
}

// unfinished is a run that was interrupted.
type unfinished struct {
	session *train.Session
	record  []byte
	spent   time.Duration
}

// writeRun keeps the state of a run.
func writeRun(path, key string, step int, spent time.Duration, record, checkpoint []byte) error {
	sum := crc32.Update(crc32.Checksum(record, castagnoli), castagnoli, checkpoint)
	head, err := json.Marshal(runHead{key, version(), step, spent.Seconds(), len(record), len(checkpoint), sum})
	if err != nil {
		return err
	}
	return writeWhole(path, bytes.Join([][]byte{append(head, '\n'), record, checkpoint}, nil))
}

// readRun returns the run that a file keeps. It is nil, and the run begins anew, where there is no file, where it keeps another run or one
// of another version of the program, and where it is damaged.
func readRun(path, key string) (*unfinished, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("journal: cannot read %s: %w", path, reason(err))
	}
	line, rest, _ := bytes.Cut(data, []byte("\n"))
	var h runHead
	if err := json.Unmarshal(line, &h); err != nil || h.Key == "" {
		return nil, badInput("journal: %s is not the state of a run, which is kept under that name; move it away", path)
	}
	whole := h.Record >= 0 && h.Checkpoint >= 0 && h.Record+h.Checkpoint == len(rest) && crc32.Checksum(rest, castagnoli) == h.Sum
	if h.Key != key || h.Version != version() || !whole {
		return nil, nil
	}
	s, err := train.Resume(rest[h.Record:])
	if err != nil {
		return nil, fmt.Errorf("journal: %s: %w", path, err)
	}
	return &unfinished{s, rest[:h.Record], time.Duration(h.Seconds * float64(time.Second))}, nil
}

// removeRun forgets the run under way.
func removeRun(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
