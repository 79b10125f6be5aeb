package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/hrgrad/hrgrad/solver/input"
	"github.com/hrgrad/hrgrad/solver/weighting"
)

// maxGram bounds the input of weights, in bytes.
const maxGram = 64 << 20

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

// readGram decodes strictly: one object, no unknown keys and none twice, no null, a square matrix that can be one of products.
func readGram(r io.Reader) (weighting.Input, error) {
	limited := &io.LimitedReader{R: r, N: maxGram + 1}
	in, err := decodeGram(json.NewDecoder(limited))
	switch {
	case limited.N == 0:
		return in, badInput("standard input: more than %d bytes", maxGram)
	case input.Is(err):
		return in, err
	case errors.Is(err, io.EOF):
		return in, badInput(`standard input: empty, expected {"gram":[[..]],"losses":[..]}`)
	case err != nil:
		return in, badInput(`standard input: %v; expected {"gram":[[..]],"losses":[..]}`, err)
	}
	return in, weighting.CheckGram(in)
}

func decodeGram(dec *json.Decoder) (in weighting.Input, err error) {
	t, err := dec.Token()
	if err != nil {
		return in, err
	}
	if t != json.Delim('{') {
		return in, fmt.Errorf("%q is no object", fmt.Sprint(t))
	}
	var gram, losses *[][]*float64
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return in, unexpected(err)
		}
		var rows [][]*float64
		var to **[][]*float64
		switch key {
		case "gram":
			to, err = &gram, dec.Decode(&rows)
		case "losses":
			var row []*float64
			to, err = &losses, dec.Decode(&row)
			rows = [][]*float64{row}
		default:
			return in, input.Unknown("key", fmt.Sprint(key), []string{"gram", "losses"})
		}
		if err != nil {
			return in, unexpected(err)
		}
		if *to != nil {
			return in, fmt.Errorf("the key %q comes twice", key)
		}
		*to = &rows
	}
	if _, err := dec.Token(); err != nil {
		return in, unexpected(err)
	}
	if _, after := dec.Token(); !errors.Is(after, io.EOF) {
		return in, errors.New("more than one JSON value")
	}
	if gram == nil || len(*gram) == 0 {
		return in, input.Missing("gram", "a square matrix of at least one row")
	}
	in.M = len(*gram)
	for i, row := range *gram {
		if len(row) != in.M {
			return in, badInput("gram: row %d has %d numbers, allowed is %d as there are rows", i+1, len(row), in.M)
		}
		if in.Gram, err = numbers(in.Gram, row, fmt.Sprintf("gram[%d]", i)); err != nil {
			return in, err
		}
	}
	if losses != nil && (*losses)[0] != nil {
		in.Losses, err = numbers([]float64{}, (*losses)[0], "losses")
	}
	return in, err
}

// numbers appends values none of which may be null.
func numbers(to []float64, values []*float64, field string) ([]float64, error) {
	for i, v := range values {
		if v == nil {
			return nil, &input.Error{Field: fmt.Sprintf("%s[%d]", field, i), Given: "null", Allowed: "a finite number"}
		}
		to = append(to, *v)
	}
	return to, nil
}

// unexpected is the error of a text that ends too early.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
