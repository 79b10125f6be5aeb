//go:build js && wasm

package pool

import "time"

// trial finds out whether steps are faster with instances or without, by taking both in turn, and goes on with the faster way until the next trial:
// what else the machine does changes.
type trial struct {
	step            int                  // of the trial and the run until the next
	sums            [turns]time.Duration // of the steps of every turn that count
	together, alone time.Duration        // of a step, in the last trial
	warm, again     bool                 // there was a trial; the first one comes again
}

const (
	turnSteps = 8 // steps of one way in a row; the first of them find threads asleep and caches cold
	turnFirst = 2 // which do not count
	turns     = 6 // of a trial, both ways together
	trialLong = turns * turnSteps
	trialNext = 4000 // steps until the next one
	trialWarm = 200  // steps with instances before the first one comes again: before that V8 has not compiled their code for speed
)

// here tells whether the next step is taken without instances.
func (t *trial) here() bool {
	if t.step < trialLong {
		return t.step/turnSteps%2 == 1
	}
	return !t.again && t.alone <= t.together
}

// took takes the time of a step; ended tells that it was the last of a trial that decides. The first one decides only where instances take more than twice
// as long: they become faster.
func (t *trial) took(d time.Duration) (ended bool) {
	if t.step < trialLong && t.step%turnSteps >= turnFirst {
		t.sums[t.step/turnSteps] += d
	}
	t.step++
	switch {
	case t.step == trialLong:
		s := t.sums
		t.together, t.alone = middle(s[0], s[2], s[4])/(turnSteps-turnFirst), middle(s[1], s[3], s[5])/(turnSteps-turnFirst)
		t.again = !t.warm && t.together < 2*t.alone
		t.warm = true
		return !t.again
	case t.step == trialLong+trialNext, t.again && t.step == trialLong+trialWarm:
		t.step, t.sums, t.again = 0, [turns]time.Duration{}, false
	}
	return false
}

// middle is the median of the turns of one way.
func middle(a, b, c time.Duration) time.Duration { return max(min(a, b), min(max(a, b), c)) }
