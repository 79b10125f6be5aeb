package main

import (
	"strings"
	"testing"
)

func environment(words string) func(string) string {
	set := map[string]string{}
	for _, w := range strings.Fields(words) {
		k, v, _ := strings.Cut(w, "=")
		set[k] = v
	}
	return func(name string) string { return set[name] }
}

func TestPartOfEnvironment(t *testing.T) {
	slurm := "SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_MAX=14 SLURM_ARRAY_TASK_STEP=3 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_ID="
	for _, c := range []struct {
		env  string
		want part
	}{
		{slurm + "5", part{1, 4, 5, 3}}, {slurm + "14", part{4, 4, 5, 3}},
		{"SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=23 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=24 SLURM_ARRAY_TASK_ID=23", part{24, 24, 0, 1}},
		// Tasks 3 and 7 of an array of 24 run again.
		{"HRGRAD_PARTS=24 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_ID=7", part{7, 24, 1, 1}},
		{"HRGRAD_PARTS=24 HRGRAD_FIRST=0 SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=1", part{8, 24, 0, 1}},
		{"HRGRAD_PARTS=6 JOB_COMPLETION_INDEX=0", part{1, 6, 0, 1}}, {"HRGRAD_PARTS=6 JOB_COMPLETION_INDEX=5", part{6, 6, 0, 1}},
		{"HRGRAD_PART=2 HRGRAD_PARTS=3", part{2, 3, 1, 1}}, {"HRGRAD_PART=1 HRGRAD_PARTS=1", part{1, 1, 1, 1}},
	} {
		got, err := partOf(environment(c.env))
		if err != nil || *got != c.want {
			t.Errorf("%s: %+v, %v, want %+v", c.env, got, err, c.want)
			continue
		}
		if task := got.task(got.Index); strings.Contains(c.env, "_ID=") && !strings.HasSuffix(c.env, "="+ranges([]int{task})) && !strings.Contains(c.env, "_ID="+ranges([]int{task})) {
			t.Errorf("%s: share %d is task %d", c.env, got.Index, task)
		}
	}
	for env, mention := range map[string]string{
		"": "HRGRAD_PARTS", "HRGRAD_PART=1": "HRGRAD_PARTS", "HRGRAD_PART=0 HRGRAD_PARTS=3": "share 0 of 3", "HRGRAD_PART=4 HRGRAD_PARTS=3": "share 4 of 3",
		"HRGRAD_PART=x HRGRAD_PARTS=3": "HRGRAD_PART is", "HRGRAD_PART=1 HRGRAD_PARTS=-3": "HRGRAD_PARTS", "JOB_COMPLETION_INDEX=2": "completions",
		"JOB_COMPLETION_INDEX=3 HRGRAD_PARTS=3": "share 4 of 3", "HRGRAD_PART=1 HRGRAD_PARTS=100001": "100000",
		"SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_ID=7": "HRGRAD_PARTS",
		"SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_ID=3": "HRGRAD_PARTS",
		slurm + "6": "task 6", slurm + "20": "share 6 of 4",
	} {
		if p, err := partOf(environment(env)); err == nil || !strings.Contains(err.Error(), mention) {
			t.Errorf("%s: %+v, %v; want an error about %s", env, p, err, mention)
		}
	}
}

func TestRanges(t *testing.T) {
	for want, in := range map[string][]int{"3": {3}, "1,4-7": {7, 5, 4, 6, 1}, "0-1": {1, 0}, "2,4,6": {6, 4, 2}} {
		if got := ranges(in); got != want {
			t.Errorf("%v: %s, want %s", in, got, want)
		}
	}
}

// Every work belongs to one share, and no share has much more than its part of the cost.
func TestShares(t *testing.T) {
	var works []work
	total, most := 0.0, 0.0
	for i := range 237 {
		c := float64(1 + (i*i)%40)
		works = append(works, work{cost: c})
		total, most = total+c, max(most, c)
	}
	for _, n := range []int{1, 2, 7, 60, 500} {
		loads := make([]float64, n)
		for i, k := range shares(works, n) {
			loads[k-1] += works[i].cost
		}
		for k, l := range loads {
			if l > total/float64(n)+most {
				t.Errorf("share %d of %d costs %g, the mean is %g", k+1, n, l, total/float64(n))
			}
		}
	}
}
