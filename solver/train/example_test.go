package train_test

import (
	"fmt"
	"log"
	"math"

	"github.com/hrgrad/hrgrad/solver/train"
)

// small is a run of a second or less: the decaying mode of linear transport with a small network.
func small() (*train.Session, error) {
	return train.New(train.Config{Problem: "transport-mode", Head: "modal", Width: 16, Depth: 2, Tasks: 4, Points: 16, Steps: 600, Seed: 1})
}

// Train a problem and read its fields: one network answers for every Knudsen number.
func Example() {
	s, err := small()
	if err != nil {
		log.Fatal(err)
	}
	for range s.Config().Steps {
		if _, err := s.Step(); err != nil {
			log.Fatal(err)
		}
	}
	for _, eps := range []float64{1, 1e-2, 1e-6} {
		values, err := s.Evaluate(eps, 1, []float64{0, math.Pi / 2}) // [field][i] at t = 1
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("eps %-6g rho(0) %.2f flux(pi/2) %.2f\n", eps, values[0][0], values[1][1])
	}
	// Output:
	// eps 1      rho(0) 1.35 flux(pi/2) 0.12
	// eps 0.01   rho(0) 1.36 flux(pi/2) 0.12
	// eps 1e-06  rho(0) 1.36 flux(pi/2) 0.12
}

// Read a checkpoint: the run goes on as if it had not been interrupted, and its network answers at once.
func ExampleResume() {
	s, err := small()
	if err != nil {
		log.Fatal(err)
	}
	for range 20 {
		if _, err := s.Step(); err != nil {
			log.Fatal(err)
		}
	}
	data, err := s.Checkpoint() // the bytes of a file
	if err != nil {
		log.Fatal(err)
	}
	again, err := train.Resume(data)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.Config().Problem, "after", again.Steps(), "steps,", again.Parameters(), "parameters")
	a, err := s.Step()
	if err != nil {
		log.Fatal(err)
	}
	b, err := again.Step()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("step", b.Step, "with the same loss:", a.Total == b.Total)
	_, err = train.Resume(data[:len(data)/2])
	fmt.Println(err != nil, "for half of the file")
	// Output:
	// transport-mode after 20 steps, 1097 parameters
	// step 21 with the same loss: true
	// true for half of the file
}
