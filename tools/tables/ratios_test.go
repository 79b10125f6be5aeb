package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// race writes a file as hrgrad compare does: errors of one field at two Knudsen numbers, the first the worse.
func race(t *testing.T, seed int, worst map[string]float64) string {
	t.Helper()
	var entrants, runs []string
	for operator, e := range worst {
		entrants = append(entrants, fmt.Sprintf(`{"name":%q,"config":{"problem":"transport-mode","operator":%q,"tasksBy":"term","initial":"soft","steps":400}}`, operator, operator))
		runs = append(runs, fmt.Sprintf(`{"entrant":%q,"seed":%d,"steps":400,"gradient":{"emptyConeRate":0.25},"errors":{"rows":[{"eps":1,"fields":{"rho":%v}},{"eps":0.1,"fields":{"rho":%v}}]}}`, operator, seed, e, e/2))
	}
	file := filepath.Join(t.TempDir(), "race.json")
	text := fmt.Sprintf(`{"fields":["rho"],"entrants":[%s],"runs":[%s]}`, strings.Join(entrants, ","), strings.Join(runs, ","))
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestScores(t *testing.T) {
	files := []string{
		"-scores",
		race(t, 1, map[string]float64{"ls": .1, "hrgrad-sum": .05, "upgrad": .1}),
		race(t, 2, map[string]float64{"ls": .1, "hrgrad-sum": .2, "upgrad": .1}),
		race(t, 3, map[string]float64{"ls": .2, "hrgrad-sum": .16, "upgrad": .1}),
	}
	var out strings.Builder
	if err := run(files, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| transport-mode | term | soft | 400 | 3 | 25 % | 0.80 | 1.00 |",
		"| geometric mean over upgrad |  |  |  |  |  | 1.60 | 1.00 |",
		"| at most 1.1 of upgrad |  |  |  |  |  | 0 of 1 | 1 of 1 |",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no line %q in\n%s", want, out.String())
		}
	}
	if err := run(append(files, files[1]), &out); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a run given twice: %v", err)
	}
	if err := run([]string{"-scores", race(t, 1, map[string]float64{"upgrad": 1})}, &out); err == nil || !strings.Contains(err.Error(), "ls") {
		t.Errorf("no ls: %v", err)
	}
}
