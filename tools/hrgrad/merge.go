package main

import (
	"errors"
	"fmt"
	"os"
)

// merge reads the journals of all shares. They must come from this command, from one version of the program and from one division into
// shares; two results of one run must be equal. Lines of journals without checksums say nothing of it and are taken as they are.
func (s *sweep) merge() (*journal, error) {
	files, err := partFiles(s.flags.journal)
	if err != nil {
		return nil, err
	}
	j := &journal{runs: map[string]*journalLine{}}
	race := s.digest()
	for _, file := range files {
		for _, r := range s.flags.results() {
			if samePath(r.path, file) {
				return nil, badInput("%s: %s is a journal of the race, choose another file", r.flag, r.path)
			}
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("journal: cannot read %s: %w", file, reason(err))
		}
		lines, _, err := parseJournal(data)
		if err != nil {
			return nil, badInput("journal: %s is not usable: %v", file, err)
		}
		for n, l := range lines {
			if err := j.agrees(l, race, s.flags.force); err != nil {
				return nil, badInput("journal: %s, line %d: %v", file, n+1, err)
			}
			if l.Part != nil {
				j.origin.Part = l.Part
			}
			if l.Version != "" {
				j.origin.Version = l.Version
			}
			j.take(lines[n : n+1])
		}
	}
	return j, nil
}

// agrees checks a line against the command and the lines before it.
func (j *journal) agrees(l *journalLine, race string, force bool) error {
	if l.Race != "" && l.Race != race {
		return errors.New("comes from another command: other problems, operators, settings, seeds or limits")
	}
	if a, b := j.origin.Version, l.Version; a != "" && b != "" && a != b && !force {
		return fmt.Errorf("comes from version %s of the program, other lines from %s; --force takes both", b, a)
	}
	if a, b := j.origin.Part, l.Part; a != nil && b != nil && (a.Of != b.Of || a.First != b.First || a.Step != b.Step) {
		return fmt.Errorf("comes from one of %d shares from index %d in steps of %d, other lines from one of %d from %d in steps of %d", b.Of, b.First, b.Step, a.Of, a.First, a.Step)
	}
	if k := j.runs[l.key()]; k != nil && l.Limit == 0 && (k.Run.LossHash != l.Run.LossHash || k.Run.Steps != l.Run.Steps) {
		return errors.New("holds a run that another line holds with other losses")
	}
	return nil
}

// complete is an error if runs are missing; it says which tasks of the array have to run again.
func (s *sweep) complete() error {
	missing := map[*race]map[[2]int]bool{}
	n, total := 0, 0
	for _, r := range s.races {
		missing[r] = r.missing
		n += len(r.missing)
		total += len(r.runners) * len(r.seeds)
	}
	if n == 0 {
		return nil
	}
	p := s.journal.origin.Part
	if p == nil {
		return fmt.Errorf("%d of %d runs are missing from %s", n, total, s.flags.journal)
	}
	works := s.works()
	again := map[int]bool{}
	for i, k := range shares(works, p.Of) {
		works[i].race.eachOf(works[i], func(runner, seed int) {
			if missing[works[i].race][[2]int{runner, seed}] {
				again[p.task(k)] = true
			}
		})
	}
	var indices []int
	for k := range again {
		indices = append(indices, k)
	}
	return fmt.Errorf("%d of %d runs are missing from %s; run again the array indices %s", n, total, s.flags.journal, ranges(indices))
}
