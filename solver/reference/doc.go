// Package reference computes deterministic solutions of the kinetic problems
// for every Knudsen number 0 < eps <= 1, from free flight to the fluid limit.
//
// Invariants: the methods are asymptotic preserving, their cost does not grow
// and their accuracy does not degrade as eps tends to zero, and nothing is
// divided by eps; everything is float64 and independent of the network, so a
// solution from this package is the measure that training runs are held
// against; a Solution does not change and may be used by several goroutines.
//
// For example, the density at x = 0 and x = 1 at t = 0.5:
//
//	s, err := reference.New("transport-mode", 0.01, reference.Options{})
//	values, err := s.At(0.5, []float64{0, 1}) // [field][i]
//	rho := values[0]
//
// A problem is one file that calls Register; see Problem, New and Limit.
package reference
