package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/hrgrad/hrgrad/solver/weighting"
)

// maxGram bounds the input of weights, in bytes.
const maxGram = 64 << 20

// weightsInput is the JSON object weights reads.
type weightsInput struct {
	Gram   [][]float64 `json:"gram"`
	Losses []float64   `json:"losses"`
}

// weightsOutput is the JSON object weights prints.
type weightsOutput struct {
	Weights []float64         `json:"weights"`
	Info    *weighting.Report `json:"info"`
}

func weightsCommand(args []string, std streams) error {
	fs := newFlags("weights")
	operator := fs.String("operator", "hrgrad", "operator `name`")
	seed := fs.Uint64("seed", 0, "`seed` of the operators that draw random numbers")
	ignoredKernels(fs)
	if err := parse(fs, args); err != nil {
		return err
	}
	op, err := weighting.New(*operator, weighting.Options{Seed: *seed})
	if err != nil {
		return asInput(err)
	}
	in, err := readGram(std.in)
	if err != nil {
		return err
	}
	rep, err := op.Weights(in)
	if err != nil {
		return asInput(err)
	}
	enc := json.NewEncoder(std.out)
	return enc.Encode(weightsOutput{rep.Weights, rep})
}

// readGram decodes strictly: one object, no unknown keys, a square matrix.
func readGram(r io.Reader) (weighting.Input, error) {
	var in weightsInput
	limited := &io.LimitedReader{R: r, N: maxGram + 1}
	dec := json.NewDecoder(limited)
	dec.DisallowUnknownFields()
	err := dec.Decode(&in)
	if err == nil {
		if _, after := dec.Token(); !errors.Is(after, io.EOF) {
			err = fmt.Errorf("more than one JSON value")
		}
	}
	switch {
	case limited.N == 0:
		return weighting.Input{}, badInput("standard input: more than %d bytes", maxGram)
	case errors.Is(err, io.EOF):
		return weighting.Input{}, badInput(`standard input: empty, expected {"gram":[[..]],"losses":[..]}`)
	case err != nil:
		return weighting.Input{}, badInput(`standard input: %v; expected {"gram":[[..]],"losses":[..]}`, err)
	case len(in.Gram) == 0:
		return weighting.Input{}, badInput("gram: missing or empty, allowed is a square matrix of at least one row")
	}
	m := len(in.Gram)
	flat := make([]float64, 0, m*m)
	for i, row := range in.Gram {
		if len(row) != m {
			return weighting.Input{}, badInput("gram: row %d has %d numbers, allowed is %d as there are rows", i+1, len(row), m)
		}
		flat = append(flat, row...)
	}
	return weighting.Input{M: m, Gram: flat, Losses: in.Losses}, nil
}
