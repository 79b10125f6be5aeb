package train_test

import (
	"fmt"
	"log"
	"time"

	"github.com/hrgrad/hrgrad/solver/train"
)

// A loop with a hook of its own: train in slices, as a program does that has other things to do in between, and keep a state to go back to.
func ExampleLoop() {
	s, err := train.New(train.Config{Problem: "transport-smooth", Tasks: 3, Points: 8, Width: 8, Depth: 2, Steps: 60, Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	start := time.Now()
	loop := train.NewLoop(s, func() time.Duration { return time.Since(start) })
	record := train.NewRecord(loop)
	if err := loop.Keep(&train.Pace{Every: 5 * time.Second}); err != nil {
		log.Fatal(err)
	}
	loop.Every(20, "progress", func(r *train.Report) error {
		fmt.Printf("step %d: %d tasks, %d points of history\n", r.Step, len(r.Losses), len(record.History.Steps))
		return nil
	})
	loop.Start(train.Budget{Steps: s.Config().Steps, Time: time.Minute})
	for loop.Running() {
		if err := loop.Advance(30 * time.Millisecond); err != nil {
			log.Fatal(err)
		}
		// The program's other business.
	}
	fmt.Println("snapshot of step", loop.Good().Step)
	// Output:
	// step 20: 2 tasks, 20 points of history
	// step 40: 2 tasks, 40 points of history
	// step 60: 2 tasks, 60 points of history
	// snapshot of step 60
}
