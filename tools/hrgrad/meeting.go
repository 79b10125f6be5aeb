package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
)

// meeting is what one call of compare runs: a race on each problem.
type meeting struct {
	flags compareFlags
	races []*race
}

// meetingResult is the JSON file of several races.
type meetingResult struct {
	Races   []*raceResult `json:"races"`
	Overall []overallRow  `json:"overall"`
}

// overallLine is a JSON line of the summary over all problems.
type overallLine struct {
	Type string `json:"type"` // overall
	overallRow
}

// share keeps the entrants of this process: every n-th over all races.
func (m *meeting) share() {
	if m.flags.parts < 2 {
		return
	}
	n := 0
	for _, r := range m.races {
		var own []entrant
		for _, e := range r.entrants {
			if n%m.flags.parts == m.flags.part-1 {
				own = append(own, e)
			}
			n++
		}
		r.entrants = own
	}
}

// conclude holds the races, writes the files and prints the tables.
func (m *meeting) conclude(rep *reporter) error {
	m.share()
	res := &meetingResult{}
	for _, r := range m.races {
		one, err := r.hold(m.flags)
		if err != nil {
			return err
		}
		if one == nil {
			continue
		}
		res.Races = append(res.Races, one)
		if !rep.text {
			for _, s := range one.Summaries {
				rep.line(summaryLine{"summary", s})
			}
		}
	}
	if len(res.Races) == 0 {
		return rep.err
	}
	res.Overall = overall(res.Races)
	if err := res.save(m.flags.out, m.flags.table); err != nil {
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

// save writes the files: of one race the race itself.
func (m *meetingResult) save(out, table string) error {
	if out != "" {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		var v any = m
		if len(m.Races) == 1 {
			v = m.Races[0]
		}
		if err := enc.Encode(v); err != nil {
			return err
		}
		if err := writeWhole(out, b.Bytes()); err != nil {
			return fmt.Errorf("out: %w", err)
		}
	}
	if table != "" {
		var b bytes.Buffer
		c := csv.NewWriter(&b)
		c.Write(csvHead)
		for _, r := range m.Races {
			r.csv(c)
		}
		c.Flush()
		if err := c.Error(); err != nil {
			return err
		}
		if err := writeWhole(table, b.Bytes()); err != nil {
			return fmt.Errorf("csv: %w", err)
		}
	}
	return nil
}

func (m *meetingResult) print(w io.Writer) error {
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
