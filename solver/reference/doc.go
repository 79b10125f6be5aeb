// Package reference computes deterministic solutions of the kinetic problems
// for every Knudsen number 0 < eps <= 1, from free flight to the fluid limit.
//
// The methods are asymptotic preserving: their cost does not grow and their
// accuracy does not degrade as eps tends to zero, and nothing is divided by
// eps. Everything is float64 and independent of the network, so a solution
// from this package is the measure that training runs are held against.
//
// A problem is one file that registers a constructor; see New and Problems.
package reference
