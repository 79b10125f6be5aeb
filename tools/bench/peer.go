package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/hrgrad/hrgrad/solver/kernel"
	"github.com/hrgrad/hrgrad/solver/train"
)

// peerConfig is the step that tools/peers measures in other programs.
func peerConfig(width int) train.Config {
	return train.Config{Problem: "transport-mode", Operator: "config", Optimizer: "adam", Width: width}
}

// servePeers answers lines "WIDTH STEPS" on standard input by {"seconds": s, "steps": n}, the processor time of so many steps, until there
// are no more: our side of the comparison that tools/peers/run.py makes.
//
// With defaults it is a default step of transport-mode of that width.
func servePeers(kernels string, defaults bool) error {
	if kernels != "" {
		if err := kernel.Use(kernels); err != nil {
			return err
		}
	}
	sessions := map[int]*train.Session{}
	out := json.NewEncoder(os.Stdout)
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var width, steps int
		if _, err := fmt.Sscan(in.Text(), &width, &steps); err != nil || width < 1 || steps < 1 {
			return fmt.Errorf("-peer: line %q, expected WIDTH STEPS", in.Text())
		}
		s := sessions[width]
		if s == nil {
			c := peerConfig(width)
			if defaults {
				c = train.Config{Problem: "transport-mode", Width: width}
			}
			s = newSession(c)
			sessions[width] = s
			timed(func() { step(s) }, 20)
		}
		if err := out.Encode(map[string]float64{"seconds": timed(func() { step(s) }, steps) * float64(steps), "steps": float64(steps)}); err != nil {
			return err
		}
	}
	return nil
}
