package main

import (
	"encoding/json"
	"fmt"

	"github.com/hrgrad/hrgrad/solver/train"
)

// convertCommand rewrites a checkpoint in another version of the format, or keeps only its weights.
func convertCommand(args []string, std streams) error {
	fs := newFlags("convert")
	format := fs.String("format", "safetensors", "safetensors; 1 for programs that read only the first version of the format; or weights for the network alone, to be evaluated")
	force := fs.Bool("force", false, "replace a file that is there")
	ignoredKernels(fs)
	files, err := parseFiles(fs, args, "IN", "OUT")
	if err != nil {
		return err
	}
	if *format != "safetensors" && *format != "1" && *format != "weights" {
		return badInput("format: %q given, allowed is safetensors, 1, weights", *format)
	}
	in, out := files[0], files[1]
	s, past, err := loadRun("IN", in)
	if err != nil {
		return err
	}
	if exists(out) && !*force {
		return badInput("OUT: %s is there; --force replaces it", out)
	}
	release, err := claim("OUT", out)
	if err != nil {
		return err
	}
	defer release()
	data, err := s.Checkpoint()
	if err == nil && past != nil {
		data, err = train.WithPast(data, past)
	}
	if err == nil && *format == "1" {
		if s.Solved() != nil {
			return badInput("format: 1 given, allowed is safetensors for %s: it has a solved last layer, which the first version cannot hold", in)
		}
		data, err = train.FirstFormat(data)
	}
	if err == nil && *format == "weights" {
		data, err = s.Weights()
	}
	if err != nil {
		return err
	}
	return writeWhole(out, data)
}

// inspectCommand prints what a checkpoint holds.
func inspectCommand(args []string, std streams) error {
	fs := newFlags("inspect")
	ignoredKernels(fs)
	files, err := parseFiles(fs, args, "FILE")
	if err != nil {
		return err
	}
	data, err := readCheckpoint(files[0])
	if err != nil {
		return badInput("FILE: %v", err)
	}
	c, err := train.Inspect(data)
	if err != nil {
		return asInput(fmt.Errorf("FILE: %s: %w", files[0], err))
	}
	enc := json.NewEncoder(std.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(c)
}
