//go:build unix

package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hrgrad/hrgrad/solver/kinetic"
	"github.com/hrgrad/hrgrad/solver/train"
)

// BenchmarkMerge merges 100,000 runs, 100 runners with 1000 seeds, from the journals of 64 shares, up to the tables and one row per
// run. It prints JSON lines for `make bench`; the memory is the largest of the process.
func BenchmarkMerge(b *testing.B) {
	const runners, seeds, shares = 100, 1000, 64
	dir := b.TempDir()
	var names []string
	for i := range runners {
		names = append(names, "ls:rate="+strconv.FormatFloat(1e-4*float64(i+1), 'g', 6, 64))
	}
	args := []string{"compare", "--problem", "transport-mode", "--operators", strings.Join(names, ","), "--seeds", strconv.Itoa(seeds),
		"--journal", filepath.Join(dir, "part-*.jsonl")}
	size := writeJournals(b, names, seeds, shares, filepath.Join(dir, "part-*.jsonl"))
	args = append(args, "--progress", "tables", "--runs", filepath.Join(dir, "runs.csv"))
	for b.Loop() {
		start := time.Now()
		if r := call("", args...); r.code != 0 {
			b.Fatal(r.err)
		}
		seconds := time.Since(start).Seconds()
		var usage syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
			b.Fatal(err)
		}
		for _, v := range []struct {
			name  string
			value float64
			unit  string
		}{{"time", seconds, "s"}, {"memory", float64(usage.Maxrss) / 1024, "MiB"}, {"journals", float64(size) / (1 << 20), "MiB"}} {
			fmt.Printf("{\"bench\":\"merge/%d-runs/%s\",\"value\":%.4g,\"unit\":\"%s\",\"engine\":\"native\"}\n", runners*seeds, v.name, v.value, v.unit)
		}
	}
}

// writeJournals writes runs that nobody made, with errors at thirteen Knudsen numbers.
func writeJournals(b *testing.B, names []string, seeds, shares int, pattern string) (size int64) {
	list, err := parseRunners(names, train.Config{Problem: "transport-mode"})
	if err != nil {
		b.Fatal(err)
	}
	p, err := kinetic.ByName("transport-mode")
	if err != nil {
		b.Fatal(err)
	}
	table := train.NewErrorTable(p.Info(), p.Info().TEnd, train.KnudsenNumbers(list[0].Config.EpsMin))
	for k := range table.Rows {
		table.Rows[k].Fields = map[string]float64{"rho": 1.2345678901234e-4 * float64(k+1), "flux": 5.4321098765432e-4 * float64(k+1)}
	}
	s := &sweep{flags: compareFlags{first: 1, seeds: seeds}, races: []*race{{problem: "transport-mode", runners: list, seeds: consecutive(1, seeds)}}}
	j := &journal{origin: origin{Version: "bench", Race: s.digest()}}
	for share := range shares {
		own := part{share + 1, shares, 1, 1}
		j.origin.Part = &own
		f, err := os.Create(own.fileOf(pattern))
		if err != nil {
			b.Fatal(err)
		}
		w := bufio.NewWriter(f)
		for i, e := range list {
			for seed := range seeds {
				if (i*seeds+seed)%shares != share {
					continue
				}
				c := e.Config
				c.Seed = uint64(seed + 1)
				line, err := j.line(c, 0, &raceRun{Runner: e.Name, Seed: c.Seed, Steps: c.Steps, Seconds: 3, LossHash: "0123456789abcdef", Errors: table,
					Gradient: train.Statistics{Steps: c.Steps, MinCosine: 0.1234567890123, MeanMinCosine: 0.2345678901234, Paths: map[string]int{"sum": c.Steps}}}).encode()
				if err != nil {
					b.Fatal(err)
				}
				w.Write(line)
				size += int64(len(line))
			}
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	return size
}
