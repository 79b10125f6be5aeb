// Command claims reruns, in a reduced form, the races behind what README and the documentation say of the operators, and fails when
// a claim no longer holds: `make claims`, some minutes on one core. Each claim is one row of the table in claims.go: the command
// line of hrgrad compare, with its seeds, and a check of the results. -list prints the commands without running them.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// result is one JSON line of compare: the summary of an entrant in a race or, over all races, of an operator with its settings.
type result struct {
	Type        string  `json:"type"`
	Entrant     string  `json:"entrant"`
	Operator    string  `json:"operator"`
	Settings    string  `json:"settings"`
	OpposedRate float64 `json:"opposedRate"`
	StepOpposed float64 `json:"stepOpposedRate"`
	Worst       *struct {
		Median float64 `json:"median"`
	} `json:"worst"`
	Fields map[string]struct {
		Worst struct {
			Median float64 `json:"median"`
		} `json:"worst"`
	} `json:"fields"`
}

// results finds lines by entrant: "hrgrad", "ls:promise=step".
type results []result

func (r results) find(kind, name string) result {
	for _, l := range r {
		if l.Type != kind {
			continue
		}
		if l.Entrant == name || kind == "overall" && strings.TrimSuffix(l.Operator+":"+l.Settings, ":") == name {
			return l
		}
	}
	return result{}
}

// ratio is the error at the worst Knudsen number over that of ls, median over the seeds; 0 when there is none.
func (r results) ratio(name string) float64 {
	if w := r.find("overall", name).Worst; w != nil {
		return w.Median
	}
	return 0
}

func run(args []string) (results, error) {
	cmd := exec.Command("go", append([]string{"run", "./tools/hrgrad", "compare", "--progress", "json"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var all results
	for _, line := range bytes.Split(bytes.TrimSpace(out), []byte("\n")) {
		var l result
		if err := json.Unmarshal(line, &l); err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		all = append(all, l)
	}
	return all, nil
}

func main() {
	list := flag.Bool("list", false, "print the commands only")
	flag.Parse()
	failed := 0
	for _, c := range claims {
		fmt.Printf("%s\n  hrgrad compare %s\n", c.says, c.command)
		if *list {
			continue
		}
		r, err := run(strings.Fields(c.command))
		if err == nil {
			err = c.holds(r)
		}
		if err != nil {
			failed++
			fmt.Printf("  NO LONGER: %v\n", err)
			continue
		}
		fmt.Println("  holds")
	}
	if failed > 0 {
		fmt.Printf("%d of %d claims no longer hold\n", failed, len(claims))
		os.Exit(1)
	}
}
