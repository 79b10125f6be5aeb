package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/hrgrad/hrgrad/solver/kernel"
)

// versionVariable names the environment variable with the version of a js/wasm program, which cannot read its own file.
const versionVariable = "HRGRAD_VERSION"

// version identifies the program in journals: the revision it was built from, if nothing was changed since, otherwise a digest of
// the program's file. It is empty where neither is known.
var version = sync.OnceValue(func() string {
	if v := os.Getenv(versionVariable); v != "" {
		return v
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		set := map[string]string{}
		for _, s := range info.Settings {
			set[s.Key] = s.Value
		}
		if r := set["vcs.revision"]; len(r) >= 12 && set["vcs.modified"] == "false" {
			return r[:12]
		}
	}
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return ""
	}
	return "program-" + hex.EncodeToString(sum.Sum(nil)[:6])
})

// digest identifies the command of a sweep: all that decides which runs it consists of.
func (s *sweep) digest() string {
	type problem struct {
		Problem string   `json:"problem"`
		Runners []runner `json:"entrants"`
	}
	command := struct {
		Problems   []problem     `json:"problems"`
		First      uint64        `json:"seed"`
		Seeds      int           `json:"seeds"`
		Limit      time.Duration `json:"limit"`
		Relaxed    bool          `json:"relaxed"`
		Rates      []float64     `json:"rates"`
		TuneFirst  uint64        `json:"tuneSeed"`
		TuneSeeds  int           `json:"tuneSeeds"`
		FixedRates []bool        `json:"fixedRates"`
	}{First: s.flags.first, Seeds: s.flags.seeds, Limit: s.flags.limit, Relaxed: kernel.Active() == "relaxed", Rates: s.flags.tuneRates}
	if s.flags.tuneRates != nil {
		command.TuneFirst, command.TuneSeeds = s.flags.tuneFirst, s.flags.tuneSeeds
	}
	for _, r := range s.races {
		command.Problems = append(command.Problems, problem{r.problem, r.runners})
		for _, e := range r.runners {
			command.FixedRates = append(command.FixedRates, e.ownRate)
		}
	}
	text, err := json.Marshal(command)
	if err != nil {
		panic(err) // checked configurations hold finite numbers
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}
