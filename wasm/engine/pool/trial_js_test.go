//go:build js && wasm

package pool

import (
	"testing"
	"time"
)

// run takes n steps whose times are those of the two ways and returns how many were taken without instances and how many trials ended.
func run(t *trial, n int, together, alone time.Duration) (here, ended int) {
	for range n {
		d := together
		if t.here() {
			here++
			d = alone
		}
		if t.took(d) {
			ended++
		}
	}
	return here, ended
}

func TestTrialTakesTheFasterWay(t *testing.T) {
	var tr trial
	if here, ended := run(&tr, trialLong+trialWarm, 300, 200); here != trialLong/2 || ended != 0 {
		t.Fatalf("%d of %d steps of the first trial and after it without instances, %d trials", here, trialLong+trialWarm, ended)
	}
	if here, ended := run(&tr, trialLong, 300, 200); here != trialLong/2 || ended != 1 {
		t.Fatalf("%d of %d steps of a trial without instances, %d trials", here, trialLong, ended)
	}
	if here, ended := run(&tr, trialNext, 300, 200); here != trialNext || ended != 0 {
		t.Errorf("%d of %d steps without instances, which are slower, %d trials", here, trialNext, ended)
	}
	if here, ended := run(&tr, trialLong, 100, 200); here != trialLong/2 || ended != 1 || tr.together != 100 || tr.alone != 200 {
		t.Errorf("the second trial: %d steps without instances, %d ended, times %v and %v", here, ended, tr.together, tr.alone)
	}
	if here, _ := run(&tr, trialNext, 100, 200); here != 0 {
		t.Errorf("%d steps without instances, which are faster", here)
	}
}

// A first trial whose instances are far behind decides.
func TestTrialDecidesAtOnce(t *testing.T) {
	var tr trial
	if here, ended := run(&tr, trialLong+trialNext, 500, 200); here != trialLong/2+trialNext || ended != 1 {
		t.Errorf("%d steps without instances, %d trials", here, ended)
	}
}

// One long step, and the first ones of a turn, do not decide.
func TestTrialLeavesOutLateSteps(t *testing.T) {
	var tr trial
	tr.warm = true
	for i := range trialLong {
		d := 10 * time.Millisecond
		if tr.here() {
			d = 11 * time.Millisecond
		} else if i%turnSteps < turnFirst || i == turnSteps-1 {
			d = time.Second
		}
		tr.took(d)
	}
	if tr.here() {
		t.Errorf("without instances at %v, with them at %v", tr.alone, tr.together)
	}
}
