package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/hrgrad/hrgrad/solver/train"
)

// parts runs every share of a race into journals of their own.
func parts(t *testing.T, args []string, n int) {
	t.Helper()
	for k := 1; k <= n; k++ {
		t.Setenv("HRGRAD_PART", strconv.Itoa(k))
		t.Setenv("HRGRAD_PARTS", strconv.Itoa(n))
		done(t, append(args, "--part", "auto")...)
	}
}

// Tables from merged journals are those of one process, byte for byte, with and without a search for rates; a share that is lost is named.
func TestMerge(t *testing.T) {
	for name, more := range map[string][]string{"plain": nil, "tuned": {"--tune-rates", "1e-2,1e-3", "--tune-seeds", "1"}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			args := append(smallRace("--initial", "hard,soft", "--progress", "tables", "--no-times"), more...)
			alone := done(t, append(args, "--csv", filepath.Join(dir, "alone.csv"))...)
			journals := append(args, "--journal", filepath.Join(dir, "part-*.jsonl"))
			parts(t, journals, 4)
			merged := done(t, append(journals, "--csv", filepath.Join(dir, "merged.csv"))...)
			if merged != alone {
				t.Errorf("merged:\n%s\nalone:\n%s", merged, alone)
			}
			a, _ := os.ReadFile(filepath.Join(dir, "alone.csv"))
			if b, _ := os.ReadFile(filepath.Join(dir, "merged.csv")); len(a) == 0 || !bytes.Equal(a, b) {
				t.Error("the files of results differ")
			}
			for name := range contents(t, dir) {
				if strings.HasSuffix(name, runSuffix) {
					t.Errorf("%s is left", name)
				}
			}
			if err := os.Remove(filepath.Join(dir, "part-2.jsonl")); err != nil {
				t.Fatal(err)
			}
			r := call("", journals...)
			if r.code != 1 || !strings.Contains(r.err, "are missing") || !strings.HasSuffix(r.err, "run again the array indices 2\n") {
				t.Errorf("exit code %d, %q", r.code, r.err)
			}
		})
	}
}

// What does not belong together is not merged, and damage is noticed.
func TestMergeRefuses(t *testing.T) {
	dir := t.TempDir()
	journals := smallRace("--journal", filepath.Join(dir, "part-*.jsonl"))
	refused(t, call("", journals...), "no file matches")
	parts(t, journals, 2)
	file := filepath.Join(dir, "part-1.jsonl")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, call("", append(journals, "--csv", file)...), "csv: "+file+" is a journal of the race")
	lines := bytes.SplitAfter(good, []byte("\n"))
	l, err := decodeLine(bytes.TrimSuffix(lines[0], []byte("\n")))
	if err != nil {
		t.Fatal(err)
	}
	with := func(change func(l *journalLine)) []byte {
		c := *l
		run := *l.Run
		c.Run = &run
		change(&c)
		text, err := c.encode()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for mention, text := range map[string][]byte{
		"it is not JSON":  []byte("precious\n"),
		"checksum":        bytes.Replace(good, []byte(`"steps":30`), []byte(`"steps":31`), 1),
		"another command": with(func(l *journalLine) { l.Race = "0" }),
		"version":         with(func(l *journalLine) { l.Version = "0" }),
		"shares":          with(func(l *journalLine) { l.Part = &part{1, 3, 1, 1} }),
		"other losses":    append(bytes.Clone(good), with(func(l *journalLine) { l.Run.LossHash = "0" })...),
	} {
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
		refused(t, call("", journals...), mention)
	}
	if err := os.WriteFile(file, append(with(func(l *journalLine) { l.Version = "0" }), bytes.Join(lines[1:], nil)...), 0o666); err != nil {
		t.Fatal(err)
	}
	done(t, append(journals, "--force")...)
	for _, c := range []struct{ journal, mention string }{{"a*b*.jsonl", "one star"}, {"a?*.jsonl", "one star"}, {"plain.jsonl", "file of its own"}} {
		refused(t, call("", smallRace("--part", "auto", "--journal", filepath.Join(dir, c.journal))...), c.mention)
	}
}

// A journal written before lines had checksums is read as it is.
func TestOldJournal(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "journal-without-checksums.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "old.jsonl")
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
	old := trainable
	t.Cleanup(func() { trainable = old })
	trainable = func(s *train.Session) train.Trainable {
		t.Errorf("%+v is trained again", s.Config())
		return s
	}
	done(t, smallRace("--operators", "hrgrad,ls", "--seeds", "1", "--journal", file)...)
	if again, _ := os.ReadFile(file); !bytes.Equal(again, text) {
		t.Errorf("the journal became\n%s", again)
	}
}

// A run that is interrupted goes on from its state and ends with the bits of one that was not, statistics included.
func TestRunGoesOn(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "race.jsonl")
	args := smallRace("--operators", "hrgrad", "--seeds", "1", "--steps", "60", "--progress", "tables", "--no-times")
	want := done(t, args...)
	old := trainable
	t.Cleanup(func() { trainable = old })
	trainable = func(s *train.Session) train.Trainable { return &stopping{s, 23} }
	r := call("", append(args, "--journal", file)...)
	if r.code != 1 || !strings.Contains(r.err, "interrupted after 0 of 1 runs; the journal keeps them") || !exists(file+runSuffix) {
		t.Fatalf("exit code %d, %q", r.code, r.err)
	}
	first := 0
	trainable = func(s *train.Session) train.Trainable {
		first = s.Steps()
		return s
	}
	if got := done(t, append(args, "--journal", file)...); got != want || first != 23 {
		t.Errorf("from step %d:\n%s\nwant\n%s", first, got, want)
	}
	if exists(file + runSuffix) {
		t.Error("the state of the run is left")
	}
	var lines []string
	for _, f := range []string{file, filepath.Join(dir, "whole.jsonl")} {
		done(t, append(args, "--journal", f)...)
		data, _ := os.ReadFile(f)
		l, err := decodeLine(bytes.TrimSpace(data))
		if err != nil {
			t.Fatal(err)
		}
		l.Run.Seconds = 0
		text, _ := l.encode()
		lines = append(lines, string(text))
	}
	if lines[0] != lines[1] {
		t.Errorf("interrupted:\n%s\nwhole:\n%s", lines[0], lines[1])
	}
	// A state that is damaged is not used; a file that is something else is not touched.
	if err := os.WriteFile(file+runSuffix, []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	refused(t, call("", append(args, "--steps", "50", "--journal", file)...), runSuffix)
}

// stopping is a run that is interrupted after a step.
type stopping struct {
	*train.Session
	at int
}

func (s *stopping) Step() (*train.Report, error) {
	if s.Steps() == s.at {
		return nil, errInterrupted
	}
	return s.Session.Step()
}
