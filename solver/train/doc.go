// Package train is the session: it draws the serialised tasks, evaluates their losses and gradients in one forward pass and one
// reverse sweep, lets an operator and an optimiser take the step, and keeps what a checkpoint needs.
//
// Invariants: the same configuration gives the same losses and parameters, bit for bit, on every engine, with any number of workers
// (kernels with relaxed SIMD excepted), and a resumed run goes on as if it had not been interrupted; there is no clock and there are
// no global random numbers; every setting is one row of Settings, from which configurations, flags and forms are made.
//
// For example:
//
//	s, err := train.New(train.Config{Problem: "transport-mode", Steps: 2000, Seed: 1}) // other settings by the problem
//	for range s.Config().Steps {
//		report, err := s.Step()
//	}
//	fields, err := s.Evaluate(0.01, 0.5, []float64{0, 1}) // [field][i] at eps = 0.01, t = 0.5, x = 0 and 1
//
// The examples train a problem, read a checkpoint and use the loop with hooks.
package train
