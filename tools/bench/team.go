//go:build !js

package main

import "github.com/hrgrad/hrgrad/solver/train"

// team shares steps over goroutines.
type team struct{}

func newTeam() team { return team{} }

func (team) attach(s *train.Session, w int) bool {
	s.SetWorkers(w)
	return true
}

func (team) close() {}

// serve is for js, where workers are further instances of this program.
func serve() {}
