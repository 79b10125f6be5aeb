package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
)

// sweep is what one call of compare runs: a race on each problem.
type sweep struct {
	flags   compareFlags
	races   []*race
	journal *journal
	runFile string // keeps the run under way; empty: none
}

// sweepResult is the JSON file of several races.
type sweepResult struct {
	Races   []*raceResult `json:"races"`
	Overall []overallRow  `json:"overall"`
}

// overallLine is a JSON line of the summary over all problems.
type overallLine struct {
	Type string `json:"type"` // overall
	overallRow
}

// openJournal opens the journal of this process, or reads those of all shares, and leaves to the races what this process does.
func (s *sweep) openJournal() (err error) {
	f, merge := s.flags, false
	switch {
	case f.journal == "":
		return nil
	case starred(f.journal) && f.part == nil:
		s.journal, err = s.merge()
		merge = true
	case starred(f.journal):
		path := f.part.fileOf(f.journal)
		s.runFile = path + runSuffix
		s.journal, err = openJournal(path, true)
	case f.part != nil: // a file that the shares have in common
		s.runFile = fmt.Sprintf("%s.%d-of-%d%s", f.journal, f.part.Index, f.part.Of, runSuffix)
		s.journal, err = openJournal(f.journal, false)
	default:
		s.runFile = f.journal + runSuffix
		s.journal, err = openJournal(f.journal, false)
	}
	if err != nil {
		return err
	}
	s.journal.force = f.force
	if !merge {
		s.journal.origin = origin{Version: version(), Race: s.digest(), Part: f.part}
	}
	if f.part != nil {
		s.restrict(f.part)
	}
	for _, r := range s.races {
		r.journal, r.runFile, r.only = s.journal, s.runFile, merge
	}
	return nil
}

// conclude holds the races, writes the files and prints the tables.
func (s *sweep) conclude(rep *reporter) error {
	res := &sweepResult{}
	for _, r := range s.races {
		one, err := r.hold(s.flags)
		if err != nil {
			return err
		}
		if one == nil {
			continue
		}
		one.noTimes = s.flags.noTimes
		res.Races = append(res.Races, one)
		if !rep.text {
			for _, s := range one.Summaries {
				rep.line(summaryLine{"summary", s})
			}
		}
	}
	if err := s.complete(); err != nil {
		return err
	}
	if s.runFile != "" { // of a run that turned out to be no part of this command
		if err := removeRun(s.runFile); err != nil {
			return err
		}
	}
	if s.flags.part != nil {
		return rep.err
	}
	res.Overall = overall(res.Races)
	if err := res.save(&s.flags); err != nil {
		return err
	}
	if rep.text {
		return res.print(rep.w)
	}
	for _, o := range res.Overall {
		rep.line(overallLine{"overall", o})
	}
	return rep.err
}

// save writes the files of results.
func (m *sweepResult) save(f *compareFlags) error {
	encode := map[string]func() ([]byte, error){"out": m.json, "csv": m.csv,
		"runs": func() ([]byte, error) { return m.runs().encode(f.runs) },
		"plot": func() ([]byte, error) { return m.plot(f.plot) }}
	for _, r := range f.results() {
		data, err := encode[r.flag]()
		if err == nil {
			err = writeWhole(r.path, data)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", r.flag, err)
		}
	}
	return nil
}

// json renders everything; of one race the race itself.
func (m *sweepResult) json() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	var v any = m
	if len(m.Races) == 1 {
		v = m.Races[0]
	}
	err := enc.Encode(v)
	return b.Bytes(), err
}

// csv renders one line per run, Knudsen number and field.
func (m *sweepResult) csv() ([]byte, error) {
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	c.Write(csvHead)
	for _, r := range m.Races {
		r.csv(c)
	}
	c.Flush()
	return b.Bytes(), c.Error()
}

func (m *sweepResult) print(w io.Writer) error {
	for _, r := range m.Races {
		if err := r.print(w); err != nil {
			return err
		}
		if len(m.Races) > 1 {
			fmt.Fprintln(w)
		}
	}
	return printOverall(w, m.Overall)
}
