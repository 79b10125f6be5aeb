package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hrgrad/hrgrad/tools/cluster"
)

// notOfRace are the flags that say nothing of the race itself; the scripts set their own.
var notOfRace = []string{"emit", "emit-dir", "emit-parts", "journal", "part", "progress", "out", "csv", "runs", "plot"}

// raceFlags returns the arguments without some flags, one word per flag.
func raceFlags(fs *flag.FlagSet, args []string, without []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		name, _, joined := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		word := "--" + strings.TrimLeft(args[i], "-")
		if b, ok := fs.Lookup(name).Value.(interface{ IsBoolFlag() bool }); !joined && !(ok && b.IsBoolFlag()) {
			i++
			word += "=" + args[i]
		}
		if !slices.Contains(without, name) {
			out = append(out, word)
		}
	}
	return out
}

// checkEmit refuses what cannot be written for a cluster.
func (f *compareFlags) checkEmit() error {
	switch {
	case f.emit == "":
		if f.set["emit-dir"] || f.set["emit-parts"] {
			return badInput("emit: missing, allowed is %s", strings.Join(cluster.Engines(), ", "))
		}
	case !slices.Contains(cluster.Engines(), f.emit):
		return badInput("emit: %q given, allowed is %s", f.emit, strings.Join(cluster.Engines(), ", "))
	case f.emitParts < 1 || f.emitParts > maxParts:
		return badInput("emit-parts: %d given, allowed is 1 to %d", f.emitParts, maxParts)
	case f.set["kernels"]:
		return badInput("emit: kernels given, which only Node chooses; the scripts run the native program")
	}
	return nil
}

// writeScripts writes the files for a cluster and names them.
func (f *compareFlags) writeScripts(flags []string, std streams) error {
	files, err := cluster.Emit(f.emit, flags, f.emitParts)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.emitDir, 0o777); err != nil {
		return badInput("emit-dir: cannot make %s: %v", f.emitDir, reason(err))
	}
	for _, file := range files {
		path := filepath.Join(f.emitDir, file.Name)
		if exists(path) && !f.force {
			return badInput("emit: %s exists; --force overwrites it", path)
		}
		if err := writeWhole(path, file.Text); err != nil {
			return fmt.Errorf("emit: %w", err)
		}
		if file.Executable {
			if err := os.Chmod(path, 0o755); err != nil {
				return fmt.Errorf("emit: %w", err)
			}
		}
		fmt.Fprintln(std.out, path)
	}
	return nil
}
