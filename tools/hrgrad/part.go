package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// part is the share of a race that one process runs, out of Of shares, counted from 1. In an array of tasks, share k belongs to the task
// with the index First + (k-1) Step.
type part struct {
	Index int `json:"index"`
	Of    int `json:"of"`
	First int `json:"first"`
	Step  int `json:"step"`
}

// maxParts bounds the number of shares.
const maxParts = 100_000

// Variables of the environment that --part auto reads. The first two are ours and go before all others: with an array in which only some
// tasks run again, Slurm's own count is that of the tasks that run.
const (
	partVariable  = "HRGRAD_PART"  // number of this share, from 1
	partsVariable = "HRGRAD_PARTS" // number of shares
	firstVariable = "HRGRAD_FIRST" // array index of share 1; default 1 under Slurm, 0 in an indexed job of Kubernetes
)

// parsePart reads K/N or auto.
func parsePart(text string) (*part, error) {
	if text == "auto" {
		return partOf(os.Getenv)
	}
	a, b, _ := strings.Cut(text, "/")
	k, errK := strconv.Atoi(a)
	n, errN := strconv.Atoi(b)
	if errK != nil || errN != nil || n < 2 || n > maxParts || k < 1 || k > n {
		return nil, badInput("part: %q given, allowed is auto, or K/N with 1 <= K <= N and N from 2 to %d, as in 1/2", text, maxParts)
	}
	return &part{k, n, 1, 1}, nil
}

// partOf finds out from the environment which share a task of an array is.
func partOf(env func(string) string) (*part, error) {
	var bad error
	number := func(name string, otherwise int) int {
		v := env(name)
		if v == "" {
			return otherwise
		}
		n, err := strconv.Atoi(v)
		if (err != nil || n < 0) && bad == nil {
			bad = badInput("part: auto: %s is %q, a whole number is needed", name, v)
		}
		return n
	}
	p := part{Of: number(partsVariable, 0), Step: 1}
	switch {
	case env(partVariable) != "":
		p.Index, p.First = number(partVariable, 0), 1
		if p.Of == 0 && bad == nil {
			bad = badInput("part: auto: %s is set, but %s is not", partVariable, partsVariable)
		}
	case env("SLURM_ARRAY_TASK_ID") != "":
		task := number("SLURM_ARRAY_TASK_ID", 0)
		p.First = number(firstVariable, 1)
		if p.Of == 0 {
			count, last := number("SLURM_ARRAY_TASK_COUNT", 0), number("SLURM_ARRAY_TASK_MAX", 0)
			p.First, p.Step, p.Of = number("SLURM_ARRAY_TASK_MIN", 1), max(1, number("SLURM_ARRAY_TASK_STEP", 1)), count
			if bad == nil && (count < 2 || p.First+(count-1)*p.Step != last) {
				bad = badInput("part: auto: an array of %d tasks from %d to %d does not tell the number of shares; set %s to it", count, p.First, last, partsVariable)
			}
		}
		if bad == nil && (task-p.First)%p.Step != 0 {
			bad = badInput("part: auto: task %d is not in the array of %d tasks from %d in steps of %d", task, p.Of, p.First, p.Step)
		}
		p.Index = (task-p.First)/p.Step + 1
	case env("JOB_COMPLETION_INDEX") != "":
		p.First = number(firstVariable, 0)
		p.Index = number("JOB_COMPLETION_INDEX", 0) - p.First + 1
		if p.Of == 0 && bad == nil {
			bad = badInput("part: auto: JOB_COMPLETION_INDEX is set, but not %s, the number of completions", partsVariable)
		}
	default:
		return nil, badInput("part: auto needs SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, or %s with %s in the environment", partVariable, partsVariable)
	}
	if bad == nil && (p.Of < 1 || p.Of > maxParts || p.Index < 1 || p.Index > p.Of) {
		bad = badInput("part: auto: share %d of %d, allowed is 1 to their number, which is at most %d", p.Index, p.Of, maxParts)
	}
	if bad != nil {
		return nil, bad
	}
	return &p, nil
}

// task returns the array index of share k.
func (p *part) task(k int) int { return p.First + (k-1)*p.Step }

// ranges writes array indices as sbatch --array takes them: 1,4-7.
func ranges(indices []int) string {
	slices.Sort(indices)
	var words []string
	for i := 0; i < len(indices); {
		k := i
		for k+1 < len(indices) && indices[k+1] == indices[k]+1 {
			k++
		}
		if k == i {
			words = append(words, strconv.Itoa(indices[i]))
		} else {
			words = append(words, fmt.Sprintf("%d-%d", indices[i], indices[k]))
		}
		i = k + 1
	}
	return strings.Join(words, ",")
}
